"""`python -m benchmarks.retrieval`: other people's test collections, measured by trec_eval's definitions."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from commandline import environment

ROOT = Path(__file__).parents[1]
CORPUS = [
    {"_id": "a", "title": "Bees", "text": "Bees gather nectar and make honey."},
    {"_id": "b", "title": "", "text": "A hive of bees has one queen."},
    {"_id": "c", "text": "A ship is steered by its rudder."},
]
QUERIES = [{"_id": "1", "text": "bees honey"}, {"_id": "2", "text": "rudder"}, {"_id": "3", "text": "wine"}]
HEAD = "query-id\tcorpus-id\tscore\n"
QRELS = HEAD + "1\ta\t1\n1\tb\t2\n1\tc\t0\n2\tc\t1\n3\ta\t0\n"


@dataclass
class Ran:
    code: int
    out: str
    err: str

    def row(self, *retrievers: str) -> dict[str, Any]:
        assert self.code == 0, self.err
        (found,) = [row for row in json.loads(self.out) if row["retrievers"] == list(retrievers)]
        return found  # type: ignore[no-any-return]


def collection(
    folder: Path, corpus: list[Any], queries: list[Any], qrels: str, name: str = "qrels/test.tsv"
) -> Path:
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in corpus))
    (folder / "queries.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in queries))
    (folder / name).write_text(qrels, newline="")
    return folder


def bench(folder: Path, *options: str) -> Ran:
    command = [sys.executable, "-m", "benchmarks.retrieval", str(folder), *options]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


WORDS = ("--json", "--retrievers", "full_text_search")
IDEAL = 2 / math.log2(2) + 1 / math.log2(3)
NDCG = ((1 / math.log2(2)) / IDEAL + 1) / 2
"""Words find `a` (graded 1) for the first query, where `b` (graded 2) lacks the rarer word, and all for the
second; the third has nothing to find and is left out."""


def test_ndcg_and_recall_are_what_a_hand_computes(tmp_path: Path) -> None:
    row = bench(collection(tmp_path, CORPUS, QUERIES, QRELS), *WORDS).row("full_text_search")
    assert row["ndcg@10"] == pytest.approx(NDCG, abs=1e-4)
    assert row["recall@10"] == pytest.approx((1 / 2 + 1) / 2)
    assert row["queries"] == 2
    assert row["index_bytes"] > 0
    assert row["documents_per_second"] > 0
    assert 0 < row["query_ms_p50"] <= row["query_ms_p99"]


@pytest.mark.parametrize(
    "written",
    [
        QRELS.replace("\n", "\r\n"),
        QRELS.removeprefix(HEAD),
        "﻿" + QRELS,
        QRELS.replace("\t1\n", "\t1.0\n"),
        "1 0 a 1\n1 0 b 2\n2 0 c 1\n3 0 a 0\n",
        QRELS + "\n2\tz\t-1\n",
    ],
    ids=["crlf", "no heading", "bom", "decimal", "trec", "negative"],
)
def test_judgements_may_be_written_in_several_ways(tmp_path: Path, written: str) -> None:
    row = bench(collection(tmp_path, CORPUS, QUERIES, written), *WORDS).row("full_text_search")
    assert (row["ndcg@10"], row["queries"]) == (pytest.approx(NDCG, abs=1e-4), 2)


@pytest.mark.parametrize("grade", ["1.5", "nan", "inf"])
def test_a_grade_that_is_no_whole_number_is_refused_with_its_line(tmp_path: Path, grade: str) -> None:
    refused = bench(collection(tmp_path, CORPUS, QUERIES, f"{QRELS}2\ta\t{grade}\n"), *WORDS)
    assert refused.code == 1
    assert refused.err.endswith(f"test.tsv, line 7: a grade must be a whole number, not {grade}\n")


def test_ids_may_be_numbers_and_judgements_lie_beside(tmp_path: Path) -> None:
    corpus = [entry | {"_id": number} for number, entry in enumerate(CORPUS)]
    queries = [entry | {"_id": int(entry["_id"])} for entry in QUERIES]
    qrels = QRELS.replace("\ta\t", "\t0\t").replace("\tb\t", "\t1\t").replace("\tc\t", "\t2\t")
    row = bench(collection(tmp_path, corpus, queries, qrels, "qrels.tsv"), *WORDS).row("full_text_search")
    assert row["ndcg@10"] == pytest.approx(NDCG, abs=1e-4)


def test_other_judgements_are_an_option(tmp_path: Path) -> None:
    folder = collection(tmp_path, CORPUS, QUERIES, "2\tc\t1\n", "qrels/dev.tsv")
    assert bench(folder, *WORDS, "--qrels", "dev").row("full_text_search")["queries"] == 1
    refused = bench(folder, *WORDS)
    assert refused.code == 1
    assert refused.err.endswith("test.tsv: there is no such file; there is dev: use --qrels dev\n")


def test_a_relevant_document_that_is_not_in_the_corpus_counts_as_not_found(tmp_path: Path) -> None:
    folder = collection(tmp_path, CORPUS, QUERIES, "2\tc\t1\n2\tz\t1\n")
    ran = bench(folder, *WORDS)
    row = ran.row("full_text_search")
    assert "judged documents that are not in corpus.jsonl: 1" in ran.err.splitlines()
    assert row["recall@10"] == 0.5
    assert row["ndcg@10"] == pytest.approx(1 / (1 + 1 / math.log2(3)), abs=1e-4)


def test_a_long_document_stands_where_its_best_passage_does(tmp_path: Path) -> None:
    dull = "\n\n".join(f"Paragraph {n} tells of weather, of roads and of harvests. " * 8 for n in range(40))
    corpus = [{"_id": str(n), "title": f"Volume {n}", "text": dull} for n in range(12)]
    corpus[7]["text"] = f"{dull}\n\nHere alone a rudder is mentioned, and how it steers a ship at sea."
    folder = collection(tmp_path, corpus, QUERIES, "2\t7\t1\n")
    assert bench(folder, *WORDS).row("full_text_search")["ndcg@10"] == 1


def test_a_query_that_is_a_document_does_not_find_itself(tmp_path: Path) -> None:
    corpus = [*CORPUS, {"_id": "2", "text": "rudder"}]
    row = bench(collection(tmp_path, corpus, QUERIES, "2\tc\t1\n"), *WORDS).row("full_text_search")
    assert row["ndcg@10"] == 1


def test_every_retriever_and_their_fusions_are_measured(tmp_path: Path) -> None:
    folder = collection(tmp_path, CORPUS, QUERIES, QRELS)
    words, static, semantic = "full_text_search", "static_embeddings", "semantic_search"
    ran = bench(folder, "--json")
    for retrievers in (
        [words], [static], [semantic], [words, static], [words, semantic], [words, static, semantic]
    ):  # fmt: skip
        row = ran.row(*retrievers)
        assert row["recall@10"] >= 0.75
        assert row["queries"] == 2
    table = bench(folder, "--retrievers", words, static)
    assert f"{words} + {static}" in table.out
    assert "3 documents, 2 queries (1 without a relevant document left out)" in table.out
    assert semantic not in table.out


def test_settings_of_a_home_are_used(tmp_path: Path) -> None:
    folder = collection(tmp_path / "data", CORPUS, QUERIES, QRELS)
    home = tmp_path / "home"
    home.mkdir()
    (home / "whetstone.toml").write_text("[full_text_search]\nshare = 0\n")
    row = bench(folder, *WORDS, "--home", str(home)).row("full_text_search")
    assert row["recall@10"] == 1


def test_some_of_the_queries_are_enough_for_a_first_look(tmp_path: Path) -> None:
    queries = [{"_id": str(n), "text": "rudder"} for n in range(50)]
    folder = collection(tmp_path, CORPUS, queries, "".join(f"{n}\tc\t1\n" for n in range(50)))
    assert bench(folder, *WORDS, "--queries", "7").row("full_text_search")["queries"] == 7


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("corpus.jsonl", None, "corpus.jsonl: No such file or directory"),
        ("corpus.jsonl", "", "corpus.jsonl: it holds no document"),
        ("corpus.jsonl", '{"_id": "a", "text": "x"}\n{"_id": \n', "corpus.jsonl, line 2: not JSON"),
        ("corpus.jsonl", '["a"]\n', 'corpus.jsonl, line 1: an object with "_id" and "text" is needed'),
        ("corpus.jsonl", '\n{"_id": "a", "text": 1}\n', 'corpus.jsonl, line 2: "text" must be a string'),
        (
            "corpus.jsonl",
            '{"_id": 1, "text": ""}\n{"_id": "1", "text": ""}\n',
            "line 2: the id '1' stands on",
        ),
        ("corpus.jsonl", b"\xff\n", "corpus.jsonl: it is not UTF-8"),
        ("queries.jsonl", '{"_id": "9", "text": "x"}\n', "queries.jsonl: the query '1', which was judged"),
        ("qrels/test.tsv", "", "no query has a relevant document"),
        ("qrels/test.tsv", HEAD + "1\ta\n", "test.tsv, line 2: query, document and grade are needed"),
        ("qrels/test.tsv", HEAD + "1\ta\tgood\n", "test.tsv, line 2: query, document and grade are needed"),
        ("qrels/test.tsv", None, "test.tsv: there is no such file"),
    ],
)
def test_bad_data_is_refused_in_one_sentence(
    tmp_path: Path, file: str, content: str | bytes | None, sentence: str
) -> None:
    folder = collection(tmp_path, CORPUS, QUERIES, QRELS)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content.encode() if isinstance(content, str) else content)
    ran = bench(folder, *WORDS)
    assert (ran.code, ran.out) == (1, "")
    assert sentence in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_folder_or_a_retriever_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = bench(tmp_path / "none", *WORDS)
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    ran = bench(collection(tmp_path, CORPUS, QUERIES, QRELS), "--retrievers", "full_text")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "full_text_search" in ran.err


def test_questions_of_our_own_name_texts_that_are_there(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    lines = (
        f"Rule {n} says to weigh salt, honey, linen, copper, timber and barley before noon." for n in range(9)
    )
    (texts / "rules.txt").write_text("Rules\n\n" + "\n\n".join(line * 5 for line in lines))
    command = [sys.executable, "-m", "benchmarks.retrieval.own", str(tmp_path), "--texts", str(texts)]
    subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, check=True)
    for name in ("personas", "plato", "quotations"):
        folder = tmp_path / name
        corpus = {json.loads(line)["_id"] for line in (folder / "corpus.jsonl").read_text().splitlines()}
        rows = (folder / "qrels" / "test.tsv").read_text().splitlines()[1:]
        assert {row.split("\t")[1] for row in rows} <= corpus
    assert bench(tmp_path / "personas", *WORDS).row("full_text_search")["queries"] == 66
    assert bench(tmp_path / "quotations", *WORDS).row("full_text_search")["recall@10"] > 0.9
