"""What replies repeat word for word of what a persona was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from whetstone.core.text.quoting.copied import Copied, copied_from
from whetstone.core.text.words import words


@dataclass(frozen=True, slots=True)
class Copying:
    """By condition: the share (0 to 1) of the words that are copied, and the replies without them."""

    shares: Mapping[str, float]
    own: Mapping[str, Sequence[str]]


def copying(said: Mapping[str, Sequence[str]], given: Iterable[str]) -> Copying:
    """Return what of the replies stands in `given` in runs of eight words or more, and what is left."""
    found = iter(copied_from([reply for replies in said.values() for reply in replies], given))
    shares: dict[str, float] = {}
    own: dict[str, list[str]] = {}
    for called, replies in said.items():
        stretches = [next(found) for _ in replies]
        repeated = sum(stretch.words for some in stretches for stretch in some)
        shares[called] = round(repeated / max(1, sum(len(words(reply)) for reply in replies)), 4)
        own[called] = [_without(reply, some) for reply, some in zip(replies, stretches, strict=True)]
    return Copying(shares, own)


def _without(reply: str, stretches: Sequence[Copied]) -> str:
    pieces, last = [], 0
    for stretch in stretches:
        pieces.append(reply[last : stretch.start])
        last = stretch.end
    kept = " ".join([*pieces, reply[last:]]).strip()
    return kept if any(map(str.isalnum, kept)) else ""
