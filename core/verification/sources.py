"""Whether the files that a persona was made from are there and say what its report claims of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any, Protocol

from whetstone.core import reports
from whetstone.core.errors import TextError
from whetstone.core.text.quoting.verbatim import find_all
from whetstone.core.values.cartridge import Cartridge, source_hash_of
from whetstone.core.values.text import LeftOut, Stretch
from whetstone.core.verification import claims
from whetstone.core.verification.check import Check, judged, unknown
from whetstone.core.verification.claims import PassageClaim, SourceClaim
from whetstone.core.verification.quoting import Quoted, quotes_of


class File(Protocol):
    """A source file, as `Texts.find` finds it."""

    @property
    def path_shown(self) -> str:
        """Its path, from what was named."""


class Reader(Protocol):
    """What of `host.texts` is needed here."""

    def find(self, paths: Sequence[Path]) -> Sequence[Any]:
        """Return the files below `paths`."""

    def read(
        self, source: Any, author: str, include: Sequence[str] = (), exclude: Sequence[str] = ()
    ) -> Iterator[Stretch | LeftOut]:
        """Yield the author's words in a file, and what is left out."""

    def sha256(self, source: Any) -> str:
        """Return the SHA-256 of a file's bytes in hex."""


def check_sources(
    cartridge: Cartridge, report: Mapping[str, Any] | None, texts: Reader, paths: Sequence[Path]
) -> list[Check]:
    """Return the checks that need the sources, which lie in the files and folders `paths`.

    Each file is read once and in pieces, with the patterns that the persona was made with. Without a `report`
    of the Forge, all files there are taken for the sources.
    """
    there = dict(_digests(texts, paths))
    if report is None:
        return [_hash_alone(cartridge, there.values())]
    shelf = _sorted_out(claims.sources(report), there)
    reading = _Reading(claims.passages(report))
    quotes = quotes_of(cartridge, forged=True) + [
        Quoted(quote, "report.json") for quote in claims.quoted(report)
    ]
    made_from = reports.table(report, "made_from")
    author = reports.text(made_from, "author") or cartridge.name
    patterns = reports.texts(made_from, "include"), reports.texts(made_from, "exclude")

    def stretches() -> Iterator[str]:
        for file in (*shelf.same, *shelf.changed):
            yield from reading.words_of(file, texts.read(file, author, *patterns))

    words = stretches()
    standing = find_all((quote.text for quote in quotes), words)
    deque(words, maxlen=0)  # it stops where the last quotation is found, and passages may come later
    invented = [str(quote) for quote in quotes if quote.text not in standing]
    return [
        shelf.check(),
        _hash(cartridge, shelf),
        reading.check(shelf),
        judged(
            "quotations in the sources",
            invented,
            f"{len(quotes):,}, each word for word",
            "they do not stand in the sources",
        ),
    ]


def _digests(texts: Reader, paths: Sequence[Path]) -> Iterator[tuple[Any, str]]:
    """Yield the files and the SHA-256 of each; one that cannot be read is as good as not there."""
    for file in texts.find(paths):
        with suppress(TextError):
            yield file, texts.sha256(file)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The report's sources and the files there: `same` have their bytes, `changed` only their name."""

    same: Mapping[Any, SourceClaim]
    changed: Mapping[Any, SourceClaim]
    missing: Sequence[SourceClaim]
    extra: Sequence[Any]

    def check(self) -> Check:
        faults = [f"{source.name} is missing" for source in self.missing]
        faults += [f"{source.name} was changed" for source in self.changed.values()]
        more = f"; not among the sources: {_listed(self.extra)}" if self.extra else ""
        return judged(
            "source files",
            faults,
            f"{len(self.same):,}, each byte for byte{more}",
            f"{len(faults):,} of {len(self.same) + len(faults):,} are not what the persona was made from",
        )


def _sorted_out(named: Sequence[SourceClaim], there: Mapping[Any, str]) -> _Shelf:
    """Find each source among the files that are there: by its bytes, else by its name."""
    left = dict.fromkeys(there)
    same: dict[Any, SourceClaim] = {}
    changed: dict[Any, SourceClaim] = {}
    others = _taken(named, lambda source: source.sha256, _by(left, lambda file: there[file]), left, same)
    names = _by(left, lambda file: _parts(file.path_shown)[-1])
    missing = _taken(others, lambda source: _parts(source.name)[-1], names, left, changed)
    return _Shelf(same, changed, missing, list(left))


def _taken(
    named: Sequence[SourceClaim],
    key: Callable[[SourceClaim], str],
    held: Mapping[str, Sequence[Any]],
    left: dict[Any, None],
    into: dict[Any, SourceClaim],
) -> list[SourceClaim]:
    """Move from `left` to `into` a file for each source that has one under its key; return the others."""
    others = []
    for source in named:
        files = [file for file in held.get(key(source), ()) if file in left]
        if not files:
            others.append(source)
            continue
        best = max(files, key=lambda file: _alike(file.path_shown, source.name))
        into[best] = source
        del left[best]
    return others


def _by(files: Iterable[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for file in files:
        found.setdefault(key(file), []).append(file)
    return found


def _parts(path: str) -> list[str]:
    return path.replace("\\", "/").split("/")


def _alike(path: str, other: str) -> int:
    """Return how many names two paths have in common at their ends: the folder above may be another one."""
    pairs = zip(reversed(_parts(path)), reversed(_parts(other)), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _listed(files: Sequence[File], most: int = 5) -> str:
    more = f" and {len(files) - most:,} more" if len(files) > most else ""
    return ", ".join(file.path_shown for file in files[:most]) + more


def _hash(cartridge: Cartridge, shelf: _Shelf) -> Check:
    about = "source hash of the files"
    if shelf.changed or shelf.missing:
        return unknown(about, "not all sources are there as they were")
    made = source_hash_of(source.sha256 for source in shelf.same.values())
    faults = [] if made == cartridge.metadata.source_hash else [made]
    return judged(about, faults, "it is the one in metadata.json", "metadata.json has another one than")


def _hash_alone(cartridge: Cartridge, digests: Iterable[str]) -> Check:
    held = list(digests)
    made = source_hash_of(held)
    faults = [] if made == cartridge.metadata.source_hash else [made]
    return judged(
        "source hash",
        faults,
        f"it is that of the {len(held):,} files",
        f"metadata.json has {cartridge.metadata.source_hash}; the {len(held):,} files make",
    )


@dataclass
class _Work:
    """The claims on one work that still look for their words, and the end of what was read of it."""

    open: list[PassageClaim]
    start: int = 0
    text: str = ""


@dataclass
class _Reading:
    """Reads sources and looks whether passages stand at their places."""

    claimed: Mapping[str, PassageClaim]
    found: set[str] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)

    def words_of(self, file: File, stretches: Iterator[Stretch | LeftOut]) -> Iterator[str]:
        """Yield the words of a file, and look for the passages in them that are not found yet."""
        works: dict[str, _Work] = {}
        for claim in self.claimed.values():
            if claim.id not in self.found:
                works.setdefault(claim.work, _Work([])).open.append(claim)
        try:
            for stretch in stretches:
                if isinstance(stretch, LeftOut):
                    continue
                if stretch.work in works:
                    self._look(works[stretch.work], stretch)
                yield stretch.text
        except TextError as error:
            self.unreadable.append(f"{file.path_shown}: {error}")

    def _look(self, work: _Work, stretch: Stretch) -> None:
        if work.start + len(work.text) == stretch.start:
            work.text += stretch.text
        else:
            work.start, work.text = stretch.start, stretch.text
        end = work.start + len(work.text)
        later = []
        for claim in work.open:
            if claim.end > end:
                later.append(claim)
            elif claim.start >= work.start:
                words = work.text[claim.start - work.start : claim.end - work.start]
                if claims.digest(words) == claim.sha256:
                    self.found.add(claim.id)
        work.open = later
        keep = min((claim.start for claim in later), default=end)
        if keep > work.start:
            work.text = work.text[keep - work.start :]
            work.start = min(keep, end)

    def check(self, shelf: _Shelf) -> Check:
        """Return what came of the passages."""
        about = "passages in the sources"
        lost = [f"{id} ({claim.work})" for id, claim in self.claimed.items() if id not in self.found]
        if lost and shelf.missing and not shelf.changed and not self.unreadable:
            return unknown(about, f"{len(lost):,} of {len(self.claimed):,} may stand in a missing source")
        return judged(
            about,
            [*self.unreadable, *lost],
            f"{len(self.claimed):,}, each word for word at its place",
            f"{len(lost):,} of {len(self.claimed):,} do not stand at their places",
        )
