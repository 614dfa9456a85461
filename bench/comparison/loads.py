"""Loads of `mamba bench` with all servers as its arms: what an event, a stream and an open stream cost."""

import dataclasses
import json
import subprocess
import sys

from comparison.servers import Servers
from comparison.tables import Budget, Column, Result, median, ratio


@dataclasses.dataclass
class Load:
    """A load in words, the generator's options for it and for a small form of it, and Mamba's budgets."""

    words: str
    options: str
    quick: str
    budgets: list = dataclasses.field(default_factory=list)
    columns: list = dataclasses.field(default_factory=list)
    tls: bool = False
    # Whether connections to the mocks are kept.
    keeps: bool = True
    # Whether the service that Mamba stands in for takes part.
    has_original: bool = False


LOADS = {
    "paced": Load(
        "1,000 streams at a time, 100 tokens, one every 20 ms",
        "-c 1000 -n 1000 --tokens 100 --interval 20ms --ramp 1s",
        "-c 50 -n 50 --tokens 25 --interval 20ms",
        [Budget("event_ratio", 1.05, "CPU per event ÷ nginx's")]),
    "flood": Load(
        "64 streams at a time, 500 tokens without pause",
        "-c 64 -n 640 --tokens 500 --interval 0",
        "-c 8 -n 16 --tokens 200 --interval 0",
        [Budget("event_ratio", 1.0, "CPU per event ÷ nginx's")]),
    "idle": Load(
        "9,500 streams at a time, 20 tokens, one every 500 ms",
        "-c 9500 -n 9500 --tokens 20 --interval 500ms --ramp 5s",
        "-c 200 -n 200 --tokens 3 --interval 200ms",
        [Budget("kib", 8, "memory of an open stream, KiB", 1)]),
    "short": Load(
        "answers of one token on kept connections, 32 at a time",
        "-c 32 -n 25600 --tokens 1 --interval 0",
        "-c 8 -n 200 --tokens 1 --interval 0",
        [Budget("stream_ratio", 1.3, "CPU per short request ÷ nginx's")]),
    "large": Load(
        "20 messages of history with 100,000 bytes, 20 tokens, one every 5 ms, 32 at a time",
        "-c 32 -n 1600 --tokens 20 --interval 5ms --history-messages 20 --history-bytes 100000",
        "-c 4 -n 20 --tokens 5 --interval 5ms --history-messages 20 --history-bytes 100000"),
    "first": Load(
        "50 streams at a time, 25 tokens, one every 20 ms",
        "-c 50 -n 800 --tokens 25 --interval 20ms --ramp 1s",
        "-c 10 -n 20 --tokens 10 --interval 20ms",
        [Budget("first_beyond", 50, "first token beyond nginx's, p50, µs", 0)],
        [Column("first token beyond nginx's, p50, µs", "first_beyond", 0)]),
    "tls-paced": Load(
        "TLS to the provider, 400 streams at a time, 50 tokens, one every 20 ms, on kept connections",
        "-c 400 -n 1600 --tokens 50 --interval 20ms --ramp 1s --warm-up 2s",
        "-c 20 -n 60 --tokens 25 --interval 20ms --warm-up 600ms",
        [Budget("event_ratio", 1.15, "CPU per event over TLS ÷ nginx's")], tls=True),
    "tls-short": Load(
        "TLS to the provider, answers of one token on kept connections, 32 at a time",
        "-c 32 -n 25600 --tokens 1 --interval 0 --warm-up 500ms",
        "-c 8 -n 2000 --tokens 1 --interval 0 --warm-up 100ms",
        [Budget("stream_ratio", 1.3, "CPU per short request over TLS ÷ nginx's")], tls=True),
    "tls-flood": Load(
        "TLS to the provider, 64 streams at a time, 500 tokens without pause, on kept connections",
        "-c 64 -n 1280 --tokens 500 --interval 0 --warm-up 500ms",
        "-c 8 -n 160 --tokens 500 --interval 0 --warm-up 100ms",
        [Budget("event_ratio", 1.1, "CPU per event over TLS ÷ nginx's")], tls=True),
    "tls-first": Load(
        "TLS to the provider, 50 streams at a time, 25 tokens, one every 20 ms, on kept connections",
        "-c 50 -n 800 --tokens 25 --interval 20ms --ramp 1s --warm-up 2s",
        "-c 10 -n 40 --tokens 10 --interval 20ms --warm-up 400ms",
        [Budget("first_beyond", 50, "first token over TLS beyond nginx's, p50, µs", 0)],
        [Column("first token beyond nginx's, p50, µs", "first_beyond", 0)], tls=True),
    "tls-new": Load(
        "as tls-first, with a new connection to the provider for each stream",
        "-c 50 -n 800 --tokens 25 --interval 20ms --ramp 1s",
        "-c 10 -n 20 --tokens 10 --interval 20ms",
        [Budget("first_beyond", 0, "first token on a new connection with TLS beyond nginx's, p50, µs", 0)],
        [Column("first token beyond nginx's, p50, µs", "first_beyond", 0)], tls=True, keeps=False),
    "tls-burst": Load(
        "TLS to the provider, 1,000 streams that begin within a second, 2 tokens, each on a new connection",
        "-c 1000 -n 1000 --tokens 2 --interval 1s --ramp 1s",
        "-c 50 -n 50 --tokens 2 --interval 100ms",
        [Budget("stream_ratio", 1, "CPU per stream on a new connection with TLS ÷ nginx's")], tls=True, keeps=False),
    "tls-idle": Load(
        "TLS to the provider, 1,000 streams at a time, 12 tokens, one every second",
        "-c 1000 -n 1000 --tokens 12 --interval 1s --ramp 5s",
        "-c 20 -n 20 --tokens 5 --interval 200ms",
        [Budget("kib", 42, "memory of an open stream with TLS to the provider, KiB", 1)], tls=True),
    "original": Load(
        "20 streams at a time, 100 tokens, one every 20 ms, through the service in Python too",
        "-c 20 -n 40 --tokens 100 --interval 20ms",
        "-c 4 -n 4 --tokens 20 --interval 20ms",
        [Budget("original_ratio", 1 / 30, "CPU per event ÷ the original's", 4)],
        [Column("÷ original", "original_ratio", 4)], has_original=True),
}


def measure(load, run):
    """Puts a load on all servers, in turns."""
    if load.has_original and not run.python:
        return None
    words, options = load.words, (load.quick if run.is_quick else load.options).split()
    streams = int(options[1])
    if streams > run.streams_max:
        streams = run.streams_max
        options[1] = options[3] = str(streams)
        words += f" (here {streams}: a process may have {run.descriptors} descriptors)"
    with Servers(run.program, tls=load.tls, keeps=load.keeps) as servers:
        for name in run.peers + ["mamba", "mamba-openai"] + (["original"] if load.has_original else []):
            servers.add(name, run.python)
        report = bench(run.program, servers.all, options + ["--rounds", str(run.rounds)], servers.mock("direct"))
    # A few streams' growth of memory is noise.
    columns = COLUMNS + load.columns if streams >= 500 else [
        column for column in COLUMNS + load.columns if column.key != "kib"]
    rows = rows_of(report, counts_memory=streams >= 500)
    return Result(words, columns, rows, load.budgets, [f"Warning: {warning}" for warning in report["warnings"]],
                  failures(report), report)


def bench(program, servers, options, direct=None):
    """Runs the generator with the servers as its arms, and returns its report."""
    command = [program, "bench", "--json", "--quiet", *options]
    for server in servers:
        command += ["--through", server.arm]
    if direct:
        command += ["--direct", f"http://127.0.0.1:{direct}/v1"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=3600)
    if not result.stdout:
        sys.exit(f"the bench failed:\n{result.stderr}")
    return json.loads(result.stdout)


def failures(report):
    """The number of streams that failed; tells of them."""
    for arm in report["arms"]:
        if arm["failed"]:
            print(f"  {arm['name']}: {arm['failed']} streams FAILED: {arm['examples'][:2]}", file=sys.stderr)
    return sum(arm["failed"] for arm in report["arms"])


COLUMNS = [
    Column("CPU µs/event", "event", 2), Column("÷ nginx", "event_ratio", 2), Column("CPU µs/stream", "stream"),
    Column("÷ nginx", "stream_ratio", 2), Column("KiB/stream", "kib"), Column("added first token p50, ms", "first"),
    Column("gap p99, ms", "gap99", 2), Column("failed", "failed", 0),
]


def rows_of(report, counts_memory):
    """One row for each arm: medians over the rounds, and medians of the rounds' ratios and differences."""
    arms = {arm["name"]: arm for arm in report["arms"]}
    added = {(entry["arm"], entry["metric"], entry["percentile"]): entry for entry in report["added"]}

    def figures(name, key):
        return [entry[key] for entry in arms[name]["rounds"]] if name in arms else []

    def first(name):
        return [entry["ttft_ms"]["p50"] for entry in arms[name]["rounds"]] if name in arms else []

    return [{
        "server": name,
        "event": median(figures(name, "cpu_us_per_event")),
        "event_ratio": ratio(figures(name, "cpu_us_per_event"), figures("nginx", "cpu_us_per_event")),
        "original_ratio": ratio(figures(name, "cpu_us_per_event"), figures("original", "cpu_us_per_event")),
        "stream": median(figures(name, "cpu_us_per_stream")),
        "stream_ratio": ratio(figures(name, "cpu_us_per_stream"), figures("nginx", "cpu_us_per_stream")),
        "kib": arm["server"]["bytes_per_stream"] / 1024 if arm["server"] and counts_memory else None,
        "first": added.get((name, "ttft", 50.0)),
        "first_beyond": median([1000 * (own - other) for own, other in zip(first(name), first("nginx"))]),
        "gap99": arm["gap_ms"]["p99"],
        "failed": arm["failed"],
    } for name, arm in arms.items() if not arm["direct"]]
