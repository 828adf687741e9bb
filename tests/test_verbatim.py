"""A quotation stands in the sources word for word, or it does not: only its dress may differ."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from texts_to_choose_from import GRAVE, speech

from whetstone.core.text.quoting.canonical import Aligned, canonical
from whetstone.core.text.quoting.verbatim import Place, Verbatim, find_all, invented

SOURCE = (
    "The first thing — and I say it plainly—is this: “no one does wrong ‘willingly’, my friend.” He who\n"
    "knows the good will do it; the well-known physi-\ncian … does not harm.\n\n"
    "It’s not the unexamined life that men\u00a0want. The eﬃcient man is a re\u00adsult of habit.\n"
)


@pytest.mark.parametrize(
    "quote",
    [
        "no one does wrong 'willingly', my friend.",
        'no one does wrong "willingly", my friend',
        "“No one does wrong «willingly», my friend”",
        "The first thing - and I say it plainly - is this",
        "The first thing -- and I say it plainly -- is this",
        "He who knows   the good\nwill do it",
        "the well-known physician",
        "The wellknown physi-cian",
        "physician ... does not harm",
        "physician... does not harm",
        "It's not the unexamined life",
        "it’s not the unexamined life that men want",
        "[h]e who knows the good",
        "The efficient man is a result of habit!",
        "does not harm. It’s not",
    ],
)
def test_a_quotation_is_found_whatever_its_dress(quote: str) -> None:
    place = Verbatim([SOURCE]).find(quote)
    assert place is not None
    assert find_all([quote], [SOURCE]) == {quote: place}


@pytest.mark.parametrize(
    "quote",
    [
        "no one does wrong, my friend",
        "no one does right willingly",
        "he who knows the good ... does not harm",
        "no ONE does wrong",
        "ne does wrong",
        "who knows the goo",
        "the good will do it the well-known",
        "",
        "...",
        "“”",
    ],
)
def test_other_words_or_parts_of_words_are_not_found(quote: str) -> None:
    assert Verbatim([SOURCE]).find(quote) is None
    assert find_all([quote], [SOURCE]) == {}
    assert invented([quote, "knows the good"], [SOURCE]) == [quote]


def test_a_place_is_exactly_where_the_words_stand() -> None:
    places = find_all(["the good will do it", "physician", "“efficient man”"], ["Nothing here.", SOURCE])
    told = {quote: SOURCE[place.start : place.end] for quote, place in places.items()}
    assert told == {
        "the good will do it": "the good will do it",
        "physician": "physi-\ncian",
        "“efficient man”": "eﬃcient man",
    }
    assert {place.text for place in places.values()} == {1}


def test_a_quotation_that_goes_on_in_the_next_text_is_found() -> None:
    texts = ["It begins here, at the end", "of one stretch, and", "ends in the third. More follows."]
    quote = "at the end of one stretch, and ends in the third"
    place = find_all([quote], texts)[quote]
    assert place.text == 0
    assert "\n".join(texts)[place.start : place.end] == "at the end\nof one stretch, and\nends in the third"


def test_in_a_script_without_spaces_words_have_no_edges() -> None:
    assert Verbatim(["道可道，非常道。名可名，非常名。"]).find("「可道，非常」") == Place(0, 1, 6)
    assert Verbatim(["道可道，非常道。"]).find("道可名") is None


def test_many_texts_are_read_one_by_one() -> None:
    alive = 0
    most = 0

    class Text(str):
        def __init__(self, _: str) -> None:
            nonlocal alive, most
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    texts = (Text(f"{speech(GRAVE, number, 5)} Here is number {number}.") for number in range(300))
    assert find_all(["here is number 298", "here is number 300"], texts).keys() == {"here is number 298"}
    assert most <= 3


ODD = "\u2014\u2013-\u00ad\u2026.'\"“”‘’«»\n\t \u00a0ﬁ\u200b"
TEXTS = st.text(st.sampled_from("abcAB dé道,;" + ODD), max_size=80)


@settings(deadline=None)
@given(TEXTS)
@example("a-\n\nb")
@example("«\n a \n»")
def test_the_two_ways_to_spell_a_text_agree_and_spell_it_once_for_all(text: str) -> None:
    assert Aligned(text).text == canonical(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.data())
def test_whatever_is_cut_from_a_text_at_the_edges_of_words_stands_in_it(
    text: str, data: st.DataObject
) -> None:
    edges = [
        place
        for place in range(len(text) + 1)
        if place in (0, len(text)) or text[place - 1].isspace() or text[place].isspace()
    ]
    first, last = sorted((data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))))
    quote = text[first:last]
    if not any(map(str.isalnum, quote)):
        return
    place = Verbatim([text]).find(quote)
    assert place is not None
    assert canonical(text[place.start : place.end]).casefold() in canonical(text).casefold()


@settings(deadline=None)
@given(
    st.lists(st.text(st.sampled_from("ab c,"), max_size=12), max_size=8),
    st.text(st.sampled_from("ab c"), max_size=8),
)
def test_streams_and_whole_texts_have_the_same_quotations(texts: list[str], quote: str) -> None:
    streamed = find_all([quote], texts).get(quote)
    whole = Verbatim(["\n".join(texts)]).find(quote)
    assert (streamed is None) == (whole is None)
    if streamed is not None and whole is not None:
        before = sum(len(text) + 1 for text in texts[: streamed.text])
        assert (before + streamed.start, before + streamed.end) == (whole.start, whole.end)
