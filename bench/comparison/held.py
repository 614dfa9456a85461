"""Streams held open in the background: what others cost beside them, and whether their number makes each dearer."""

import subprocess
import sys
import time

from comparison.loads import bench
from comparison.servers import Servers
from comparison.tables import Budget, Column, Result, median, ratio


class Held:
    """Streams through one server, all open within the block, each with one token in every interval."""

    def __init__(self, run, server, streams, interval_ms):
        self.server, self.streams, self.rate = server, streams, 1000 * streams / interval_ms
        self.generator = subprocess.Popen(
            [run.program, "bench", "--quiet", "--through", server.arm, "-c", str(streams), "-n", str(streams),
             "--tokens", "1000000", "--interval", f"{interval_ms}ms", "--ramp", f"{max(1, streams / 2000)}s"],
            stdout=subprocess.DEVNULL)

    def __enter__(self):
        self.wait(self.streams)
        # What a start leaves to do is done.
        time.sleep(0.5)
        return self

    def wait(self, streams):
        """Waits until so many streams are open."""
        deadline = time.monotonic() + 60
        while self.server.open_streams() != streams:
            if time.monotonic() > deadline:
                sys.exit(f"{self.server.name} has {self.server.open_streams()} streams open instead of {streams}")
            time.sleep(0.05)

    def cpu_share(self, seconds):
        """The processor time that the server needs for them, in µs a second."""
        began, before = time.monotonic(), self.server.cpu_us()
        time.sleep(seconds)
        return (self.server.cpu_us() - before) / (time.monotonic() - began)

    def lost(self):
        """The streams that are not open any more."""
        return self.streams - self.server.open_streams()

    def __exit__(self, *_):
        # The clients leave, and the server hears of it.
        self.generator.kill()
        self.generator.wait()
        self.wait(0)


def start(run):
    """What a start costs with thousands of streams open: short requests beside them."""
    held, requests, seconds = (100, 200, 1) if run.is_quick else (min(5000, run.streams_max - 50), 3200, 4)
    short = ["-c", "8" if run.is_quick else "32", "-n", str(requests), "--tokens", "1", "--interval", "0"]

    def cost(server, share):
        """The processor time of a short request; what the held streams need at the same time is taken off."""
        [arm] = bench(run.program, [server], short)["arms"]
        return (1000 * arm["server"]["cpu_ms"] - share * arm["duration_ms"] / 1000) / requests, arm["failed"]

    def round_of(server):
        alone, failed = cost(server, 0)
        with Held(run, server, held, 2000) as streams:
            beside, more = cost(server, streams.cpu_share(seconds))
            lost = streams.lost()
        return {"alone": alone, "beside": beside, "failed": failed + more + lost}

    return table(
        f"answers of one token on kept connections beside {held:,} open streams, each with a token every 2 s, "
        "whose cost is taken off", run, round_of, "beside",
        [Column("CPU µs/start, none open", "alone"), Column(f"{held:,} open", "beside"),
         Column("÷ nginx", "ratio", 2)],
        [Budget("ratio", 2, f"CPU per start with {held:,} open ÷ nginx's")])


def growth(run):
    """What an event costs when the same number a second comes in few streams and in many."""
    few, many, few_ms, many_ms, seconds = 100, min(9500, run.streams_max), 10, 950, 5
    if run.is_quick:
        few, many, few_ms, many_ms, seconds = 10, 100, 20, 200, 1

    def round_of(server):
        result = {"failed": 0}
        for key, streams, interval in (("few", few, few_ms), ("many", many, many_ms)):
            with Held(run, server, streams, interval) as held:
                result[key] = held.cpu_share(seconds) / held.rate
                result["failed"] += held.lost()
        return {**result, "growth": result["many"] / result["few"]}

    return table(
        f"{few:,} streams with a token every {few_ms} ms, then {many:,} with one every {many_ms} ms", run, round_of,
        "many",
        [Column(f"CPU µs/event, {few:,} open", "few", 2), Column(f"{many:,} open", "many", 2),
         Column("growth", "growth", 2), Column("÷ nginx", "ratio", 2)],
        [Budget("growth", 1.3, f"CPU per event with {many:,} open ÷ with {few:,}")])


def table(words, run, round_of, compared, columns, budgets):
    """Lets the servers take turns, and makes a table of the medians of their rounds."""
    with Servers(run.program) as servers:
        rounds = {name: [] for name in run.peers + ["mamba", "mamba-openai"]}
        for name in rounds:
            servers.add(name)
        for number in range(run.rounds):
            turn = number % len(servers.all)
            for server in servers.all[turn:] + servers.all[:turn]:
                rounds[server.name].append(round_of(server))
    nginx = [entry[compared] for entry in rounds.get("nginx", [])]
    rows = [{
        "server": name, **{key: median([entry[key] for entry in own]) for key in own[0]},
        "ratio": ratio([entry[compared] for entry in own], nginx), "failed": sum(entry["failed"] for entry in own),
    } for name, own in rounds.items()]
    return Result(words, columns + [Column("failed", "failed", 0)], rows, budgets,
                  failed=sum(row["failed"] for row in rows), report=rounds)
