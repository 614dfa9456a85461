"""Checks the Dockerfile against the program that it packs: check.py PROGRAM

Every shared library that the program links is in a package that the image installs or that its base has, and every
package that the image installs is there for a library or for a reason that is named here. Whatever the build copies
is let through by .dockerignore, and whatever Package.swift names is copied.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Of the base image, because its apt links them.
OF_BASE = {"libc6", "libgcc-s1", "libstdc++6"}
NO_LIBRARIES = {"ca-certificates": "by which libcurl knows a provider"}
# Swift's own, which the image's build links statically.
STATIC = re.compile(r"lib(swift\w*|Foundation\w*|_Foundation\w*|dispatch|BlocksRuntime|_?TestingInterop|Testing)\.so")


def instructions(text):
    """The instructions of each stage as lines without continuation or comment."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    stages = []
    for line in filter(None, map(str.strip, whole.splitlines())):
        if line.startswith("FROM "):
            stages.append([])
        stages[-1].append(line)
    return stages


def installed_packages(stage):
    for line in stage:
        if found := re.search(r"apt-get install -y --no-install-recommends (.*?) &&", line):
            return set(found[1].split())
    return set()


def linked_packages(program):
    listing = subprocess.run(["readelf", "--dynamic", program], capture_output=True, text=True, check=True).stdout
    names = [name for name in re.findall(r"\(NEEDED\).*\[(.+)\]", listing) if not STATIC.match(name)]
    places = dict(re.findall(r"^\s*(\S+) => (\S+)", subprocess.run(
        ["ldd", program], capture_output=True, text=True, check=True).stdout, re.MULTILINE))
    return {name: _package(places.get(name, name)) for name in names}


def _package(path):
    # A merged /usr: the package may know the file by either path.
    whole = str(Path(path).resolve())
    for place in [path, whole, path.removeprefix("/usr"), whole.removeprefix("/usr")]:
        result = subprocess.run(["dpkg", "--search", place], capture_output=True, text=True, check=False)
        if result.returncode == 0:
            return result.stdout.split(":")[0]
    if path.startswith("ld-linux"):
        return "libc6"
    raise SystemExit(f"{path} is of no package")


def faults(program):
    build, final = instructions((ROOT / "Dockerfile").read_text())
    installed = installed_packages(final)
    linked = linked_packages(program)
    for library, package in linked.items():
        if package not in installed | OF_BASE:
            yield f"{library} is in {package}, which the image does not install"
    for package in installed - set(linked.values()) - set(NO_LIBRARIES):
        yield f"the image installs {package}, which the program does not link"
    script = (ROOT / "scripts/run").read_text()
    wanted = set(re.search(r"scripts/packages (.*)", script)[1].split())
    if (found := installed_packages(build)) != wanted:
        yield f"the build installs {sorted(found)}, scripts/run {sorted(wanted)}"
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    paths = re.findall(r'path: "([^"/]+)/', (ROOT / "Package.swift").read_text())
    copied = {line.split()[1] for line in final if line.startswith("COPY ") and "--from" not in line}
    for path in {"Package.swift", "Sources", *paths, *copied} - let_through:
        yield f".dockerignore keeps out {path}"
    version = re.search(r'current = "(.+)"', (ROOT / "Sources/Gateway/MambaVersion.swift").read_text())[1]
    if f"ARG VERSION={version}" not in final:
        yield f"the image's version is not {version}"
    if f"newTag: {version}\n" not in (ROOT / "k8s/overlays/production/kustomization.yaml").read_text():
        yield f"the version in production is not {version}"
    print(f"image: {len(linked)} libraries linked, {len(installed)} packages installed")


def main():
    found = list(faults(sys.argv[1]))
    for fault in found:
        print(f"  {fault}")
    print("image: " + ("as it should be" if not found else f"{len(found)} faults"))
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check.py PROGRAM")
    sys.exit(main())
