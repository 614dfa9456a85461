"""The idle process: how soon it answers after its start, and the memory that it then has."""

import time

from comparison.servers import Servers
from comparison.tables import Budget, Column, Result, median


def measure(run):
    starts, names = (3 if run.is_quick else 20), run.peers + ["mamba"]
    seen = {name: [] for name in names}
    for _ in range(starts):
        for name in names:
            with Servers(run.program) as servers:
                server = servers.add(name)
                # What a start leaves to do is done.
                time.sleep(0.1 if run.is_quick else 0.5)
                seen[name].append({"ready": server.ready_ms, "rss": server.memory_mib("VmRSS"),
                                   "private": server.memory_mib("RssAnon")})
    rows = [{"server": name, **{key: median([entry[key] for entry in entries]) for key in entries[0]}}
            for name, entries in seen.items()]
    return Result(
        f"medians of {starts} starts with one worker, all processes of a server together",
        [Column("first answer after, ms", "ready"), Column("resident, MiB", "rss"), Column("private, MiB", "private")],
        rows,
        [Budget("rss", 20, "resident memory of the idle process, MiB", 1),
         Budget("private", 6, "private memory of the idle process, MiB", 1),
         Budget("ready", 50, "first answer after the start, ms", 1)],
        report=seen)
