"""Placeholders that agree within one log: the same original always has the same one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NoReturn

from whetstone.core.sanitizing.organisations.finding import without_form

_WORDS = frozenset(
    {"PERSON", "HANDLE", "ADDRESS", "PLACE", "ORGANISATION", "SECRET", "URL", "EMAIL", "WALLET"}
)
_NO_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_WHITE_SPACE = re.compile(r"\s+")


class Placeholders:
    """Which placeholder stands for which original. It lives in memory alone.

    It cannot be pickled or copied, and its `repr` says only how many it holds.
    """

    def __init__(self, full_names: Iterable[str] = ()) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._originals: dict[tuple[str, str], str] = {}
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._bearers: defaultdict[str, set[str]] = defaultdict(set)
        self._of_full_names: set[str] = set()
        for name in full_names:
            self._bear(key_of("PERSON", name))

    def for_(self, type: str, original: str) -> str:
        """Return the placeholder of `original`: `[PERSON_1]`, numbered by first appearance within its type.

        Case and white space make no difference, nor does punctuation in what is a number. A first or last
        name alone has the placeholder of the only full name that begins or ends with it, among the names
        that are known of the whole log and those that appeared before; a placeholder once given stays.
        """
        key = (type, key_of(type, original))
        if key not in self._given:
            self._given[key] = self._namesake(key[1]) if type == "PERSON" else ""
            self._given[key] = self._given[key] or self._new(type)
            if type == "PERSON" and " " in key[1]:
                self._of_full_names.add(self._given[key])
        self._originals.setdefault((type, original), self._given[key])
        return self._given[key]

    def removed(self) -> Iterator[tuple[str, str]]:
        """Yield the type and spelling of each original, once. Write them nowhere."""
        yield from self._originals

    def _bear(self, full: str) -> None:
        words = full.split(" ")
        if len(words) > 1:
            for word in (words[0], words[-1]):
                self._bearers[word].add(full)

    def _namesake(self, name: str) -> str:
        """Return the placeholder of the one person that `name` and another spelling of it mean, if any."""
        words = name.split(" ")
        if len(words) == 1:
            bearers = self._bearers.get(name, set())
            if len(bearers) != 1:
                return ""
            full = next(iter(bearers))
            if ("PERSON", full) not in self._given:
                self._given[("PERSON", full)] = self._new("PERSON")
                self._of_full_names.add(self._given[("PERSON", full)])
            return self._given[("PERSON", full)]
        self._bear(name)
        for word in (words[0], words[-1]):
            alone = self._given.get(("PERSON", word))
            if alone and self._bearers[word] == {name} and alone not in self._of_full_names:
                return alone
        return ""

    def _new(self, type: str) -> str:
        self._numbers[type] += 1
        return f"[{type}_{self._numbers[type]}]"

    def __repr__(self) -> str:
        return f"<{len(self._given)} placeholders>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("placeholders stay in memory: they cannot be pickled or copied")


def key_of(type: str, original: str) -> str:
    """Return what two spellings of one original have in common."""
    folded = (without_form(original) if type == "ORGANISATION" else original).casefold()
    if type in _WORDS:
        return _WHITE_SPACE.sub(" ", folded).strip(" @")
    return _NO_LETTER_OR_DIGIT.sub("", folded) or folded
