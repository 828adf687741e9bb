"""Quotations in a claim: held against the passages, mended where nearly right, or the claim is no good."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from whetstone.core.text.quoting.quotations import quotations
from whetstone.core.text.quoting.verbatim import Verbatim

NEARLY = 0.86
"""A quotation this similar to a stretch of the passage was meant for it: a word or two were changed."""

TERM = 2
"""Quotations of at most so many words lose their marks where they stand nowhere: they set off a term."""

_LEAST_MENDED = 4
_MARKS = "\"“”„‟«»‹›「」『』＂'’‘‛‚`´"
_WORDS = re.compile(r"\w+(?:['’]\w+)*")
_ROUNDS = 4


def in_marks(text: str) -> tuple[str, ...]:
    """Return all quotations in `text`, single words too."""
    return tuple(quotations(text, least_words=1))


def mended(text: str, passages: Sequence[str]) -> str | None:
    """Return `text` with every quotation standing word for word in one of `passages`; `None` if it cannot be.

    What is nearly there becomes the passage's own words, a term that is not loses its marks.
    """
    verbatim = Verbatim(passages)
    for _ in range(_ROUNDS):
        wrong = [quote for quote in in_marks(text) if verbatim.find(quote) is None]
        if not wrong:
            return text
        for quote in wrong:
            if len(_WORDS.findall(quote)) <= TERM:
                text = _unmarked(text, quote)
            elif (right := nearest(quote, passages)) is not None:
                text = text.replace(quote, right)
            else:
                return None
    return None


def nearest(quote: str, passages: Sequence[str]) -> str | None:
    """Return the stretch of whole words in `passages` that `quote` was meant for, in single spaces."""
    spoken = [word.casefold() for word in _WORDS.findall(quote)]
    if len(spoken) < _LEAST_MENDED:
        return None
    best, stretch = 0.0, ""
    for passage in passages:
        places = list(_WORDS.finditer(passage))
        there = [place[0].casefold() for place in places]
        for size in range(max(2, len(spoken) - 2), len(spoken) + 3):
            for start in range(len(there) - size + 1):
                window = there[start : start + size]
                if window[0] != spoken[0] and window[-1] != spoken[-1]:
                    continue
                ratio = SequenceMatcher(None, spoken, window, autojunk=False).ratio()
                if ratio > best:
                    best = ratio
                    stretch = passage[places[start].start() : places[start + size - 1].end()]
    if best < NEARLY or any(mark in stretch for mark in '"“”„«»'):
        return None
    return " ".join(stretch.split())


def _unmarked(text: str, quote: str) -> str:
    marked = re.compile(rf"[{re.escape(_MARKS)}]+\s*{re.escape(quote)}\s*[{re.escape(_MARKS)}]*")
    return marked.sub(lambda _: quote, text)
