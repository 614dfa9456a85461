"""A soak: rounds of clients and a provider that misbehave at times, and a look at the server at rest after each."""
import argparse
import asyncio
import collections
import json
import random
import sys
import tempfile
import time
import urllib.request

import client
import rest
from processes import Program, free_port

CLIENTS = 40
TOKENS = 60
TEXTS = 20
GROWTH_MAX = 0.05
ROUND_SECONDS = 30
# Memory is judged by three groups of rests, of two at least.
ROUNDS_MIN = 6
SETTINGS = {
    "OPENAI_API_KEY": "none", "MAMBA_OPENAI__FIRST_TOKEN_TIMEOUT_SECONDS": "5",
    "MAMBA_OPENAI__IDLE_TIMEOUT_SECONDS": "5", "MAMBA_RETRY__BASE_SECONDS": "0.05",
    "MAMBA_DRAIN__DELAY_SECONDS": "0", "MAMBA_LIMITS__WRITE_TIMEOUT_SECONDS": "5",
}


class Soak:
    """What happens, and what was seen of it."""

    def __init__(self, server: Program, mock: Program, seed: int, only: str | None):
        self.server, self.mock, self.only = server, mock, only
        self.dice = random.Random(seed)
        self.texts = {number: self.text(number) for number in range(TEXTS)}
        self.clients: collections.Counter[str] = collections.Counter()
        self.providers: collections.Counter[str] = collections.Counter()
        self.wrong: list[str] = []
        self.rests: list[rest.Rest] = []
        self.next_id = 1_000_000
        self.end = 0.0

    def text(self, number: int) -> str:
        """The text of a stream, as the provider tells it without the service between."""
        message = {"role": "user", "content": f"Hello\n#mock id={number} tokens={TOKENS} interval=0"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.mock.port}/v1/chat/completions",
            json.dumps({"model": "m", "messages": [message]}).encode(),
            {"Content-Type": "application/json", "Authorization": "Bearer none"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["choices"][0]["message"]["content"]

    async def come_and_go(self) -> None:
        while time.monotonic() < self.end:
            self.next_id += 1
            try:
                kind, words = await client.visit(
                    self.server.port, self.dice, self.next_id, self.texts, TOKENS, self.only
                )
                self.clients[kind] += 1
                self.providers[words or "well"] += 1
            except client.Wrong as error:
                self.wrong.append(str(error))
            except OSError as error:
                self.wrong.append(f"no connection: {error}")
                await asyncio.sleep(0.1)

    async def round(self) -> None:
        self.end = time.monotonic() + ROUND_SECONDS
        await asyncio.gather(*(self.come_and_go() for _ in range(CLIENTS)))

    def run(self, rounds: int) -> None:
        begin = time.monotonic()
        for _ in range(rounds):
            asyncio.run(self.round())
            if not self.server.is_alive:
                return
            self.rests.append(rest.take(self.server, self.mock, begin))
            print(self.rests[-1], flush=True)

    def is_good(self) -> bool:
        """Tells what was seen, and whether it is as it must be."""
        print(f"visits       {self.clients.total()}: {dict(sorted(self.clients.items()))}")
        print(f"providers    {dict(sorted(self.providers.items()))}")
        print(f"wrong        {len(self.wrong)}")
        for line in self.wrong[:10]:
            print(f"             {line}")
        resident = rest.Growth.of([look.resident for look in self.rests])
        anonymous = rest.Growth.of([look.anonymous for look in self.rests])
        first, last = self.rests[0].descriptors, self.rests[-1].descriptors
        print(f"resident     {resident}")
        print(f"anonymous    {anonymous}")
        print(f"descriptors  {first} at the first rest, {last} at the last")
        # Growth would be in what is in no file, but a twentieth of that is less than two rests differ by.
        grew = resident.share > GROWTH_MAX or last > first
        return self.clients.total() > 0 and not self.wrong and not grew


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("minutes", type=float)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--only", choices=[name for name, _ in client.CLIENTS], help="clients of one kind alone")
    options = parser.parse_args()
    rounds = max(ROUNDS_MIN, round(options.minutes * 60 / ROUND_SECONDS))
    folder = tempfile.mkdtemp(prefix="mamba-soak-")
    ports = free_port(), free_port()
    mock = Program([options.program, "mock", "--port", str(ports[0])], ports[0], {}, f"{folder}/mock.log")
    settings = SETTINGS | {"MAMBA_OPENAI__BASE_URL": f"http://127.0.0.1:{ports[0]}/v1"}
    arguments = [options.program, "serve", "--host", "127.0.0.1", "--port", str(ports[1]), "--config", folder]
    server, is_good = None, False
    try:
        server = Program(arguments, ports[1], settings, f"{folder}/server.log")
        shape = f"{rounds} rounds of {ROUND_SECONDS} s, {CLIENTS} clients, seed {options.seed}"
        print(f"{shape}; logs in {folder}", flush=True)
        soak = Soak(server, mock, options.seed, options.only)
        soak.run(rounds)
        is_good = server.is_alive and soak.is_good()
    except rest.Unsettled as error:
        print(f"no rest      {error}")
    finally:
        status = server.stop() if server else 1
        mock.stop()
    print(f"end          exit status {status}")
    print("PASSED" if is_good and status == 0 else "FAILED")
    return 0 if is_good and status == 0 else 1


sys.exit(main())
