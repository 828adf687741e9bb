"""How long it takes to find themes, choose passages and look up quotations, and how well likeness tells.

    python -m benchmarks.selection [TEXTS]

Passages are made from the built-in libraries, halves of two sentences each put together, so that no two are
the same. Below, with `TEXTS` (a folder with one .txt for each work of an author, or the built-in libraries,
where each persona is an author): windows of ten replies from works that a style was not learned from,
against windows of all other authors: the mean likeness of both, and the share of pairs in which the
author's own stands higher (AUC).
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import TypeVar

from whetstone.core.errors import TextError
from whetstone.core.text.choosing.selection import choose
from whetstone.core.text.choosing.standing_alone import standing_alone
from whetstone.core.text.passages import paragraphs, split_passages
from whetstone.core.text.quoting.verbatim import find_all
from whetstone.core.text.scale.likeness import AuthorStyle, likeness, windows
from whetstone.core.text.topics.themes import find_themes
from whetstone.core.values.text import Excerpt

BUILT_IN = Path(__file__).resolve().parent.parent / "philosophy_library"
SIZES = (500, 5_000, 20_000)
REPLY = 250

T = TypeVar("T")


def main(folder: Path | None) -> None:
    """Print both tables."""
    texts: dict[str, list[str]] = {}
    for path in sorted(BUILT_IN.glob("*/library/*.txt")):
        texts.setdefault(path.parent.parent.name, []).append(path.read_text(encoding="utf-8"))
    print(f"{'':<34}{'passages':>10}{'seconds':>10}{'RSS MB':>10}")
    for size in SIZES:
        _time([text for library in texts.values() for text in library], size)
    print(f"\n{'author, texts not learned from':<34}{'own':>10}{'others':>10}{'AUC':>10}")
    if folder is not None:
        works = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
        _tell(folder.name, works, [text for library in texts.values() for text in library])
    for author, library in texts.items():
        _tell(author, library, [text for other in texts if other != author for text in texts[other]])


def _time(texts: list[str], size: int) -> None:
    passages = [passage.text.split() for text in texts for passage in split_passages("", text)]
    draw = random.Random(0)
    excerpts = []
    for number in range(size):
        one, other = draw.choice(passages), draw.choice(passages)
        text = " ".join(one[: len(one) // 2] + other[len(other) // 2 :])
        place = 1_000 * number
        excerpts.append(
            Excerpt(
                f"p{number:012x}",
                f"Work {number % 20}",
                f"Part {number % 90}",
                place,
                place + len(text),
                text,
            )
        )
    cost = [len(excerpt.text) // 4 for excerpt in excerpts]
    themes = _timed("themes", size, lambda: find_themes(excerpts, "en"))
    quality = _timed(
        "standing alone", size, lambda: [standing_alone(excerpt.text, "en") for excerpt in excerpts]
    )
    _timed("choose 2,000 tokens", size, lambda: choose(excerpts, themes, quality, 2_000, cost))
    _timed("choose 100 passages", size, lambda: choose(excerpts, themes, quality, 10**9, cost, most=100))
    quotes = [" ".join(excerpt.text.split()[3:20]) for excerpt in excerpts[:: max(1, size // 100)]]
    invented = [f"nobody ever wrote these words, number {number}, anywhere" for number in range(100)]
    corpus = "\n\n".join(excerpt.text for excerpt in excerpts)
    stretches = [corpus[start : start + 64_000] for start in range(0, len(corpus), 64_000)]
    size_mb = len(corpus) / 1e6
    _timed(f"200 quotations in {size_mb:.1f} MB", size, lambda: find_all(quotes + invented, stretches))


def _timed(name: str, size: int, work: Callable[[], T]) -> T:
    began = time.perf_counter()
    result = work()
    taken = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{name:<34}{size:>10,}{taken:>10.2f}{memory:>10.0f}")
    return result


def _tell(author: str, own: list[str], others: list[str]) -> None:
    half = len(own) // 2
    try:
        style = AuthorStyle.learn(own[:half], "en")
    except TextError:
        return
    mine, theirs = _measured(own[half:], style), _measured(others, style)
    if mine and theirs:
        higher = mean((one > other) + (one == other) / 2 for one in mine for other in theirs)
        print(f"{author:<34}{mean(mine):>10.2f}{mean(theirs):>10.2f}{higher:>10.3f}")


def _measured(texts: list[str], style: AuthorStyle) -> list[float]:
    pieces = [text[start:end][:REPLY] for text in texts for start, end in paragraphs(text)]
    replies = [piece for piece in pieces if len(piece) > REPLY // 2]
    random.Random(0).shuffle(replies)
    return [likeness(window, style).total for window in windows(replies[:600])]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
