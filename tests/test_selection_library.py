"""Chosen passages become texts of a library: with what stands around them, word for word, in safe files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts_to_choose_from import about, excerpt

from whetstone.core.checks.names import check_name, check_unique
from whetstone.core.text.choosing.library_texts import library_texts
from whetstone.core.values.text import Excerpt


@dataclass
class Shelf:
    """Passages in order; neighbours are those beside one another in one section."""

    passages: Sequence[Excerpt]

    def excerpt(self, number: int) -> Excerpt:
        return self.passages[number]

    def before(self, number: int) -> int | None:
        return self._beside(number, number - 1)

    def after(self, number: int) -> int | None:
        return self._beside(number, number + 1)

    def _beside(self, number: int, other: int) -> int | None:
        if not 0 <= other < len(self.passages):
            return None
        one, two = self.passages[number], self.passages[other]
        return other if (one.work, one.section) == (two.work, two.section) else None


def source(sections: Sequence[tuple[str, str, int]]) -> tuple[Shelf, dict[str, str]]:
    """A shelf with so many passages for each work and section, and each work's whole text."""
    works: dict[str, str] = {}
    passages = []
    for number, (work, section, count) in enumerate(sections):
        for place in range(count):
            text = about("sea", 100 * number + place, sentences=3)
            whole = works.get(work, "")
            whole += "\n\n" if whole else ""
            passages.append(excerpt(text, work, section, len(whole)))
            works[work] = whole + text
    return Shelf(passages), works


def test_a_text_is_the_passage_and_its_neighbours_word_for_word() -> None:
    shelf, works = source([("Republic", "Book VII", 12)])
    (text,) = library_texts(shelf, [5], "en")
    assert text.name == "republic-book-vii-1.txt"
    assert 150 <= text.words <= 300
    assert 5 in text.numbers
    title, place, blank, body = text.text.split("\n", 3)
    assert title == text.title == "Republic, Book VII"
    assert place == f"Characters {text.start:,}–{text.end:,} of Republic"
    assert blank == ""
    assert body == works["Republic"][text.start : text.end] + "\n"


def test_texts_do_not_overlap_and_keep_to_their_section() -> None:
    shelf, _ = source([("A", "I", 4), ("A", "II", 3), ("B", "", 9)])
    texts = library_texts(shelf, [0, 1, 3, 4, 8, 9, 15], "en")
    numbers = [number for text in texts for number in text.numbers]
    assert len(set(numbers)) == len(numbers)
    assert {0, 1, 3, 4, 8, 9, 15} <= set(numbers)
    for text in texts:
        assert {(shelf.excerpt(n).work, shelf.excerpt(n).section) for n in text.numbers} == {
            (text.work, text.section)
        }
        assert list(text.numbers) == list(range(text.numbers[0], text.numbers[-1] + 1))


def test_what_is_sealed_is_never_taken_in() -> None:
    shelf, _ = source([("A", "I", 9)])
    (text,) = library_texts(shelf, [4], "en", without={3, 6})
    assert set(text.numbers) <= {4, 5}


def test_a_text_does_not_reach_over_what_was_left_out_between_passages() -> None:
    first, second = about("sea", 1), about("sea", 2)
    shelf = Shelf([excerpt(first, "A", "", 0), excerpt(second, "A", "", len(first) + 900)])
    assert [text.numbers for text in library_texts(shelf, [0, 1], "en")] == [(0,), (1,)]


def test_a_passage_longer_than_a_text_stays_alone() -> None:
    long = " ".join(about("sea", number) for number in range(9))
    shelf = Shelf([excerpt(long, "A"), excerpt("Short one.", "A", "", len(long) + 2)])
    (text,) = library_texts(shelf, [0], "en")
    assert text.numbers == (0,)


@pytest.mark.parametrize(
    ("work", "section", "name"),
    [
        ("The Republic", "Part One › Book VII: The Cave", "the-republic-book-vii-the-cave-1.txt"),
        ("L'Éthique / II", "", "léthique-ii-1.txt"),
        ("道德經", "第一章", "道德經-第一章-1.txt"),
        ("CON", "", "text-con-1.txt"),
        ("...", "***", "text-1.txt"),
        ("Ἀπολογία Σωκράτους", "", "ἀπολογία-σωκράτουσ-1.txt"),
        ("a" * 300, "b" * 300, f"{'a' * 48}-{'b' * 48}-1.txt"),
    ],
)
def test_files_have_names_that_a_cartridge_takes(work: str, section: str, name: str) -> None:
    shelf = Shelf([excerpt(about("sea", 1), work, section)])
    (text,) = library_texts(shelf, [0], "en")
    assert text.name == name
    check_name(f"library/{text.name}")


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=150), st.text(max_size=150)), min_size=1, max_size=6))
def test_whatever_works_are_called_their_files_can_stand_beside_one_another(
    titles: list[tuple[str, str]],
) -> None:
    shelf = Shelf([excerpt(about("sea", n), work, section, 0) for n, (work, section) in enumerate(titles)])
    texts = library_texts(shelf, range(len(titles)), "en")
    for text in texts:
        check_name(f"library/{text.name}")
        assert "\n" not in text.title
    check_unique(f"library/{text.name}" for text in texts)
