"""The processes of a check: `mamba mock` as the provider, `mamba serve` with various settings, and others."""

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import tempfile
import time
from pathlib import Path

KEY = "key-of-the-check"
LISTENING = re.compile(r"listening on (http://127\.0\.0\.1:(\d+))")


class Response:
    """A whole response."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Server:
    """A server that listens on a port of the loopback address; `process` is None if it is not the rig's."""

    def __init__(self, port, headers=None, process=None):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.headers = headers or {}
        self.process = process

    def open(self, method, path, body=None, headers=None, timeout=10):
        """Sends a request; the caller reads the response, or not."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        fields = {**self.headers, **(headers or {})}
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
        connection.request(method, path, body=body, headers=fields)
        return connection

    def ask(self, method, path, body=None, headers=None, timeout=10):
        connection = self.open(method, path, body, headers, timeout)
        answer = connection.getresponse()
        response = Response(answer.status, answer.headers, answer.read())
        connection.close()
        return response

    def get(self, path):
        return self.ask("GET", path)


class Rig:
    """Starts processes in a folder of its own, each with a log there, and ends them all; none outlives it."""

    def __init__(self, program, deadline_seconds=300):
        self.program = os.path.abspath(program)
        self.processes = []
        self.deadline = time.monotonic() + deadline_seconds
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            end(process)
        self._folder.cleanup()

    def start(self, command, name, **variables):
        """Starts a process that knows only these variables and PATH, and writes to the log of that name."""
        with open(self.folder / f"{name}.log", "a", encoding="utf-8") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder,
                                       env={"PATH": os.environ["PATH"], **variables})
        self.processes.append(process)
        return process

    def mock(self, script="", port=0):
        """Starts the mock provider; returns its port."""
        return self.listen("mock", "--port", str(port), *(["--script", script] if script else [])).port

    def serve(self, provider_port, auth=False, port=0, workers=1, **settings):
        """Serves with settings given as `section__key=value`."""
        variables = {
            "OPENAI_API_KEY": "none",
            "MAMBA_OPENAI__BASE_URL": f"http://127.0.0.1:{provider_port}/v1",
            "MAMBA_RETRY__BASE_SECONDS": "0.001",
            **{f"MAMBA_{key.upper()}": str(value) for key, value in settings.items()},
        }
        if auth:
            variables["MAMBA_AUTH__MODE"] = "api_key"
            variables["MAMBA_AUTH__API_KEYS"] = json.dumps([{"key": KEY, "name": "check"}])
        server = self.listen(
            "serve", "--host", "127.0.0.1", "--workers", str(workers), "--port", str(port), **variables)
        server.headers = {"X-API-Key": KEY} if auth else {}
        return server

    def listen(self, subcommand, *arguments, **variables):
        """Starts the program, and waits until it listens."""
        name = f"{subcommand}-{len(self.processes)}"
        process = self.start([self.program, subcommand, *arguments], name, **variables)
        self.wait(lambda: LISTENING.search(self.log(name)), name, process)
        return Server(int(LISTENING.search(self.log(name))[2]), process=process)

    def wait(self, holds, name, process):
        """Waits until something holds, as long as the process lives and the deadline of the rig lets it."""
        while not holds():
            if process.poll() is not None:
                raise SystemExit(f"{name} ended with status {process.returncode}: {self.tail()}")
            if time.monotonic() > self.deadline:
                raise SystemExit(f"{name} is not ready in time: {self.tail()}")
            time.sleep(0.02)

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def tail(self):
        return "\n".join(f"{path.name}: {self.log(path.stem)[-600:]}" for path in sorted(self.folder.glob("*.log")))


def end(process):
    if process.poll() is None:
        process.kill()
        process.wait()


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def status_of(port, path, headers=None):
    """The status of an answer; None if there is none."""
    try:
        return Server(port, headers).get(path).status
    except (OSError, http.client.HTTPException):
        return None
