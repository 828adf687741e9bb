"""Names of which sanitizers were sure in some texts of a log, found wherever else they stand in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from whetstone.core.sanitizing.common_words import COMMON, NAMES_TOO
from whetstone.core.sanitizing.names.known import KNOWN
from whetstone.core.sanitizing.names.written import in_a_path, is_named
from whetstone.core.values.sanitizing import Span

SURE = 0.88
"""A sanitizer's score from which on a name counts; the strong tier's highest is 0.89."""

TEXTS = 2
"""In so many texts it has to be found so."""

SHARE = 0.2
"""And in so large a share of the texts that have the word at all: else it mostly means something else."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]{2,})*")
_MOST = 200_000
_LEAST_LETTERS = 3

Spans = Sequence[tuple[str, Span]]


class SureNames:
    """Learns from the spans of one log's texts which words are names in it, and finds them in its texts.

    A word that everybody uses is none, and one that is a common word as well ("will", "mark") counts only
    where it is written as a name. Memory is bounded by 200,000 words.
    """

    def __init__(self) -> None:
        self._sure: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()

    def learn(self, texts: Sequence[str], spans: Sequence[Spans]) -> None:
        """Take in texts, each with the spans that were found in it and their sanitizers' names."""
        for text, found in zip(texts, spans, strict=True):
            self._sure.update({word for word in _named(text, found) if self._has_room(word)})
        for text in texts if self._sure else ():
            self._seen.update({word for word in _words(text) if word in self._sure})

    def find(self, text: str, found: Spans) -> list[Span]:
        """Return where else than in `found` one of the names stands in `text`."""
        if not self._sure:
            return []
        taken = [(span.start, span.end) for _, span in found]
        return [
            Span(*match.span(), "PERSON", SURE)
            for match in _WORD.finditer(text)
            if self._is_name(word := match[0].casefold())
            and not in_a_path(text, *match.span())
            and (word not in NAMES_TOO or is_named(text, *match.span()))
            and all(match.end() <= start or end <= match.start() for start, end in taken)
        ]

    def _is_name(self, word: str) -> bool:
        times = self._sure.get(word, 0)
        return times >= TEXTS and times >= SHARE * self._seen[word]

    def _has_room(self, word: str) -> bool:
        return word in self._sure or len(self._sure) < _MOST

    def __repr__(self) -> str:
        return f"<{len(self._sure)} names>"


def _words(text: str) -> Iterator[str]:
    return (match[0].casefold() for match in _WORD.finditer(text))


def _named(text: str, found: Spans) -> Iterator[str]:
    """Yield the words of names that somebody was sure of; those of `KNOWN` are found everywhere anyhow."""
    for sanitizer, span in found:
        if span.type == "PERSON" and span.score >= SURE and sanitizer != KNOWN:
            for word in _words(text[span.start : span.end]):
                if len(word) >= _LEAST_LETTERS and word not in COMMON:
                    yield word
