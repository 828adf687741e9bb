"""How well, and how fast, the retrievers find what was judged relevant.

    python -m benchmarks.retrieval DATA [--qrels test] [--retrievers NAME …] [--queries N] [--home DIR]

DATA is a folder in BEIR's layout: corpus.jsonl ({"_id", "title", "text"}), queries.jsonl ({"_id", "text"})
and qrels/test.tsv (query, document and grade, tabs between them). Documents become texts of one library,
split and searched as a persona's library is; a document's rank is that of its best passage. Queries without
a relevant document are left out, and so is a document that is the query itself (same id, same text).
Full-text search by itself is also asked with `share = 0`, where every passage with one of the words counts:
with the default it leaves what is said in other words to the retrievers that it is fused with.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.retrieval.collection import BadData, Collection, read
from benchmarks.retrieval.runs import Bench, Measured, Row, combinations, percentile
from whetstone import Host, WhetstoneError
from whetstone.core.library import chosen_retrievers
from whetstone.core.values.passage import OptionalRetriever, Retriever
from whetstone.plugins.full_text_search import FullTextSearch


def main(arguments: list[str]) -> int:
    """Print the table and return the exit code."""
    options = _options().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            chosen = _retrievers(options.home or Path(folder) / "home", options.retrievers)
            collection = _some(read(options.data, options.qrels), options.queries)
            if collection.missing:
                _tell(f"judged documents that are not in corpus.jsonl: {collection.missing}")
            bench = Bench(collection, Path(folder) / "cache", _tell)
            rows = [row for measured in chosen.values() for row in _alone(bench, measured)]
            rows += [bench.fused(several) for several in combinations(chosen)]
    except (BadData, WhetstoneError) as error:
        _tell(str(error))
        return 1
    if options.json:
        print(json.dumps([_plain(row, collection) for row in rows], indent=2))
    else:
        _table(rows, collection)
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval",
        description="Measure the retrievers on a test collection in BEIR's layout.",
    )
    parser.add_argument(
        "data", type=Path, metavar="DATA", help="folder with corpus.jsonl, queries.jsonl, qrels/"
    )
    parser.add_argument("--qrels", default="test", metavar="NAME", help="qrels/NAME.tsv (default: test)")
    parser.add_argument(
        "--retrievers", nargs="+", metavar="NAME", help="these alone (default: all that can work)"
    )
    parser.add_argument("--queries", type=int, metavar="N", help="ask N of the queries, evenly spread")
    parser.add_argument("--home", type=Path, metavar="DIR", help="use the settings in DIR/whetstone.toml")
    parser.add_argument("--json", action="store_true", help="print data instead of a table")
    return parser


def _retrievers(home: Path, names: list[str] | None) -> dict[str, Measured]:
    """Return the retrievers that were named, else all that can work here.

    Raises:
        PluginError: one that was named is not there or lacks something.
    """
    with Host(home) as host:
        found = host.plugins.collect("whetstone_retrievers", Retriever, settings=host.settings)
        brought = {retriever.name: retriever for _, retriever in found}
        if names is None:
            for retriever in brought.values():
                if isinstance(retriever, OptionalRetriever) and (lacking := retriever.unavailable()):
                    _tell(f"left out: {lacking}")
            names = [
                name
                for name, retriever in brought.items()
                if not isinstance(retriever, OptionalRetriever) or not retriever.unavailable()
            ]
        chosen = chosen_retrievers(brought, names, host.plugins.absent)
    ordered = sorted(chosen, key=lambda retriever: isinstance(retriever, OptionalRetriever))
    return {retriever.name: Measured(retriever) for retriever in ordered}


def _alone(bench: Bench, measured: Measured) -> Iterator[Row]:
    """Yield what a retriever did by itself, and for words also what they do where each one counts."""
    yield bench.alone(measured)
    if measured.name == FullTextSearch.name:
        row = bench.alone(Measured(FullTextSearch(share=0), f"{measured.name}, share 0"))
        yield dataclasses.replace(row, index_seconds=0.0)


def _some(collection: Collection, most: int | None) -> Collection:
    """Return the collection with at most `most` of its queries."""
    queries = list(collection.judged)
    if not most or most >= len(queries):
        return collection
    kept = itertools.islice(queries, 0, None, -(-len(queries) // most))
    return dataclasses.replace(collection, judged={query: collection.judged[query] for query in kept})


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _plain(row: Row, collection: Collection) -> dict[str, object]:
    return {
        "retrievers": row.name.split(" + "),
        "ndcg@10": round(row.ndcg, 4),
        "recall@10": round(row.recall, 4),
        "queries": len(row.query_seconds),
        "query_ms_p50": round(percentile(row.query_seconds, 0.5), 3),
        "query_ms_p99": round(percentile(row.query_seconds, 0.99), 3),
        "index_seconds": round(row.index_seconds, 3),
        "documents_per_second": round(len(collection.documents) / row.index_seconds)
        if row.index_seconds
        else None,
        "index_bytes": row.index_bytes or None,
    }


def _table(rows: list[Row], collection: Collection) -> None:
    print(
        f"{len(collection.documents):,} documents, {len(rows[0].query_seconds):,} queries"
        + (f" ({collection.left_out:,} without a relevant document left out)" if collection.left_out else "")
    )
    wide = max(len(row.name) for row in rows)
    head = f"{'':<{wide}}  nDCG@10  recall@10  query p50      p99  documents/s  index"
    print(head)
    for row in rows:
        line = f"{row.name:<{wide}}  {row.ndcg:7.4f}  {row.recall:9.4f}"
        line += (
            f"  {percentile(row.query_seconds, 0.5):6.1f} ms  {percentile(row.query_seconds, 0.99):6.1f} ms"
        )
        if row.index_seconds:
            speed = len(collection.documents) / row.index_seconds
            line += f"  {speed:10,.0f}  {row.index_bytes / 1e6:,.1f} MB"
        print(line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
