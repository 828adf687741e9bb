"""The words of a message that say what it is about."""

from __future__ import annotations

import unicodedata

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

_TALK = """
actually alright anyway bye cool explain fine glad goodbye great greetings hello hey hi hmm maybe meet
nice ok okay please pleased say saying says sorry sure tell telling thank thanks wow yeah yes
"""

STOP_WORDS = frozenset(_FUNCTION_WORDS.split()) | frozenset(_TALK.split())
"""English words that hold a sentence or a conversation together and name no subject, in lower case."""


def words(text: str) -> list[str]:
    """Return the words of `text`, case-folded, in order: runs of letters, digits and their marks."""
    folded = unicodedata.normalize("NFC", text).casefold()
    if folded.isascii():
        return "".join(char if char.isalnum() else " " for char in folded).split()
    return "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in folded).split()


def content_words(text: str) -> list[str]:
    """Return the distinct words of `text` without the stop words, in order."""
    return [word for word in dict.fromkeys(words(text)) if word not in STOP_WORDS]
