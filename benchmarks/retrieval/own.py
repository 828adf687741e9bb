"""Make test collections of our own: colloquial questions about Plato and built-in personas, and quotations.

    python -m benchmarks.retrieval.own FOLDER [--texts ../shared/data/texts/plato]

Writes `plato`, `personas` and `quotations` into FOLDER, each in BEIR's layout for `benchmarks.retrieval`.
The questions are ours and lie in `questions/`. A question about Plato names its passages by a pattern over
their words: in 1,500 pages each is answered in many places. A quotation is a quarter of the content words of
a sentence, and what it was taken from is to be found.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from whetstone.core.text.passages import sentences, split_passages
from whetstone.core.text.words import content_words
from whetstone.core.values.passage import Passage

QUESTIONS = Path(__file__).parent / "questions"
PERSONAS = Path(__file__).parents[2] / "philosophy_library"
TEXTS = Path(__file__).parents[3] / "shared" / "data" / "texts" / "plato"
QUOTATIONS = 150

Judged = tuple[str, list[str]]
"""A question, and the ids of the documents that answer it."""


def main() -> None:
    """Write the collections, of Plato only where his texts are there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.own")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--texts", type=Path, default=TEXTS, metavar="DIR")
    options = parser.parse_args()
    _write(options.folder / "personas", *_personas())
    if options.texts.is_dir():
        passages = _passages(options.texts)
        documents = {id: _document(passage) for id, passage in passages.items()}
        _write(options.folder / "plato", documents, _about(passages))
        _write(options.folder / "quotations", documents, _quotations(passages))


def _personas() -> tuple[dict[str, str], list[Judged]]:
    documents = {
        f"{path.parents[1].name}/{path.stem}": path.read_text("utf-8")
        for path in sorted(PERSONAS.glob("*/library/*.txt"))
    }
    judged = [
        (line["question"], [f"{line['persona']}/{text}" for text in line["texts"]])
        for line in _lines("personas.jsonl")
    ]
    return documents, judged


def _passages(folder: Path) -> dict[str, Passage]:
    return {
        f"{path.stem}:{passage.start}": passage
        for path in sorted(folder.glob("*.txt"))
        for passage in split_passages(path.name, path.read_text("utf-8"))
    }


def _document(passage: Passage) -> str:
    return passage.text if passage.text.startswith(passage.title) else f"{passage.title}\n\n{passage.text}"


def _about(passages: Mapping[str, Passage]) -> list[Judged]:
    judged = []
    for line in _lines("plato.jsonl"):
        where = re.compile(line["answered_where"], re.IGNORECASE | re.DOTALL)
        judged.append(
            (line["question"], [id for id, passage in passages.items() if where.search(passage.text)])
        )
    return judged


def _quotations(passages: Mapping[str, Passage]) -> list[Judged]:
    chance = random.Random(3)
    judged: list[Judged] = []
    ids = list(passages)
    while len(judged) < QUOTATIONS:
        id = chance.choice(ids)
        text = passages[id].text
        said = [content_words(text[start:end]) for start, end in sentences(text, (0, len(text)))]
        long = [words for words in said if len(words) >= 8]
        if long:
            words = chance.choice(long)
            judged.append((" ".join(chance.sample(words, max(3, len(words) // 4))), [id]))
    return judged


def _lines(name: str) -> Iterable[dict[str, Any]]:
    return map(json.loads, (QUESTIONS / name).read_text("utf-8").splitlines())


def _write(folder: Path, documents: Mapping[str, str], judged: list[Judged]) -> None:
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
        for id, text in documents.items():
            file.write(json.dumps({"_id": id, "title": "", "text": text}) + "\n")
    with (folder / "queries.jsonl").open("w", encoding="utf-8") as file:
        for number, (question, _) in enumerate(judged):
            file.write(json.dumps({"_id": str(number), "text": question}) + "\n")
    with (folder / "qrels" / "test.tsv").open("w", encoding="utf-8") as file:
        file.write("query-id\tcorpus-id\tscore\n")
        for number, (_, answers) in enumerate(judged):
            file.writelines(f"{number}\t{id}\t1\n" for id in answers)
    print(f"{folder}: {len(documents):,} documents, {len(judged)} questions")


if __name__ == "__main__":
    main()
