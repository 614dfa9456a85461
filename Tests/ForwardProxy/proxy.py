"""A forward proxy of this machine: HTTP CONNECT and SOCKS5 on one port, whatever host is asked for.

Prints its port, then a line for each connection: the protocol, the host and the port that were asked for. With
arguments USER PASSWORD it asks for them (Basic, RFC 7617; RFC 1929). Ends with its standard input.
"""
import asyncio
import base64
import sys

CREDENTIALS = sys.argv[1:3]


async def pass_on(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        pass


async def http(first, reader):
    head = first + await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ")
    if method != "CONNECT":
        return None, b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 4\r\n\r\nno!\n"
    if CREDENTIALS:
        wanted = "Basic " + base64.b64encode(":".join(CREDENTIALS).encode()).decode()
        if f"Proxy-Authorization: {wanted}" not in lines:
            body = b"who are you?"
            return None, (
                b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
            )
    host, _, port = target.rpartition(":")
    return ("http", host, int(port)), b"HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n"


async def socks(reader, writer):
    methods = await reader.readexactly((await reader.readexactly(1))[0])
    if CREDENTIALS:
        if 2 not in methods:
            return None, b"\x05\xff"
        writer.write(b"\x05\x02")
        await reader.readexactly(1)
        user = await reader.readexactly((await reader.readexactly(1))[0])
        password = await reader.readexactly((await reader.readexactly(1))[0])
        if [user.decode(), password.decode()] != CREDENTIALS:
            return None, b"\x01\x01"
        writer.write(b"\x01\x00")
    else:
        writer.write(b"\x05\x00")
    _, _, _, kind = await reader.readexactly(4)
    if kind == 3:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    else:
        host = ".".join(str(part) for part in await reader.readexactly(4))
    port = int.from_bytes(await reader.readexactly(2))
    return ("socks5", host, port), b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00"


async def serve(reader, writer):
    try:
        first = await reader.readexactly(1)
        target, answer = await (socks(reader, writer) if first == b"\x05" else http(first, reader))
        if target is None:
            writer.write(answer)
            return
        print(*target, flush=True)
        provider, out = await asyncio.open_connection("127.0.0.1", target[2])
        writer.write(answer)
        await asyncio.gather(pass_on(reader, out), pass_on(provider, writer))
        out.close()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print("listening on", server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
