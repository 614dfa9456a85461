"""Checks the description of the API against the program: check.py PROGRAM

1. /openapi.json is valid OpenAPI 3.1.
2. Known exchanges go as it says; every status and every event that it names occurs.
3. Requests that schemathesis makes up from it, good and bad, are answered as it says.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator

sys.path.insert(0, str(Path(__file__).parent.parent / "Rig"))
from description import Description
from exchanges import run_exchanges
from rig import KEY, Rig

EXAMPLES_PER_OPERATION = 60
SECONDS_MAX = 75


def check_document(document):
    faults = list(OpenAPIV31SpecValidator(document).iter_errors())
    for fault in faults:
        print(f"  {fault.json_path}: {fault.message}")
    print(f"document: {len(document['paths'])} paths, {len(faults)} faults")
    return not faults


def check_exchanges(description, rig):
    count, faults = run_exchanges(description, rig)
    faults += [f"never occurred: {thing}" for thing in description.unseen]
    for fault in faults:
        print(f"  {fault}")
    print(f"exchanges: {count} made, {len(description.seen)} statuses and events seen, {len(faults)} faults")
    return not faults


def check_generated(document, url):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "openapi.json"
        path.write_text(json.dumps(document))
        command = [
            str(Path(sys.executable).parent / "schemathesis"), "run", str(path), "--url", url,
            "--header", f"X-API-Key: {KEY}", "--checks", "all",
            "--phases", "examples,coverage,fuzzing",
            "--max-examples", str(EXAMPLES_PER_OPERATION),
            # With more than one thread Python 3.11 may fail to compile what it generates.
            "--workers", "1",
            "--generation-deterministic",
            "--request-timeout", "5", "--continue-on-failure", "--no-color",
        ]
        try:
            result = subprocess.run(command, cwd=folder, timeout=SECONDS_MAX, check=False)
        except subprocess.TimeoutExpired:
            print(f"generated requests: not done after {SECONDS_MAX} seconds")
            return False
    return result.returncode == 0


def main():
    sys.stdout.reconfigure(line_buffering=True)
    with Rig(sys.argv[1]) as rig:
        mock = rig.mock("tokens=3 interval=0")
        server = rig.serve(mock, auth=True)
        document = server.get("/openapi.json").json()
        results = [
            check_document(document),
            check_exchanges(Description(document), rig),
            check_generated(document, server.url),
        ]
    print("openapi: " + ("as described" if all(results) else "NOT as described"))
    return 0 if all(results) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check.py PROGRAM")
    sys.exit(main())
