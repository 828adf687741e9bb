"""The organisations that a log tells, found wherever else they stand in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from whetstone.core.sanitizing.common_words import COMMON, NAMES_TOO
from whetstone.core.sanitizing.names.written import are_name, in_a_path, is_named
from whetstone.core.sanitizing.organisations.capital_runs import is_public, is_telling
from whetstone.core.sanitizing.organisations.finding import organisations, without_form
from whetstone.core.values.sanitizing import Span

SCORE = 0.9

_WORD = re.compile(r"[^\W_](?:[\w&'’-]*[^\W_])?")
_SURE = 0.8
_BETWEEN = " .,&+'’"
_MOST = 50_000


class KnownOrganisations:
    """Learns names of organisations message by message; then finds them, without their legal form.

    One that everybody talks about ("Google") is not learned: it is private where somebody works there, and
    nothing elsewhere. A name of words that the log, or everybody, uses as words counts only as it is written
    as a name. What was found by a weak sign has to be found twice. Memory is bounded by 50,000 names.
    """

    def __init__(self) -> None:
        self._called: Counter[tuple[str, ...]] = Counter()
        self._first: dict[str, list[tuple[str, ...]]] | None = None

    def learn(self, text: str) -> None:
        """Take in a message."""
        for start, end, score in organisations(text):
            name = tuple(match[0].casefold() for match in _WORD.finditer(without_form(text[start:end])))
            has_room = name in self._called or len(self._called) < _MOST
            if has_room and len("".join(name)) > 2 and is_telling(name) and not is_public(name):
                self._called[name] += 2 if score >= _SURE else 1
                self._first = None

    def find(self, text: str, words: Mapping[str, int]) -> Iterator[Span]:
        """Yield where `text` names one; `words` tells how often the log has which word in small letters."""
        if not self._called:
            return
        tokens = list(_WORD.finditer(text))
        names = self._names()
        for place, token in enumerate(tokens):
            for name in names.get(token[0].casefold(), ()):
                following = tokens[place : place + len(name)]
                start, end = token.start(), following[-1].end()
                if not are_name(text, following, name, _BETWEEN, 3):
                    continue
                if not in_a_path(text, start, end) and self._is_written(text, start, end, name, words):
                    yield Span(start, end, "ORGANISATION", SCORE)
                break

    def _is_written(
        self, text: str, start: int, end: int, name: tuple[str, ...], words: Mapping[str, int]
    ) -> bool:
        """Return whether the name stands there as one, where its words mean something else as well."""
        times = self._called[name]
        if not all(word in COMMON or word in NAMES_TOO or words.get(word, 0) > times for word in name):
            return True
        return text[start].isupper() if len(name) > 1 else is_named(text, start, end)

    def _names(self) -> dict[str, list[tuple[str, ...]]]:
        if self._first is None:
            self._first = {}
            for name in sorted((name for name, times in self._called.items() if times > 1), key=len)[::-1]:
                self._first.setdefault(name[0], []).append(name)
        return self._first

    def __repr__(self) -> str:
        return f"<{len(self._called)} organisations>"
