"""Whatever a text presents as a quotation is found, in every style of marks; plain words are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.text.quoting.quotations import quotations

PAIRS = ["“”", "„“", "„”", "””", "«»", "»«", "‹›", "「」", "『』", '""', "‘’", "‚‘", "''", "＂＂", "`'"]


@pytest.mark.parametrize("marks", PAIRS)
@pytest.mark.parametrize(
    "frame", ["He said: {}.", "{} is what he said.", "So {}, he said, and left", "({})", "*{}*", "A—{}—B"]
)
def test_every_style_of_marks_is_known(marks: str, frame: str) -> None:
    text = frame.format(f"{marks[0]}know yourself well{marks[1]}")
    assert quotations(text) == ["know yourself well"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "“He said ‘know thyself first’ to me”",
            ["He said ‘know thyself first’ to me", "know thyself first"],
        ),
        (
            "\"He said 'know thyself first' to me\"",
            ["He said 'know thyself first' to me", "know thyself first"],
        ),
        (
            "„Er sagt: ‚erkenne dich selbst‘, oder?“",
            ["Er sagt: ‚erkenne dich selbst‘, oder?", "erkenne dich selbst"],
        ),
        (
            "« Il dit “connais toi toi-même” enfin »",
            ["Il dit “connais toi toi-même” enfin", "connais toi toi-même"],
        ),
        ("他说「这不是真的『你知道吗』吧」。", ["这不是真的『你知道吗』吧", "你知道吗"]),
        ('One "first of all" and "second of all" end.', ["first of all", "second of all"]),
        ("It's the gods' will that 'the gods' will be done', isn't it?", ["the gods' will be done"]),
        ("‘The gods’ will be done’ is what they say.", ["The gods’ will be done"]),
        ("“Opened here and never closed\n\nA new paragraph.", ["Opened here and never closed"]),
        ("“First part of it\n\n“and second part of it.”", ["First part of it", "and second part of it."]),
        ("> All that is quoted\n> in two lines\n\nplain", ["All that is quoted\nin two lines"]),
        ("<q>this is html</q> and <blockquote>this is too</blockquote>", ["this is html", "this is too"]),
        ("“two words” and the ‘good’", []),
        ("twice “the very same” and “the very same”", ["the very same"]),
    ],
)
def test_quotations_are_found_as_they_stand(text: str, found: list[str]) -> None:
    assert quotations(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Don't you think it's Socrates' way, or the Athenians' way of doing things?",
        "’Tis the time’s plague, and the madmen’s too.",
        "'Twas in the '90s that rock 'n' roll wasn't dead.",
        'A board of 6" by 8 is not a quotation.',
        "It’s what we’ve said: don’t let’s go on.",
        "a > b and b < c are no block quotes",
    ],
)
def test_apostrophes_and_signs_are_no_quotations(text: str) -> None:
    assert quotations(text) == []


def test_single_words_count_where_they_are_asked_for() -> None:
    assert quotations("the “good” and the “very best”", least_words=1) == ["good", "very best"]


WORDS = st.lists(
    st.sampled_from(["know", "thyself", "and", "be", "what", "you", "l'homme", "don't", "我们"]),
    min_size=3,
    max_size=9,
)


@settings(deadline=None)
@given(st.sampled_from([pair for pair in PAIRS if pair not in ("''", "‘’", "‚‘", "`'")]), WORDS, WORDS, WORDS)
def test_whatever_is_quoted_among_other_words_is_found(
    marks: str, before: list[str], quoted: list[str], after: list[str]
) -> None:
    inside = " ".join(quoted)
    text = f"{' '.join(before)} {marks[0]}{inside}{marks[1]} {' '.join(after)}."
    assert inside in quotations(text)


@settings(deadline=None)
@given(st.text(st.sampled_from("ab ,.\n>'\"“”„‘’«»「」<q"), max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    for quote in quotations(text, least_words=1):
        assert quote.strip() == quote != ""
