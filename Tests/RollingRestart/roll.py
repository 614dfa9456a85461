"""Restarts servers one after the other under load, and counts the streams that it costs: roll.py PROGRAM

The mock provider, servers and a balancer, all on the loopback address. `mamba bench` keeps streams open through the
balancer and checks every byte of each. Meanwhile each server in turn gets SIGTERM, must exit with status 0 by itself,
and is followed by the next generation on the same port.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
SERVERS = 3
STREAMS = 500
TOKENS = 100
INTERVAL_SECONDS = 0.04
# The balancer asks every 0.2 s, on a busy machine some time later.
DRAIN_DELAY_SECONDS = 2
LOAD_SECONDS = 45
DEADLINE_SECONDS = 120


class Rig:
    """All processes; none outlives the rig."""

    def __init__(self, program, folder):
        self.program = os.path.abspath(program)
        self.folder = folder
        self.processes = []
        self.deadline = time.monotonic() + DEADLINE_SECONDS

    def start(self, command, name, **variables):
        with open(Path(self.folder) / name, "a", encoding="utf-8") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder,
                                       env={"PATH": os.environ["PATH"], **variables})
        self.processes.append(process)
        return process

    def serve(self, port, provider):
        process = self.start(
            [self.program, "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"], f"server-{port}",
            OPENAI_API_KEY="none", MAMBA_OPENAI__BASE_URL=f"http://127.0.0.1:{provider}/v1",
            MAMBA_DRAIN__DELAY_SECONDS=str(DRAIN_DELAY_SECONDS), MAMBA_DRAIN__TIMEOUT_SECONDS="60",
            MAMBA_LOGGING__LEVEL="WARNING")
        self.wait(lambda: is_ready(port), f"the server on port {port}", process)
        return process

    def wait(self, holds, name, process):
        while not holds():
            if process.poll() is not None:
                raise SystemExit(f"{name} ended with status {process.returncode}: {self.tail()}")
            if time.monotonic() > self.deadline:
                raise SystemExit(f"{name} is not ready in time")
            time.sleep(0.02)

    def tail(self):
        return "\n".join(path.read_text()[-600:] for path in sorted(Path(self.folder).iterdir()) if path.is_file())

    def end(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def status_of(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


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
        servers[port] = rig.serve(port, provider)
        # The balancer must have seen it before the next one goes, as a readiness probe sees to in a cluster.
        time.sleep(1)
    if load.poll() is not None:
        faults.append("the load was over before the last restart")
    return faults


def run(program, folder):
    rig = Rig(program, folder)
    try:
        balancer_port, provider, *ports = free_ports(SERVERS + 2)
        mock = rig.start([rig.program, "mock", "--port", str(provider)], "mock")
        rig.wait(lambda: status_of(provider, "/v1/models") == 200, "the mock", mock)
        servers = {port: rig.serve(port, provider) for port in ports}
        lines = "\n".join(f"    server s{index} 127.0.0.1:{port}" for index, port in enumerate(ports))
        configuration = (HERE / "haproxy.cfg").read_text()
        configuration = configuration.replace("@PORT@", str(balancer_port)).replace("@SERVERS@", lines)
        (Path(folder) / "haproxy.cfg").write_text(configuration)
        balancer = rig.start(["/usr/sbin/haproxy", "-db", "-f", "haproxy.cfg"], "balancer")
        rig.wait(lambda: is_ready(balancer_port), "the balancer", balancer)
        # New connections for new streams: a kept one would hold the balancer to one server.
        load = subprocess.Popen(
            [rig.program, "bench", "--url", f"http://127.0.0.1:{balancer_port}", "--concurrency", str(STREAMS),
             "--duration", f"{LOAD_SECONDS}s", "--ramp", "2s", "--tokens", str(TOKENS),
             "--interval", f"{INTERVAL_SECONDS * 1000:.0f}ms", "--timeout", "30s", "--json"],
            stdout=subprocess.PIPE, text=True, env={"PATH": os.environ["PATH"]}, cwd=folder)
        rig.processes.append(load)
        time.sleep(4)
        faults = roll(rig, servers, provider, load)
        output, _ = load.communicate(timeout=max(1, rig.deadline - time.monotonic()))
        return faults + verdict(json.loads(output), load.returncode)
    finally:
        rig.end()


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
    with tempfile.TemporaryDirectory() as folder:
        faults = run(sys.argv[1], folder)
    for fault in faults:
        print(f"  {fault}")
    print("rolling restart: " + ("nothing was lost" if not faults else f"{len(faults)} faults"))
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: roll.py PROGRAM")
    sys.exit(main())
