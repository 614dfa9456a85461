"""A soak: many clients and a provider, some of which misbehave, while memory and descriptors are watched."""
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
import urllib.request

import client
from processes import Program, free_port

CLIENTS = 40
TOKENS = 60
TEXTS = 20
GROWTH_MAX = 0.05
WARM_UP_SECONDS = 10
# Longer than every time limit of the server below.
SETTLE_SECONDS = 8
SETTINGS = {
    "OPENAI_API_KEY": "none", "MAMBA_OPENAI__FIRST_TOKEN_TIMEOUT_SECONDS": "2",
    "MAMBA_OPENAI__IDLE_TIMEOUT_SECONDS": "2", "MAMBA_RETRY__BASE_SECONDS": "0.05",
    "MAMBA_DRAIN__DELAY_SECONDS": "0", "MAMBA_LIMITS__WRITE_TIMEOUT_SECONDS": "5",
}


class Soak:
    """What happens, and what was seen of it."""

    def __init__(self, server: Program, mock: Program, seconds: float, seed: int):
        self.server, self.mock = server, mock
        self.dice = random.Random(seed)
        self.texts = {number: self.text(number) for number in range(TEXTS)}
        self.visits: dict[str, int] = {}
        self.wrong: list[str] = []
        self.next_id = 1_000_000
        self.samples: list[tuple[float, int]] = []
        self.end = time.monotonic() + seconds

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
                kind = await client.visit(self.server.port, self.dice, self.next_id, self.texts, TOKENS)
            except client.Wrong as error:
                kind = "wrong"
                self.wrong.append(str(error))
            except OSError as error:
                kind = "wrong"
                self.wrong.append(f"no connection: {error}")
                await asyncio.sleep(0.1)
            self.visits[kind] = self.visits.get(kind, 0) + 1

    async def watch(self) -> None:
        begin = time.monotonic()
        while time.monotonic() < self.end and self.server.is_alive:
            await asyncio.sleep(2)
            self.samples.append((time.monotonic() - begin, self.server.memory()))

    async def run(self) -> None:
        await asyncio.gather(self.watch(), *(self.come_and_go() for _ in range(CLIENTS)))

    def growth(self) -> tuple[float, float]:
        """Memory after the warm-up and at the end, in MiB: medians of a fifth of the time each."""
        span = self.samples[-1][0]
        early = [memory for when, memory in self.samples if 0.2 * span <= when < 0.4 * span]
        late = [memory for when, memory in self.samples if when >= 0.8 * span]
        return statistics.median(early) / 1024, statistics.median(late) / 1024


def settled(server: Program, mock: Program) -> int:
    """The open descriptors when nobody has called for a while."""
    time.sleep(SETTLE_SECONDS)
    return server.descriptors(mock.port)


def main() -> int:
    program, minutes = sys.argv[1], float(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    folder = tempfile.mkdtemp(prefix="mamba-soak-")
    ports = free_port(), free_port()
    mock = Program([program, "mock", "--port", str(ports[0])], ports[0], {}, f"{folder}/mock.log")
    settings = SETTINGS | {"MAMBA_OPENAI__BASE_URL": f"http://127.0.0.1:{ports[0]}/v1"}
    arguments = [program, "serve", "--host", "127.0.0.1", "--port", str(ports[1]), "--config", folder]
    server = None
    try:
        server = Program(arguments, ports[1], settings, f"{folder}/server.log")
        # What is opened once, at first need, is no growth: each multi handle of libcurl has a pair of sockets.
        asyncio.run(Soak(server, mock, WARM_UP_SECONDS, seed + 1).run())
        before = settled(server, mock)
        print(f"{minutes:g} minutes, {CLIENTS} clients, seed {seed}; logs in {folder}", flush=True)
        soak = Soak(server, mock, minutes * 60, seed)
        asyncio.run(soak.run())
        after = settled(server, mock)
        was_alive = server.is_alive
    finally:
        status = server.stop() if server else 1
        mock.stop()
    early, late = soak.growth()
    growth = late / early - 1
    print(f"visits       {sum(soak.visits.values())}: {dict(sorted(soak.visits.items()))}")
    print(f"wrong        {len(soak.wrong)}")
    for line in soak.wrong[:10]:
        print(f"             {line}")
    print(f"memory       {early:.1f} MiB after the warm-up, {late:.1f} MiB at the end: {growth:+.1%}")
    print(f"descriptors  {before} before, {after} after")
    print(f"end          exit status {status}")
    is_good = was_alive and soak.visits.get("reads", 0) > 0 and not soak.wrong and growth <= GROWTH_MAX and after <= before and status == 0
    print("PASSED" if is_good else "FAILED")
    return 0 if is_good else 1


sys.exit(main())
