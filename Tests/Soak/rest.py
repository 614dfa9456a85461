"""What the server holds when nobody wants anything of it."""
import dataclasses
import statistics
import time
import urllib.request

from processes import Program

# Longer than every time limit of the server.
SETTLE_SECONDS = 15
# So many rests are looked at together, where there are enough.
TOGETHER = 5


class Unsettled(Exception):
    """A server that still has something to do although all of its clients have gone."""


@dataclasses.dataclass
class Rest:
    """One look at a server at rest; memory is in KiB."""

    when: float
    resident: int
    anonymous: int
    descriptors: int

    def __str__(self) -> str:
        resident, anonymous = self.resident / 1024, self.anonymous / 1024
        return (
            f"{self.when:6.0f} s: {resident:.2f} MiB resident, {anonymous:.2f} MiB anonymous, "
            f"{self.descriptors} descriptors"
        )


def take(server: Program, mock: Program, begin: float) -> Rest:
    """Waits until no stream is in flight and no client's connection is open, and looks."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        streams = in_flight(server.port)
        # The connection of that question has to go too.
        time.sleep(0.05)
        descriptors, clients = server.descriptors(mock.port)
        if streams == clients == 0:
            return Rest(time.monotonic() - begin, *server.memory(), descriptors)
        if time.monotonic() > deadline:
            raise Unsettled(f"{streams} streams in flight and {clients} clients connected after {SETTLE_SECONDS} s")


def in_flight(port: int) -> int:
    """The streams that the server says it has."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=SETTLE_SECONDS) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("mamba_streams_in_flight "):
                return int(line.split()[1])
    raise Unsettled("no mamba_streams_in_flight in /metrics")


@dataclasses.dataclass
class Growth:
    """What rests say of memory: five of them, or a third, are the warm-up; those after it are set beside the last."""

    first: float
    last: float

    @classmethod
    def of(cls, sizes: list[int]) -> "Growth":
        together = min(TOGETHER, len(sizes) // 3)
        first, last = sizes[together:2 * together], sizes[-together:]
        return cls(statistics.median(first) / 1024, statistics.median(last) / 1024)

    @property
    def share(self) -> float:
        return self.last / self.first - 1

    def __str__(self) -> str:
        return f"{self.first:.2f} MiB after the warm-up, {self.last:.2f} MiB at the end: {self.share:+.1%}"
