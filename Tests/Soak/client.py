"""One client of the service: asks, reads as it pleases, and judges what it got."""
import asyncio
import json
import random
import socket
import struct

# What the provider does, by the words of its directive; whether the answer must be whole; how often.
PROVIDERS = [
    ("", True, 12), ("split", True, 1), ("crlf comments", True, 2), ("merge=8", True, 3),
    ("multiline obfuscation", True, 1), ("reasoning=5", True, 2), ("tool=generateCard", None, 2),
    ("fault=status:500 times=1", True, 1), ("fault=reset times=1", True, 1), ("fault=close times=1", True, 1),
    ("fault=status:400", False, 1), ("fault=drop:5", False, 1), ("fault=cut:7", False, 1),
    ("fault=garbage:3", False, 1), ("fault=error:4", False, 1), ("fault=stall:6", False, 1),
    ("fault=silence", False, 1),
]
CLIENTS = [
    ("reads", 10), ("reads slowly", 2), ("closes", 2), ("resets", 2), ("half-closes", 1),
    ("leaves in its request", 1), ("sends garbage", 1), ("never reads", 1),
]
PATIENCE = 60


class Wrong(Exception):
    """A stream that was lost or is not what it must be."""


async def ask(port: int, directive: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 16)
    writer.write(request(directive))
    return reader, writer


def request(directive: str) -> bytes:
    part = {"type": "text", "text": f"Hello\n#mock {directive}"}
    body = {
        "model": "openai/gpt-4o", "tools": ["generateCard"],
        "messages": [{"id": "1", "role": "user", "parts": [part]}],
    }
    content = json.dumps(body).encode()
    head = f"POST /chat HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


async def read_head(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1])


async def read_stream(reader: asyncio.StreamReader, pause: float = 0) -> list[dict]:
    """The events of a whole answer, up to its last chunk."""
    if (status := await read_head(reader)) != 200:
        raise Wrong(f"status {status}")
    content = bytearray()
    while True:
        size = int((await reader.readline()).strip() or b"x", 16)
        content += (await reader.readexactly(size + 2))[:-2]
        if size == 0:
            break
        if pause:
            await asyncio.sleep(pause)
    blocks = bytes(content).decode().split("\n\n")
    data = [block[6:] for block in blocks if block.startswith("data: ")]
    if blocks[-1] or not data or data[-1] != "[DONE]" or data.count("[DONE]") != 1:
        raise Wrong("no end mark, or more than one")
    return [json.loads(text) for text in data[:-1]]


def judge(events: list[dict], is_whole: bool | None, expected: str | None) -> None:
    """Refuses whatever is not exactly one honest end behind the right text."""
    ends = [event["type"] for event in events if event["type"] in ("finish", "error")]
    if len(ends) != 1 or events[-1]["type"] != ends[0]:
        raise Wrong(f"ends {ends}")
    if is_whole is not None and ends[0] != ("finish" if is_whole else "error"):
        raise Wrong(f"ended by {ends[0]}: {events[-1]}")
    if expected is None:
        return
    text = "".join(event["delta"] for event in events if event["type"] == "text-delta")
    if text != expected if ends[0] == "finish" else not expected.startswith(text):
        raise Wrong("another text")


def reset(writer: asyncio.StreamWriter) -> None:
    """Closes so that the peer gets a reset."""
    handle = writer.get_extra_info("socket")
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def visit(
    port: int, dice: random.Random, stream_id: int, texts: dict[int, str], tokens: int, only: str | None
) -> tuple[str, str]:
    """One visit of a random client to a random provider; returns what they were, or raises ``Wrong``."""
    words, is_whole, _ = dice.choices(PROVIDERS, [weight for *_, weight in PROVIDERS])[0]
    client = only or dice.choices([name for name, _ in CLIENTS], [weight for _, weight in CLIENTS])[0]
    # The fault of a first try is counted by the stream's id, so such a stream needs one of its own.
    is_own = "times" in words
    text_id = stream_id if is_own else dice.choice(list(texts))
    expected = None if is_own or "tool" in words else texts[text_id]
    directive = f"id={text_id} tokens={tokens} interval={dice.choice(['0', '1ms', '5ms'])} {words}"
    if client == "never reads":
        words, directive = "", f"id={text_id} tokens=20000 bytes=200 interval=0"
    reader, writer = await ask(port, directive)
    try:
        if client in ("reads", "reads slowly"):
            events = await asyncio.wait_for(read_stream(reader, 0.02 if client != "reads" else 0), PATIENCE)
            judge(events, is_whole, expected)
        elif client == "half-closes":
            writer.write_eof()
            await asyncio.wait_for(reader.read(-1), PATIENCE)
        elif client == "leaves in its request":
            reset(writer)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request(directive)[: dice.randrange(1, 300)])
        elif client == "sends garbage":
            reset(writer)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(dice.randbytes(200) + b"\r\n\r\n")
            await asyncio.wait_for(reader.read(-1), PATIENCE)
        else:
            await asyncio.sleep(dice.random() * (2 if client == "never reads" else 0.5))
            if client == "resets":
                reset(writer)
    except (asyncio.TimeoutError, asyncio.IncompleteReadError, ValueError, KeyError) as error:
        raise Wrong(f"{type(error).__name__} {error}") from error
    except ConnectionError as error:
        if client in ("reads", "reads slowly"):
            raise Wrong(f"{type(error).__name__}") from error
    except Wrong as error:
        raise Wrong(f"{error} ({client}; {directive})") from error
    finally:
        writer.transport.abort()
    return client, words
