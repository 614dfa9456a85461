"""Refuses requests with large bodies behind nginx and HAProxy: proxies.py PROGRAM [COUNT]

Servers that refuse with 401, 413, 429 and 503 before the body has come, proxies in front of them, and clients that write
the whole body before they read, as most do. Each refusal must reach its client as it is, COUNT times for each status and
way (default 12). Then wrong keys must not take servers out of service. All on the loopback address.
"""

import contextlib
import http.client
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "Rig"))
from rig import Rig, free_ports, status_of

HERE = Path(__file__).parent
DEADLINE_SECONDS = 300
KEY = "check-proxies-key"
# A port that nobody listens on.
NO_PROVIDER = 1
HELD_BODY = 40_000_000
HELD_BACK = 4_000_000
WAYS = ["direct", "nginx", "nginx without buffering", "haproxy"]
# Bytes of bodies; 413 needs more than limits.body_bytes.
SIZES = {401: [300_000, 600_000, 1_000_000, 3_000_000, 30_000_000], 413: [10_600_000, 12_000_000, 30_000_000],
         429: [300_000, 1_000_000, 3_000_000, 30_000_000], 503: [300_000, 1_000_000, 3_000_000, 30_000_000]}
SETTINGS = {
    401: {"auth__mode": "api_key", "auth__api_keys": json.dumps([{"key": KEY, "name": "good"}])},
    413: {},
    429: {"limits__rate__requests_per_minute": 1},
    503: {"limits__body_bytes": HELD_BODY, "limits__bodies_bytes": 45_800_000},
}
BODY = bytes(max(max(sizes) for sizes in SIZES.values()))


def body_memory(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
        return next((float(line.split()[1]) for line in lines if line.startswith("mamba_http_body_memory_bytes ")), 0)
    finally:
        connection.close()


def post(port, size, isChunked=False, key="wrong"):
    """Sends all of a body and then reads: the status and the whole answer, or what went wrong."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    body = memoryview(BODY)[:size]
    try:
        if isChunked:
            pieces = (body[start:start + 65_536] for start in range(0, size, 65_536))
            connection.request("POST", "/v1/chat/completions", pieces, headers, encode_chunked=True)
        else:
            connection.request("POST", "/v1/chat/completions", body, headers)
        response = connection.getresponse()
        content = response.read()
        # Our answer and not one of the proxy's own.
        isOurs = not content or b'"error"' in content
        return response.status if isOurs else f"{response.status} of somebody else"
    except (OSError, http.client.HTTPException) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()


def hold_body(port, stop):
    """Keeps a body in the server's memory, and comes just fast enough with the rest."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: {HELD_BODY}\r\n\r\n"
        connection.sendall(head.encode() + bytes(HELD_BODY - HELD_BACK))
        while not stop.wait(0.9):
            connection.sendall(bytes(16_384))


@contextlib.contextmanager
def held(port):
    stop = threading.Event()
    thread = threading.Thread(target=hold_body, args=(port, stop))
    thread.start()
    try:
        until = time.monotonic() + 60
        # Nobody else asks meanwhile: the body that is held is to get the memory.
        while body_memory(port) != HELD_BODY:
            assert time.monotonic() < until and thread.is_alive(), "the body that is held takes no memory"
            time.sleep(0.05)
        yield
    finally:
        stop.set()
        thread.join()


def start_proxies(rig, servers, ports):
    """Starts both proxies; returns the port of each way to each server, and that of the pair."""
    ways = {"direct": servers, **{way: dict(zip(servers, ports)) for way, ports in zip(WAYS[1:], ports)}}
    first, second, pair = ports[-1]

    def nginx_server(way, status, more=""):
        return (f"    server {{ listen 127.0.0.1:{ways[way][status]}; location / {{ "
                f"proxy_pass http://127.0.0.1:{servers[status]};{more} }} }}")

    nginx = [nginx_server("nginx", status) for status in servers]
    nginx += [nginx_server(WAYS[2], status, " proxy_request_buffering off;") for status in servers]
    write(rig, "nginx.conf", SERVERS="\n".join(nginx), FIRST=first, SECOND=second, PAIR=pair, FOLDER=rig.folder)
    haproxy = [f"listen l{status}\n    bind 127.0.0.1:{ways['haproxy'][status]}\n"
               f"    server s 127.0.0.1:{server}" for status, server in servers.items()]
    write(rig, "haproxy.cfg", SERVERS="\n".join(haproxy))
    proxy = rig.start(["/usr/sbin/nginx", "-p", str(rig.folder), "-c", f"{rig.folder}/nginx.conf",
                       "-g", "user root;" if os.geteuid() == 0 else ""], "nginx")
    rig.wait(lambda: is_live(ways["nginx"][413]), "nginx", proxy)
    proxy = rig.start(["/usr/sbin/haproxy", "-db", "-f", "haproxy.cfg"], "haproxy")
    rig.wait(lambda: is_live(ways["haproxy"][413]), "haproxy", proxy)
    return ways, pair


def is_live(port):
    return status_of(port, "/health/live") == 200


def write(rig, name, **values):
    text = (HERE / name).read_text()
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    (rig.folder / name).write_text(text)


def refuse(ways, count):
    """Lets each server refuse by each way; returns the lines of what went wrong."""
    faults = []
    for status, sizes in SIZES.items():
        post(ways["direct"][status], 10)
        with held(ways["direct"][status]) if status == 503 else contextlib.nullcontext():
            for way in WAYS:
                outcomes = {}
                for index in range(count):
                    # HAProxy's clients may send chunks too; nginx with buffering makes a length of them.
                    outcome = post(ways[way][status], sizes[index % len(sizes)], isChunked=index % 4 == 3)
                    outcomes[outcome] = outcomes.get(outcome, 0) + 1
                print(f"{status}, {way}: " + ", ".join(f"{key}: {value}" for key, value in outcomes.items()))
                if outcomes != {status: count}:
                    faults.append(f"{status}, {way}: {outcomes}")
    return faults


def take_out(pair):
    """Sends wrong keys to a pair of servers, and asks with the right one after each."""
    outcomes = []
    for _ in range(8):
        refused = post(pair, 3_000_000)
        served = status_of(pair, "/models", {"Authorization": f"Bearer {KEY}"})
        outcomes.append((refused, served))
    print(f"wrong keys and right ones at a pair of servers: {sorted(set(outcomes))}")
    return [] if set(outcomes) == {(401, 200)} else [f"wrong keys took servers out of service: {outcomes}"]


def run(program, count):
    with Rig(program, DEADLINE_SECONDS) as rig:
        ports = free_ports(4 * len(SETTINGS) + 2)
        servers = dict(zip(SETTINGS, ports))
        second = ports[-2]
        for status, port in servers.items():
            rig.serve(NO_PROVIDER, port=port, workers=2, logging__level="ERROR", **SETTINGS[status])
        rig.serve(NO_PROVIDER, port=second, workers=2, logging__level="ERROR", **SETTINGS[401])
        listening = [ports[4 * way:4 * way + 4] for way in range(1, 4)] + [(servers[401], second, ports[-1])]
        ways, pair = start_proxies(rig, servers, listening)
        return refuse(ways, count) + take_out(pair)


def main():
    sys.stdout.reconfigure(line_buffering=True)
    count = int(sys.argv[2]) if len(sys.argv) == 3 else 12
    faults = run(sys.argv[1], count)
    for fault in faults:
        print(f"  {fault}")
    print("check-proxies: " + (f"{len(faults)} faults" if faults else
                               f"{len(WAYS) * len(SIZES) * count} refusals arrived as they were sent"))
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: proxies.py PROGRAM [COUNT]")
    sys.exit(main())
