"""Restarts servers one after the other under load, and counts the streams that it costs: roll.py PROGRAM

The mock provider, servers and a balancer, all on the loopback address. `mamba bench` keeps streams open through the
balancer and checks every byte of each. Meanwhile each server in turn gets SIGTERM, must exit with status 0 by itself,
and is followed by the next generation on the same port.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "Rig"))
from rig import Rig, free_ports, status_of

HERE = Path(__file__).parent
SERVERS = 3
STREAMS = 500
TOKENS = 100
INTERVAL_SECONDS = 0.04
# The balancer asks every 0.2 s, on a busy machine some time later.
DRAIN_DELAY_SECONDS = 2
LOAD_SECONDS = 45
DEADLINE_SECONDS = 120


def serve(rig, port, provider):
    server = rig.serve(provider, port=port, drain__delay_seconds=DRAIN_DELAY_SECONDS, drain__timeout_seconds=60,
                       logging__level="WARNING")
    rig.wait(lambda: is_ready(port), f"the server on port {port}", server.process)
    return server.process


def is_ready(port):
    return status_of(port, "/health/ready") == 200


def roll(rig, servers, provider, load):
    """Restarts each server; returns the lines of what went wrong."""
    faults = []
    for port, process in list(servers.items()):
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=max(1, rig.deadline - begun))
        seconds = time.monotonic() - begun
        print(f"server on port {port}: drained in {seconds:.1f} s, exit status {status}")
        if status != 0:
            faults.append(f"the server on port {port} ended with status {status}")
        servers[port] = serve(rig, port, provider)
        # The balancer must have seen it before the next one goes, as a readiness probe sees to in a cluster.
        time.sleep(1)
    if load.poll() is not None:
        faults.append("the load was over before the last restart")
    return faults


def run(program):
    with Rig(program, DEADLINE_SECONDS) as rig:
        balancer_port, *ports = free_ports(SERVERS + 1)
        provider = rig.mock()
        servers = {port: serve(rig, port, provider) for port in ports}
        lines = "\n".join(f"    server s{index} 127.0.0.1:{port}" for index, port in enumerate(ports))
        configuration = (HERE / "haproxy.cfg").read_text()
        configuration = configuration.replace("@PORT@", str(balancer_port)).replace("@SERVERS@", lines)
        (rig.folder / "haproxy.cfg").write_text(configuration)
        balancer = rig.start(["/usr/sbin/haproxy", "-db", "-f", "haproxy.cfg"], "balancer")
        rig.wait(lambda: is_ready(balancer_port), "the balancer", balancer)
        # New connections for new streams: a kept one would hold the balancer to one server.
        load = subprocess.Popen(
            [rig.program, "bench", "--url", f"http://127.0.0.1:{balancer_port}", "--concurrency", str(STREAMS),
             "--duration", f"{LOAD_SECONDS}s", "--ramp", "2s", "--tokens", str(TOKENS),
             "--interval", f"{INTERVAL_SECONDS * 1000:.0f}ms", "--timeout", "30s", "--json"],
            stdout=subprocess.PIPE, text=True, env={"PATH": os.environ["PATH"]}, cwd=rig.folder)
        rig.processes.append(load)
        time.sleep(4)
        faults = roll(rig, servers, provider, load)
        output, _ = load.communicate(timeout=max(1, rig.deadline - time.monotonic()))
        return faults + verdict(json.loads(output), load.returncode)


def verdict(report, status):
    arm = report["arms"][0]
    whole, lost = arm["complete"], arm["failed"] + arm["aborted"]
    print(f"streams: {whole + lost} started, {whole} whole, {lost} lost")
    print(f"open at a time: {report['open_streams_max']}; restarts: {SERVERS}")
    faults = [f"{count} × {name}" for name, count in arm["failures"].items()]
    if lost or status != 0:
        faults.append(f"{lost} streams were lost; mamba bench ended with status {status}")
    if report["open_streams_max"] < STREAMS:
        faults.append(f"only {report['open_streams_max']} of {STREAMS} streams were open at a time")
    return faults


def main():
    sys.stdout.reconfigure(line_buffering=True)
    faults = run(sys.argv[1])
    for fault in faults:
        print(f"  {fault}")
    print("rolling restart: " + ("nothing was lost" if not faults else f"{len(faults)} faults"))
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: roll.py PROGRAM")
    sys.exit(main())
