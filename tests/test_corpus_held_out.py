"""Some passages are held out before anything is read, and nothing of them remains in what is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from gathered import corpus_of, paragraphs, stretches

from whetstone.core.text.corpus import gather
from whetstone.core.values.text import Stretch

WORKS = {f"Work {number}": paragraphs(12 * number, seed=number) for number in range(1, 6)}


def test_a_tenth_is_held_out_in_runs_from_every_work(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "corpus", WORKS)
    corpus.hold_out(share=0.1)
    held = corpus.held_out
    assert len(held) == len(corpus) // 10
    assert {corpus.work_of(number) for number in held} == set(range(5))
    assert sum(number + 1 in held for number in held) > len(held) / 2
    corpus.hold_out(share=0.1, most=7)
    assert len(corpus.held_out) == 7


def test_what_is_held_out_is_in_neither_pool_nor_counts_nor_context(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "corpus", WORKS)
    before = corpus.counts
    corpus.hold_out()
    pool = corpus.pool(10_000)
    assert set(pool).isdisjoint(corpus.held_out)
    assert len(pool) == len(corpus) - len(corpus.held_out)
    held = [excerpt.text for excerpt in corpus.excerpts(corpus.held_out)]
    assert before.numbers["words"] - corpus.counts.numbers["words"] == sum(len(text.split()) for text in held)
    for number in pool:
        assert corpus.after(number) not in corpus.held_out
        assert corpus.before(number) not in corpus.held_out
    assert any(corpus.before(number) in pool for number in corpus.held_out)


def test_words_that_only_held_out_passages_have_are_not_counted(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "corpus", WORKS)
    corpus.hold_out()
    kept = {
        word.strip(".?!").lower()
        for text in corpus.excerpts(corpus.pool(10_000))
        for word in text.text.split()
    }
    assert set(corpus.counts.words) == kept


def test_the_seal_names_what_is_held_out_and_stays_the_same(tmp_path: Path) -> None:
    seals = set()
    for name in ("a", "b"):
        corpus = corpus_of(tmp_path / name, WORKS)
        corpus.hold_out()
        seals.add(corpus.seal)
    assert len(seals) == 1
    corpus.hold_out(most=5)
    assert corpus.seal not in seals


def test_a_passage_that_repeats_half_of_a_held_out_one_is_not_read_either(tmp_path: Path) -> None:
    works = dict(WORKS)
    corpus = corpus_of(tmp_path / "first", works)
    corpus.hold_out()
    half = corpus.excerpt(corpus.held_out[0]).text
    quoted = half[: len(half) // 2]
    own = paragraphs(40, seed=77)
    works["Commentary"] = [*own[:20], f"{own[20][:250]} {quoted} {own[21][:150]}", *own[22:]]
    corpus = corpus_of(tmp_path / "second", works)
    corpus.hold_out(share=0.1)
    where = [n for n in range(len(corpus)) if quoted[:60] in " ".join(corpus.excerpt(n).text.split())]
    assert len(where) == 2
    if set(where) & set(corpus.held_out):
        assert set(where).isdisjoint(corpus.pool(10_000))
    else:
        pytest.fail("the passage that was held out is not any more, so this proves nothing")


@pytest.mark.parametrize(("count", "held"), [(0, 0), (1, 0), (4, 0), (5, 1), (12, 1), (30, 3)])
def test_small_corpora_keep_most_of_what_they_have(tmp_path: Path, count: int, held: int) -> None:
    works = [
        Stretch(number, f"Poem {number}", "", 0, paragraphs(1, seed=number)[0][:340])
        for number in range(count)
    ]
    corpus = gather(tmp_path / "corpus", works)
    corpus.hold_out()
    assert (len(corpus), len(corpus.held_out)) == (count, held)


def test_a_sample_is_the_same_each_time_and_hears_small_works(tmp_path: Path) -> None:
    works = {
        "Long": paragraphs(200, seed=1),
        "Short": paragraphs(6, seed=2),
        "Shorter": paragraphs(3, seed=3),
    }
    corpus = corpus_of(tmp_path / "corpus", works)
    sample = corpus.pool(30)
    assert sample == corpus.pool(30) == sorted(set(sample))
    assert len(sample) == 30
    assert {corpus.work_of(number) for number in sample} == {0, 1, 2}
    assert corpus.pool(30, seed=1) != sample
    assert len(list(stretches("Long", works["Long"]))) > 10
