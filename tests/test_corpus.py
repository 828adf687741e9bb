"""Texts become a corpus on disk: passages with their places, some held out, counted in several processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from gathered import corpus_of, paragraphs, stretches

from whetstone.core.text.corpus import Corpus, gather
from whetstone.core.values.text import Stretch

WORKS = {f"Work {number}": paragraphs(30, seed=number) for number in range(1, 5)}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return corpus_of(tmp_path_factory.mktemp("texts") / "corpus", WORKS)


def test_every_passage_stands_word_for_word_where_it_says(corpus: Corpus) -> None:
    texts = {work: "".join(part.text for part in stretches(work, some)) for work, some in WORKS.items()}
    for excerpt in corpus.excerpts(range(len(corpus))):
        assert texts[excerpt.work][excerpt.start : excerpt.end] == excerpt.text
        assert excerpt.section in ("Book I", "Book II")
    assert [work.title for work in corpus.works] == list(WORKS)
    assert sum(work.passages for work in corpus.works) == len(corpus) > 90
    assert [corpus.works[corpus.work_of(number)].title for number in (0, len(corpus) - 1)] == [
        "Work 1",
        "Work 4",
    ]


def test_an_id_names_the_words_however_they_are_broken_into_lines(tmp_path: Path) -> None:
    text = paragraphs(1, seed=9)[0]
    one = gather(tmp_path / "a", [Stretch(0, "One", "", 0, text)])
    other = gather(tmp_path / "b", [Stretch(3, "Other", "I", 77, text.replace(" ", "\n", 5))])
    assert [one.excerpt(n).id for n in range(len(one))] == [other.excerpt(n).id for n in range(len(other))]


def test_passages_of_letters_beyond_ascii_are_cut_where_they_say(tmp_path: Path) -> None:
    text = (
        "Ἡ ψυχὴ ἀθάνατός ἐστιν, ὦ φίλε. " * 60
        + "\n\n"
        + "道可道，非常道。名可名，非常名。" * 40
        + "\n\nPlain words end it."
    )
    corpus = gather(
        tmp_path / "corpus", [Stretch(0, "Mixed", "", 0, text), Stretch(0, "Mixed", "", len(text), "Fin.")]
    )
    excerpts = corpus.excerpts(range(len(corpus)))
    assert [text[excerpt.start : excerpt.end] for excerpt in excerpts[:-1]] == [e.text for e in excerpts[:-1]]
    assert (excerpts[-1].text, excerpts[-1].start) == ("Fin.", len(text))


def test_there_is_no_passage_beyond_the_last(corpus: Corpus) -> None:
    with pytest.raises(IndexError, match=f"no passage {len(corpus)}"):
        corpus.excerpt(len(corpus))


def test_neighbours_are_those_of_the_same_section(corpus: Corpus) -> None:
    for number in range(len(corpus)):
        after = corpus.after(number)
        here = corpus.excerpt(number)
        if after is None:
            continue
        there = corpus.excerpt(after)
        assert corpus.before(after) == number
        assert (here.work, here.section) == (there.work, there.section)
        assert 0 <= there.start - here.end <= 2
    ends = [number for number in range(len(corpus)) if corpus.after(number) is None]
    assert len(ends) == 8  # two sections in each of four works


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    parts = [part for work, some in WORKS.items() for part in stretches(work, some)] * 12

    def by_processes(phase: str, function: Callable[[Any], Any], inputs: Iterable[Any]) -> Iterator[Any]:
        with ProcessPoolExecutor(2) as pool:
            yield from pool.map(function, list(inputs))

    alone = gather(tmp_path / "alone", parts)
    together = gather(tmp_path / "together", parts, by_processes)
    assert alone.counts == together.counts
    assert _bytes(tmp_path / "alone") == _bytes(tmp_path / "together")


def test_gathering_over_what_an_interrupted_run_left_begins_anew(tmp_path: Path) -> None:
    parts = list(stretches("Work 1", WORKS["Work 1"]))

    def interrupted() -> Iterator[Stretch]:
        yield from parts
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gather(tmp_path / "corpus", interrupted())
    gather(tmp_path / "corpus", parts)
    gather(tmp_path / "fresh", parts)
    assert _bytes(tmp_path / "corpus") == _bytes(tmp_path / "fresh")


def test_another_process_comes_to_the_same_files_seal_and_profile(tmp_path: Path) -> None:
    program = (
        "import hashlib, json, sys; from pathlib import Path; import test_corpus; from test_corpus import *\n"
        "corpus = corpus_of(Path(sys.argv[1]), WORKS); corpus.hold_out()\n"
        "said = [corpus.seal, corpus.held_out, corpus.pool(40), corpus.counts.as_json()]\n"
        "print(json.dumps(said))\n"
        "print(hashlib.sha256(repr(sorted(test_corpus._bytes(Path(sys.argv[1])).items())).encode()).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_nothing_gathered_is_an_empty_corpus(tmp_path: Path) -> None:
    for texts in ([], [Stretch(0, "Rules", "", 0, "* * *\n\n---")]):
        corpus = gather(tmp_path / "corpus", texts)
        corpus.hold_out()
        assert (len(corpus), corpus.held_out, corpus.pool(10), corpus.counts.numbers["words"]) == (
            0,
            (),
            [],
            0,
        )


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
