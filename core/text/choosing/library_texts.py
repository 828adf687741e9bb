"""Texts for a persona's shelf: chosen passages with what stands around them, word for word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from whetstone.core.text.choosing.standing_alone import standing_alone
from whetstone.core.text.passages import TITLE_CAP
from whetstone.core.text.words import length
from whetstone.core.values.persona import DEVICE_NAMES
from whetstone.core.values.text import Excerpt

LEAST, MOST = 150, 300
"""Words of a library text: it grows until it has the first, and never beyond the second."""

_NAME = 48
_GAP = 3
_NEIGHBOURLY = 0.2
_BETTER = 0.05


class Neighbours(Protocol):
    """Passages by number, and which stand next to one another in the same section."""

    def excerpt(self, number: int) -> Excerpt:
        """Return the passage `number`."""

    def before(self, number: int) -> int | None:
        """Return the passage before it in its section."""

    def after(self, number: int) -> int | None:
        """Return the passage after it in its section."""


@dataclass(frozen=True, slots=True)
class LibraryText:
    """A text of a persona's library.

    `name` is its file's name, `title` the first line of `text`; then come the place, an empty line and the
    passages `numbers` of the corpus as they stand in the source, characters `start` to `end` of `work`.
    `words` counts those of the passages.
    """

    name: str
    title: str
    text: str
    work: str
    section: str
    start: int
    end: int
    numbers: tuple[int, ...]
    words: int


def library_texts(
    passages: Neighbours,
    chosen: Sequence[int],
    language: str,
    *,
    without: Collection[int] = (),
    least: int = LEAST,
    most: int = MOST,
) -> list[LibraryText]:
    """Return a text around each passage of `chosen`, in their order, none overlapping another.

    A text grows by whole passages on the side where it then stands better alone, to `least` words where
    its section has them, further while that makes it stand better alone, and not beyond `most` (a longer
    passage stays alone). Passages of `without` are
    never taken in, nor those that another text holds. One that was taken into an earlier text has no text of
    its own.
    """
    taken = set(without)
    names: set[str] = set()
    texts = []
    for number in chosen:
        if number in taken:
            continue
        others = set(chosen) - {number}
        numbers = _grown(passages, number, language, taken, others, least, most)
        taken.update(numbers)
        texts.append(_text([passages.excerpt(one) for one in numbers], tuple(numbers), names))
    return texts


def _grown(
    passages: Neighbours,
    number: int,
    language: str,
    taken: Collection[int],
    others: Collection[int],
    least: int,
    most: int,
) -> list[int]:
    numbers = [number]
    excerpts = [passages.excerpt(number)]
    alone = standing_alone(excerpts[0].text, language)
    while True:
        grown = []
        for late, beside in ((True, passages.after(numbers[-1])), (False, passages.before(numbers[0]))):
            if beside is None or beside in taken:
                continue
            more = passages.excerpt(beside)
            longer = [*excerpts, more] if late else [more, *excerpts]
            text = _joined(longer)
            if _adjoins(*(longer[-2:] if late else longer[:2])) and length(text) <= most:
                worth = standing_alone(text, language) - _NEIGHBOURLY * (beside in others)
                grown.append((worth, late, [*numbers, beside] if late else [beside, *numbers], longer))
        if not grown:
            return numbers
        worth, _, wider, longer = max(grown, key=lambda one: one[:2])
        if length(_joined(excerpts)) >= least and worth <= alone + _BETTER:
            return numbers
        numbers, excerpts, alone = wider, longer, worth


def _adjoins(first: Excerpt, second: Excerpt) -> bool:
    """Return whether nothing but white space can stand between two passages."""
    same = (first.work, first.section) == (second.work, second.section)
    return same and 0 <= second.start - first.end <= _GAP


def _joined(excerpts: Sequence[Excerpt]) -> str:
    text = excerpts[0].text
    for before, after in pairwise(excerpts):
        text += ("\n\n" if after.start - before.end > 1 else " ") + after.text
    return text


def _text(excerpts: Sequence[Excerpt], numbers: tuple[int, ...], names: set[str]) -> LibraryText:
    first, last = excerpts[0], excerpts[-1]
    body = _joined(excerpts)
    title = _title(first)
    place = f"Characters {first.start:,}–{last.end:,} of {' '.join(first.work.split())}"
    return LibraryText(
        name=_name(first, names),
        title=title,
        text=f"{title}\n{place}\n\n{body}\n",
        work=first.work,
        section=first.section,
        start=first.start,
        end=last.end,
        numbers=numbers,
        words=length(body),
    )


def _title(excerpt: Excerpt) -> str:
    """Return `Work, Section` with the innermost heading, short enough to be a title."""
    inner = excerpt.section.rpartition(" › ")[2]
    title = " ".join((f"{excerpt.work}, {inner}" if inner else excerpt.work).split())
    return title if len(title) <= TITLE_CAP else title[: TITLE_CAP - 1].rstrip() + "…"


def _name(excerpt: Excerpt, names: set[str]) -> str:
    """Return a file name of its own, in small letters, that a cartridge takes on every system."""
    inner = excerpt.section.rpartition(" › ")[2]
    stem = "-".join(part for part in (_slug(excerpt.work), _slug(inner)) if part) or "text"
    if stem.partition("-")[0] in DEVICE_NAMES:
        stem = f"text-{stem}"
    number = 1
    while (name := f"{stem}-{number}.txt") in names:
        number += 1
    names.add(name)
    return name


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    plain = re.sub(r"[^\w]+|_+", "-", plain.replace("'", "").replace("’", "")).strip("-")
    while len(plain.encode()) > _NAME:
        plain = plain[: plain.rfind("-")] if "-" in plain else plain[:-1]
    return plain.strip("-")
