"""What a turn costs beside the model: search in a library of 1,000 texts, layout, two synced records.

    python -m benchmarks.turn [TURNS]

The model is scripted and answers at once, so that what is left is ours. Its peer in the same run is the
least that a durable log can do: two appends of the same size, each synced.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from whetstone import build_cartridge
from whetstone.testing import temporary_host

TEXTS = 1_000
SYLLABLES = re.findall("..", "bacedifoguhaleminopurasetivowudakelimonutaresigo")
WORDS = ["".join(syllables) for syllables in itertools.product(SYLLABLES, repeat=3)][:8_000]
"""Words of no language, used as often as words of one: the one of rank r with a weight of 1 / (r + 10)."""
WEIGHTS = [1 / (rank + 10) for rank in range(len(WORDS))]


def main(turns: int) -> None:
    """Print the table."""
    rng = random.Random(7)
    library = {f"text_{n}.txt": _text(n, rng) for n in range(TEXTS)}
    cartridge = build_cartridge(
        {"version": "1", "author": "benchmark", "source_hash": "none", "id": "reader"},
        prompt="You are a reader of many small texts. " * 40,
        config={"weirdness": 0.5},
        library=library,
    )
    with tempfile.TemporaryDirectory() as folder:
        with temporary_host(home=Path(folder), replies=["A short answer of seven plain words."]) as host:
            host.registry.install(cartridge, "imported")
            start = time.perf_counter()
            talk = host.converse("reader", model="scripted")
            _turn(host, talk, "warm up")
            opened = time.perf_counter() - start
            ours = [_turn(host, talk, _question(rng)) for _ in range(turns)]
        peer = [_two_synced_appends(Path(folder) / "peer.log") for _ in range(turns)]
    print(f"{TEXTS:,} texts, {turns} turns; opening and indexing took {opened:.2f} s")
    print(f"{'':<26} {'p50':>9} {'p99':>9}")
    for name, seconds in (("a turn around the model", ours), ("two synced appends (peer)", peer)):
        print(f"{name:<26} {_ms(seconds, 50):>6.2f} ms {_ms(seconds, 99):>6.2f} ms")
    print(f"{'ratio':<26} {_ms(ours, 50) / _ms(peer, 50):>9.1f} {_ms(ours, 99) / _ms(peer, 99):>9.1f}")


def _text(number: int, rng: random.Random) -> str:
    """Return a text of about 250 words in 20 sentences."""
    sentences = (" ".join(rng.choices(WORDS, WEIGHTS, k=12)).capitalize() + "." for _ in range(20))
    return f"Text {number}\n\n" + " ".join(sentences)


def _question(rng: random.Random) -> str:
    return f"What of the {' and the '.join(rng.sample(WORDS[30:3_000], 3))}?"


def _turn(host, talk, text: str) -> float:  # type: ignore[no-untyped-def]
    start = time.perf_counter()
    for _ in host.loop.iterate(talk.say(text)):
        pass
    return time.perf_counter() - start


def _two_synced_appends(path: Path) -> float:
    start = time.perf_counter()
    for size in (300, 1500):
        with path.open("ab") as log:
            log.write(b"x" * size + b"\n")
            log.flush()
            os.fsync(log.fileno())
    return time.perf_counter() - start


def _ms(seconds: list[float], percentile: int) -> float:
    return statistics.quantiles(seconds, n=100)[percentile - 1] * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
