"""Directions for speaking in a measured style: what an actor is told, in the second person.

A profile's findings describe somebody; these say what to do. They are worded in English for a person of any
language; the words that they quote are the person's. Each follows from measured values, and what was counted
too seldom to be sure of gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from whetstone.core.portrait.amounts import MOST, at_least, every, listed, number

if TYPE_CHECKING:
    from whetstone.core.text.profile import StyleProfile

ASKED = 8.0
"""Percent of the sentences that are questions or exclamations, from which on that is a habit."""

HABIT, NEARLY_ALWAYS = 40.0, 85.0
"""Percent of the messages in which something is told, and in which it is told as a rule."""

OPENED = 4.0
"""Percent of the sentences that begin with a word which is told."""

MARKED = 4.0
"""Marks in a thousand words from which on they are told."""

AVOIDED = 0.25
"""A word is told as avoided where it stands at most so many times as often as in ordinary language."""

SPOKEN_TO = 1.5
"""The listener is spoken to often from so many times as often as ordinarily on."""

ENOUGH = 10
"""What stands, or by others' habits would stand, less often in the texts tells nothing."""

_MARKS = {"semicolon": "semicolons", "colon": "colons", "dash": "dashes", "ellipsis": "dots that trail off"}
_SAYING = re.compile(r"\b(said|says?|repl(y|ied)|answer(ed)?|ask(ed)?|cried|told)\b")
_SMALL_I = re.compile(r"(?<=[“ ])i(?=[”'’ ])(?=[^“]*”)")

_FIRST_PERSON = frozenset(("i", "me", "my", "i'm"))
_SECOND_PERSON = frozenset(("you", "your", "you're"))

Values = dict[str, dict[str, Any]]


def directions(profile: StyleProfile, *, chats: bool = False) -> tuple[str, ...]:
    """Return what to do to sound like the one whose style was measured, the most telling first.

    `chats` says that paragraphs are messages.
    """
    values = profile.values
    if not values["measured"]["sentences"]:
        return ()
    told = _for_chats(profile) if chats else _for_books(profile)
    if profile.language == "en" and values["writing"].get("i_written_small_percent", 0.0) < HABIT:
        return tuple(_SMALL_I.sub("I", one) for one in told)
    return tuple(told)


def _for_books(profile: StyleProfile) -> Iterator[str]:
    yield from _sentences(profile)
    yield from _asking(profile.values)
    yield from _speaking_to(profile)
    yield from _phrases(profile)
    yield from _words(profile)
    yield from _openings(profile.values)
    yield from _marks(profile)
    yield from _common_words(profile)
    yield from _addressing(profile)


def _for_chats(profile: StyleProfile) -> Iterator[str]:
    yield from _messages(profile)
    yield from _writing(profile.values)
    yield from _asking(profile.values)
    yield from _smileys(profile.values)
    yield from _speaking_to(profile)
    yield from _phrases(profile)
    yield from _openings(profile.values)
    yield from _words(profile)
    yield from _common_words(profile)
    yield from _marks(profile)


def _sentences(profile: StyleProfile) -> Iterator[str]:
    rhythm = profile.values["rhythm"]
    mean, tenths = rhythm["words_per_sentence_mean"], rhythm["words_per_sentence_deciles"]
    short, long = tenths[0], tenths[-1]
    unit = profile.unit
    length = f"some {number(mean)} {unit}s"
    if mean >= 18:
        told = f"Let sentences run long, {length}"
    elif mean <= 10:
        told = f"Keep sentences short, {length}"
    else:
        told = f"Let sentences have {length}"
    if long >= 1.8 * mean:
        told += f", and one in ten {number(long if long < 20 else long // 10 * 10)} or more"
    if short <= mean / 4:
        told += f"; now and then stop after {number(short)}"
    yield f"{told}."


def _messages(profile: StyleProfile) -> Iterator[str]:
    tenths = profile.values["rhythm"]["words_per_paragraph_deciles"]
    usual, long, unit = tenths[4], tenths[-1], profile.unit
    brief = f", sometimes only {number(tenths[0])}" if tenths[0] <= usual / 2 else ""
    units = unit if usual == 1 else f"{unit}s"
    yield f"Answer in about {number(usual)} {units}{brief}, and seldom in more than {number(long)}."


def _asking(values: Values) -> Iterator[str]:
    asking, sentences = values["asking"], values["measured"]["sentences"]
    share = asking["questions_percent_of_sentences"]
    openers = list(asking["first_word_percent_of_questions"])[:3]
    begin = f", often beginning with {listed(openers, 'or')}" if len(openers) > 1 else ""
    if at_least(share, sentences) >= ASKED:
        what = "questions" if share >= MOST else "a question"
        yield f"Ask: make {every(share, 'sentence')} {what}{begin}."
    share = asking["exclamations_percent_of_sentences"]
    if at_least(share, sentences) >= ASKED:
        yield f"Exclaim: end {every(share, 'sentence')} with an exclamation mark."
    elif _hardly(values["punctuation"]["per_1000_words"].get("exclamation_mark", 0.0), values):
        yield "Do without exclamation marks."


def _hardly(per_1000_words: float, values: Values) -> bool:
    """Return whether there is next to none of something in texts long enough to tell."""
    return per_1000_words <= 0.5 and values["measured"]["words"] >= 5_000


def _openings(values: Values) -> Iterator[str]:
    shares = values["openings"]["first_word_percent_of_sentences"]
    sentences = values["measured"]["sentences"]
    often = [word for word, share in shares.items() if at_least(share, sentences) >= OPENED - 1 <= share - 1]
    if often:
        yield f"Begin many of your sentences with {listed(often[:5], 'or')}."


def _marks(profile: StyleProfile) -> Iterator[str]:
    marks = profile.values["punctuation"]["per_1000_words"]
    often = [
        f"{called}, one in every {number(1000 / marks[kind])} {profile.unit}s or so"
        for kind, called in _MARKS.items()
        if marks.get(kind, 0) >= MARKED and _times(marks[kind], profile.values) >= ENOUGH
    ]
    if often:
        yield f"Use {', and '.join(often)}."


def _common_words(profile: StyleProfile) -> Iterator[str]:
    values = profile.values
    more, less = [], []
    for word in values["function_words"]["unlike_ordinary"]:
        own, ordinary = word["per_1000_words"], word["ordinary_per_1000_words"]
        if own > ordinary and _times(own, values) >= ENOUGH:
            more.append(word["text"])
        elif own <= AVOIDED * ordinary and _times(ordinary, values) >= ENOUGH:
            less.append(word["text"])
    if more:
        yield f"Use {listed(more[:6])} more than others do."
    less = [word for word in less if word not in _needed(profile)]
    if less and profile.language == "en":
        yield f"Do without {listed(less[:5])}, as far as you can."


def _needed(profile: StyleProfile) -> frozenset[str]:
    """Return words that one who answers somebody cannot do without, however little the texts have of them."""
    own, ordinary = _second_person(profile)
    return _FIRST_PERSON if own >= ordinary > 0 else _FIRST_PERSON | _SECOND_PERSON


def _second_person(profile: StyleProfile) -> tuple[float, float]:
    """Return how often others are spoken to in a thousand words, and ordinarily; 0 where it is not known."""
    addressing = profile.values["addressing"]
    own, ordinary = (addressing.get(f"{name}second_person_per_1000_words") for name in ("", "ordinary_"))
    return own or 0.0, ordinary or 0.0


def _speaking_to(profile: StyleProfile) -> Iterator[str]:
    own, ordinary = _second_person(profile)
    if own >= SPOKEN_TO * ordinary > 0 and _times(own, profile.values) >= ENOUGH:
        yield f"Speak to the other directly and often, once in {number(1000 / own)} {profile.unit}s or so."


def _addressing(profile: StyleProfile) -> Iterator[str]:
    addressing, sentences = profile.values["addressing"], profile.values["measured"]["sentences"]
    names = {name.text.casefold() for name in profile.names}
    called = [
        name
        for name, often in addressing["addresses_per_1000_sentences"].items()
        if " " in name and name.casefold() not in names and often * sentences / 1000 >= ENOUGH
    ]
    if called:
        yield f"Call the other {listed(called[:3], 'or')} now and then."
    asides = [
        phrase
        for phrase, often in addressing["asides_per_1000_sentences"].items()
        if not _SAYING.search(phrase) and often >= 1 and often * sentences / 1000 >= ENOUGH
    ]
    if len(asides) > 1:
        yield f"Break into a sentence with {listed(asides[:5], 'or')}."


def _phrases(profile: StyleProfile) -> Iterator[str]:
    if profile.phrases:
        yield f"Let these turns of phrase come back: {listed([one.text for one in profile.phrases[:10]])}."


def _words(profile: StyleProfile) -> Iterator[str]:
    if profile.favourite_words:
        yield f"Prefer these words: {listed([one.text for one in profile.favourite_words[:12]])}."


def _writing(values: Values) -> Iterator[str]:
    messages, writing = values["measured"]["paragraphs"], values["writing"]

    def how_often(share: float) -> str:
        return "" if share >= NEARLY_ALWAYS else "mostly " if share >= MOST else "often "

    small = writing["paragraphs_that_begin_small_percent"]
    open_end = writing["paragraphs_without_end_mark_percent"]
    told = [
        f"{how_often(share)}{do}"
        for share, do in (
            (small, "begin messages with a small letter"),
            (open_end, "leave off the full stop"),
        )
        if at_least(share, messages) >= HABIT
    ]
    if told:
        both = " and ".join(told)
        yield f"{both[0].upper()}{both[1:]}."
    small_i = writing.get("i_written_small_percent", 0.0)
    if small_i >= HABIT:
        yield f"{'Write' if small_i >= NEARLY_ALWAYS else 'Mostly write'} “i” for “I”."


def _smileys(values: Values) -> Iterator[str]:
    measured = values["measured"]
    used = {
        sign: _times(often, values) / measured["paragraphs"]
        for sign, often in values["writing"]["emoji_and_emoticons_per_1000_words"].items()
        if _times(often, values) >= ENOUGH
    }
    if used:
        often = 100 * sum(used.values())
        signs = " or ".join(list(used)[:4])
        yield f"Put {signs} into {every(often, 'message')}."


def _times(per_1000_words: float, values: Values) -> float:
    """Return how many times something stands in the texts."""
    times: float = per_1000_words * values["measured"]["words"] / 1000
    return times
