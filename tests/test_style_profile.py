"""A measured style says in numbers with units, and in plain sentences, how somebody writes."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

import pytest

from whetstone.core.text.counts import measure
from whetstone.core.text.profile import StyleProfile, style_profile

FILLER = (
    "The people of the town went to the market in the morning and came back with bread and fish.",
    "There was a house on the hill with a garden and a small gate that was never closed.",
    "They had been at work for most of the year and were glad of the rest in the winter.",
    "We saw a man with a horse on the road to the river, and he told us about the water.",
    "Some of the children were at school while the others played in the street near the church.",
)
MANNER = (
    "By all means, Crito, consider whether virtue be a kind of knowledge; for how else would it be taught?",
    "And is not justice, my friend, in the nature of things a virtue; and shall we not say so?",
    "Consider then, Crito, whether he who has knowledge of virtue is not by all means the better man?",
    "For I would ask you, my friend, whether justice be a virtue; and shall we say that it is taught?",
)


def _works(lines: Sequence[str], works: int = 12, size: int = 60) -> list[str]:
    chosen = random.Random(1)
    return ["\n\n".join(chosen.choice(lines) for _ in range(size)) for _ in range(works)]


@pytest.fixture(scope="module")
def profile() -> StyleProfile:
    return style_profile(measure(_works(FILLER + MANNER)), "en")


def test_favourite_words_are_frequent_distinctive_and_spread(profile: StyleProfile) -> None:
    favourites = [word.text for word in profile.favourite_words]
    assert {"virtue", "knowledge", "justice", "whether", "consider"} <= set(favourites)
    assert not {"the", "crito", "people"} & set(favourites)
    assert "crito" in [word.text for word in profile.names]
    virtue = next(word for word in profile.favourite_words if word.text == "virtue")
    assert virtue.ratio is not None
    assert virtue.ratio > 100
    assert virtue.unevenness < 0.2


def test_a_word_of_one_work_alone_is_no_favourite() -> None:
    works = _works(FILLER + MANNER)
    works[0] += "\n\nThe guardians of the state, the guardians I say, must be guardians." * 20
    assert "guardians" not in [word.text for word in style_profile(measure(works), "en").favourite_words]


def test_turns_of_phrase_are_told_as_long_as_they_come(profile: StyleProfile) -> None:
    phrases = [phrase.text for phrase in profile.phrases]
    assert "by all means" in phrases
    assert "all means" not in phrases


def test_values_carry_their_units(profile: StyleProfile) -> None:
    told = json.loads(json.dumps(profile.as_json()))
    assert 15 < told["rhythm"]["words_per_sentence_mean"] < 20
    assert told["rhythm"]["words_per_sentence_deciles"] == sorted(
        told["rhythm"]["words_per_sentence_deciles"]
    )
    assert told["punctuation"]["per_1000_words"]["semicolon"] > 10
    assert 25 < told["asking"]["questions_percent_of_sentences"] < 60
    assert told["addressing"]["addresses_per_1000_sentences"]["Crito"] > 50
    assert "my friend" in told["addressing"]["addresses_per_1000_sentences"]
    assert told["arguing"]["connectives_per_1000_words"]["for"] > 5
    assert told["openings"]["first_word_percent_of_sentences"]["and"] > 5
    assert told["compared_with"].startswith("wordfreq")
    assert told["measured"]["sentences"] == 720


def test_findings_are_sentences_that_rest_on_measured_values(profile: StyleProfile) -> None:
    sentences = [finding.sentence for finding in profile.findings]
    assert any("questions" in sentence for sentence in sentences)
    assert any("“Crito”" in sentence and "called" in sentence for sentence in sentences)
    assert all(finding.sentence.endswith(".") and finding.evidence for finding in profile.findings)
    plain = style_profile(measure(_works(FILLER)), "en")
    assert not any("questions" in finding.sentence for finding in plain.findings)


def test_short_messages_have_a_profile_too() -> None:
    chosen = random.Random(2)
    said = ["yeah i think so", "nope :)", "can you send me the file?", "lol ok", "i dont get it, try again"]
    told = style_profile(measure(chosen.choice(said) for _ in range(200)), "en").as_json()
    assert told["writing"]["paragraphs_that_begin_small_percent"] == 100
    assert told["writing"]["i_written_small_percent"] == 100
    assert told["writing"]["emoji_and_emoticons_per_1000_words"][":)"] > 10
    assert told["rhythm"]["words_per_paragraph_mean"] < 6
    assert any("small letter" in finding["sentence"] for finding in told["findings"])


def test_a_style_without_spaces_is_told_in_characters() -> None:
    chosen = random.Random(3)
    lines = [
        "君子不器。",
        "學而時習之，不亦說乎？",
        "有朋自遠方來，不亦樂乎？",
        "知之為知之，不知為不知，是知也。",
    ]
    profile = style_profile(measure("".join(chosen.choices(lines, k=50)) for _ in range(12)), "zh")
    told = profile.as_json()
    assert profile.unit == "character"
    assert 7 < told["rhythm"]["characters_per_sentence_mean"] < 12
    assert told["asking"]["questions_percent_of_sentences"] > 30
    assert "時習" in [word.text for word in profile.favourite_words]


def test_a_language_without_a_list_is_measured_by_itself_and_says_so() -> None:
    lines = [
        "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae.",
        "Nam virtus, amice, ex virtute nascitur; quis enim dubitat?",
        "Itaque virtus laudatur et alget, ut ait poeta.",
    ]
    profile = style_profile(measure(_works(lines)), "la")
    assert profile.compared_with == ""
    assert "no list" in profile.as_json()["compared_with"]
    assert "virtus" in [word.text for word in profile.favourite_words]
    assert all(word.ratio is None for word in profile.favourite_words)
    assert "amice" in profile.as_json()["addressing"]["addresses_per_1000_sentences"]


def test_french_words_are_compared_without_their_elisions() -> None:
    lines = [
        "L'homme qu'on dit sage n'est pas l'homme qui parle, mon ami.",
        "C'est de la vertu qu'il s'agit, n'est-ce pas?",
    ]
    profile = style_profile(measure(_works(lines)), "fr")
    assert not any("'" in word.text for word in profile.favourite_words)
    assert "mon ami" in profile.as_json()["addressing"]["addresses_per_1000_sentences"]


def test_nothing_measured_is_a_profile_of_nothing() -> None:
    told = style_profile(measure([]), "en").as_json()
    assert (told["favourite_words"], told["phrases"], told["findings"]) == ([], [], [])


def test_words_of_a_script_without_spaces_are_whole_and_hold_no_function_words() -> None:
    others = (
        "春天来了，孩子们在河边玩。",
        "他们在村里卖米和布。",
        "雨下了三天，路上没有人。",
        "老人坐在门口看山。",
    )
    lines = ("先生曰：读书在月下，如见故人。", "山水之间，读书最乐。", "月下饮酒，不如月下读书。")
    profile = style_profile(measure(_works(others + lines)), "zh")
    told = [word.text for word in profile.favourite_words]
    assert {"读书", "先生"} <= set(told)
    assert not [word for word in told if "之" in word or "曰" in word or "下读" in word]
    assert not [finding for finding in profile.findings if "interrupted" in finding.sentence]


def test_what_a_statesman_lists_between_commas_is_not_whom_he_speaks_to() -> None:
    states = (
        "Roads were built in Ohio, Iowa, Maine, and the cost was borne by the treasury of each.",
        "The harvest was good in Utah, Maine, Ohio, Iowa, Texas, as the tables of last year set forth.",
    )
    told = " ".join(one.sentence for one in style_profile(measure(_works(FILLER + states)), "en").findings)
    assert "People are called" not in told
    assert "as “you” less than in ordinary language: hardly ever in a thousand words" in told


def test_i_is_a_capital_in_english_and_pieces_of_verse_are_no_paragraphs() -> None:
    lines = ("I am here\n\nI was there\n\nI saw a ship", "I came home\n\nI sat down\n\nI spoke to none")
    told = " ".join(one.sentence for one in style_profile(measure(_works(lines)), "en").findings)
    assert "“I”" in told
    assert "“i”" not in told
    assert "Half of the paragraphs" not in told
