"""Deciding whose words a section holds, once all of it is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from whetstone.core.texts.evidence import ENOUGH, gather, is_essay_about, may_be_about, weigh
from whetstone.core.texts.wording import HeadingKind
from whetstone.core.values.text import TextBlock

MOST_HELD = 2_000_000
"""So many characters of a section that may be by another hand are held back until it is decided."""

MOST_OF_TEXT = 200_000
"""So many characters of one without a sign of it are looked at together."""

LEFT_OUT: dict[HeadingKind, str] = {
    "contents": "table of contents",
    "notes": "notes",
    "index": "index",
    "bibliography": "bibliography",
    "licence": "licence or imprint",
    "transcriber": "transcriber's note",
    "cast": "list of persons",
    "advert": "advertisement",
    "comments": "readers' comments",
}
"""Reasons by what a heading says: such sections are left out whoever wrote them."""

FOREIGN = "introduction by another hand"
ESSAY = "essay about the author"
FRONT = "front matter"
_BY = re.compile(r"\b(?:[Bb]y|BY|von|par|por|door) ((?:[^\W\d_a-zà-ÿ][\w.’'-]* ?){2,5})$")
_SHORT = 1000


@dataclass(slots=True)
class Section:
    """What stands below a heading.

    `kind` is what the heading says, `blocks` its paragraphs and inner headings, `size` their characters,
    `marked` whether the file calls it front or back matter, `byline` the name under its heading, `ended`
    whether the work's title came after it once more.
    """

    heading: TextBlock | None = None
    kind: HeadingKind | None = None
    marked: bool = False
    byline: str = ""
    ended: bool = False
    blocks: list[TextBlock] = field(default_factory=list)
    size: int = 0

    @property
    def doubtful(self) -> bool:
        """Whether it may be by another hand, as far as its place or its heading says."""
        return self.marked or self.kind in ("front", "foreign", "own")

    @property
    def full(self) -> bool:
        """Whether so much is held that it has to be decided."""
        return self.size > (MOST_HELD if self.doubtful else MOST_OF_TEXT)

    def add(self, block: TextBlock) -> None:
        """Add a paragraph or a heading."""
        self.blocks.append(block)
        self.size += len(block.text)

    def paragraphs(self) -> list[str]:
        """Return the texts of all that is no heading."""
        return [block.text for block in self.blocks if not is_inner_heading(block)]

    def parts(self) -> Iterator[Section]:
        """Yield what stands right below the heading, and what stands below each heading inside."""
        part = Section(self.heading, self.kind, self.marked, self.byline)
        for block in self.blocks:
            if is_inner_heading(block):
                yield part
                part = Section(block, "front")
            else:
                part.add(block)
        yield part


def is_inner_heading(block: TextBlock) -> bool:
    """Return whether a block of a section is a heading inside of it."""
    return block.role == "heading" or block.level > 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` says why a section is left out, empty where it is not; `kept` why a doubtful one is taken."""

    reason: str = ""
    kept: str = ""


def _byline(heading: TextBlock | None) -> str:
    found = _BY.search(" ".join(heading.text.split())) if heading is not None else None
    return found[1] if found is not None else ""


def judge(
    section: Section, author: tuple[str, ...], names: tuple[str, ...], title: str, earlier: int
) -> Verdict:
    """Return whether a section of the work `title` is left out.

    `author` is by what names others speak of its author, `names` all by which the author may sign, `earlier`
    how many sections of the file were by another hand.
    """
    if section.kind in LEFT_OUT:
        return Verdict(LEFT_OUT[section.kind])
    paragraphs = section.paragraphs()
    if not section.doubtful:
        if may_be_about(paragraphs, author):
            evidence = gather(paragraphs, author, title)
            if is_essay_about(evidence):
                return Verdict(f"{ESSAY} (names them {evidence.mentions} times)")
        return Verdict()
    if section.marked and section.heading is None and section.size < _SHORT:
        return Verdict(FRONT)
    evidence = gather(paragraphs, author, title, section.byline or _byline(section.heading))
    weight, why = weigh(evidence, section.kind, names, marked=section.marked, inside=section.ended)
    if weight > 0 and earlier:
        weight += 0.5
        why.append("is like another in this file")
    if weight >= ENOUGH:
        return Verdict(f"{FOREIGN}: {'; '.join(why)}" if why else FOREIGN)
    return Verdict(
        kept=f"too little says that it is by another hand: it {'; '.join(why) or 'does not name the author'}"
    )
