"""The programs under test: `mamba mock` as the provider, `mamba serve` with various settings."""

import http.client
import json
import os
import re
import subprocess
import tempfile

KEY = "key-of-the-check"


class Response:
    """A whole response."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Server:
    """A server that listens on a port of the loopback address."""

    def __init__(self, port, headers):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.headers = headers

    def open(self, method, path, body=None, headers=None):
        """Sends a request; the caller reads the response, or not."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        fields = {**self.headers, **(headers or {})}
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
        connection.request(method, path, body=body, headers=fields)
        return connection

    def ask(self, method, path, body=None, headers=None):
        connection = self.open(method, path, body, headers)
        answer = connection.getresponse()
        response = Response(answer.status, answer.headers, answer.read())
        connection.close()
        return response

    def get(self, path):
        return self.ask("GET", path)


class Programs:
    """Starts programs and ends them all."""

    def __init__(self, program):
        self.program = os.path.abspath(program)
        self.processes = []
        self.folder = tempfile.TemporaryDirectory()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
            process.stderr.close()
        self.folder.cleanup()

    def mock(self, script):
        return self._start("mock", "--script", script)

    def serve(self, provider_port, auth=False, **settings):
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
        port = self._start("serve", "--host", "127.0.0.1", "--workers", "1", **variables)
        return Server(port, {"X-API-Key": KEY} if auth else {})

    def _start(self, *arguments, **variables):
        # In a folder of its own, so that no settings file is found.
        process = subprocess.Popen(
            [self.program, *arguments, "--port", "0"], env={"PATH": os.environ["PATH"], **variables},
            cwd=self.folder.name, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.processes.append(process)
        for line in process.stderr:
            if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)", line):
                return int(found[1])
        raise SystemExit(f"{arguments[0]} did not start: exit status {process.wait()}")
