"""What a report of the Forge claims, in types."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whetstone.core import reports


@dataclass(frozen=True, slots=True)
class PassageClaim:
    """Where a passage stands: characters `start` to `end` of the work's stretches, and the text's SHA-256."""

    id: str
    work: str
    section: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage's id, and what in the report cites it."""

    id: str
    by: str


@dataclass(frozen=True, slots=True)
class SourceClaim:
    """A file that the persona was made from, with the SHA-256 of its bytes."""

    name: str
    sha256: str


def passages(report: Mapping[str, Any]) -> dict[str, PassageClaim]:
    """Return the passages that the report names, by id."""
    return {
        id: PassageClaim(
            id,
            reports.text(claim, "work"),
            reports.text(claim, "section"),
            reports.count(claim, "start"),
            reports.count(claim, "end"),
            reports.text(claim, "sha256").removeprefix("sha256:"),
        )
        for id, claim in reports.table(report, "passages").items()
    }


def citations(report: Mapping[str, Any]) -> Iterator[Citation]:
    """Yield every citation of a passage in the report."""
    for id in reports.items(report, "selection", "exemplars"):
        yield Citation(_id(id), "selection.exemplars")
    for entry in reports.rows(report, "selection", "library"):
        for id in library_ids(entry):
            yield Citation(id, f"library/{reports.text(entry, 'file')}")
    for place, claim in enumerate(reports.rows(report, "distillation", "claims")):
        for id in reports.items(claim, "cites"):
            yield Citation(_id(id), f"claim {place + 1} of the distillation")
    for id in reports.items(report, "prompt", "quotes"):
        yield Citation(_id(id), "prompt.quotes")


def library_ids(entry: Mapping[str, Any]) -> list[str]:
    """Return the passages that a library text holds, as its entry in `selection.library` says."""
    return [_id(id) for id in reports.items(entry, "ids")] or [_id(entry.get("id"))]


def quoted(report: Mapping[str, Any]) -> list[str]:
    """Return the quotations inside the claims of the distillation."""
    claims = reports.rows(report, "distillation", "claims")
    return list(dict.fromkeys(quote for claim in claims for quote in reports.texts(claim, "quotes")))


def vouched(report: Mapping[str, Any]) -> list[str]:
    """Return all words that the report says are the author's: quotations in claims, and what was measured.

    Those are turns of phrase, asides, and by what names others are called.
    """
    phrases = (reports.text(phrase, "text") for phrase in reports.rows(report, "profile", "phrases"))
    tallies = (
        reports.table(report, "profile", "addressing", f"{kind}_per_1000_sentences")
        for kind in ("asides", "addresses")
    )
    return [*quoted(report), *dict.fromkeys([*phrases, *(phrase for tally in tallies for phrase in tally)])]


def sources(report: Mapping[str, Any]) -> list[SourceClaim]:
    """Return the files that the persona was made from; one without a hash gave nothing to it."""
    return [
        SourceClaim(reports.text(row, "name"), sha256.removeprefix("sha256:"))
        for row in reports.rows(report, "made_from", "sources")
        if (sha256 := reports.text(row, "sha256"))
    ]


HASHED = 100_000_000
"""So many characters are hashed at the most to find passages in texts."""


def holds(claim: PassageClaim, text: str, start: int) -> int | None:
    """Return where the words of the passage end in `text` if they begin at `start`, else `None`."""
    end = start + claim.end - claim.start
    return end if start < end <= len(text) and digest(text[start:end]) == claim.sha256 else None


def spans(named: Iterable[PassageClaim], starts: Iterable[tuple[str, Sequence[int]]]) -> dict[str, str]:
    """Return the passages, by id, that stand in texts, each beginning at one of the places told for its text.

    A report that names very many passages of very different lengths is not looked through to its end.
    """
    by_length: dict[int, dict[str, str]] = {}
    for claim in named:
        by_length.setdefault(claim.end - claim.start, {})[claim.sha256] = claim.id
    found: dict[str, str] = {}
    left = HASHED
    for text, places in starts:
        for length, ids in by_length.items():
            for start in places if 0 < length <= len(text) else ():
                left -= length
                if left < 0:
                    return found
                words = text[start : start + length]
                if (id := ids.get(digest(words))) is not None:
                    found.setdefault(id, words)
    return found


def digest(text: str) -> str:
    """Return the SHA-256 of `text` in hex, as the report names passages."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _id(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)[:40]
