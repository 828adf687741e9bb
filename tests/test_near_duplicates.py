"""What stands in a corpus twice is read once: editions, repeated chapters, reprints; not common phrases."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from gathered import corpus_of, paragraphs

from whetstone.core.text.corpus import Corpus

ORIGINAL = paragraphs(120, seed=5)


def _modern(texts: Sequence[str]) -> list[str]:
    """Typos in one word of twenty, other spelling, other marks."""
    chosen = random.Random(3)
    found = []
    for text in texts:
        words = text.replace("?", "??").replace(".", ";").replace("or", "our").split(" ")
        for place in range(0, len(words), 20):
            at = min(len(words) - 1, place + chosen.randrange(20))
            words[at] = words[at][:2] + chosen.choice("xyz") + words[at][2:]
        found.append(" ".join(words))
    return found


def _rebroken(texts: Sequence[str]) -> list[str]:
    """The same sentences, in paragraphs that begin elsewhere."""
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.?!]) ", text)]
    return [" ".join(sentences[at : at + 4]) for at in range(2, len(sentences), 4)]


def _wrapped(texts: Sequence[str]) -> list[str]:
    """Lines of print, with words divided at their ends left whole."""
    return ["\n".join(re.findall(r".{1,60}(?:\s|$)", text)) for text in texts]


def _left(corpus: Corpus, work: int) -> float:
    """Return how much of a work's text is not called repeated."""
    lost = sum(found.characters for found in corpus.repeated.works if found.work == work)
    return corpus.works[work].characters / (corpus.works[work].characters + lost)


@pytest.mark.parametrize("edition", [list, _modern, _rebroken, _wrapped])
def test_another_edition_of_a_text_is_read_once(
    tmp_path: Path, edition: Callable[[Sequence[str]], list[str]]
) -> None:
    corpus = corpus_of(tmp_path / "corpus", {"First": ORIGINAL, "Second": edition(ORIGINAL)})
    assert _left(corpus, 0) == 1
    assert _left(corpus, 1) < 0.02
    assert {(found.work, found.of) for found in corpus.repeated.works} == {(1, 0)}
    assert {corpus.work_of(number) for number in corpus.pool(50)} == {0} or _left(corpus, 1) > 0


def test_a_chapter_that_is_printed_twice_in_a_work_is_read_once(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "corpus", {"Twice": [*ORIGINAL, *paragraphs(50, seed=6), *ORIGINAL[10:40]]})
    once = corpus_of(tmp_path / "once", {"Twice": [*ORIGINAL, *paragraphs(50, seed=6)]})
    assert abs(corpus.works[0].characters - once.works[0].characters) < 800
    [found] = corpus.repeated.works
    assert (found.work, found.of) == (0, 0)


def test_a_reprinted_page_is_left_out_of_the_book_around_it(tmp_path: Path) -> None:
    book = paragraphs(60, seed=8)
    corpus = corpus_of(
        tmp_path / "corpus", {"First": ORIGINAL, "Anthology": [*book[:30], *ORIGINAL[50:58], *book[30:]]}
    )
    reprinted = sum(map(len, ORIGINAL[50:58]))
    assert abs(corpus.repeated.characters - reprinted) < 0.25 * reprinted


def test_the_first_one_stays_through_any_number_of_editions(tmp_path: Path) -> None:
    editions = {
        "First": ORIGINAL,
        "Second": _modern(ORIGINAL),
        "Third": _rebroken(ORIGINAL),
        "Fourth": list(ORIGINAL),
    }
    corpus = corpus_of(tmp_path / "corpus", editions)
    assert [_left(corpus, work) < 0.02 for work in range(4)] == [False, True, True, True]


def test_another_translation_of_the_same_page_is_not_repetition(tmp_path: Path) -> None:
    one = (
        "At daybreak, when you rise unwillingly, have this thought ready: I am getting up to do the work "
        "of a man. Why then am I cross, if I go to do the things for which I exist and was brought into "
        "the world? Or was I made to lie under the blankets and keep myself warm? But this is more "
        "pleasant. Were you born then for pleasure, and not at all for action or effort? See the plants, "
        "the sparrows, the ants, the spiders and the bees working together to put in order their several "
        "parts of the universe."
    )
    other = (
        "In the morning, whenever you find it hard to leave your bed, tell yourself that you are rising "
        "to a human being's task. How can I complain of doing what I was born to do, and what I came here "
        "for? Am I here to stay warm between sheets? That is nicer, to be sure. Do you live to be "
        "comfortable, or to be of use? Look at small birds, at ants and bees and spiders, each at its own "
        "trade, each helping to keep the world going."
    )
    corpus = corpus_of(
        tmp_path / "corpus", {"One": [one, *ORIGINAL], "Other": [other, *paragraphs(30, seed=9)]}
    )
    assert corpus.repeated.passages == 0


def test_stock_phrases_and_short_answers_are_no_repetition(tmp_path: Path) -> None:
    answer = "Certainly, said he, and by all means; how could it be otherwise, my good friend?"
    talk = [part for text in ORIGINAL for part in (text, answer)]
    corpus = corpus_of(tmp_path / "corpus", {"Talk": talk, "More": [answer, *paragraphs(20, seed=10)]})
    assert corpus.repeated.passages == 0


def test_a_short_message_may_be_written_again(tmp_path: Path) -> None:
    corpus = corpus_of(
        tmp_path / "corpus", {f"Day {day}": ["good morning, thanks a lot"] for day in range(30)}
    )
    assert (len(corpus), corpus.repeated.passages) == (30, 0)


def test_repetition_is_found_where_no_spaces_stand_between_words(tmp_path: Path) -> None:
    chosen = random.Random(4)
    hanzi = [chr(0x4E00 + chosen.randrange(2_000)) for _ in range(400)]
    lines = ["".join(chosen.choices(hanzi, k=18)) + "。" for _ in range(200)]
    texts = ["".join(lines[at : at + 10]) for at in range(0, 200, 10)]
    shifted = ["".join(lines[at : at + 10]) for at in range(5, 195, 10)]
    corpus = corpus_of(tmp_path / "corpus", {"First": texts, "Second": shifted})
    assert _left(corpus, 0) == 1
    assert _left(corpus, 1) < 0.02


PLATO = Path(__file__).resolve().parents[2] / "shared" / "data" / "texts" / "plato"


@pytest.mark.skipif(not PLATO.exists(), reason="Plato's dialogues are not here")
def test_a_dialogue_that_is_given_again_is_found(tmp_path: Path) -> None:
    texts = (PLATO / "phaedo.txt").read_text(encoding="utf-8").split("\n\n")
    corpus = corpus_of(tmp_path / "corpus", {"Phaedo": texts, "Again": _rebroken(_modern(texts))})
    assert _left(corpus, 0) > 0.999
    assert _left(corpus, 1) < 0.02
