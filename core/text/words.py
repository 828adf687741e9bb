"""The words of a text, and those of a message that say what it is about."""

from __future__ import annotations

import re
import unicodedata

MOST_WORDS = 48
"""A longer message is searched by this many of its words: half from its beginning, half from its end."""

_FUNCTION_WORDS = """
a about after again all also although am an and any anyone anything are aren as at be because been
before being both but by can cannot could couldn did didn do does doesn doing don each either else even
ever every for from get gets getting go goes going got had hadn has hasn have haven having he her here hers
herself him himself his how however i if in into is isn it its itself just let ll many may me might mine
more most much must my myself neither no nor not now of off on once one ones only or other others our ours
ourselves out over own perhaps quite rather re really same shall she should shouldn since so some
someone something still such than that the their theirs them themselves then there therefore these they
thing things this those though through thus to too under until up upon us ve very was wasn we well were
weren what whatever when where whether which while who whoever whom whose why will with within without
won would wouldn yet you your yours yourself yourselves d m s t
"""

_SMALL_TALK = """
actually alright answer anyway bye chat continue cool explain fine funny glad goodbye great greetings haha
hello help hey hi hmm interesting like lol maybe mean means meet nice ok okay please pleased question
questions repeat say saying says see sorry sure talk tell telling thank thanks think today tonight
understand wow yeah yes
"""

STOP_WORDS = frozenset(_FUNCTION_WORDS.split()) | frozenset(_SMALL_TALK.split())
"""English words that hold a sentence or a conversation together and name no subject, in lower case."""

_GREETING = re.compile(r"\bgood (morning|day|afternoon|evening|night)\b")

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)


class _Letters(dict[int, int]):
    """A table for `str.translate` that turns whatever is no letter, digit or mark into a space."""

    def __missing__(self, code: int) -> int:
        kept = code if unicodedata.category(chr(code))[0] in "LNM" else 0x20
        self[code] = kept
        return kept


_LETTERS = _Letters()
_TYPOGRAPHIC = "’‘“”–—…"
_ASCII_LETTERS = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))


def words(text: str) -> list[str]:
    """Return the words of `text`, case-folded, in order: runs of letters, digits and their marks.

    Where a script sets no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese), its
    single characters and then its overlapping pairs stand for words.
    """
    if not text.isascii():
        for mark in _TYPOGRAPHIC:
            text = text.replace(mark, " ")
    if text.isascii():
        return text.lower().translate(_ASCII_LETTERS).split()
    spaced = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    return _UNSPACED.sub(lambda run: f" {' '.join([*run[0], *_pairs(run[0])])} ", spaced).split()


def plain_words(text: str) -> list[str]:
    """Return the words of `text` as `words` does, without the pairs: each stretch of it once."""
    found = words(text)
    if not _has_unspaced(text):
        return found
    return [word for word in found if len(word) == 1 or not is_unspaced(word)]


def length(text: str) -> int:
    """Return the number of words of `text`; where a script sets no spaces, ten characters count for six."""
    said = plain_words(text)
    unspaced = sum(map(is_unspaced, said)) if _has_unspaced(text) else 0
    return len(said) - unspaced + round(0.6 * unspaced)


def is_unspaced(word: str) -> bool:
    """Return whether a word of `words` is a character or a pair of a script without spaces."""
    return _UNSPACED.match(word) is not None


def content_words(message: str) -> list[str]:
    """Return the distinct words of `message` that are no stop words, in order, at most `MOST_WORDS`."""
    subject = _GREETING.sub(" ", message.casefold())
    found = [word for word in dict.fromkeys(words(subject)) if word not in STOP_WORDS]
    if len(found) > MOST_WORDS:
        return found[: MOST_WORDS // 2] + found[-MOST_WORDS // 2 :]
    return found


def _has_unspaced(text: str) -> bool:
    return not text.isascii() and _UNSPACED.search(text) is not None


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
