"""Exchanges whose outcome is known: one for each status, and streams with each kind of event."""

import contextlib
import http.server
import json
import socket
import threading

from rig import Response

CALLS = {
    "generateForm": {
        "title": "T",
        "fields": [
            {"id": "a", "type": "select", "label": "A", "options": [{"label": "X", "value": "x"}]},
            {"id": "b", "type": "slider", "label": "B", "min": 0, "max": 9, "defaultValue": 3},
        ],
    },
    "generateChart": {"chartType": "bar", "title": "T", "data": [{"label": "A", "value": 1.5}]},
    "generateCode": {"language": "swift", "code": "let a = 1", "showLineNumbers": True},
    "generateCard": {
        "title": "T",
        "media": {"type": "image", "url": "https://example.com/a.png"},
        "actions": [{"label": "Go", "action": "go", "variant": "outline"}],
    },
}
STREAMS = [
    "tokens=3",
    "tokens=2 reasoning=2 usage=no",
    "tokens=1 finish=length",
    *(f"tool={name} args={json.dumps(args)}" for name, args in CALLS.items()),
    'preface=2 tool=generateChart args={"chartType":"donut"} tool=generateCode args={"language":1}',
    'tool=generateChart args={"title":1} rounds=2',
    "tool=unknown",
    "tokens=0",
    "tokens=5 fault=cut:2",
    "tokens=5 fault=garbage:2",
    "tokens=5 fault=error:2",
    "fault=status:401",
    "fault=status:429 retry-after=60",
]
CLOSED_PORT = 1
# What a client sends whose user did not allow a call.
DENIED = json.dumps({"messages": [
    {"id": "1", "role": "user", "parts": [{"type": "text", "text": "#mock tokens=1"}]},
    {"id": "2", "role": "assistant", "parts": [{
        "type": "tool-x", "toolCallId": "c", "state": "approval-responded", "input": {},
        "approval": {"id": "a", "approved": False}}]},
]})
CITATION = {"url_citation": {"url": "https://example.com/", "title": "T"}}


def chat(text):
    part = {"type": "text", "text": text}
    return json.dumps({
        "model": "openai/gpt-4o",
        "messages": [{"id": "1", "role": "user", "parts": [part]}],
        "tools": list(CALLS),
    })


def completion(text, **members):
    return json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": text}], **members})


class Exchanges:
    def __init__(self, description):
        self.description = description
        self.count = 0
        self.faults = []

    def judge(self, name, method, path, response, status=200):
        self.count += 1
        faults = self.description.faults(method, path.partition("?")[0], response)
        if response.status != status:
            faults.append(f"answered {response.status} and not {status}")
        self.faults += [f"{name}: {fault}" for fault in faults]

    def make(self, server, method, path, body=None, headers=None, status=200, route=None):
        response = server.ask(method, path, body, headers)
        self.judge(f"{method} {path}", method, route or path, response, status)
        return response

    def stream(self, server, path, protocol, directive, sdk="5"):
        self.send(server, path, protocol, chat(f"#mock interval=0 {directive}"), sdk)

    def send(self, server, path, protocol, body, sdk="5"):
        target = f"{path}?protocol={protocol}&sdk={sdk}"
        response = self.make(server, "POST", target, body)
        faults = self.description.event_faults(protocol, response.body)
        self.faults += [f"{target} {body}: {fault}" for fault in faults]


def slow_request(server):
    """A request whose head never ends."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"GET /models HTTP/1.1\r\n")
        data = b""
        while received := connection.recv(65536):
            data += received
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    return Response(int(lines[0].split()[1]), headers, body)


@contextlib.contextmanager
def citing_provider():
    """A provider whose every answer cites a page; yields its port."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            for delta in ({"annotations": [CITATION]}, {"content": "x"}):
                chunk = {"choices": [{"delta": delta, "finish_reason": None}]}
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def relay(exchanges, server):
    """The endpoints of OpenAI's own API."""
    path, one = "/v1/chat/completions", "/v1/models/{model}"
    for stream in (False, True):
        exchanges.make(server, "POST", path, completion("#mock tokens=2 interval=0", stream=stream))
        for fault, status in [
            ("status:400", 400), ("status:404", 404), ("status:401", 502), ("status:500", 502),
            ("status:429 retry-after=60", 429), ("status:504", 504),
        ]:
            body = completion(f"#mock interval=0 fault={fault}", stream=stream)
            exchanges.make(server, "POST", path, body, status=status)
    exchanges.make(server, "POST", path, completion("Hello", model="a b"), status=404)
    exchanges.make(server, "POST", path, "{", status=400)
    exchanges.make(server, "GET", "/v1/models/openai%2Fgpt-4o", route=one)
    exchanges.make(server, "GET", "/v1/models/openai/gpt-4o", route=one)
    exchanges.make(server, "GET", "/v1/models/none", route=one, status=404)


def run_exchanges(description, rig):
    """Makes all exchanges; returns their number and what was wrong."""
    exchanges = Exchanges(description)
    provider = rig.mock("tokens=3 interval=0")

    server = rig.serve(provider)
    for path in ("/chat", "/chat/completions"):
        for protocol in ("mamba", "ui"):
            for directive in STREAMS:
                exchanges.stream(server, path, protocol, directive)
                exchanges.stream(server, path, protocol, directive, sdk="7")
        for protocol in ("data", "text"):
            exchanges.make(server, "POST", f"{path}?protocol={protocol}", chat("#mock tokens=3"))
    exchanges.send(server, "/chat", "ui", DENIED)
    with citing_provider() as port:
        exchanges.stream(rig.serve(port), "/chat", "ui", "")
    hasty = rig.serve(provider, server__timeout_seconds=1)
    exchanges.stream(hasty, "/chat", "ui", "delay=9s", sdk="7")
    for path in description.document["paths"]:
        if "get" in description.document["paths"][path]:
            status = 404 if path.endswith("{model}") else 204 if path.endswith("/stream") else 200
            exchanges.make(server, "GET", path, status=status)
    relay(exchanges, server)
    title = '{"userMessage": "Hello", "conversationId": "1"}'
    exchanges.make(server, "POST", "/title/generate", title)
    for path in ("/chat", "/chat/completions", "/title/generate"):
        exchanges.make(server, "POST", path, "{", status=422)
        exchanges.make(server, "POST", path, b"\xff", status=400)
    exchanges.make(server, "POST", "/chat", '{"messages": []}', status=400)

    guarded = rig.serve(provider, auth=True)
    for path, item in description.document["paths"].items():
        for method in set(item) - {"parameters"}:
            if item[method].get("security") != []:
                exchanges.make(guarded, method.upper(), path, headers={"X-API-Key": "x"}, status=401)

    narrow = rig.serve(
        provider, limits__body_bytes=1024, limits__head_bytes=1024, limits__request_line_bytes=256,
        limits__head_timeout_seconds=0.1, limits__streams=1)
    exchanges.make(narrow, "POST", "/chat", "x" * 1025, status=413)
    exchanges.make(narrow, "POST", "/v1/chat/completions", "x" * 1025, status=413)
    exchanges.make(narrow, "GET", "/models?" + "x" * 256, status=414)
    exchanges.make(narrow, "GET", "/models", headers={"X-Request-ID": "x" * 1024}, status=431)
    exchanges.judge("a slow head", "GET", "/models", slow_request(narrow), status=408)
    held = narrow.open("POST", "/chat", chat("#mock delay=9s"))
    held.getresponse()
    exchanges.make(narrow, "POST", "/chat", chat("Hello"), status=503)
    exchanges.make(narrow, "POST", "/v1/chat/completions", completion("Hello"), status=503)
    exchanges.make(narrow, "GET", "/health/ready", status=503)
    held.close()

    lonely = rig.serve(CLOSED_PORT)
    exchanges.make(lonely, "GET", "/health", status=503)
    exchanges.make(lonely, "GET", "/health/ready")
    exchanges.make(lonely, "POST", "/title/generate", title)
    exchanges.stream(lonely, "/chat", "ui", "tokens=3")
    return exchanges.count, exchanges.faults
