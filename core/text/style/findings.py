"""What is worth saying about a style, in plain sentences, each with the numbers it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from whetstone.core.text.style.distinctive import Favourite

OFTEN_OPENED = 4.0
"""A word that this many of a hundred sentences open with is told."""

OFTEN_ASKED = 8.0
OFTEN_MARKED = 4.0
HABIT = 40.0
OFTEN_CALLED = 10.0
"""Addresses and asides are told when this many stand in a thousand sentences."""

LONGEST_TOLD = 400
"""Words of a paragraph as they are counted at the most: where one in ten has more, the tenths say little."""

SHORTEST_TOLD = 8
"""Words of the middle paragraph at the least: below are lines, and not paragraphs."""

SELDOM_SPOKEN_TO = 0.5
"""Where the listener is addressed so much less than ordinarily, names between commas are mostly a list."""

_SMALL_I = re.compile(r"(?<=[“ ])i(?=[”'’ ])(?=[^“]*”)")
_TITLES = frozenset(("mr", "mrs", "ms", "dr", "st", "m", "mme", "mlle", "herr", "frau", "sr", "sra"))

_MARKS = {
    "semicolon": "semicolons",
    "colon": "colons",
    "dash": "dashes",
    "exclamation_mark": "exclamation marks",
    "ellipsis": "ellipses",
    "bracket": "brackets",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about a style, and the measured values it says."""

    sentence: str
    evidence: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it in plain JSON values."""
        return {"sentence": self.sentence, "evidence": self.evidence}


def findings(
    values: Mapping[str, Mapping[str, Any]],
    words: Sequence[Favourite],
    phrases: Sequence[Favourite],
    unit: str,
    language: str = "",
) -> tuple[Finding, ...]:
    """Return what the values of a profile say in `language` (ISO 639-1), the rhythm first.

    Comparisons are with ordinary language where a list gives its frequencies; everything else is said as it
    was measured, without a norm.
    """
    if not values["measured"]["sentences"]:
        return ()
    told = [
        *_rhythm(values["rhythm"], unit),
        *_asking(values["asking"]),
        *_openings(values["openings"]),
        *_marks(values["punctuation"]["per_1000_words"], unit),
        *_function_words(values["function_words"]["unlike_ordinary"]),
        *_addressing(values["addressing"], unit),
        *_favourites(words, phrases),
    ]
    if language == "en":
        told = [replace(finding, sentence=_SMALL_I.sub("I", finding.sentence)) for finding in told]
    return (*told, *_writing(values["writing"]))


def _rhythm(rhythm: Mapping[str, Any], unit: str) -> Iterator[Finding]:
    deciles = rhythm["words_per_sentence_deciles"]
    yield Finding(
        f"Sentences run to {round(rhythm['words_per_sentence_mean'])} {unit}s on average; one in ten has at "
        f"most {deciles[0]}, one in ten {deciles[-1]} or more.",
        {"words_per_sentence_mean": rhythm["words_per_sentence_mean"], "words_per_sentence_deciles": deciles},
    )
    middle, longest = rhythm["words_per_paragraph_median"], rhythm["words_per_paragraph_deciles"][-1]
    if middle >= SHORTEST_TOLD and longest < LONGEST_TOLD:
        yield Finding(
            f"Half of the paragraphs or messages have at most {middle} {unit}s, one in ten has {longest} "
            f"or more.",
            {"words_per_paragraph_deciles": rhythm["words_per_paragraph_deciles"]},
        )


def _asking(asking: Mapping[str, Any]) -> Iterator[Finding]:
    share = asking["questions_percent_of_sentences"]
    openers = _first(asking["first_word_percent_of_questions"], 4)
    if share >= OFTEN_ASKED:
        begin = f", which mostly begin with {_listed(openers)}" if len(openers) > 1 else ""
        yield Finding(
            f"{_of_a_hundred(share)} sentences are questions{begin}.",
            {"questions_percent_of_sentences": share},
        )
    share = asking["exclamations_percent_of_sentences"]
    if share >= OFTEN_ASKED:
        yield Finding(
            f"{_of_a_hundred(share)} sentences are exclamations.",
            {"exclamations_percent_of_sentences": share},
        )


def _openings(openings: Mapping[str, Any]) -> Iterator[Finding]:
    shares = openings["first_word_percent_of_sentences"]
    often = {word: share for word, share in shares.items() if share >= OFTEN_OPENED}
    if often:
        yield Finding(
            f"Sentences often open with {_listed(list(often))}.", {"first_word_percent_of_sentences": often}
        )


def _marks(marks: Mapping[str, float], unit: str) -> Iterator[Finding]:
    often = {kind: marks[kind] for kind in _MARKS if marks.get(kind, 0) >= OFTEN_MARKED}
    if often:
        told = [f"{round(per)} {_MARKS[kind]}" for kind, per in often.items()]
        yield Finding(f"In a thousand {unit}s there are {_joined(told)}.", {"per_1000_words": often})


def _function_words(unlike: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    more = [word for word in unlike if word["score"] > 0][:6]
    less = [word for word in unlike if word["score"] < 0][:6]
    for words, how in ((more, "more often"), (less, "less often")):
        if words:
            yield Finding(
                f"{_listed([word['text'] for word in words])} are used {how} than in ordinary language."
                if len(words) > 1
                else f"{_listed([words[0]['text']])} is used {how} than in ordinary language.",
                {word["text"]: [word["per_1000_words"], word["ordinary_per_1000_words"]] for word in words},
            )


def _addressing(addressing: Mapping[str, Any], unit: str) -> Iterator[Finding]:
    own, ordinary = (addressing.get(f"{name}second_person_per_1000_words") for name in ("", "ordinary_"))
    if own is not None and ordinary and not 0.67 < own / ordinary < 1.5:
        how = "more" if own > ordinary else "less"
        times = "hardly ever" if own < 0.5 else "once" if own < 1.5 else f"{round(own)} times"
        yield Finding(
            f"The reader or listener is addressed as “you” {how} than in ordinary language: {times} in a "
            f"thousand {unit}s, not {round(ordinary)} times.",
            {"second_person_per_1000_words": own, "ordinary_second_person_per_1000_words": ordinary},
        )
    called = {
        name: often
        for name, often in addressing["addresses_per_1000_sentences"].items()
        if name.casefold() not in _TITLES
    }
    often = sum(called.values())
    seldom = own is not None and ordinary and own / ordinary < SELDOM_SPOKEN_TO
    if often >= OFTEN_CALLED and not (seldom and max(called.values()) < often / 2):
        yield Finding(
            f"People are called {_listed(_first(called, 5))}.", {"addresses_per_1000_sentences": called}
        )
    asides = {
        phrase: often
        for phrase, often in addressing["asides_per_1000_sentences"].items()
        if phrase.split()[-1] not in _TITLES
    }
    if sum(asides.values()) >= OFTEN_CALLED:
        yield Finding(
            f"Sentences are interrupted with {_listed(_first(asides, 6))}.",
            {"asides_per_1000_sentences": asides},
        )


def _writing(writing: Mapping[str, Any]) -> Iterator[Finding]:
    for name, yes in (
        ("paragraphs_that_begin_small_percent", "begin with a small letter"),
        ("paragraphs_without_end_mark_percent", "end without a full stop or another mark"),
    ):
        share = writing[name]
        if share >= HABIT:
            yield Finding(f"{_of_a_hundred(share)} messages or paragraphs {yes}.", {name: share})
    small = writing.get("i_written_small_percent", 0.0)
    if small >= HABIT:
        yield Finding(f"“I” is written “i” {small:g} times of a hundred.", {"i_written_small_percent": small})
    signs = writing["emoji_and_emoticons_per_1000_words"]
    if sum(signs.values()) >= 1:
        yield Finding(f"{_joined(_first(signs, 5))} are used.", {"emoji_and_emoticons_per_1000_words": signs})


def _favourites(words: Sequence[Favourite], phrases: Sequence[Favourite]) -> Iterator[Finding]:
    if words:
        first = words[:12]
        yield Finding(
            f"Favourite words are {_listed([word.text for word in first])}.",
            {word.text: word.per_1000_words for word in first},
        )
    if phrases:
        first = phrases[:10]
        yield Finding(
            f"Turns of phrase that come back are {_listed([phrase.text for phrase in first])}.",
            {phrase.text: phrase.per_1000_words for phrase in first},
        )


def _first(found: Mapping[str, Any], most: int) -> list[str]:
    return list(found)[:most]


def _listed(words: Sequence[str]) -> str:
    return _joined([f"“{word}”" for word in words])


def _joined(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]


def _of_a_hundred(share: float) -> str:
    return f"{round(share)} of a hundred"
