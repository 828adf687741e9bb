"""Where in a file a reader is: the work, and the headings above."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from whetstone.core.texts.wording import same_title
from whetstone.core.values.text import TextBlock

_RANKS = (
    "book|part|volume|vol|buch|teil|theil|band|livre|partie|tome|libro|parte|liber|boek|deel|книга|часть|том",
    "chapter|chap|act|canto|letter|lecture|kapitel|akt|aufzug|brief|chapitre|acte|lettre|capítulo|capitolo|acto|atto|"
    "carta|lettera|caput|epistula|hoofdstuk|глава|действие|письмо",
    "scene|section|szene|auftritt|abschnitt|scène|escena|scena|сцена|явление",
)
_NUMBER = r"(?:[\divxlcdm]+|(?:the )?[^\W\d_]+(?=[.:—–-]|$))"
_KEYWORDS = tuple(
    re.compile(rf"(?:{words})\b[ .:]*{_NUMBER}\b|[^\W\d_]+ (?:{words})\b|第.+[{wide}]", re.IGNORECASE)
    for words, wide in zip(_RANKS, ("部卷", "章回", "节節"), strict=True)
)
_COUNT = re.compile(r"(?:[IVXLCDM]+|\d+)[.):]?|§.*")

PLAIN = 5
"""The rank of a heading that does not count."""


def rank_of(block: TextBlock) -> int:
    """Return how large a section a heading begins, 1 at the top: its level in tens, and what it counts.

    Books and parts are 1, chapters and acts 2, scenes and sections 3, headings in words 5, bare numbers 6.
    """
    return 10 * block.level + counted_rank(block.text)


def counted_rank(text: str) -> int:
    """Return the rank of a heading's words alone."""
    line = " ".join(text.split())
    for rank, pattern in enumerate(_KEYWORDS, 1):
        if pattern.match(line):
            return rank
    return 6 if _COUNT.fullmatch(line) else PLAIN


@dataclass(slots=True)
class Outline:
    """The work that is read and the headings above, each with its rank."""

    work: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)

    def begin_work(self, title: str) -> None:
        """Enter another work."""
        self.work, self.headings = title, []

    def enter(self, block: TextBlock) -> None:
        """Enter the section below a heading: it closes those of its rank and of larger ones."""
        rank, heading = rank_of(block), " ".join(block.text.split())
        while self.headings and self.headings[-1][0] >= rank:
            self.headings.pop()
        if not same_title(heading, self.work):
            self.headings.append((rank, heading))

    @property
    def section(self) -> str:
        """The headings, outermost first."""
        return " › ".join(heading for _, heading in self.headings)

    @property
    def shown(self) -> str:
        """The work and the section in a line."""
        return " › ".join(part for part in (self.work, self.section) if part)

    def names(self) -> tuple[str, ...]:
        """Return what patterns are matched with: the work, each heading, and both in a line."""
        return (self.work, *(heading for _, heading in self.headings), self.shown)
