"""One file from blocks to stretches: telling what is the author's from what is not, as it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from whetstone.core.texts import licences
from whetstone.core.texts.evidence import ENOUGH, gather, is_essay_about, may_be_about, weigh
from whetstone.core.texts.marks import cleaned, is_note
from whetstone.core.texts.patterns import Patterns
from whetstone.core.texts.stretches import Outline, Rest, Section, Writer, beginning
from whetstone.core.texts.wording import HeadingKind, kind_of_heading, same_title
from whetstone.core.values.text import BlockRole, LeftOut, Stretch, TextBlock

MOST_HELD = 2_000_000
"""So many characters of a section are held back until it is decided whose it is."""

_ROLES: dict[BlockRole, str] = {
    "licence": "licence or imprint",
    "contents": "table of contents",
    "notes": "notes",
    "caption": "captions and tables",
    "furniture": "page furniture",
}
_KINDS: dict[HeadingKind, str] = {
    "contents": "table of contents",
    "notes": "notes",
    "index": "index",
    "bibliography": "bibliography",
    "licence": "licence or imprint",
    "transcriber": "transcriber's note",
    "cast": "list of persons",
    "advert": "advertisement",
}
_FOREIGN = "by another hand"
_RANKS = (
    (1, re.compile(r"\b(?:book|part|volume|vol|buch|teil|theil|band|livre|partie|tome|libro|parte|liber|книга|часть|том)\b|[部卷]", re.I)),
    (2, re.compile(r"\b(?:chapter|chap|act|canto|letter|lecture|kapitel|akt|aufzug|brief|chapitre|acte|lettre|capítulo|capitolo|"
                   r"acto|atto|carta|caput|hoofdstuk|глава|действие|письмо)\b|[章回]", re.I)),
    (3, re.compile(r"\b(?:scene|section|szene|auftritt|abschnitt|scène|escena|scena|сцена|явление)\b|[节節]", re.I)),
)
_COUNT = re.compile(r"[IVXLCDM]+[.):]?|\d+[.):]?|§.*")
_SCENE = re.compile(r"(?:the )?scene\b|(?:and )?others?\b|place of the narration|(?:ort|schauplatz|la scène)\b", re.I)


class Origin(Protocol):
    """What a reading must know of its file."""

    @property
    def number(self) -> int: ...
    @property
    def path_shown(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What could have been by another hand, or was named by `--include`, and was taken in; `why` says it."""

    source: int
    where: str
    why: str
    characters: int
    begins: str


class Reading(Iterator[Stretch | LeftOut]):
    """An iterator over the stretches of one file and what was left out of it.

    Attributes:
        kept: what was taken in though it stands where other people write, with the reason; complete at the end.
        taken: characters of the stretches so far.
    """

    def __init__(
        self, blocks: Iterator[TextBlock], source: Origin, author: str, include: Patterns, exclude: Patterns
    ) -> None:
        self.kept: list[Kept] = []
        self.taken = 0
        self._reader = _Reader(source, author, include, exclude, self.kept)
        self._made = self._reader.read(blocks)

    def __next__(self) -> Stretch | LeftOut:
        made = next(self._made)
        if isinstance(made, Stretch):
            self.taken += len(made.text)
        return made


class _Reader:
    def __init__(
        self, source: Origin, author: str, include: Patterns, exclude: Patterns, kept: list[Kept]
    ) -> None:
        self._source, self._author = source, author
        self._include, self._exclude = include, exclude
        self._kept = kept
        self._outline = Outline()
        self._writer = Writer(source.number)
        self._rest = Rest(source.number)
        self._file_author = ""
        self._named = False
        self._foreign = 0
        self._section = Section(None)
        self._kind: HeadingKind | None = None
        self._waiting: list[TextBlock] = []

    def read(self, blocks: Iterator[TextBlock]) -> Iterator[Stretch | LeftOut]:
        """Yield what is in the blocks."""
        stem = self._source.name.rpartition(".")[0] or self._source.name
        self._outline.begin_work(re.sub(r"[\s_]+", " ", stem).strip())
        for block in self._without_licences(blocks):
            text = cleaned(block.text)
            if not text:
                continue
            if text != block.text:
                block = TextBlock(text, block.role, block.level)
            yield from self._block(block)
        yield from self._settle_waiting()
        yield from self._end_section(certain=False)
        yield from self._writer.flush()
        yield from self._rest.flush()

    def _without_licences(self, blocks: Iterator[TextBlock]) -> Iterator[TextBlock]:
        """Turn what stands around the markers of Project Gutenberg into licence."""
        first: list[TextBlock] = []
        for block in blocks:
            first.append(block)
            if licences.starts_text(block.text):
                named = licences.named_in("\n".join(one.text for one in first))
                yield from (TextBlock(one.text, "licence") for one in first if one.role not in ("title", "author"))
                if "title" in named:
                    yield TextBlock(named["title"], "title")
                if "author" in named:
                    yield TextBlock(named["author"], "author")
                first = []
                break
            if len(first) >= 200:
                break
        yield from first
        over = False
        for block in blocks:
            if over and licences.starts_text(block.text):
                over = False
                yield TextBlock(block.text, "licence")
                continue
            over = over or licences.ends_text(block.text)
            yield TextBlock(block.text, "licence") if over else block

    def _block(self, block: TextBlock) -> Iterator[Stretch | LeftOut]:
        role = block.role
        if role == "text":
            yield from self._text(block)
        elif role == "title":
            yield from self._title(block)
        elif role == "author":
            self._file_author = block.text
        elif role == "heading" or (role == "introduction" and block.level):
            yield from self._heading(block)
        elif role == "introduction":
            yield from self._settle_waiting()
            if not self._section.marked:
                yield from self._end_section(certain=False)
                self._open(None, marked=True)
            self._section.add(block)
        else:
            yield from self._settle_waiting()
            reason = _ROLES[role]
            if role == "contents" and kind_of_heading(block.text.rstrip(":")) == "cast":
                reason = _KINDS["cast"]
            yield from self._leave_out(reason, block.text)

    def _title(self, block: TextBlock) -> Iterator[Stretch | LeftOut]:
        yield from self._settle_waiting()
        yield from self._end_section(certain=True)
        self._named = True
        self._outline.begin_work(" ".join(block.text.split()))

    def _heading(self, block: TextBlock) -> Iterator[Stretch | LeftOut]:
        self._waiting.append(block)
        return
        yield

    def _settle_waiting(self) -> Iterator[Stretch | LeftOut]:
        """Take the headings since the last text: a long run of them is a table of contents."""
        waiting, self._waiting = self._waiting, []
        for block in waiting:
            yield from self._enter(block)

    def _enter(self, block: TextBlock) -> Iterator[Stretch | LeftOut]:
        heading = " ".join(block.text.split())
        kind = kind_of_heading(heading)
        marked = block.role == "introduction"
        if not self._named and kind is None and not self._section.blocks and block.level <= 1:
            self._named = True
            if _rank(block) == 5 or block.level == 1:
                self._outline.begin_work(heading)
                return
        if self._is_inside(block, heading, kind, marked):
            self._section.add(block)
            return
        certain = same_title(heading, self._outline.work) or kind == "cast"
        yield from self._end_section(certain)
        self._outline.enter(block.level or _rank(block), heading)
        self._open(block, marked=marked, kind=kind)

    def _is_inside(self, block: TextBlock, heading: str, kind: HeadingKind | None, marked: bool) -> bool:
        """Return whether a heading divides the section that is held back, and does not end it."""
        section = self._section
        if section.heading is None or not (section.marked or self._kind in ("front", "foreign", "own")):
            return False
        if section.marked:
            return marked and block.level > section.heading.level
        if marked:
            return False
        if block.level:
            return block.level > section.heading.level and _rank(block) > 2
        return not (same_title(heading, self._outline.work) or kind is not None or _rank(block) <= 2)

    def _open(self, heading: TextBlock | None, *, marked: bool = False, kind: HeadingKind | None = None) -> None:
        self._section = Section(heading, marked=marked)
        self._kind = kind

    def _text(self, block: TextBlock) -> Iterator[Stretch | LeftOut]:
        if self._waiting:
            yield from self._settle_waiting()
        if self._section.marked:
            yield from self._end_section(certain=True)
            self._open(None)
        if is_note(block.text):
            yield from self._leave_out("notes", block.text)
        elif len(block.text) <= 600 and licences.is_credit(block.text):
            yield from self._leave_out("licence or imprint", block.text)
        elif self._kind == "cast" and ("\n" in block.text or len(block.text) > 120) and not _SCENE.match(block.text):
            yield from self._end_section(certain=False)
            self._open(None)
            self._section.add(block)
        else:
            self._section.add(block)
            if self._section.size > MOST_HELD or (self._kind is None and self._section.size > 200_000):
                yield from self._end_section(certain=False)
                self._open(None)

    def _end_section(self, certain: bool) -> Iterator[Stretch | LeftOut]:
        section, kind = self._section, self._kind
        self._section, self._kind = Section(None, certain=certain), None
        if not section.blocks:
            return
        if kind in _KINDS:
            for block in section.blocks:
                yield from self._leave_out(_KINDS[kind], block.text)
            return
        candidate = section.marked or kind in ("front", "foreign", "own")
        parts = [section] if certain or section.marked or not candidate else list(section.parts())
        foreign = True
        for part in parts:
            foreign = foreign and candidate and (yield from self._judged(part, kind if part is parts[0] else "front"))
            if not foreign:
                if not candidate and (yield from self._judged(part, None)):
                    continue
                yield from self._take(part)

    def _judged(self, part: Section, kind: HeadingKind | None) -> Iterator[Stretch | LeftOut]:  # type: ignore[misc]
        """Leave a part out where the evidence says so, and return whether it did."""
        names = (self._file_author,) if self._file_author else (self._author,)
        paragraphs = part.paragraphs()
        if kind is None and not part.marked and not may_be_about(paragraphs, names):
            return False
        evidence = gather(paragraphs, names, self._outline.work)
        if kind is None and not part.marked:
            if not is_essay_about(evidence):
                return False
            reason = f"essay about the author {_FOREIGN}"
        else:
            weight, why = weigh(
                evidence, kind, (*names, self._author), marked=part.marked, inside=self._section.certain
            )
            weight += 0.5 * (self._foreign > 0 and weight > 0)
            if weight < ENOUGH and not (part.marked and part.heading is None and part.size < 1000):
                if part.size and part.heading is not None and kind is not None:
                    where = f"{self._outline.work} › {' '.join(part.heading.text.split())}"
                    said = f"too little speaks for another hand: {'; '.join(why) or 'it does not name the author'}"
                    text = paragraphs[0] if paragraphs else ""
                    self._kept.append(Kept(self._source.number, where, said, part.size, beginning(text)))
                return False
            self._foreign += 1
            reason = f"introduction {_FOREIGN}" + (f" ({', '.join(why)})" if why else "")
        for block in part.blocks:
            yield from self._leave_out(reason, block.text)
        return True

    def _take(self, part: Section) -> Iterator[Stretch | LeftOut]:
        run: list[str] = []
        for block in part.blocks:
            if block.role == "heading" or block.level:
                yield from self._write(run)
                run = []
                self._outline.enter(block.level or _rank(block), " ".join(block.text.split()))
            else:
                run.append(block.text)
        yield from self._write(run)

    def _write(self, paragraphs: list[str]) -> Iterator[Stretch | LeftOut]:
        if paragraphs:
            yield from self._rest.flush()
            yield from self._writer.write(self._outline.work, self._outline.section, paragraphs)

    def _leave_out(self, reason: str, text: str) -> Iterator[LeftOut]:
        where = self._outline.shown or self._source.path_shown
        yield from self._rest.add(reason, where, text)


def _rank(block: TextBlock) -> int:
    """Return how large a section a heading without a level begins: 1 a book, 2 a chapter, 3 a scene."""
    if block.level:
        return block.level if not _COUNT.fullmatch(block.text) else 6
    for rank, pattern in _RANKS:
        if pattern.search(block.text):
            return rank
    return 6 if _COUNT.fullmatch(block.text) else 5
