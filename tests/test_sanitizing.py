"""Sanitizing a log: what is found is merged and replaced, the same everywhere, and all of it or nothing."""

from __future__ import annotations

import copy
import pickle
import traceback
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_plugins import plugin

from whetstone import Host, SanitizerError, Span
from whetstone.core.sanitizing.merging import merged
from whetstone.core.sanitizing.names.known import KnownNames
from whetstone.core.sanitizing.placeholders import Placeholders
from whetstone.testing import temporary_host

CARD = "4111 1111 1111 1111"


class Finding:
    """A sanitizer that answers what it is told to."""

    tier = "rules"

    def __init__(self, answer, name="finding", tier="rules"):
        self.name, self.tier, self._answer = name, tier, answer

    def find(self, texts):
        return self._answer(texts) if callable(self._answer) else [self._answer for _ in texts]


def scrubbed(*texts, names=None):
    with temporary_host() as host:
        return [one.text for one in host.sanitizing.open(names).scrub(texts)]


def learned(*messages):
    names = KnownNames()
    for speaker, text in messages:
        names.learn(speaker, text)
    return names


def test_the_same_original_has_the_same_placeholder_in_the_whole_log():
    assert scrubbed(
        "write to ada@example.org",
        "not to eve@example.org",
        "ADA@Example.org, I said",
        f"{CARD} or 4111111111111111",
    ) == [
        "write to [EMAIL_1]",
        "not to [EMAIL_2]",
        "[EMAIL_1], I said",
        "[CARD_1] or [CARD_1]",
    ]


def test_a_first_name_alone_is_the_one_person_who_bears_it():
    assert scrubbed(
        "my friend Anna Schmidt moved",
        "Dear Anna, come",
        "my boss Anna Weber left",
        "Dear Mr Weber,",
        "Dear Anna, go",
    ) == [
        "my friend [PERSON_1] moved",
        "Dear [PERSON_1], come",
        "my boss [PERSON_2] left",
        "Dear Mr [PERSON_2],",
        "Dear [PERSON_1], go",
    ]


def test_a_first_name_that_two_people_of_the_log_bear_is_neither():
    names = learned(("Anna Schmidt", "hello"), ("Anna Weber", "hello"))
    assert scrubbed("Anna Schmidt and Anna Weber", "thanks Anna", names=names) == [
        "[PERSON_1] and [PERSON_2]",
        "thanks [PERSON_3]",
    ]


def test_names_that_the_log_tells_are_found_whatever_their_case():
    log = [
        ("n1ght_owl", "hi all"),
        ("zorblax", "n1ght_owl: try again"),
        ("n1ght_owl", "zorblax, I did. Quibbert: did you?"),
        (None, "quibbert: hello?"),
        (None, "@Marfle look"),
    ]
    names = learned(*log)
    assert scrubbed("ask ZORBLAX or N1ght_Owl", "quibbert knows, MARFLE too", names=names) == [
        "ask [PERSON_1] or [PERSON_2]",
        "[PERSON_3] knows, [PERSON_4] too",
    ]


def test_a_name_is_found_between_words_that_touch_it():
    names = learned(("阿强", "周末有空吗"), ("小雨", "有啊"))
    assert scrubbed("我和阿强明天去小雨家", names=names) == ["我和[PERSON_1]明天去[PERSON_2]家"]


def test_a_name_that_is_a_common_word_counts_only_where_it_stands_as_a_name():
    names = learned(("will", "hi"), ("Mark", "hi"), ("beak", "hi"), *[("beak", "the beak of a bird")] * 30)
    assert scrubbed(
        "Will you come? I will.", "will: come", "mark it", "then Mark came", "a beak is a beak", names=names
    ) == ["Will you come? I will.", "[PERSON_1]: come", "mark it", "then [PERSON_2] came", "a beak is a beak"]


def named(word, score=0.89):
    """Return a sanitizer that knows a name by what stands before it, as a model does."""

    def find(texts):
        places = [text.find(f"saw {word}") for text in texts]
        return [[Span(at + 4, at + 4 + len(word), "PERSON", score)] if at >= 0 else [] for at in places]

    return [plugin(whetstone_sanitizers=[Finding(find)])]


def test_a_name_of_which_a_sanitizer_is_sure_in_two_texts_goes_from_all_of_them():
    with temporary_host(named("roksana")) as host:
        scrubber = host.sanitizing.open()
        texts = ["roksana again", "saw roksana", "Roksana's dog in /srv/roksana/x", "i saw roksana"]
        assert [one.text for one in scrubber.scrub(texts)] == [
            "[PERSON_1] again",
            "saw [PERSON_1]",
            "[PERSON_1]'s dog in /srv/roksana/x",
            "i saw [PERSON_1]",
        ]
        assert scrubber.scrub(["and roksana later"])[0].text == "and [PERSON_1] later"


@pytest.mark.parametrize(
    ("word", "score", "texts"),
    [
        ("roksana", 0.8, ["saw roksana", "saw roksana"]),
        ("roksana", 0.89, ["saw roksana"]),
        ("natty", 0.89, ["saw natty"] * 2 + ["upgrade natty first"] * 20),
        ("mark", 0.89, ["saw mark"] * 2),
        ("everybody", 0.89, ["saw everybody"] * 2),
    ],
    ids=["not sure", "in one text", "mostly something else", "also a common word", "an everyday word"],
)
def test_a_word_is_no_name_everywhere(word, score, texts):
    with temporary_host(named(word, score)) as host:
        assert host.sanitizing.open().scrub([*texts, f"the {word} there"])[-1].text == f"the {word} there"


def test_the_parts_that_speakers_play_are_no_names():
    names = learned(("user", "hi"), ("assistant", "hi"), ("Speaker 1", "hi"))
    assert scrubbed("the user asked the assistant", names=names) == ["the user asked the assistant"]


def test_what_several_sanitizers_find_is_one_stretch_of_the_surest_type():
    text = "call Ada Lovelace now"
    spans = [
        ("a", Span(5, 8, "PERSON", 0.6)),
        ("b", Span(5, 17, "HANDLE", 0.8)),
        ("c", Span(13, 21, "PLACE", 0.7)),
    ]
    (found,) = merged(text, spans)
    assert (found.start, found.end, found.type, found.score, found.sanitizers) == (
        5,
        21,
        "HANDLE",
        0.8,
        ("b", "a", "c"),
    )


def test_neighbours_stay_apart_but_names_with_a_blank_between_them_are_one():
    text = "Ada Lovelace, 12 High St"
    spans = [
        ("a", Span(0, 3, "PERSON")),
        ("a", Span(4, 12, "PERSON")),
        ("b", Span(14, 16, "ADDRESS")),
        ("b", Span(16, 24, "ADDRESS")),
    ]
    assert [(one.start, one.end) for one in merged(text, spans)] == [(0, 12), (14, 16), (17, 24)]


@given(
    st.text(min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 12), st.sampled_from("ABC")), max_size=8),
)
def test_merged_stretches_are_in_order_apart_and_cover_whatever_was_found(text, drawn):
    spans = [("s", Span(a, min(a + n, len(text)), kind)) for a, n, kind in drawn if a < len(text)]
    found = merged(text, spans)
    assert all(before.end <= after.start for before, after in pairwise(found))
    covered = {place for one in found for place in range(one.start, one.end)}
    for _, span in spans:
        assert all(
            place in covered or text[place] in " \t\r\n\u00a0,;" for place in range(span.start, span.end)
        )


def test_whatever_a_text_holds_the_rest_of_it_stays():
    with temporary_host() as host:

        @given(st.lists(st.text(max_size=60), max_size=6))
        @settings(max_examples=60)
        def rebuilds(texts):
            for text, one in zip(texts, host.sanitizing.open().scrub(texts), strict=True):
                rebuilt, end = "", 0
                for found, placeholder in zip(one.found, one.placeholders, strict=True):
                    rebuilt += text[end : found.start] + placeholder
                    end = found.end
                assert rebuilt + text[end:] == one.text

        rebuilds()


SECRET_WORDS = "Rosebud 4111"
FAULTS = {
    "raises": (lambda texts: 1 / 0, "raised ZeroDivisionError"),
    "quotes the log": (lambda texts: {}[texts[0]], "raised KeyError"),
    "overlaps": ([Span(0, 4, "X"), Span(3, 6, "X")], "returned spans that overlap"),
    "ends too late": ([Span(0, 400, "X")], "returned a span from 0 to 400"),
    "is empty": ([Span(3, 3, "X")], "returned a span from 3 to 3"),
    "begins too early": ([Span(-1, 3, "X")], "returned a span from -1 to 3"),
    "is no number": ([Span(0.0, 3, "X")], "returned a span from a float to 3"),
    "is of no type": ([Span(0, 3, "not a type")], "whose type is no name in capitals"),
    "is not a number": ([Span(0, 3, "X", float("nan"))], "whose score is not above 0 and at most 1"),
    "is no span": ([(0, 3)], "an object of the type tuple where a Span is expected"),
    "is too few": (lambda texts: [], "returned spans for 0 texts and was given 1"),
    "is nothing": (lambda texts: None, "raised TypeError"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_sanitizer_that_fails_withholds_the_log_and_says_nothing_of_it(fault):
    answer, told = FAULTS[fault]
    with temporary_host([plugin(whetstone_sanitizers=[Finding(answer)])]) as host:
        scrubber = host.sanitizing.open()
        with pytest.raises(SanitizerError, match="the log is withheld") as caught:
            scrubber.scrub([SECRET_WORDS])
        (record,) = [record for record in host.plugins.records if "finding" in (record.error or "")]
    message = str(caught.value)
    assert told in message
    assert f"the plugin {record.name} of {record.distribution}" in message
    everything = "".join(traceback.format_exception(caught.value)) + str(record.error) + repr(scrubber)
    assert "Rosebud" not in everything
    assert caught.value.__context__ is None


def test_a_hook_that_raises_or_brings_what_does_not_fit_withholds_the_log():
    def raising():
        raise ValueError("no")

    for broken in (raising, ["no sanitizer"], [Finding([], tier="mighty")]):
        with (
            temporary_host([plugin(whetstone_sanitizers=broken)]) as host,
            pytest.raises(SanitizerError, match="failed: whetstone_sanitizers"),
        ):
            host.sanitizing.open()


def test_a_log_is_withheld_where_a_plugin_that_the_settings_require_is_blocked(tmp_path):
    with Host(tmp_path, block=["sanitizers"]) as host, pytest.raises(SanitizerError, match="is blocked"):
        host.sanitizing.open()
    (tmp_path / "whetstone.toml").write_text('[sanitizer]\nrequire = ["sanitizers", "our_village"]\n')
    with (
        temporary_host(home=tmp_path) as host,
        pytest.raises(SanitizerError, match="our_village is not installed"),
    ):
        host.sanitizing.open()


def test_the_strong_tier_asks_strong_sanitizers_too_and_fails_without_one():
    strong = Finding(lambda texts: [[Span(0, 1, "ODD")] for _ in texts], tier="strong")
    with temporary_host([plugin(whetstone_sanitizers=[strong])]) as host:
        assert host.sanitizing.open().scrub(["abc"])[0].text == "abc"
        assert "finding" not in host.sanitizing.looked().sanitizers
    strong.unavailable = lambda: "its weights are missing"
    with (
        temporary_host([plugin(whetstone_sanitizers=[strong])]) as host,
        pytest.raises(SanitizerError, match="its weights are missing"),
    ):
        host.sanitizing.open(tier="strong")


def test_the_originals_stay_in_memory():
    placeholders = Placeholders()
    assert placeholders.for_("PERSON", "Rosebud") == "[PERSON_1]"
    assert "osebud" not in repr(placeholders)
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="stay in memory"):
            leave(placeholders)
    assert "osebud" not in repr(learned(("Rosebud", "hello")))


def test_what_was_removed_can_be_compared_with_what_leaves():
    with temporary_host() as host:
        scrubber = host.sanitizing.open()
        scrubber.scrub([f"{CARD}, 4111-1111-1111-1111", CARD])
        assert list(scrubber.removed()) == [("CARD", CARD), ("CARD", "4111-1111-1111-1111")]
        assert scrubber.counts == {"CARD": 3}
