"""Starts the programs under test and reads what the kernel knows of them."""
import os
import pathlib
import signal
import socket
import subprocess
import time

LISTENS = "0A"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """A child process that listens on a port."""

    def __init__(self, arguments: list[str], port: int, environment: dict[str, str], log: str):
        self.port = port
        self.output = open(log, "wb")
        self.process = subprocess.Popen(
            arguments, stdout=self.output, stderr=self.output, env=os.environ | environment
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise SystemExit(f"{arguments[1]} does not listen; see {log}")
                time.sleep(0.05)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def memory(self) -> tuple[int, int]:
        """Resident memory, and of it what is in no file, in KiB.

        The pages are walked for it: what /proc/PID/status tells lags behind by some for each thread.
        """
        sizes = {}
        for line in pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()[1:]:
            name, size, *_ = line.split()
            sizes[name] = int(size)
        return sizes["Rss:"], sizes["Anonymous:"]

    def descriptors(self, provider_port: int) -> tuple[int, int]:
        """Open descriptors but for connections to the provider, and how many of them are clients' connections.

        Idle connections to the provider are kept on purpose.
        """
        clients, kept = set(), set()
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            columns = line.split()
            here, there = (int(columns[column].split(":")[1], 16) for column in (1, 2))
            if there == provider_port:
                kept.add(f"socket:[{columns[9]}]")
            elif here == self.port and columns[3] != LISTENS:
                clients.add(f"socket:[{columns[9]}]")
        opened = []
        folder = f"/proc/{self.process.pid}/fd"
        for name in os.listdir(folder):
            try:
                opened.append(os.readlink(f"{folder}/{name}"))
            except OSError:
                pass
        return sum(name not in kept for name in opened), sum(name in clients for name in opened)

    def stop(self) -> int:
        """Asks the process to end and returns its status."""
        if self.is_alive:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
        finally:
            self.output.close()
