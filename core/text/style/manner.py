"""How sentences open, how is asked and argued, who is addressed, and how somebody writes in a chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from whetstone.core.text.style.lexicon import Lexicon

TOLD = 12

_FEWEST = 3


def punctuation(lexicon: Lexicon) -> dict[str, Any]:
    """Return how many marks of each kind stand in a thousand words."""
    return {
        "per_1000_words": {kind: lexicon.per_1000(times) for kind, times in _by_times(lexicon.counts.marks)}
    }


def openings(lexicon: Lexicon) -> dict[str, Any]:
    """Return the words that sentences open with, in percent of all sentences."""
    counts = lexicon.counts
    sentences = counts.numbers["sentences"]
    return {
        "first_word_percent_of_sentences": _shares(counts.tally("openers"), sentences),
        "first_two_words_percent_of_sentences": _shares(counts.tally("openers_2"), sentences),
    }


def asking(lexicon: Lexicon) -> dict[str, Any]:
    """Return how many sentences are questions or exclamations, and what questions open with."""
    numbers = lexicon.counts.numbers
    questions = numbers["questions"]
    return {
        "questions_percent_of_sentences": percent(questions, numbers["sentences"]),
        "exclamations_percent_of_sentences": percent(numbers["exclamations"], numbers["sentences"]),
        "first_word_percent_of_questions": _shares(lexicon.counts.tally("question_openers"), questions),
    }


def arguing(lexicon: Lexicon) -> dict[str, Any]:
    """Return the connectives of argument; nothing where the language's are not known."""
    known = [word for word in lexicon.forms.connectives if lexicon.words[word]]
    if not known:
        return {}
    opened = sum(lexicon.counts.tally("openers")[word] for word in known)
    return {
        "connectives_per_1000_words": {
            word: lexicon.per_1000(times) for word, times in _by_times({w: lexicon.words[w] for w in known})
        },
        "sentences_that_open_with_one_percent": percent(opened, lexicon.counts.numbers["sentences"]),
    }


def addressing(lexicon: Lexicon) -> dict[str, Any]:
    """Return how the reader or listener is addressed: second person, and by what names or titles."""
    found: dict[str, Any] = {}
    forms = [form for form in lexicon.forms.second_person if lexicon.words[form]]
    if lexicon.forms.second_person:
        own = sum(lexicon.words[form] for form in forms)
        found["second_person_per_1000_words"] = lexicon.per_1000(own)
        if lexicon.reference.known:
            ordinary = sum(lexicon.reference.frequency(form) for form in lexicon.forms.second_person)
            found["ordinary_second_person_per_1000_words"] = round(1000 * ordinary, 3)
    sentences = max(1, lexicon.counts.numbers["sentences_in_sample"])
    called = {
        phrase: times
        for phrase, times in lexicon.counts.tally("set_off").items()
        if times >= _FEWEST and _is_address(lexicon, phrase.split())
    }
    found["addresses_per_1000_sentences"] = {
        _with_capital(lexicon, phrase): round(1000 * times / sentences, 2)
        for phrase, times in _by_times(called)[:TOLD]
    }
    asides = {
        phrase: times
        for phrase, times in lexicon.counts.tally("set_off").items()
        if times >= _FEWEST and phrase not in called and _is_aside(lexicon, phrase.split())
    }
    found["asides_per_1000_sentences"] = {
        phrase: round(1000 * times / sentences, 2) for phrase, times in _by_times(asides)[:TOLD]
    }
    return found


def writing(lexicon: Lexicon) -> dict[str, Any]:
    """Return habits of writing: small and capital letters, end marks, emoji, links."""
    counts = lexicon.counts
    numbers = counts.numbers
    own = numbers["i_small"] + numbers["i_capital"]
    found: dict[str, Any] = {
        "paragraphs_that_begin_small_percent": percent(
            numbers["paragraphs_begin_small"], numbers["paragraphs"]
        ),
        "paragraphs_without_end_mark_percent": percent(
            numbers["paragraphs_without_end_mark"], numbers["paragraphs"]
        ),
        "words_in_capitals_per_1000_words": lexicon.per_1000(numbers["words_in_capitals"]),
        "paragraphs_that_name_somebody_first_percent": percent(numbers["labels"], numbers["paragraphs"]),
        "links_per_1000_words": lexicon.per_1000(numbers["links"]),
        "emoji_and_emoticons_per_1000_words": {
            sign: lexicon.per_1000(times) for sign, times in _by_times(counts.tally("emoji"))[:TOLD]
        },
    }
    if lexicon.language == "en" and own:
        found["i_written_small_percent"] = percent(numbers["i_small"], own)
    return found


def variety(lexicon: Lexicon) -> dict[str, Any]:
    """Return how many of a hundred words in a row are different ones (moving average), in texts that long."""
    numbers = lexicon.counts.numbers
    if not numbers["words_in_windows"]:
        return {}
    return {"different_words_per_100_words": percent(numbers["new_in_windows"], numbers["words_in_windows"])}


def percent(part: int, whole: int) -> float:
    """Return how many of a hundred."""
    return round(100 * part / whole, 1) if whole else 0.0


def _is_aside(lexicon: Lexicon, words: list[str]) -> bool:
    if len(words) < 2 or lexicon.unspaced or all(map(lexicon.is_name, words)):
        return False
    return words[0] not in lexicon.commonest


def _with_capital(lexicon: Lexicon, phrase: str) -> str:
    return " ".join(word.capitalize() if lexicon.is_name(word) else word for word in phrase.split())


def _is_address(lexicon: Lexicon, words: list[str]) -> bool:
    forms = lexicon.forms
    called = words[1:] if words[0] in forms.vocatives else words
    if not called:
        return False
    if len(called) < len(words):
        return (
            called[-1] in forms.addressed or lexicon.is_name(called[-1]) or words[0] in ("o", "ô", "ὦ", "my")
        )
    return words[0] in forms.addressed or all(map(lexicon.is_name, words))


def _shares(tally: Counter[str], whole: int) -> dict[str, float]:
    return {text: percent(times, whole) for text, times in _by_times(tally)[:TOLD] if times >= _FEWEST}


def _by_times(found: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(
        ((text, times) for text, times in found.items() if times), key=lambda item: (-item[1], item[0])
    )
