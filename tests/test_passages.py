"""A library text is split into passages whose places are exact, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from whetstone.core.text.passages import LEAST, MOST, SENTENCE_CAP, split_passages, title_of

SCRAPS = st.sampled_from(
    [
        "The soul is older than the body. ",
        "Why? ",
        "“No,” he said. ",
        "e.g. Dr. Smith, 3.5 km away; ",
        "a\u0301e\u0308 ",
        "👩\u200d👩\u200d👧 ",
        "🇫🇷",
        "道可道，非常道。",
        "名可名",
        "สวัสดีครับ",
        "สุข ",
        "\n",
        "\n\n",
        "\n \t\n",
        "# A heading",
        "* * *",
        "\u2028",
        "\u00a0",
        "\ufeff",
        "\ud800",
        "word " * 200,
        "x" * 2_000,
        "界" * 900,
        "Short line\n" * 40,
    ]
)
TEXTS = st.lists(st.one_of(SCRAPS, st.text(max_size=40)), max_size=60).map("".join)


@given(TEXTS, st.sampled_from(["en", "zh", "th", "el", "xx"]))
@example("", "en")
@example("\n\n\n", "en")
@example("no end of sentence", "en")
def test_every_passage_is_where_it_says_and_no_letter_is_lost(text: str, language: str) -> None:
    passages = split_passages("a.txt", text, language=language)
    left = list(text)
    before = 0
    for passage in passages:
        assert passage.start >= before
        assert text[passage.start : passage.end] == passage.text == passage.text.strip() != ""
        assert passage.end - passage.start <= MOST + SENTENCE_CAP
        assert any(map(str.isalnum, passage.text))
        before = passage.end
        left[passage.start : passage.end] = " " * len(passage.text)
    assert not any(map(str.isalnum, left))


def test_paragraphs_become_passages_of_some_sentences_each() -> None:
    sentence = "The hive has one queen, and every bee in it is her daughter or her son. "
    text = "\n\n".join([sentence * 3, sentence * 40, sentence * 2, sentence * 12])
    passages = split_passages("bees.txt", text)
    assert all(passage.text.startswith("The hive") for passage in passages)
    assert all(passage.text.endswith("son.") for passage in passages)
    assert all(LEAST * 0.9 <= len(passage.text) <= MOST + len(sentence) for passage in passages)


def test_a_heading_begins_a_passage_and_is_not_left_behind() -> None:
    body = "A long enough sentence about this part of the subject, and nothing else at all. " * 4
    text = f"On everything\n\n{body}\n\nOn bees\n\n{body}\n\n## On ships\n\n{body}"
    assert [passage.text.split("\n")[0] for passage in split_passages("a.txt", text)] == [
        "On everything",
        "On bees",
        "## On ships",
    ]


def test_sixteen_megabytes_without_a_sentence_end_are_split_at_words() -> None:
    text = "lorem ipsum " * 1_400_000
    passages = split_passages("lorem.txt", text)
    assert sum(len(passage.text.split()) for passage in passages) == 2_800_000
    assert max(len(passage.text) for passage in passages) <= MOST + SENTENCE_CAP


def test_a_long_chinese_paragraph_is_split_at_its_full_stops() -> None:
    text = "上善若水，水善利萬物而不爭。處眾人之所惡，故幾於道。" * 4_000
    passages = split_passages("laozi.txt", text, language="zh")
    assert all(passage.text.endswith("。") for passage in passages)
    assert max(len(passage.text) for passage in passages) <= (MOST + SENTENCE_CAP) / 3


def test_an_emoji_of_several_characters_is_not_cut_apart() -> None:
    family = "👩\u200d👩\u200d👧"
    passages = split_passages("a.txt", f"a{family}" * 900)
    assert len(passages) > 1
    assert "".join(passage.text for passage in passages) == f"a{family}" * 900
    assert all(passage.text.startswith(("a", family)) for passage in passages)


@pytest.mark.parametrize(
    ("source", "text", "title"),
    [
        ("a.txt", "On bees\n\nBees gather nectar.", "On bees"),
        ("a.txt", "\ufeff\n## On bees\nBees.", "On bees"),
        ("on_the_good-life.txt", "A" * 200, "On the good life"),
        ("apology.txt", "* * *\n\nText.", "Apology"),
        ("_.txt", "", "_.txt"),
    ],
)
def test_the_title_is_the_first_line_or_the_readable_file_name(source: str, text: str, title: str) -> None:
    assert title_of(source, text) == title
