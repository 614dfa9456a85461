"""Has providers say what nobody asked for, and sees that nobody gets another's answer: desync.py PROGRAM

Each fault is played over plain HTTP, TLS 1.2 and TLS 1.3, with the next request at once and 1, 100, 400 and 1,000 ms
later. Every user's request holds a mark that the provider puts into its answer. A user who sees the mark of another
has got another's answer. Everything on the loopback address; at most three minutes.
"""

import concurrent.futures
import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "TLSRelay"))
from relay import context, make_certificate

GAPS = [0, 0.001, 0.1, 0.4, 1.0]
LANES = 3
MARK = re.compile(rb"MARK-[a-z]+-\d+")
LARGE = "x" * 6_000_000


# Answers

def events(mark):
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
             "choices": [{"index": 0, "delta": {"role": "assistant", "content": mark.decode()}}]}
    end = dict(chunk, choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
    return b"".join(b"data: %s\n\n" % json.dumps(each).encode() for each in (chunk, end)) + b"data: [DONE]\n\n"


def head(*fields, status="200 OK", version="1.1"):
    return "\r\n".join([f"HTTP/{version} {status}", "Content-Type: text/event-stream", *fields, "", ""]).encode()


def counted(mark, *fields, **members):
    body = events(mark)
    return head(f"Content-Length: {len(body)}", *fields, **members) + body


def chunked(mark, *fields, size=None):
    """An answer in one chunk; with a size, comments make the whole so long."""
    body = events(mark)
    whole = head("Transfer-Encoding: chunked", *fields) + b"%08x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    if size is None:
        return whole
    filler = -len(whole) % size
    filler += size if filler < 3 else 0
    body = b":" + b" " * (filler - 3) + b"\n\n" + body
    return head("Transfer-Encoding: chunked", *fields) + b"%08x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def empty(size):
    """A 204 whose head is so long."""
    start = b"HTTP/1.1 204 No Content\r\nX-Fill: "
    return start + b"f" * (size - len(start) - 4) + b"\r\n\r\n"


# Faults: what is done for alice's request; each yields bytes to write, or seconds to wait, or a callable.
# What is left when the generator has been run to `yield NEXT` happens when the next request's head has come.

NEXT = object()
CLOSE = object()


def fault(answer, *rest):
    def play(mark):
        yield answer(mark)
        for each in rest:
            yield each(mark) if callable(each) else each
    return play


def joined(*parts):
    """Everything in one write."""
    return lambda mark: b"".join(part(mark) if callable(part) else part for part in parts)


def half(answer, first):
    def cut(mark):
        whole = answer(mark)
        return whole[:20] if first else whole[20:]
    return cut


FAULTS = {
    "a second answer in the same write, by length": fault(joined(counted, counted)),
    "a second answer in the same write, in chunks": fault(joined(chunked, chunked)),
    "a second answer in a write of its own": fault(counted, counted),
    "a second answer after 1.5 ms": fault(counted, 0.0015, counted),
    "a second answer after 20 ms": fault(counted, 0.02, counted),
    "a second answer after 100 ms": fault(chunked, 0.1, chunked),
    "a second answer after 300 ms": fault(counted, 0.3, counted),
    "a second answer behind a 204 of 1,024 bytes": fault(joined(lambda _: empty(1024), counted)),
    "a second answer behind chunks of 1,024 bytes": fault(joined(lambda m: chunked(m, size=1024), counted)),
    "a second answer behind chunks of 16,384 bytes": fault(joined(lambda m: chunked(m, size=16384), counted)),
    "two more answers in the same write": fault(joined(chunked, counted, counted)),
    "two more answers later": fault(counted, 0.05, joined(counted, counted)),
    "a head at once, its body with the next request": fault(
        joined(counted, lambda m: counted(m)[:-100]), NEXT, lambda m: counted(m)[-100:]),
    "half a head at once, the rest with the next request": fault(
        joined(counted, half(counted, True)), NEXT, half(counted, False)),
    "one byte too many": fault(joined(counted, b"H"), NEXT, lambda m: counted(m)[1:]),
    "a line end too many": fault(joined(counted, b"\r\n"), NEXT, counted),
    "a timeout that nobody asked for, and the end": fault(
        counted, 0.05, head("Connection: close", status="408 Request Timeout"), CLOSE),
    "a timeout that nobody asked for, and silence": fault(
        counted, 0.05, head("Content-Length: 0", status="408 Request Timeout"), NEXT, counted),
    "an interim answer that nobody asked for": fault(
        counted, 0.02, b"HTTP/1.1 103 Early Hints\r\n\r\n", NEXT, counted),
    "a length and chunks": fault(joined(lambda m: chunked(m, "Content-Length: 7"), counted)),
    "HTTP/1.0 that stays": fault(joined(lambda m: counted(m, "Connection: keep-alive", version="1.0"), counted)),
    "a length that is too small": fault(lambda m: head(f"Content-Length: {len(events(m)) - 9}") + events(m) + counted(m)),
    "words behind the last chunk": fault(joined(chunked, b"and more"), NEXT, counted),
    "will close, but stays": fault(lambda m: counted(m, "Connection: close"), 0.05, counted),
    "a second answer, then the end": fault(joined(counted, counted), CLOSE),
    "another's answer before the body of the next request": fault(counted, NEXT, counted),
    "another's redirect before the body of the next request": fault(
        counted, NEXT, lambda m: counted(m, "Location: /x", status="302 Found")),
}
# The body of the next request is large in these, so that it cannot be there when the answer comes.
LARGE_NEXT = {"another's answer before the body of the next request",
              "another's redirect before the body of the next request"}


class Provider:
    """Answers each request with its own mark, and alice's with the fault that is set."""

    def __init__(self, tls):
        self.tls = tls
        self.fault = None
        # Set when the fault has been played, as far as it goes before the next request.
        self.played = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        # Less than a large body, which the system would take for a provider that does not read it.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            left = None
            data = b""
            while True:
                while b"\r\n\r\n" not in data:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    data += piece
                if left and not self.play(connection, left):
                    return
                left = None
                fields, data = data.split(b"\r\n\r\n", 1)
                length = int(re.search(rb"(?i)content-length: (\d+)", fields)[1])
                body = bytearray(data)
                while len(body) < length:
                    piece = connection.recv(1 << 20)
                    if not piece:
                        return
                    body += piece
                data = bytes(body[length:])
                # The last message is the one that is answered.
                mark = MARK.findall(body)[-1]
                fault, self.fault = (self.fault, None) if b"-alice-" in mark else (None, self.fault)
                if not fault:
                    connection.sendall(counted(mark))
                    continue
                steps = fault(mark)
                stays = self.play(connection, steps)
                self.played.set()
                if not stays:
                    return
                left = steps
        except (OSError, ValueError):
            pass
        finally:
            connection.close()

    @staticmethod
    def play(connection, steps):
        for step in steps:
            if step is NEXT:
                return True
            if step is CLOSE:
                return False
            if isinstance(step, float):
                time.sleep(step)
            else:
                connection.sendall(step)
        return True


class Lane:
    """A server with a provider of its own."""

    number = 0

    def __init__(self, program, folder, name, tls, authority):
        self.name = name
        self.provider = Provider(tls)
        scheme = "https" if tls else "http"
        environment = {
            "PATH": os.environ["PATH"], "OPENAI_API_KEY": "none", "MAMBA_LOGGING__LEVEL": "ERROR",
            "MAMBA_OPENAI__BASE_URL": f"{scheme}://127.0.0.1:{self.provider.port}/v1",
            "MAMBA_HEALTH__OPENAI_CHECK_ENABLED": "false", "MAMBA_RETRY__BASE_SECONDS": "0.01",
        }
        if tls:
            environment["MAMBA_OPENAI__CA_FILE"] = authority
        self.process = subprocess.Popen(
            [program, "serve", "--host", "127.0.0.1", "--port", "0", "--workers", "1"], cwd=folder,
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                break
        else:
            raise SystemExit("the server does not listen")
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def ask(self, user, large=False):
        """Returns how the answer was: own, error, or leak."""
        Lane.number += 1
        mark = f"MARK-{user}-{Lane.number}"
        text = (LARGE if large else "") + mark
        body = json.dumps({"messages": [{"id": "1", "role": "user", "parts": [{"type": "text", "text": text}]}]})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", "/chat", body, {"Content-Type": "application/json"})
            answer = connection.getresponse().read()
        finally:
            connection.close()
        marks = set(MARK.findall(answer))
        if marks - {mark.encode()}:
            return "leak"
        return "own" if marks and b'"error"' not in answer else "error"

    def run(self, name, gap):
        self.provider.fault = FAULTS[name]
        self.provider.played.clear()
        self.ask("alice")
        # Once a provider has read the next request, its second answer to the last one cannot be told from the answer to
        # this; so the next request is behind it.
        self.provider.played.wait(10)
        time.sleep(gap)
        return [self.ask("bob", name in LARGE_NEXT), self.ask("carol"), self.ask("dave")]


def main(program):
    folder = tempfile.mkdtemp(prefix="desync-")
    certificate = make_certificate("IP:127.0.0.1")
    kinds = {
        "plain": None,
        "TLS 1.2": context(certificate, ssl.TLSVersion.TLSv1_2),
        "TLS 1.3": context(certificate, ssl.TLSVersion.TLSv1_3),
    }
    lanes, futures = [], []
    try:
        with concurrent.futures.ThreadPoolExecutor(LANES * len(kinds)) as pool:
            for kind, tls in kinds.items():
                cases = [(name, gap) for name in FAULTS for gap in GAPS]
                for number in range(LANES):
                    lane = Lane(os.path.abspath(program), folder, kind, tls, f"{certificate}/ca.pem")
                    lanes.append(lane)
                    futures.append(pool.submit(
                        lambda lane=lane, part=cases[number::LANES]: [
                            (lane.name, name, gap, lane.run(name, gap)) for name, gap in part]))
            results = [result for future in futures for result in future.result()]
        for lane in lanes:
            if lane.process.poll() is not None:
                raise SystemExit(f"a server ended with status {lane.process.returncode}")
    finally:
        for lane in lanes:
            lane.process.send_signal(signal.SIGKILL)
            lane.process.wait()
    failed = 0
    answers = [answer for *_, seen in results for answer in seen]
    for kind, name, gap, seen in results:
        if any(answer != "own" for answer in seen):
            failed += 1
            print(f"FAIL {kind}, {gap * 1000:g} ms, {name}: bob, carol, dave got {', '.join(seen)}")
    print(f"check-desync: {len(FAULTS)} faults, {len(results)} runs, {len(answers)} answers,"
          f" {answers.count('leak')} of another, {answers.count('error')} refused", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main(sys.argv[1])
