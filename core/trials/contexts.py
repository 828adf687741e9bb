"""What is asked in a trial: a line or a question to each of some passages that nothing was made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from whetstone.core.trials.speakers import speakers, turns
from whetstone.core.trials.subjects import Subjects
from whetstone.core.trials.wording import wording
from whetstone.core.values.text import Excerpt

LINE_WORDS = (5, 80)
"""Words that an interlocutor's line has, to be put to a persona as it stands."""

ANSWER_WORDS = 15
"""Words that the author's answer to such a line has, at the least."""


@dataclass(frozen=True, slots=True)
class Context:
    """Something to reply to, and how the author went on.

    `id` is the excerpt's. `said` is what the persona is told, in full. `kind` is `line` where that is what an
    interlocutor says in a dialogue (or a chat), `question` where it was put together from `subjects`, words
    of the passage. `author` are the author's own words in the reply's place, which no reply ever sees.
    """

    id: str
    said: str
    author: str
    kind: Literal["line", "question"] = "question"
    subjects: tuple[str, ...] = ()


def contexts_from(excerpts: Sequence[Excerpt], language: str, most: int) -> list[Context]:
    """Return at most `most` contexts made from `excerpts`, spread evenly over them; no two say the same.

    In a dialogue whose speakers are named in the text, a context is what somebody says to the one who
    speaks most, and that one's answer is what the author said. Elsewhere it is a question about the two
    words that best say what the passage is about, worded in `language` (ISO 639-1) where that is in the
    catalogue, else in English. An excerpt in which no two such words are found gives none.
    """
    subjects = Subjects([excerpt.text for excerpt in excerpts], language)
    cast = speakers(excerpt.text for excerpt in excerpts)
    lead = min(cast, key=lambda name: (-cast[name], name), default="")
    questions = wording(language).questions
    found: dict[str, Context] = {}
    for at in _spread(len(excerpts)):
        if len(found) >= most:
            break
        excerpt = excerpts[at]
        context = _line(excerpt, cast, lead) or _question(
            excerpt, subjects, questions[len(found) % len(questions)]
        )
        if context is not None:
            found.setdefault(context.said, context)
    return list(found.values())


def _line(excerpt: Excerpt, cast: dict[str, int], lead: str) -> Context | None:
    """Return the context in which somebody says something to `lead`, who answers at some length."""
    said = turns(excerpt.text, cast)
    for (who, line), (then, answer) in pairwise(said):
        fits = LINE_WORDS[0] <= len(line.split()) <= LINE_WORDS[1] and len(answer.split()) >= ANSWER_WORDS
        if who != lead == then and fits:
            return Context(excerpt.id, " ".join(line.split()), answer, "line")
    return None


def _question(excerpt: Excerpt, subjects: Subjects, question: str) -> Context | None:
    found = subjects.of(excerpt.text, 2)
    if len(found) < 2:
        return None
    return Context(excerpt.id, question.format(x=found[0], y=found[1]), excerpt.text, "question", found)


def _spread(count: int) -> Iterator[int]:
    """Yield 0 to `count` - 1 in an order whose every beginning is spread evenly: bits read backwards."""
    bits = max(count - 1, 0).bit_length()
    for number in range(1 << bits):
        place = int(f"{number:0{bits}b}"[::-1], 2) if bits else 0
        if place < count:
            yield place
