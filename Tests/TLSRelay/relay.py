"""TLS in front of scripted providers, which have none themselves: relay.py

Makes a certificate of an authority of its own, listens on ports of 127.0.0.1 and ::1 that the system gives, and prints
"listening on PORT, authority FILE"; beside the file is the directory "authorities" with the same. A client names the
provider's port by the server name of its handshake: p8000.test.localhost is port 8000 of localhost over TLS 1.3,
p8000.old.localhost the same over TLS 1.2; s8000.test.localhost answers itself, with the number of handshakes for that
port and of those that resumed a session. Passes on what comes, the end as the end and a reset as a reset. Ends with
its standard input.
"""

import asyncio
import collections
import os
import socket
import ssl
import struct
import subprocess
import sys
import tempfile

COMMANDS = [
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
    " -keyout ca.key -out ca.pem",
    "rehash authorities",
    "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=provider -keyout key.pem -out request.pem",
    "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 2 -extfile names -out cert.pem",
]


def make_certificate(names):
    """Makes an authority, ca.pem, and a certificate of it for these names; returns the folder."""
    folder = tempfile.mkdtemp(prefix="relay-")
    with open(f"{folder}/names", "w") as file:
        file.write(f"subjectAltName={names}")
    os.mkdir(f"{folder}/authorities")
    os.symlink("../ca.pem", f"{folder}/authorities/ca.pem")
    for command in COMMANDS:
        subprocess.run(
            ["openssl", *command.split()], cwd=folder, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )
    return folder


def context(folder, version):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = made.maximum_version = version
    made.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    return made


def reset(writer):
    transport = writer.transport
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def pump(reader, writer):
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
        writer.close()
    except (OSError, ssl.SSLError, asyncio.IncompleteReadError):
        reset(writer)


# Of each port: how many there were, and how many resumed a session.
handshakes = collections.defaultdict(lambda: [0, 0])


async def serve(reader, writer):
    try:
        tls = writer.get_extra_info("ssl_object")
        port, counts = tls.port, handshakes[tls.port]
        if tls.tells:
            await reader.readuntil(b"\r\n\r\n")
            text = f"{counts[0]} {counts[1]}"
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode())
            return writer.close()
        counts[0] += 1
        counts[1] += tls.session_reused
        provider_reader, provider_writer = await asyncio.open_connection("localhost", port)
    except (OSError, AttributeError):
        return reset(writer)
    await asyncio.gather(pump(reader, provider_writer), pump(provider_reader, writer))


async def main():
    folder = make_certificate("DNS:*.test.localhost,DNS:*.old.localhost")
    new = context(folder, ssl.TLSVersion.TLSv1_3)
    old = context(folder, ssl.TLSVersion.TLSv1_2)

    def named(tls, name, _):
        label, kind = (name or "p0.test.localhost").split(".")[:2]
        tls.port, tls.tells = int(label[1:]), label[0] == "s"
        if kind == "old":
            tls.context = old

    # A context for both, which answers with the one that the name asks for.
    either = context(folder, ssl.TLSVersion.TLSv1_3)
    either.minimum_version = ssl.TLSVersion.TLSv1_2
    either.sni_callback = named
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=either, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    servers = [server]
    try:
        servers.append(await asyncio.start_server(serve, "::1", port, ssl=either, backlog=1024))
    except OSError:
        pass  # not all machines have ::1
    print(f"listening on {port}, authority {folder}/ca.pem", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)
    loop.run_until_complete(main())
    os._exit(0)
