"""Small works of our own, and corpora made of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from whetstone.core.text.corpus import Corpus, gather
from whetstone.core.values.text import Stretch

SYLLABLES = ["".join(pair) for pair in product("bdfglmnprstv", "aeiou")]
JOINTS = (
    "the",
    "of",
    "and",
    "to",
    "that",
    "which",
    "is",
    "not",
    "but",
    "for",
    "in",
    "it",
    "he",
    "with",
    "as",
)


def sentences(count: int, seed: int) -> list[str]:
    """Return sentences of made-up words, no two alike."""
    chosen = random.Random(seed)
    vocabulary = ["".join(chosen.choices(SYLLABLES, k=chosen.randint(2, 4))) for _ in range(900)]
    found = []
    for _ in range(count):
        words = [chosen.choice(JOINTS if place % 3 else vocabulary) for place in range(chosen.randint(6, 22))]
        found.append(" ".join(words).capitalize() + chosen.choice(".....?!"))
    return found


def paragraphs(count: int, seed: int) -> list[str]:
    """Return paragraphs of four to eight sentences."""
    chosen = random.Random(seed)
    return [" ".join(sentences(chosen.randint(4, 8), seed * 1_000 + number)) for number in range(count)]


def stretches(work: str, texts: Sequence[str], source: int = 0, size: int = 8_000) -> Iterator[Stretch]:
    """Yield a work's paragraphs as a reader does, in two sections."""
    start = 0
    half = len(texts) // 2
    for section, some in (("Book I", texts[:half]), ("Book II", texts[half:])):
        waiting: list[str] = []
        for text in [*some, None]:
            if waiting and (text is None or sum(map(len, waiting)) > size):
                joined = "\n\n".join(waiting)
                yield Stretch(source, work, section, start, joined)
                start += len(joined)
                waiting = []
            if text is not None:
                waiting.append(text)


def corpus_of(folder: Path, works: dict[str, Sequence[str]]) -> Corpus:
    """Return a corpus of works, each in a file of its own."""
    return gather(
        folder,
        [
            part
            for source, (work, texts) in enumerate(works.items())
            for part in stretches(work, texts, source)
        ],
    )
