"""Instructions of user space and system calls of an event, counted by callgrind and strace: next to no noise."""

import re
import shutil
import time

from comparison.loads import bench, failures
from comparison.servers import Servers
from comparison.tables import Budget, Column, Result

# The parts of a count: by the object file, or by the function in it.
OBJECTS = [("libcurl", "libcurl"), ("libuv", "libuv"), ("libssl", "libssl"), ("libcrypto", "libcrypto"),
           (r"libc\.so|ld-linux|libm\.so|vdso", "C library")]
FUNCTIONS = [
    (r"swift_\w*([Rr]etain|[Rr]elease|isUnique|weak|unowned)|RefCount", "references"),
    (r"malloc|calloc|realloc|^free$|_int_free|_mid_memalign|unlink_chunk|swift_(alloc|slowAlloc|dealloc|slowDealloc)",
     "allocation"),
]
PARTS = ["program", "libcurl", "libuv", "libssl", "libcrypto", "C library", "references", "allocation", "other"]

# What Mamba may need of an event: over plain connections, and with TLS to the provider.
BUDGETS = {
    False: [Budget("instructions", 4000, "instructions of user space per event", 0),
            Budget("calls", 3, "system calls per event")],
    True: [Budget("beyond", 2500, "instructions of user space per event over TLS beyond nginx's", 0),
           Budget("calls", 3.2, "system calls per event over TLS")],
}


def part(binary, function):
    """The part to which a function in an object file counts."""
    for pattern, name in FUNCTIONS:
        if re.search(pattern, function):
            return name
    for pattern, name in OBJECTS:
        if re.search(pattern, binary):
            return name
    return "other" if ".so" in binary else "program"


def instructions(path):
    """The instructions by part in a file of callgrind: the lines behind `fn=`, without those that a call includes."""
    names, sums = {}, {}
    binary = function = None
    is_inclusive = False
    for line in path.read_text().splitlines():
        if found := re.match(r"(ob|fn)=\((\d+)\)(?: (.*))?", line):
            kind, number, name = found.groups()
            name = names.setdefault((kind, number), name)
            if kind == "ob":
                binary = name
            else:
                function = name
        elif found := re.match(r"c(ob|fn)=\((\d+)\) (.*)", line):
            names[found[1], found[2]] = found[3]
        elif line.startswith("calls="):
            is_inclusive = True
        elif found := re.match(r"[+*-]?\d* (\d+)$", line):
            if not is_inclusive:
                key = part(binary, function)
                sums[key] = sums.get(key, 0) + int(found[1])
            is_inclusive = False
    return sums


def calls(path):
    """The system calls by name in a summary of strace, which may come a moment after the process has ended."""
    deadline = time.monotonic() + 10
    while " total\n" not in (text := path.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    rows = [line.split() for line in text.splitlines() if re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+\d+", line)]
    return {row[-1]: int(row[3]) for row in rows if row[-1] != "total"}


# What counts: its command around a server, the file that it writes, and what reads that.
TOOLS = {
    "valgrind": (lambda path: ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={path}"], instructions),
    "strace": (lambda path: ["strace", "-D", "-f", "-c", "-o", path], calls),
}


def count(run, name, tool, streams, tokens, tls):
    """What a whole life of a server counts, and how many of its streams failed."""
    command, read = TOOLS[tool]
    with Servers(run.program, tls=tls, counter=command, patience=60) as servers:
        server = servers.add(name)
        report = bench(run.program, [server], ["-c", str(streams), "-n", str(streams), "--tokens", str(tokens),
                                               "--interval", "20ms", "--ramp", "100ms"])
        servers.stop([server.process])
        return read(servers.folder / "count"), failures(report)


def measure(run, tls=False):
    """Counts lives with few and with many tokens in as many streams: the difference is that of the events alone.

    Handshakes are not all alike, so that with TLS a few hundred instructions are noise where the events are few.
    """
    tools = [name for name in TOOLS if shutil.which(name)]
    for name in set(TOOLS) - set(tools):
        print(f"  {name} is not there and left out")
    if not tools:
        return None
    streams, few, many = (4, 20, 520 if tls else 120) if run.is_quick else (20, 100, 600)
    names = [peer for peer in run.peers if peer == "nginx"] + ["mamba"] + ([] if run.is_quick else ["mamba-openai"])
    rows, failed = [], 0
    for name in names:
        row = {"server": name}
        for tool in tools:
            less, lost = count(run, name, tool, streams, few, tls)
            more, more_lost = count(run, name, tool, streams, many, tls)
            row[tool] = {key: (more[key] - less.get(key, 0)) / (streams * (many - few)) for key in more}
            failed += lost + more_lost
        rows.append(row | summary(row))
    for row in rows:
        if "instructions" in row and rows[0]["server"] == "nginx":
            row["beyond"] = row["instructions"] - rows[0]["instructions"]
            row["ratio"] = row["instructions"] / rows[0]["instructions"]
    columns = [Column("instructions/event", "instructions", 0), Column("÷ nginx", "ratio", 2)]
    columns += [Column(name, name, 0) for name in PARTS if any(row.get(name) for row in rows)]
    return Result(
        f"{'TLS to the provider, ' if tls else ''}{streams} streams of {few} and of {many} tokens, one every 20 ms: "
        "the difference, divided by the events between them",
        columns + [Column("system calls/event", "calls", 2), Column("which", "which")], rows, BUDGETS[tls],
        failed=failed, report=rows)


def summary(row):
    """The figures of a row's cells."""
    cells = {}
    if "valgrind" in row:
        cells = {"instructions": sum(row["valgrind"].values()), **{name: row["valgrind"].get(name) for name in PARTS}}
    if "strace" in row:
        frequent = sorted(row["strace"].items(), key=lambda entry: -entry[1])
        cells |= {"calls": sum(row["strace"].values()),
                  "which": ", ".join(f"{name} {count:.2f}" for name, count in frequent if count >= 0.05)}
    return cells
