"""The words and marks of a text as rows of a table, so that counting them is arithmetic on numbers.

A text is split at white space, and each distinct piece (`“No,`, `said.`) is looked at once: the word in it,
the marks before and after, whether it may end a sentence. A text is then an array of row numbers.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any

from whetstone.core.text.style.spacing import is_unspaced

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS = (
    "comma",
    "full_stop",
    "semicolon",
    "colon",
    "question_mark",
    "exclamation_mark",
    "dash",
    "ellipsis",
    "bracket",
    "quotation",
    "emoji",
    "emoticon",
)
"""The marks that are told apart; `bracket` and `quotation` are counted where they open."""

CAPITAL, SMALL, SHOUTED, ABBREVIATION, CLOSED, SET_OFF_BEFORE, SET_OFF_AFTER, COMMA, OPENS = (
    1 << bit for bit in range(9)
)
"""Flags of a row: a word that begins with a capital or a small letter, or is in capitals throughout; one that
a full stop does not end a sentence after; a closing quotation mark; a mark before, a mark after; a comma
among those after; an opening mark of quotation before."""

STOP, QUESTION, EXCLAMATION = 1, 2, 3
"""Marks that may end a sentence; an ellipsis counts as a full stop."""

ROWS = 400_000
"""A table with more rows than this is begun anew, so that it does not grow with the corpus."""

_MARKS = {
    "comma": ",،、，",
    "full_stop": ".。．۔।॥።",
    "semicolon": ";；؛",
    "colon": ":：",
    "question_mark": "?？؟",
    "exclamation_mark": "!！",
    "dash": "—–―",
    "bracket": "([{（［【",
    "quotation": '“"«„「『‘‹',
    "ellipsis": "…‥",
}
_KIND_OF = {mark: KINDS.index(kind) for kind, marks in _MARKS.items() for mark in marks}
_ENDS = {
    KINDS.index("full_stop"): STOP,
    KINDS.index("ellipsis"): STOP,
    KINDS.index("question_mark"): QUESTION,
    KINDS.index("exclamation_mark"): EXCLAMATION,
}
_COMMA, _ELLIPSIS, _DASH, _EMOJI, _EMOTICON, _FULL_STOP = map(
    KINDS.index, ("comma", "ellipsis", "dash", "emoji", "emoticon", "full_stop")
)
_OPENING = frozenset(_MARKS["quotation"])
_ONCE = frozenset(map(KINDS.index, ("question_mark", "exclamation_mark", "dash")))
_CLOSING = frozenset("”’\"»“」』›'")
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "prof",
        "rev",
        "hon",
        "gen",
        "col",
        "capt",
        "lt",
        "sgt",
        "jr",
        "sr",
        "vs",
        "etc",
        "cf",
        "viz",
        "vol",
        "vols",
        "ch",
        "chap",
        "pp",
        "fig",
        "figs",
        "no",
        "nos",
        "ed",
        "eds",
        "op",
        "cit",
        "ibid",
        "al",
        "approx",
        "dept",
        "inc",
        "ltd",
        "co",
        "e.g",
        "i.e",
        "a.m",
        "p.m",
        "b.c",
        "a.d",
        "z.b",
        "d.h",
        "u.a",
        "usw",
        "bzw",
        "ca",
        "hr",
        "fr",
        "nr",
        "bd",
        "m",
        "mme",
        "mlle",
        "sig",
        "dott",
        "sra",
        "srta",
        "vgl",
    ]
)
_EMOTICON_SHAPE = re.compile(r"(?:[:;=][-'o]?[)(\]\[DPpOo3/\\|*]+|[xX]D+|<3+|\^[_.]?\^|[(][-']?[:;=])$")
_NOT_LETTERS = re.compile(r"[\W_]+")


class TokenTable:
    """Rows for the distinct pieces that were seen; grows as texts are read.

    Row numbers depend on what was read before and never leave the process; the words and their hashes do not.
    """

    def __init__(self) -> None:
        self._rows: defaultdict[str, int] = defaultdict(lambda: len(self._rows))
        self._seen = 0
        self._word_numbers: dict[str, int] = {"": 0}
        self.words = [""]
        self._hashes = array("Q", [0])
        self._lengths = array("q", [0])
        self._row_words, self._flags, self._ends = array("q"), array("q"), array("q")
        self._kinds = bytearray()
        self.emoji: dict[int, str] = {}
        self._arrays: tuple[NDArray[Any], ...] = ()

    @property
    def full(self) -> bool:
        """Whether the table should be given up for a new one."""
        return len(self._rows) > ROWS

    def rows(self, text: str) -> list[int]:
        """Return the rows of the pieces of `text`, which went through `spaced`."""
        return list(map(self._rows.__getitem__, text.split()))

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Return what is known of all rows: word number, flags, end mark, marks by kind (rows x kinds).

        After these: the hash and the length in letters of each word number.
        """
        import numpy as np

        if self._seen < len(self._rows) or not self._arrays:
            for piece, row in islice(self._rows.items(), self._seen, None):
                self._look_at(piece, row)
            self._seen = len(self._rows)
            self._arrays = (
                np.array(self._row_words),
                np.array(self._flags),
                np.array(self._ends),
                np.array(self._kinds, np.uint8).reshape(-1, len(KINDS)),
                np.array(self._hashes),
                np.array(self._lengths),
            )
        return self._arrays

    def number_of(self, word: str) -> int:
        """Return the number of a word in small letters; -1 where it was not seen."""
        return self._word_numbers.get(word, -1)

    def _look_at(self, piece: str, row: int) -> None:
        word, before, after = _parted(piece)
        kinds = bytearray(len(KINDS))
        flags = end = 0
        if not word and (_EMOTICON_SHAPE.match(piece) or _is_emoji(piece)):
            kinds[_EMOJI if _is_emoji(piece) else _EMOTICON] += 1
            self.emoji[row] = piece
            flags = SET_OFF_BEFORE | SET_OFF_AFTER
        else:
            flags, end = _marks(word, before, after, kinds)
            found = "".join(mark for mark in before + after if _is_emoji(mark))
            if found or (after and _EMOTICON_SHAPE.match(after)):
                kinds[_EMOJI if found else _EMOTICON] += 1
                self.emoji[row] = found or after
        self._row_words.append(self._number(word))
        self._flags.append(flags)
        self._ends.append(end)
        self._kinds += kinds
        assert len(self._flags) == row + 1

    def _number(self, word: str) -> int:
        folded = word.lower().replace("’", "'")
        if folded not in self._word_numbers:
            self._word_numbers[folded] = len(self.words)
            self.words.append(folded)
            letters = _NOT_LETTERS.sub("", folded)
            self._hashes.append(int.from_bytes(blake2b(letters.encode(), digest_size=8).digest(), "little"))
            self._lengths.append(len(letters))
        return self._word_numbers[folded]


def table() -> TokenTable:
    """Return the table of this process, a new one where it grew too large."""
    global _table
    if _table.full:
        _table = TokenTable()
    return _table


_table = TokenTable()


def _parted(piece: str) -> tuple[str, str, str]:
    """Return the word in a piece, from its first letter or digit to its last, and what stands around it."""
    first, last = 0, len(piece)
    while first < last and not _is_lettered(piece[first]):
        first += 1
    while last > first and not _is_lettered(piece[last - 1]):
        last -= 1
    if first == last:
        return "", "", piece
    return piece[first:last], piece[:first], piece[last:]


def _is_lettered(character: str) -> bool:
    return character.isalnum() or (
        unicodedata.category(character)[0] == "M" and character not in "\ufe0f\u20e3"
    )


def _is_emoji(mark: str) -> bool:
    code = ord(mark[0])
    return code >= 0x1F000 or (0x2600 <= code <= 0x27BF and unicodedata.category(mark[0]) == "So")


def _marks(word: str, before: str, after: str, kinds: bytearray) -> tuple[int, int]:
    flags = end = 0
    if word:
        flags |= _case(word)
        if word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word not in "Ii"):
            flags |= 0 if is_unspaced(word) else ABBREVIATION
    for mark in before:
        kind = _KIND_OF.get(mark)
        if kind is not None:
            kinds[kind] = min(255, kinds[kind] + 1)
    previous = -1
    dots = after.count(".") >= 2
    for mark in after:
        kind = _KIND_OF.get(mark, -1)
        if kind == _FULL_STOP and dots:
            kind = _ELLIPSIS
        opens = mark in _OPENING and (word or mark in "\"'")
        if kind >= 0 and not opens and not (kind == previous and kind in (*_ONCE, _ELLIPSIS)):
            kinds[kind] = min(255, kinds[kind] + 1)
        end = _ENDS.get(kind, end if mark in _CLOSING or mark in ")]）］" else 0)
        previous = kind
    if after == "-" and not word:
        kinds[_DASH] = 1
    flags |= SET_OFF_BEFORE if before or not word else 0
    flags |= SET_OFF_AFTER if after or not word else 0
    flags |= OPENS if not _OPENING.isdisjoint(before) else 0
    flags |= CLOSED if not _CLOSING.isdisjoint(after) else 0
    flags |= COMMA if kinds[_COMMA] else 0
    return flags, end


def _case(word: str) -> int:
    if len(word) > 1 and word.isupper():
        return CAPITAL | SHOUTED
    if word[0].isupper():
        return CAPITAL
    return SMALL if word[0].islower() else 0
