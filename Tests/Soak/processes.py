"""Starts the programs under test and reads what the kernel knows of them."""
import os
import pathlib
import signal
import socket
import subprocess
import time


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

    def memory(self) -> int:
        """Resident memory, in KiB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def descriptors(self, without_remote_port: int) -> int:
        """Open descriptors but for connections to a port: idle ones to the provider are kept on purpose."""
        kept = set()
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            columns = line.split()
            if int(columns[2].split(":")[1], 16) == without_remote_port:
                kept.add(f"socket:[{columns[9]}]")
        count = 0
        folder = f"/proc/{self.process.pid}/fd"
        for name in os.listdir(folder):
            try:
                count += os.readlink(f"{folder}/{name}") not in kept
            except OSError:
                pass
        return count

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
