"""How fast texts become measured, selected material for a persona, and in how much memory (no model).

    python -m benchmarks.forge TEXTS… --author NAME [--megabytes N …] [--rounds N]

Each corpus goes through what a forge does before it asks a model: read (the author's words told from the
rest), gathered (passages, repetitions out), measured, selected. First come TEXTS themselves, then corpora of
N megabytes (100 and 1,000 without the option) that are made of their sentences, shuffled, with a quarter of
the words replaced, so that they are as varied as a corpus of that size; they are written to a temporary
folder and deleted. Each corpus is read in a process of its own. Throughput counts megabytes of the files' own
text against all the time that the row took; memory is the peak resident size of the process and its workers
together, sampled ten times a second (Linux only).
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from whetstone.core.values.text import LeftOut, Stretch
from whetstone.testing import temporary_host

FILE = 20_000_000
PHASES = ("read", "gather", "measure", "select", "all")
POOL = 20_000
BUDGET = 16_000
ALL_TEXTS = Path(__file__).resolve().parent.parent / "philosophy_library"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("texts", nargs="*", type=Path, default=[ALL_TEXTS])
    parser.add_argument("--author", default="Plato")
    parser.add_argument("--megabytes", nargs="*", type=int, default=[100, 1_000])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--one", action="store_true", help="measure TEXTS in this process and print JSON")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.texts, options.author)))
        return
    print(f"{'corpus':<14}{'text MB':>9}{'words':>13}{'passages':>10}{'repeated':>9}", end="")
    print("".join(f"{phase + ' s':>11}" for phase in PHASES), f"{'MB/s':>7}{'peak MB':>9}")
    first = _row("TEXTS", options.texts, options)
    for megabytes in options.megabytes:
        with tempfile.TemporaryDirectory(prefix="whetstone-benchmark-") as folder:
            write_corpus(Path(folder), sentences_of(options.texts, options.author), megabytes * 1_000_000)
            speed = _row(f"{megabytes:,} MB", [Path(folder)], options)
        print(f"{'':<14}throughput is {speed / first:.2f} times that of TEXTS")


def _row(name: str, texts: list[Path], options: argparse.Namespace) -> float:
    found: list[dict[str, Any]] = []
    for _ in range(options.rounds):
        command = [
            sys.executable,
            "-m",
            "benchmarks.forge",
            *map(str, texts),
            "--author",
            options.author,
            "--one",
        ]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        with _peak(child.pid) as peak:
            said, _ = child.communicate()
        if child.returncode:
            raise SystemExit(child.returncode)
        found.append(json.loads(said) | {"peak": peak[0]})
    best = min(found, key=lambda row: float(row["seconds"]["all"]))
    seconds = best["seconds"]
    speed = float(best["megabytes"] / seconds["all"])
    print(f"{name:<14}{best['megabytes']:>9.1f}{best['words']:>13,}{best['passages']:>10,}", end="")
    print(f"{best['repeated']:>9,}" + "".join(f"{seconds[phase]:>11.2f}" for phase in PHASES), end="")
    print(f" {speed:>7.2f}{max(row['peak'] for row in found) / 1e6:>9.0f}", flush=True)
    return speed


def measured(texts: list[Path], author: str) -> dict[str, Any]:
    """Return what one corpus took; reading is told apart by the time that its iterator was waited for."""
    from whetstone.core.jobs.mapping import Mapping
    from whetstone.core.jobs.workers import Workers
    from whetstone.core.text.corpus import gather
    from whetstone.core.text.profile import style_profile
    from whetstone.core.text.reference import language_of

    began = time.perf_counter()
    seconds = dict.fromkeys(PHASES, 0.0)
    with (
        temporary_host() as host,
        closing(Workers(None)) as workers,
        tempfile.TemporaryDirectory(prefix="whetstone-benchmark-") as folder,
    ):

        def mapped(phase: str, function: Callable[[Any], Any], inputs: Any) -> Iterator[Any]:
            return Mapping(workers, function, inputs, lambda: None).results()

        reading = _Reading(host, texts, author)
        with _timed(seconds, "gather"):
            corpus = gather(Path(folder) / "corpus", reading, mapped)
            corpus.hold_out()
        seconds["read"] = reading.seconds
        seconds["gather"] -= reading.seconds
        with _timed(seconds, "measure"):
            language = language_of(excerpt.text for excerpt in corpus.excerpts(corpus.pool(40)))
            words = corpus.counts.numbers["words"]
            style_profile(corpus.counts, language)
        with _timed(seconds, "select"):
            _select(corpus, language)
        seconds["all"] = time.perf_counter() - began
        return {
            "megabytes": reading.characters / 1e6,
            "words": words,
            "passages": len(corpus),
            "repeated": corpus.repeated.passages,
            "seconds": seconds,
        }


class _Reading:
    """The stretches of some texts; counts all characters that were read, and the time that took."""

    def __init__(self, host: Any, texts: list[Path], author: str) -> None:
        self._parts = itertools.chain.from_iterable(
            host.texts.read(source, author) for source in host.texts.find(texts) if not source.skipped
        )
        self.characters = 0
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Stretch]:
        while True:
            start = time.perf_counter()
            part = next(self._parts, None)
            self.seconds += time.perf_counter() - start
            if part is None:
                return
            self.characters += part.characters if isinstance(part, LeftOut) else len(part.text)
            if isinstance(part, Stretch):
                yield part


def _select(corpus: Any, language: str) -> None:
    from whetstone.core.text.selection import choose
    from whetstone.core.text.themes import find_themes

    excerpts = corpus.excerpts(corpus.pool(POOL))
    cost = [len(excerpt.text) // 4 for excerpt in excerpts]
    choose(excerpts, find_themes(excerpts, language), [0.5] * len(excerpts), BUDGET, cost)


def sentences_of(texts: list[Path], author: str) -> list[list[str]]:
    """Return the sentences of some texts, as words with their marks."""
    with temporary_host() as host:
        parts = list(_Reading(host, texts, author))
    ends = re.compile(r"(?<=[.?!])\s+")
    return [
        words for part in parts for sentence in ends.split(part.text) if len(words := sentence.split()) > 3
    ]


def write_corpus(folder: Path, sentences: list[list[str]], size: int) -> None:
    """Write files of varied text, `size` bytes together: shuffled sentences with other words."""
    chosen = random.Random(1)
    vocabulary = [word for words in sentences for word in words if word.isalpha()]
    number = written = 0
    while written < size:
        number += 1
        room = min(FILE, size - written)
        with (folder / f"work-{number:03}.txt").open("w", encoding="utf-8") as file:
            while room > 0:
                piece = " ".join(
                    _sentence(chosen, sentences, vocabulary) for _ in range(chosen.randint(2, 7))
                )
                file.write(piece + "\n\n")
                room -= len(piece.encode()) + 2
                written += len(piece.encode()) + 2


def _sentence(chosen: random.Random, sentences: list[list[str]], vocabulary: list[str]) -> str:
    words = list(sentences[int(chosen.random() * len(sentences))])
    for _ in range(len(words) // 4 + 1):
        words[int(chosen.random() * (len(words) - 1))] = vocabulary[int(chosen.random() * len(vocabulary))]
    return " ".join(words)


@contextmanager
def _timed(seconds: dict[str, float], phase: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[phase] += time.perf_counter() - start


@contextmanager
def _peak(pid: int) -> Iterator[list[int]]:
    """Measure the largest resident size of a process and its descendants, in bytes; 0 without `/proc`."""
    peak = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            peak[0] = max(peak[0], _resident(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def _resident(pid: int) -> int:
    try:
        own = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        children = [
            child
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return 0
    return (int(own[1]) * 1024 if own else 0) + sum(_resident(int(child)) for child in children)


if __name__ == "__main__":
    main()
