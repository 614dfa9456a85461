"""TLS in front of scripted providers, which have none themselves: relay.py

Makes a certificate of an authority of its own, listens on ports of 127.0.0.1 and ::1 that the system gives, one for each
kind of server, and prints "listening on tls13=PORT tls12=PORT tls11=PORT asking=PORT, authority FILE". The kinds speak
one version of TLS each; the last is TLS 1.3 and wants a certificate. Beside the file are the directory "authorities"
with the same, and client.pem and client.key, a certificate that is wanted. A client names the provider's port by the
server name of its handshake: p8000.test.localhost is port 8000 of localhost; s8000.test.localhost answers itself, with
the number of handshakes for that port and of those that resumed a session. Passes on what comes, the end as the end and
a reset as a reset. Ends with its standard input.
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
import warnings

# Old versions are spoken here on purpose.
warnings.simplefilter("ignore", DeprecationWarning)

COMMANDS = [
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
    " -keyout ca.key -out ca.pem",
    "rehash authorities",
    "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=provider -keyout key.pem -out request.pem",
    "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 2 -extfile names -out cert.pem",
    "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=client -keyout client.key -out client.req",
    "x509 -req -in client.req -CA ca.pem -CAkey ca.key -days 2 -out client.pem",
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


def named(tls, name, _):
    label = (name or "p0").split(".")[0]
    tls.port, tls.tells = int(label[1:]), label[0] == "s"


def context(folder, version, asks=False):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if version < ssl.TLSVersion.TLSv1_2:
        made.set_ciphers("DEFAULT@SECLEVEL=0")
    made.minimum_version = made.maximum_version = version
    made.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    made.sni_callback = named
    if asks:
        made.verify_mode = ssl.CERT_REQUIRED
        made.load_verify_locations(f"{folder}/ca.pem")
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
# Held, because a server ends with its object.
servers = []


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


async def listen(kind):
    """Listens at both addresses of this machine; returns the port."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=kind, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    servers.append(server)
    try:
        servers.append(await asyncio.start_server(serve, "::1", port, ssl=kind, backlog=1024))
    except OSError:
        pass  # not all machines have ::1
    return port


async def main():
    folder = make_certificate("DNS:*.test.localhost")
    kinds = {
        "tls13": context(folder, ssl.TLSVersion.TLSv1_3),
        "tls12": context(folder, ssl.TLSVersion.TLSv1_2),
        "tls11": context(folder, ssl.TLSVersion.TLSv1_1),
        "asking": context(folder, ssl.TLSVersion.TLSv1_3, asks=True),
    }
    ports = " ".join([f"{name}={await listen(kind)}" for name, kind in kinds.items()])
    print(f"listening on {ports}, authority {folder}/ca.pem", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)
    loop.run_until_complete(main())
    os._exit(0)
