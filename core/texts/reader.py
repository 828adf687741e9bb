"""Telling what is the author's in a stream of blocks, section by section."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.texts import contents
from whetstone.core.texts.dates import is_date
from whetstone.core.texts.figures import role_of
from whetstone.core.texts.judging import LEFT_OUT, Section, Verdict, is_inner_heading, judge
from whetstone.core.texts.licences import is_byline, is_call, is_credit, title_in, without_licences
from whetstone.core.texts.mails import without_mail
from whetstone.core.texts.marks import cleaned, is_note
from whetstone.core.texts.origins import Kept, Origin
from whetstone.core.texts.outline import PLAIN, Outline, counted_rank, rank_of
from whetstone.core.texts.patterns import Patterns
from whetstone.core.texts.stretches import Rest, Writer, beginning
from whetstone.core.texts.title_pages import without_title_page
from whetstone.core.texts.transcripts import without_other_speakers
from whetstone.core.texts.wording import is_collection, kind_of_heading, plain_name, same_title
from whetstone.core.values.text import BlockRole, LeftOut, Stretch, TextBlock

_ROLES: dict[BlockRole, str] = {
    "licence": LEFT_OUT["licence"],
    "contents": LEFT_OUT["contents"],
    "notes": LEFT_OUT["notes"],
    "caption": "captions and tables",
    "furniture": "page furniture",
    "others": "words of others",
}
_EXCLUDED = "excluded by --exclude"
_TITLE_PAGE = "title page"
_EARLY = 100

Made = Iterator[Stretch | LeftOut]


class Reader:
    """Holds the section that is being read, and the headings that no text followed yet."""

    def __init__(
        self, source: Origin, author: str, include: Patterns, exclude: Patterns, kept: list[Kept]
    ) -> None:
        self._source, self._author = source, author
        self._include, self._exclude, self._kept = include, exclude, kept
        self._outline = Outline()
        self._writer, self._rest = Writer(source.number), Rest(source.number)
        self._section = Section()
        self._waiting: list[TextBlock] = []
        self._file_author = ""
        self._named = self._collects = False
        self._blocks = self._foreign = 0

    def read(self, blocks: Iterator[TextBlock]) -> Made:
        """Yield what is in the blocks."""
        stem = self._source.name.rpartition(".")[0] or self._source.name
        self._outline.begin_work(re.sub(r"[\s_]+", " ", stem).strip())
        told = without_other_speakers(without_mail(without_licences(blocks)), self._author)
        for block in without_title_page(told, self._author):
            text = cleaned(block.text)
            if text or is_note(block.text):
                self._blocks += 1
                role = role_of(block, text)
                same = text == block.text and role == block.role
                yield from self._block(block if same else TextBlock(text or block.text, role, block.level))
        yield from self._settle()
        yield from self._end_section()
        yield from self._writer.flush()
        yield from self._rest.flush()

    def _block(self, block: TextBlock) -> Made:
        role = block.role
        if role == "text":
            yield from self._text(block)
        elif role == "heading" or (role == "introduction" and block.level):
            self._waiting.append(block)
        elif role == "introduction":
            yield from self._settle()
            if not self._section.marked:
                yield from self._end_section()
                self._section = Section(marked=True)
            self._section.add(block)
        elif role == "title":
            yield from self._settle()
            yield from self._end_section(ended=True)
            self._begin_work(title_in(block.text))
        elif role == "author":
            self._file_author = block.text
        else:
            yield from self._of_role(block)

    def _of_role(self, block: TextBlock) -> Made:
        """Leave out what the file itself says is no text."""
        if not (self._waiting and kind_of_heading(self._waiting[-1].text) == "contents"):
            yield from self._settle()
        reason = _ROLES[block.role]
        persons = LEFT_OUT["cast"]
        if block.role == "contents" and (
            self._rest.reason == persons or kind_of_heading(block.text.rstrip(":")) == "cast"
        ):
            reason = persons
        yield from self._leave_out(reason, block)

    def _begin_work(self, title: str) -> None:
        if not self._named:
            self._collects = is_collection(title)
        self._named = True
        self._outline.begin_work(title)

    def _text(self, block: TextBlock) -> Made:
        text = block.text
        if len(text) <= 600 and (found := self._kind_of_paragraph(block)):
            if found == "waiting":
                self._waiting.append(block)
            elif found == "heading":
                self._waiting.append(TextBlock(text.rstrip(": "), "heading", 0))
            else:
                yield from self._settle()
                yield from self._leave_out(found, block)
            return
        if self._waiting:
            yield from self._settle()
        if self._section.marked or (self._section.kind == "cast" and not contents.is_person(block)):
            yield from self._end_section(ended=self._section.marked)
        self._section.add(block)
        if self._section.full:
            yield from self._end_section()

    def _kind_of_paragraph(self, block: TextBlock) -> str:
        """Return why a short paragraph is no text, or that it waits with the headings; empty for text."""
        text = block.text
        if is_date(text):
            return "heading"
        if len(text) <= 60 and text[-1] not in ".,;!?”" and text[0].isupper() and "\n" not in text:
            kind = kind_of_heading(text)
            if kind == "cast" or (kind is not None and text[-1] != ":"):
                return "heading"
        head, colon, _ = text.partition(":")
        if colon and len(head) <= 40 and kind_of_heading(head) == "cast":
            return LEFT_OUT["cast"]
        if self._rest.reason == LEFT_OUT["cast"] and not self._section.blocks and contents.is_scene(text):
            return LEFT_OUT["cast"]
        waiting = self._waiting
        if waiting and any(kind_of_heading(one.text) == "contents" for one in waiting):
            begun = waiting[-1].role == "heading" and contents.repeats(waiting[-1], waiting[:-1])
            if contents.is_entry(text) and not begun:
                return "waiting"
        if contents.has_leaders(text):
            return LEFT_OUT["contents"]
        if is_call(text):
            return _ROLES["furniture"]
        if self._blocks <= _EARLY:
            if is_credit(text):
                return LEFT_OUT["licence"]
            if is_byline(text) and not self._section.blocks:
                self._section.byline = text
                return _TITLE_PAGE
        return ""

    def _settle(self) -> Made:
        """Enter the headings that waited for a text."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        if not self._named and not self._section.blocks and waiting[0].role == "heading":
            waiting = self._title_among(waiting)
        persons = self._section.kind == "cast"
        before, entries, after = (waiting, [], []) if persons else contents.divided(waiting)
        for block in before:
            yield from self._enter(block)
        if entries:
            yield from self._end_section()
            for block in entries:
                yield from self._leave_out(LEFT_OUT["contents"], block)
        for block in after:
            yield from self._enter(block)

    def _title_among(self, waiting: list[TextBlock]) -> list[TextBlock]:
        """Take the first heading for the title of a file that did not name itself, where it may be one."""
        first, self._named = waiting[0], True
        plain = kind_of_heading(first.text) is None and counted_rank(first.text) == PLAIN
        if plain and first.level <= 1 and not is_date(first.text):
            self._begin_work(title_in(first.text))
            return waiting[1:]
        return waiting

    def _enter(self, block: TextBlock) -> Made:
        heading = " ".join(block.text.split())
        marked = block.role == "introduction"
        kind = kind_of_heading(heading)
        if self._section.blocks and self._is_author(heading):
            self._section.add(TextBlock(block.text))
        elif kind is None and is_byline(heading) and (self._blocks <= _EARLY or not self._section.blocks):
            self._section.byline = heading
            yield from self._leave_out(_TITLE_PAGE, block)
        elif self._is_inside(block, heading, kind):
            self._section.add(block)
        else:
            again = same_title(heading, self._outline.work)
            yield from self._end_section(ended=again or kind == "cast")
            if self._begins_work(block, kind, again):
                self._outline.begin_work(heading)
            elif kind != "cast":
                self._outline.enter(block)
            self._section = Section(block, kind, marked)

    def _is_author(self, heading: str) -> bool:
        """Return whether a line is the author's name: a signature, where it follows a text."""
        return plain_name(heading) in (plain_name(self._author), plain_name(self._file_author) or "-")

    def _begins_work(self, block: TextBlock, kind: str | None, again: bool) -> bool:
        """Return whether a heading is a title: on top of a collection, or held in the page's title."""
        if kind is not None or counted_rank(block.text) != PLAIN or block.role != "heading":
            return False
        if self._collects and not again:
            return block.level in (1, 2) and all(
                rank >= 10 * block.level for rank, _ in self._outline.headings
            )
        if again and plain_name(block.text) == plain_name(self._outline.work):
            return False
        return block.level == 1 and plain_name(block.text) in plain_name(self._outline.work)

    def _is_inside(self, block: TextBlock, heading: str, kind: str | None) -> bool:
        """Return whether a heading divides the section that is held back, and does not end it."""
        section = self._section
        if section.heading is None:
            return False
        if section.kind == "cast":
            return kind is None and rank_of(block) == PLAIN
        if not section.doubtful:
            return False
        if section.marked or block.role == "introduction":
            return section.marked and block.role == "introduction" and block.level > section.heading.level
        if block.level:
            return block.level > section.heading.level and counted_rank(heading) >= PLAIN
        return kind is None and counted_rank(heading) > 2 and not same_title(heading, self._outline.work)

    def _end_section(self, ended: bool = False) -> Made:
        """Decide on the section that was held back. One that nothing certain ended is judged part by part."""
        section, self._section = self._section, Section()
        section.ended = ended
        whole = ended or section.marked or not section.doubtful
        out = True
        for part in [section] if whole else list(section.parts()):
            verdict = self._judged(part) if out else Verdict()
            out = bool(verdict.reason)
            if out:
                for block in part.blocks:
                    yield from self._leave_out(verdict.reason, block)
            else:
                yield from self._take(part, verdict, inner=part.heading is not section.heading)

    def _judged(self, part: Section) -> Verdict:
        if not part.blocks:
            return Verdict(" ") if part.doubtful else Verdict()
        author = (self._file_author,) if self._file_author else (self._author,)
        verdict = judge(part, author, (*author, self._author), self._outline.work, self._foreign)
        if verdict.reason and self._include.match((*self._names(part), verdict.reason.partition(":")[0])):
            return Verdict(kept="named by --include")
        self._foreign += bool(verdict.reason) and part.doubtful
        return verdict

    def _names(self, part: Section) -> tuple[str, ...]:
        heading = part.heading.text if part.heading is not None else ""
        return (" ".join(heading.split()), *(name for _, name in self._outline.headings))

    def _take(self, part: Section, verdict: Verdict, inner: bool) -> Made:
        if inner and part.heading is not None:
            self._outline.enter(part.heading)
        if verdict.kept and part.size:
            texts = part.paragraphs()
            where = self._outline.shown
            begins = beginning(texts[0]) if texts else ""
            self._kept.append(Kept(self._source.number, where, verdict.kept, part.size, begins))
        run: list[str] = []
        for block in part.blocks:
            if is_inner_heading(block):
                yield from self._write(run)
                run = []
                self._outline.enter(block)
            else:
                run.append(block.text)
        yield from self._write(run)

    def _write(self, paragraphs: list[str]) -> Made:
        names = self._outline.names()
        if paragraphs and self._exclude.match(names) and not self._include.match(names):
            for text in paragraphs:
                yield from self._rest.add(_EXCLUDED, self._outline.shown, text)
        elif paragraphs:
            yield from self._rest.flush()
            yield from self._writer.write(self._outline.work, self._outline.section, paragraphs)

    def _leave_out(self, reason: str, block: TextBlock) -> Made:
        where = self._outline.shown or self._source.path_shown
        if self._include and self._include.match((reason.partition(":")[0],)):
            self._section.add(TextBlock(block.text))
        else:
            yield from self._rest.add(reason, where, block.text)
