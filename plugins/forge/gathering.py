"""From the files that were named to a corpus of the author's own words, with what became of each file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.core.errors import ForgeError, TextError
from whetstone.core.values.job import Work
from whetstone.core.values.text import LeftOut, Stretch

if TYPE_CHECKING:
    from whetstone.core.text.corpus.corpus import Corpus
    from whetstone.core.texts.service import Source
    from whetstone.plugins.forge.parameters import ForgeParameters

CORPUS = "corpus"
"""The folder of a job that holds all passages while it runs; a job that is resumed gathers them anew."""

LEAST_WORDS = 1_500
"""Words of the author's own that a persona needs; with fewer, what is measured says little."""

LOOK_AHEAD = 100_000
"""Characters that are read before the first are split, so that it is known by which language's rules."""

_MOST_LEFT_OUT = 400
_LISTED = 5


@dataclass
class Reading:
    """What became of the files: an outcome for each, and what was left out of them."""

    sources: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    left_out_by_reason: Counter[str] = field(default_factory=Counter)

    def leave_out(self, what: LeftOut) -> None:
        """Note a part that was left out; all count, the first ones are kept with their words."""
        self.left_out_by_reason[what.reason.partition(":")[0]] += what.characters
        if len(self.left_out) < _MOST_LEFT_OUT:
            self.left_out.append(what)


def gathered(work: Work, parameters: ForgeParameters) -> tuple[Corpus, Reading]:
    """Read all texts, and return the corpus of the author's words, held-out passages sealed.

    Raises:
        ForgeError: nothing could be read, or too little is the author's own.
    """
    from whetstone.core.text.corpus.gathering import gather
    from whetstone.core.text.reference import language_of

    reading = Reading()
    sources = work.host.texts.find(
        [Path(text) for text in parameters.texts], parameters.include, parameters.exclude
    )
    stretches = _stretches(work, parameters, sources, reading)
    first = _first(stretches)
    language = language_of(stretch.text for stretch in first)
    corpus = gather(work.folder / CORPUS, chain(first, stretches), work.map, language=language)
    corpus.hold_out()
    words = corpus.counts.numbers["words"]
    if not words:
        raise ForgeError(_nothing_read(reading, parameters.name))
    if words < LEAST_WORDS:
        raise ForgeError(
            f"{words:,} words of {parameters.name}'s own are too few for a persona: give at least "
            f"{LEAST_WORDS:,}{_told_left_out(reading)}{_told_unread(reading)}"
        )
    return corpus, reading


def _stretches(
    work: Work, parameters: ForgeParameters, sources: list[Source], reading: Reading
) -> Iterator[Stretch]:
    texts = work.host.texts
    for source in sources:
        work.tell("reading", source.number, len(sources), source.name)
        characters = 0
        outcome = source.skipped or "read"
        try:
            if source.skipped:
                raise TextError(source.skipped)
            for part in texts.read(source, parameters.name, parameters.include, parameters.exclude):
                if isinstance(part, LeftOut):
                    reading.leave_out(part)
                else:
                    characters += len(part.text)
                    yield part
        except TextError as error:
            outcome = str(error).removeprefix(f"{source.path_shown} cannot be read: ")
        if not characters and outcome == "read":
            outcome = f"holds nothing of {parameters.name}'s own"
        reading.sources.append(
            {
                "name": source.path_shown,
                "format": source.format,
                "outcome": outcome,
                "characters": characters,
                "sha256": texts.sha256(source) if characters else None,
            }
        )
    work.tell("reading", len(sources), len(sources))


def _first(stretches: Iterator[Stretch]) -> list[Stretch]:
    """Take the first stretches, up to the one with which they are long enough to tell a language."""
    taken: list[Stretch] = []
    left = LOOK_AHEAD
    while left > 0 and (stretch := next(stretches, None)) is not None:
        taken.append(stretch)
        left -= len(stretch.text)
    return taken


def _nothing_read(reading: Reading, name: str) -> str:
    if not reading.sources:
        return f"there is no file to make {name} from"
    return f"nothing of {name}'s own could be read ({outcomes(reading.sources)})"


def outcomes(sources: Sequence[Mapping[str, Any]]) -> str:
    """Return what became of the first of some files, in words."""
    told = "; ".join(f"{source['name']}: {source['outcome']}" for source in sources[:_LISTED])
    return f"{told}; and {len(sources) - _LISTED} more" if len(sources) > _LISTED else told


def _told_unread(reading: Reading) -> str:
    unread = [source for source in reading.sources if not source["characters"]]
    if not unread:
        return ""
    return f"; {len(unread)} of {len(reading.sources)} files gave nothing ({outcomes(unread)})"


def _told_left_out(reading: Reading) -> str:
    if not reading.left_out_by_reason:
        return ""
    reason, characters = reading.left_out_by_reason.most_common(1)[0]
    return f"; {characters:,} characters were left out as {reason}, and --include takes such parts in"
