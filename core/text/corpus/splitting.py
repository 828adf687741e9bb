"""Splitting some stretches into passages, which is a pure function and runs in any process."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from whetstone.core.text.corpus.files import ERRORS, PASSAGE
from whetstone.core.text.passages import split_passages
from whetstone.core.text.style.phrases import run_hashes
from whetstone.core.text.style.spacing import spaced
from whetstone.core.text.style.tokens import table

SHINGLE = 4
"""Words in a shingle by which repetitions are found."""

SAMPLED = 4
"""One shingle in this many is kept, chosen by its hash, so that the same ones are kept everywhere."""

PARTITIONS = 64
"""Sampled shingles are kept apart by their hash in this many files, so that each can be sorted in memory."""

HASH_BITS = 42
OWNER_BITS = 28
"""A shingle's hash and its passage's number share 64 bits; the partition says the hash's first six."""

_table = table()


@dataclass(frozen=True, slots=True)
class Slab:
    """Some stretches' texts, and the language that their sentences are found by."""

    texts: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class SplitSlab:
    """The passages of a slab.

    `data` is the texts in UTF-8, `sizes` how many bytes each has, `passages` a table of `files.PASSAGE` whose
    stretches are numbered within the slab. `shingles` are sampled hashes, ordered by their partition, each
    with its passage's number in the slab in its last bits; `partitions` is where each partition ends.
    """

    data: bytes
    sizes: tuple[int, ...]
    passages: Any
    shingles: Any
    partitions: tuple[int, ...]


def split_slab(slab: Slab) -> SplitSlab:
    """Split the stretches of `slab` into passages, with their places, ids and sampled shingles."""
    import numpy as np

    global _table
    _table = table()
    records: list[tuple[int, ...]] = []
    pieces: list[str] = []
    encoded = []
    for number, text in enumerate(slab.texts):
        encoded.append(text.encode(errors=ERRORS))
        at = reach = 0
        ascii_only = len(encoded[-1]) == len(text)
        for passage in split_passages("", text, language=slab.language):
            first = passage.start if ascii_only else at + _bytes(text[reach : passage.start])
            last = passage.end if ascii_only else first + _bytes(passage.text)
            at, reach = last, passage.end
            records.append((number, passage.start, passage.end, first, last, 0, 0, id_number(passage.text)))
            pieces.append(passage.text)
    passages = np.array(records, PASSAGE)
    shingles, owners, words = sampled_shingles(pieces)
    passages["words"] = np.minimum(words, 65_535)
    passages["samples"] = np.minimum(np.bincount(owners, minlength=len(pieces)), 65_535)
    order = np.argsort(shingles, kind="stable")
    shingles, owners = shingles[order], owners[order]
    edges = np.arange(1, PARTITIONS + 1, dtype=np.uint64) << np.uint64(HASH_BITS - 6)
    ends = np.searchsorted(shingles, edges)
    within = shingles & np.uint64((1 << (HASH_BITS - 6)) - 1)
    packed = (within << np.uint64(OWNER_BITS)) | owners.astype(np.uint64)
    return SplitSlab(b"".join(encoded), tuple(map(len, encoded)), passages, packed, tuple(ends.tolist()))


def sampled_shingles(pieces: list[str]) -> tuple[Any, Any, Any]:
    """Return the sampled shingles' hashes, the piece each begins in, and how many words each piece has.

    A hash is below 2 to the power of `HASH_BITS`, and told once for a piece. A shingle may end in the next
    piece, so where one ends does not matter. Sampling shingles by their hash is Broder's (On the resemblance
    and containment of documents, 1997).
    """
    import numpy as np

    rows: list[int] = []
    lengths = []
    for piece in pieces:
        found = _table.rows(spaced(piece)[0])
        rows += found
        lengths.append(len(found))
    numbers, *_, hashes, letters = _table.arrays()
    words = numbers[np.array(rows, np.int64)]
    owners = np.repeat(np.arange(len(pieces), dtype=np.uint32), lengths)
    real = letters[words] > 0
    words, owners = words[real], owners[real]
    sizes = np.bincount(owners, minlength=len(pieces))
    shingles = run_hashes(hashes[words], SHINGLE)
    kept = np.flatnonzero(shingles % np.uint64(SAMPLED) == 0)
    shingles, owners = shingles[kept] >> np.uint64(64 - HASH_BITS), owners[kept]
    order = np.lexsort((shingles, owners))
    shingles, owners = shingles[order], owners[order]
    new = np.ones(len(shingles), bool)
    new[1:] = (shingles[1:] != shingles[:-1]) | (owners[1:] != owners[:-1])
    return shingles[new], owners[new], sizes


def id_number(text: str) -> int:
    """Return the number whose 12 hex digits are in the id of an excerpt."""
    return int.from_bytes(sha256(" ".join(text.split()).encode(errors=ERRORS)).digest()[:6], "big")


def _bytes(text: str) -> int:
    return len(text.encode(errors=ERRORS))
