"""The words of a text with what the model thinks of each, and how they are dressed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whetstone.plugins.strong_sanitizer.model import Read

_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Characters of scripts that put no blanks between words: each is taken for a word."""

_WORD = re.compile(rf"[{_ALONE}]|[^\W{_ALONE}]+(?:['’.&-][^\W{_ALONE}]+)*")
_CHATTER_WORDS = (
    "afaik afk aka bedankt bitte brb bro btw cya danke dude dziękuję fyi gg gonna gotcha gracias grazie "
    "haha hahaha hallo hehe hey hi hola idiot idk iirc imho imo irl jk kinda lmao lol lolol mate merci "
    "ngl nope np nvm obrigada obrigado ofc ok okay omg pls plz rofl salut spoilers sry sudo tack tbh tgif "
    "thanx thanxs thnx tho thx tschüss ty ur wanna wtf xd ya yeah yep yo yup"
)
_CHATTER = frozenset(_CHATTER_WORDS.split())
"""Words of chats that nobody is called by, and that the model takes for names now and then."""

_UNREADABLE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile(r"\\[nrt](?=[^\W_]|[\s\\]|$)")
_BEGINS = re.compile(r"(?:^|[.!?:;…\n])[\s\"'“”«(\[*>-]*$")


class Dress(IntEnum):
    """How a word is written, which the model does not see: it reads lower case alone."""

    PLAIN = 0
    """In capitals throughout, or in a text that has none."""

    SMALL = 1
    """In lower case in a text that has capitals, or it begins with a digit."""

    FIRST = 2
    """With a capital where a sentence begins."""

    CAPITAL = 3
    """With a capital elsewhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word from character `start` to `end`; `row` holds how probable each kind is at its likeliest."""

    start: int
    end: int
    dress: Dress
    row: NDArray[np.float16]


def readable(text: str) -> str:
    """Return `text` as the tokenizer can read it, as long as it was: without halves of surrogate pairs, and
    with blanks where line ends were written as a backslash and a letter."""
    return _ESCAPED.sub("  ", _UNREADABLE.sub("\ufffd", text))


def words_of(text: str, read: Read) -> Iterator[Word]:
    """Yield the words of `text` in their order, but for those that only chats have and what has no token."""
    mixed = any(map(str.isupper, text))
    first, count = 0, len(read.starts)
    for match in _WORD.finditer(text):
        start, end = match.span()
        while first < count and read.ends[first] <= start:
            first += 1
        last = first
        while last < count and read.starts[last] < end:
            last += 1
        if last > first and match[0].lower() not in _CHATTER:
            yield Word(
                start, end, _dress(text, start, end, mixed), read.probabilities[first:last].max(axis=0)
            )


def _dress(text: str, start: int, end: int, mixed: bool) -> Dress:
    word = text[start:end]
    if (not mixed and not word[0].isdigit()) or (len(word) > 1 and word.isupper()):
        return Dress.PLAIN
    if not word[0].isupper():
        return Dress.SMALL
    return Dress.FIRST if _BEGINS.search(text, max(0, start - 6), start) else Dress.CAPITAL
