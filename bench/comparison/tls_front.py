"""Takes TLS off in front of the mock, which has none: tls_front.py PORT MOCK_PORT CERTIFICATE KEY

Says on which port it listens, as port 0 is any that is free.
"""

import asyncio
import ssl
import sys


async def pump(reader, writer):
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def main(port, mock, certificate, key):
    async def serve(reader, writer):
        mock_reader, mock_writer = await asyncio.open_connection("127.0.0.1", mock)
        await asyncio.gather(pump(reader, mock_writer), pump(mock_reader, writer))

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=context, backlog=16384)
    print(f"listening on https://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]))
