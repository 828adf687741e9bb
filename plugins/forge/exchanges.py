"""Exemplary exchanges: something to answer, and the author's own words as the answer."""

from __future__ import annotations

from collections.abc import Sequence

from whetstone.core.values.cartridge import Example
from whetstone.core.values.text import Excerpt

MOST = 3
"""Exchanges in `config.json`."""

LONGEST = 110
"""Words of an answer at the most: each one is sent with every turn."""


def exchanges(excerpts: Sequence[Excerpt], language: str) -> tuple[list[Example], list[Excerpt]]:
    """Return up to `MOST` exchanges from `excerpts`, the best first, and the excerpts they are made from.

    What is said is a line of dialogue that stands before the answer, or a question about the passage's own
    subjects; the answer is verbatim.
    """
    from whetstone.core.trials.contexts import contexts_from

    by_id = {excerpt.id: excerpt for excerpt in excerpts}
    examples: list[Example] = []
    used: list[Excerpt] = []
    for context in contexts_from(excerpts, language, len(excerpts)):
        if len(examples) == MOST:
            break
        reply = _without_speaker(context.author)
        if len(reply.split()) <= LONGEST and len(reply) <= 8 * LONGEST:
            examples.append(Example(user=context.said, reply=reply))
            used.append(by_id[context.id])
    return examples, used


def _without_speaker(text: str) -> str:
    """Return a speech without the line above it that only names who speaks."""
    first, _, rest = text.partition("\n")
    named = len(first) <= 30 and first[-1:].isalpha() and rest and not rest.startswith("\n")
    return rest.strip() if named else text
