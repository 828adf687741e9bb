"""The whole check: everything that a cartridge says, against everything that must not be in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from whetstone.core.leaks.canaries import Canary
from whetstone.core.leaks.contents import Contents, Piece, contents, texts_of
from whetstone.core.leaks.copies import Copies
from whetstone.core.leaks.findings import Findings
from whetstone.core.leaks.folding import words_of
from whetstone.core.leaks.haystack import Haystack
from whetstone.core.leaks.ordinary import ordinary_words
from whetstone.core.leaks.removed import JOINED, Removed
from whetstone.core.leaks.report import LeakReport, Looked
from whetstone.core.leaks.scanning import Scan, Sighting, scanned
from whetstone.core.leaks.spoken import Spoken


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not stand in a cartridge.

    Attributes:
        log: gives the log's texts anew each time, in its order: as they are, and after them as they were
            given to a model, where that is not the same.
        removed: the type and spelling of each original that the sanitizer replaced.
        canaries: what was planted.
        scan: finds personal data, with the strongest sanitizer at hand; `scan_name` is what it is called in
            the report.
        excused: fixed wording of Whetstone's own. A line of it, and eight words of it in a row, are no leak.
        allowed: names that are to be published: the persona's, the author's.
        ordinary: more words that mean something in lower case, in another language than English for
            example: those that the sanitizer left in the log in lower case.
        by_people: gives of `log` what no model wrote. Replies are compared with that alone, for a model says
            its own phrases again whoever it speaks as. `None` where all of the log is people's.
    """

    log: Callable[[], Iterable[str]]
    removed: Iterable[tuple[str, str]] = ()
    canaries: Sequence[Canary] = ()
    scan: Scan | None = None
    scan_name: str = ""
    excused: Sequence[str] = ()
    allowed: Sequence[str] = ()
    ordinary: Iterable[str] = ()
    by_people: Callable[[], Iterable[str]] | None = None


def chat_name(number: int) -> str:
    """Return what reply `number`, from 1, is called among the files of a report."""
    return f"extraction chat {number}"


def look_for_leaks(files: Mapping[str, bytes], secrets: Secrets, replies: Sequence[str] = ()) -> LeakReport:
    """Return what of `secrets` stands in `files`, by their names, and in `replies` of extraction chats.

    `files` are all that an export would hold. The log is read once and not kept. The second scan is of the
    files alone: a number that a model makes up when it is asked for one is nobody's. What it takes for a name
    is a finding where the log has it and it is written as a name; else it is noticed, for the word may be
    the model's own. So is a name, or a short original, in a reply, of which no word stands in `files`: who
    is asked for names makes them up, and others are called John too.

    Raises:
        LeakError: the second scan failed.
    """
    own = contents(files)
    chats = texts_of((chat_name(number), reply) for number, reply in enumerate(replies, 1))
    hay = Haystack(Contents(own.streams + chats.streams))
    findings, noticed = Findings(files), Findings(files)
    excused = excused_in(hay, secrets.excused)
    seen = _seen_again([piece for piece in hay.pieces if piece.file in files], hay, secrets, excused)
    spoken = Spoken(sighting.text for sighting in seen if sighting.is_name)
    copies = Copies(hay)
    copies.read(secrets.log(), spoken.read)
    told_again = False
    for first, last in copies.stretches(excused):
        pieces = hay.pieces_between(first, last)
        if pieces[0].file in files or secrets.by_people is None:
            findings.add("copied", pieces, words=hay.words_between(first, last))
        else:
            told_again = True
    if told_again and secrets.by_people is not None:
        _look_for_people(Haystack(chats), secrets.by_people(), secrets.excused, findings)
    removed = Removed(hay, excused, secrets.ordinary)
    checked, too_short = _look_for_removed(removed, secrets, findings, noticed, Invented(hay, files))
    for canary in secrets.canaries:
        for spelling in canary.sought:
            for piece in removed.find(spelling) or ():
                findings.add("canary", [piece], type=canary.name)
    ordinary = ordinary_words().union(*map(words_of, secrets.ordinary))
    for sighting in seen:
        counts = not sighting.is_name or (sighting.text in spoken and sighting.is_written_as_name(ordinary))
        (findings if counts else noticed).add("found again", [sighting.piece], type=sighting.type)
    looked = Looked(
        log_texts=copies.streamed.texts,
        log_bytes=copies.streamed.bytes,
        files=len(files),
        bytes=sum(map(len, files.values())),
        removed=checked,
        too_short=too_short,
        canaries=len(secrets.canaries),
        replies=len(replies),
        scan=secrets.scan_name if secrets.scan is not None else "",
        closed=tuple(map(findings.name_of, own.closed)),
    )
    return LeakReport(findings.told(), looked, noticed.told(hidden_by=findings))


def _seen_again(
    pieces: Iterable[Piece], hay: Haystack, secrets: Secrets, excused: Sequence[tuple[int, int]]
) -> list[Sighting]:
    """Return what the second scan finds in `pieces` of `hay`, without allowed names and fixed wording."""
    if secrets.scan is None:
        return []
    allowed = Allowed(secrets.allowed)
    return [
        found
        for found in scanned(secrets.scan, pieces)
        if found.text not in allowed and not hay.is_inside(excused, found.piece, found.first, found.last)
    ]


def _look_for_people(hay: Haystack, said: Iterable[str], wording: Sequence[str], findings: Findings) -> None:
    """Find in replies what people said."""
    copies = Copies(hay)
    copies.read(said)
    for first, last in copies.stretches(excused_in(hay, wording)):
        findings.add("copied", hay.pieces_between(first, last), words=hay.words_between(first, last))


def _look_for_removed(
    removed: Removed, secrets: Secrets, findings: Findings, noticed: Findings, invented: Invented
) -> tuple[int, int]:
    """Return how many originals there are, and how many of them are too short to be looked for."""
    allowed = Allowed(secrets.allowed)
    count = too_short = 0
    for type, original in secrets.removed:
        count += 1
        found = removed.find(original, type)
        if found is None:
            too_short += 1
        elif found and original not in allowed:
            for piece in found:
                counts = not invented.may_be(type, original, piece)
                (findings if counts else noticed).add("removed", [piece], type=type)
    return count, too_short


class Invented:
    """Tells what a model may have made up in a reply from what a cartridge made it say."""

    def __init__(self, hay: Haystack, files: Mapping[str, bytes]) -> None:
        self._files = files
        words = (words_of(piece.text) for piece in hay.pieces if piece.file in files)
        self._told = frozenset(chain.from_iterable(words)) - ordinary_words()

    def may_be(self, type: str, original: str, piece: Piece) -> bool:
        """Return whether `original` in `piece` says nothing of the log: no word of it is in the files."""
        if piece.file in self._files or not self._files:
            return False
        words = words_of(original)
        short = len(b"".join(words)) < JOINED
        return (type == "PERSON" or short) and self._told.isdisjoint(words)


class Allowed:
    """Names that may be told, with every part of them that is whole words."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [b" " + b" ".join(words_of(name)) + b" " for name in names]

    def __contains__(self, text: str) -> bool:
        words = b" " + b" ".join(words_of(text)) + b" "
        return any(words in name for name in self._names)


def excused_in(hay: Haystack, wording: Sequence[str]) -> list[tuple[int, int]]:
    """Return the stretches of `hay` that are fixed wording: eight words of it in a row, or a line of it."""
    if not wording:
        return []
    runs = Copies(hay)
    runs.read(wording)
    lines = {b"".join(words_of(line)) for text in wording for line in text.splitlines()}
    return runs.stretches() + [span for span in hay.spans() if hay.letters[slice(*span)] in lines]
