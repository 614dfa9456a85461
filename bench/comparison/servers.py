"""The processes of one measurement: servers under test, and a mock for each."""

import dataclasses
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from comparison import fronts, peers

HERE = pathlib.Path(__file__).resolve().parent
ORIGINAL = HERE.parent / "peers/original"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclasses.dataclass
class Server:
    """A server under test."""

    name: str
    protocol: str
    url: str
    mock: int
    process: subprocess.Popen
    ready_ms: float

    @property
    def arm(self):
        """What `mamba bench --through` takes."""
        return f"{self.name}={self.protocol}:{self.url}"

    def processes(self):
        """The ids of its process and of those below it, such as nginx's worker."""
        found = [self.process.pid]
        for pid in found:
            for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        return found

    def cpu_us(self):
        """The processor time of all its threads so far."""
        return sum(int(file.read_text().split()[0]) / 1000 for pid in self.processes()
                   for file in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"))

    def memory_mib(self, field):
        """A figure of its memory, such as VmRSS, added up over its processes."""
        lines = [line for pid in self.processes()
                 for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith(field + ":")) / 1024

    def open_streams(self):
        """The streams that its mock has open."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.mock}/mock/stats", timeout=10) as answer:
            return json.load(answer)["open"]


class Servers:
    """All servers of one measurement; they end with it, so that memory counts from a fresh process.

    Each server has a mock of its own: kept connections of several servers would use up the descriptors of one.
    """

    def __init__(self, program, tls=False, keeps=True, counter=None, patience=20):
        """`tls` puts TLS between servers and mocks; without `keeps` each request gets a connection to its mock.

        `counter` gives what stands before a server's command. It gets the path of the file `count` in the folder of the
        servers.
        """
        self.program, self.keeps, self.patience = program, keeps, patience
        self.all, self.started = [], []
        self.temporary = tempfile.TemporaryDirectory(prefix="mamba-compare-")
        self.folder = pathlib.Path(self.temporary.name)
        # nginx as root gives its files to a user of its own.
        os.chmod(self.folder, 0o755)
        self.certificate = self.make_certificate() if tls else None
        self.prefix = counter(self.folder / "count") if counter else []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop(self.started)
        self.temporary.cleanup()

    def make_certificate(self):
        path = self.folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", self.folder / "key.pem", "-out", path], check=True, capture_output=True)
        return path

    def mock(self, name):
        """Starts a mock and returns its port."""
        port = free_port()
        self.start(f"mock-{name}", [self.program, "mock", "--port", str(port)], port)
        return port

    def provider(self, name, mock):
        """The port at which a server finds its mock: the mock's, or that of the TLS before it."""
        if not self.certificate:
            return mock
        port = free_port()
        command = fronts.command(self.folder, port, mock, self.certificate, self.folder / "key.pem")
        self.start(f"tls-{name}", command, port)
        return port

    def add(self, name, python=None):
        """Starts a server by its name: Mamba in one of two protocols, a proxy, or the original in a `python`."""
        port, mock = free_port(), self.mock(name)
        provider = self.provider(name, mock)
        environment = None
        if name in ("mamba", "mamba-openai"):
            protocol, path = ("ui", "") if name == "mamba" else ("openai", "/v1")
            # The working directory is empty, so that no file of this checkout or of the person changes the settings.
            command = [self.program, "serve", "--host", "127.0.0.1", "--port", str(port)]
            scheme = "https" if self.certificate else "http"
            environment = dict(
                os.environ, MAMBA_OPENAI__BASE_URL=f"{scheme}://127.0.0.1:{provider}/v1", OPENAI_API_KEY="none",
                MAMBA_LOGGING__LEVEL="ERROR", MAMBA_SERVER__WORKERS="1", MAMBA_DRAIN__DELAY_SECONDS="0",
                # As many and for as long as the peers.
                MAMBA_OPENAI__KEEP_CONNECTIONS="10000" if self.keeps else "0", MAMBA_OPENAI__KEEP_SECONDS="3600")
            if self.certificate:
                environment["MAMBA_OPENAI__CA_FILE"] = str(self.certificate)
        elif name == "original":
            protocol, path = "mamba", ""
            command = [python, "-B", "-m", "uvicorn", "service:app", "--app-dir", ORIGINAL, "--host", "127.0.0.1",
                       "--port", str(port), "--loop", "uvloop", "--http", "httptools", "--log-level", "error",
                       "--no-access-log"]
            environment = dict(os.environ, OPENAI_BASE_URL=f"http://127.0.0.1:{provider}/v1", OPENAI_API_KEY="none")
        else:
            protocol, path = "openai", "/v1"
            command = peers.command(name, self.folder, port, provider, self.certificate, self.keeps,
                                    is_single=bool(self.prefix))
        process, ready_ms = self.start(name, self.prefix + command, port, environment)
        server = Server(name, protocol, f"http://127.0.0.1:{port}{path}", mock, process, ready_ms)
        self.all.append(server)
        return server

    def start(self, name, command, port, environment=None):
        """Starts a process; returns it, and the milliseconds until it had answered a first request."""
        begin = time.monotonic()
        with open(self.folder / f"{name}.log", "w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=self.folder)
        self.started.append(process)
        while time.monotonic() < begin + self.patience and process.poll() is None:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    self.ask(client)
                    return process, 1000 * (time.monotonic() - begin)
            time.sleep(0.0005)
        sys.exit(f"{name} does not listen:\n{(self.folder / f'{name}.log').read_text()}")

    def ask(self, client):
        """Waits for any answer; a proxy asks the mock for it, and what wants TLS closes the connection."""
        client.settimeout(self.patience)
        try:
            client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            client.recv(1)
        except ConnectionError:
            pass

    def stop(self, processes):
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(self.patience)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
