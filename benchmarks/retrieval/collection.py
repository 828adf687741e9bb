"""A test collection in BEIR's layout: documents, queries, and which documents were judged to answer which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class BadData(Exception):
    """The folder is not such a collection; the message is one sentence that says where."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Texts of documents and of queries by id, and for each judged query the grades of documents.

    Only queries with a relevant document (a grade above 0) are in `judged`; `left_out` counts the others
    of the judgements. `missing` counts the judged documents that are not in the corpus; one that is
    relevant counts as not found.
    """

    documents: Mapping[str, str]
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]
    left_out: int
    missing: int = 0


def read(folder: Path, split: str = "test") -> Collection:
    """Read `corpus.jsonl`, `queries.jsonl` and the judgements `qrels/SPLIT.tsv`, else `qrels.tsv`.

    Raises:
        BadData: a file is missing or a line of it cannot be read.
    """
    if not folder.is_dir():
        raise BadData(
            f"{folder}: there is no such folder; name one with corpus.jsonl, queries.jsonl and qrels/"
        )
    documents = {id: _document(entry) for id, entry in _entries(folder / "corpus.jsonl")}
    queries = {id: entry["text"] for id, entry in _entries(folder / "queries.jsonl")}
    if not documents:
        raise BadData(f"{folder / 'corpus.jsonl'}: it holds no document")
    grades = _grades(_judgements(folder, split))
    unknown = next((id for id in grades if id not in queries), None)
    if unknown is not None:
        raise BadData(f"{folder / 'queries.jsonl'}: the query {unknown!r}, which was judged, is not in it")
    judged = {id: of for id, of in grades.items() if any(grade > 0 for grade in of.values())}
    if not judged:
        raise BadData(f"{folder}: no query has a relevant document in the judgements")
    missing = {id for of in grades.values() for id in of} - documents.keys()
    return Collection(documents, queries, judged, len(grades) - len(judged), len(missing))


def _document(entry: Mapping[str, Any]) -> str:
    """Return a document as a library's text: its title stands above it, as a heading."""
    title = str(entry.get("title") or "").strip()
    return f"{title}\n\n{entry['text']}" if title else str(entry["text"])


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the id and the object of each line that is not empty.

    Raises:
        BadData: the file is missing, or a line is no object with an id of its own and a text.
    """
    seen: set[str] = set()
    for number, line in _lines(path):
        where = f"{path}, line {number}"
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise BadData(f"{where}: not JSON: {error}") from None
        if not isinstance(entry, dict) or not isinstance(entry.get("_id"), str | int):
            raise BadData(f'{where}: an object with "_id" and "text" is needed')
        if not isinstance(entry.get("text"), str):
            raise BadData(f'{where}: "text" must be a string')
        id = str(entry["_id"])
        if id in seen:
            raise BadData(f"{where}: the id {id!r} stands on an earlier line already")
        seen.add(id)
        yield id, entry


def _judgements(folder: Path, split: str) -> Path:
    for path in (folder / "qrels" / f"{split}.tsv", folder / "qrels.tsv"):
        if path.is_file():
            return path
    others = sorted(path.stem for path in (folder / "qrels").glob("*.tsv"))
    hint = f"; there is {', '.join(others)}: use --qrels {others[0]}" if others else ""
    raise BadData(f"{folder / 'qrels' / f'{split}.tsv'}: there is no such file{hint}")


def _grades(path: Path) -> dict[str, dict[str, int]]:
    """Return the grades of documents by query, from lines of query, document and grade between tabs.

    A first line that is a heading is passed over. Lines of TREC's four columns (query, iteration,
    document, grade) are read too.
    """
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) == 4:
            del cells[1]
        cells = [cell.strip() for cell in cells]
        try:
            query, document, value = cells[0], cells[1], float(cells[2])
        except (IndexError, ValueError):
            if number == 1 and not any(cell.lstrip("-").isdecimal() for cell in cells[2:]):
                continue
            raise BadData(
                f"{path}, line {number}: query, document and grade are needed, tabs between them"
            ) from None
        if not value.is_integer():
            raise BadData(f"{path}, line {number}: a grade must be a whole number, not {cells[2]}")
        grades.setdefault(query, {})[document] = int(value)
    return grades


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not empty, with their numbers from 1.

    Raises:
        BadData: the file is missing or is not UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline=None) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line.rstrip("\n")
    except OSError as error:
        raise BadData(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise BadData(f"{path}: it is not UTF-8") from None
