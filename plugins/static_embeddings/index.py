"""Ranking passages by embeddings: the whole passage's meaning, and word by word.

A passage's score is the sum of two measures. The first is the cosine of weighted means of word
embeddings (the weights are SIF's, Arora, Liang and Ma, ICLR 2017). The second asks for each word of
the message how near the passage's nearest word is, and weighs the words by rarity (as BM25 does). The
mean finds what a question is about, the words keep it from drifting to what is merely alike.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from whetstone.core.text.words import STOP_WORDS, content_words, is_unspaced, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whetstone.core.values.passage import Passage
    from whetstone.plugins.static_embeddings.embedder import Embedder

FLOOR = 0.22
"""A passage with a smaller score than this does not bear on the message."""

WORDS_SHARE = 0.5
"""What the second measure (0 to 1) counts beside the first (the cosine)."""

NEAR = 0.3
"""Words with a smaller cosine than this are not alike at all."""

NEAREST = 30
"""How many of the shelf's words may stand for one of the message's."""

WORD_DIMENSIONS = 128
"""Words are compared by this much of their embeddings, which are trained to be cut short."""

BLOCK = 32
"""How many rows are multiplied at a time."""

SMOOTHING = 0.5
"""SIF's constant: a word in every passage weighs a third of a rare one."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What is computed once for a shelf.

    `passages` has a unit row for each passage. `words` is the vocabulary, `near` has a unit row for each
    of its words, and `weights` its SIF weights. Word `w` is held by the passages
    `holders[starts[w]:starts[w + 1]]`, none where it is a stop word.
    """

    passages: NDArray[np.float16]
    words: tuple[str, ...]
    near: NDArray[np.float16]
    weights: NDArray[np.float32]
    starts: NDArray[np.int64]
    holders: NDArray[np.int32]

    def to_bytes(self) -> bytes:
        """Return the tables as one `.npz` archive."""
        import numpy as np

        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        arrays["words"] = np.frombuffer("\n".join(self.words).encode(), np.uint8)
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Tables:
        """Return what `to_bytes` gave."""
        import numpy as np

        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            tables: dict[str, Any] = {field.name: arrays[field.name] for field in fields(cls)}
        tables["words"] = tuple(tables["words"].tobytes().decode().split("\n"))
        return cls(**tables)


def build(passages: Sequence[Passage], embedder: Embedder) -> Tables:
    """Return the tables of `passages`, whose titles count as part of them."""
    import numpy as np

    vocabulary: dict[str, int] = {}
    held = [
        np.array(
            [
                vocabulary.setdefault(word, len(vocabulary))
                for word in words(f"{passage.title} {passage.text}")
            ],
            np.int32,
        )
        for passage in passages
    ]
    distinct = [np.unique(ids) for ids in held]
    counts = np.bincount(np.concatenate(distinct), minlength=len(vocabulary))
    weights = (SMOOTHING / (SMOOTHING + counts / len(passages))).astype(np.float32)
    sums = embedder.sums(list(vocabulary))
    rows = np.stack([_weighed(weights[ids], sums[ids]) for ids in held])
    starts, holders = _inverted(distinct, np.array([word in STOP_WORDS for word in vocabulary]))
    return Tables(
        passages=unit(rows).astype(np.float16),
        words=tuple(vocabulary),
        near=unit(sums[:, :WORD_DIMENSIONS]).astype(np.float16),
        weights=weights,
        starts=starts,
        holders=holders,
    )


def _inverted(
    distinct: Sequence[NDArray[np.int32]], stopped: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    import numpy as np

    ids = np.concatenate(distinct)
    owners = np.repeat(np.arange(len(distinct), dtype=np.int32), [len(each) for each in distinct])
    kept = ~stopped[ids]
    ids, owners = ids[kept], owners[kept]
    counts = np.bincount(ids, minlength=len(stopped))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return starts, owners[np.argsort(ids, kind="stable")]


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rows with length 1; a row of zeros stays one."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = (rows / np.maximum(lengths, 1e-9)).astype(np.float32, copy=False)
    return scaled


def _weighed(weights: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the weighted sum of the rows."""
    import numpy as np

    total: NDArray[np.float32] = np.einsum("w,wd->d", weights, rows)
    return total


def _products(vectors: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the product of each of a few vectors with each of many rows, as one row for each vector.

    It goes block by block, each too small for the threads of a BLAS: those wait for each other, and take
    15 ms on a busy machine for what one thread does in 1 ms.
    """
    import numpy as np

    whole = len(rows) // BLOCK * BLOCK
    blocks = np.matmul(rows[:whole].reshape(-1, BLOCK, rows.shape[1]), vectors.T)
    rest = np.matmul(rows[whole:], vectors.T)
    return np.ascontiguousarray(np.concatenate([blocks.reshape(whole, len(vectors)), rest]).T)


class EmbeddingIndex:
    """One shelf's tables, ready to be searched from any thread."""

    def __init__(self, tables: Tables, embedder: Embedder) -> None:
        import numpy as np

        self._tables = tables
        self._embedder = embedder
        self._passages = tables.passages.astype(np.float32)
        self._near = tables.near.astype(np.float32)
        self._places = {word: place for place, word in enumerate(tables.words)}

    def search(self, query: str, limit: int) -> Sequence[int]:
        """Return the passages nearest to `query`, none with a score below `FLOOR`."""
        import numpy as np

        subject = content_words(query)
        if not subject:
            return []
        scores = self._meaning(query) + WORDS_SHARE * self._word_by_word(subject)
        found = np.flatnonzero(scores >= FLOOR)
        if len(found) > limit:
            found = np.sort(found[np.argpartition(-scores[found], limit - 1)[:limit]])
        return [int(place) for place in found[np.argsort(-scores[found], kind="stable")]]

    def _meaning(self, query: str) -> NDArray[np.float32]:
        import numpy as np

        said = words(query)
        weights = np.array([self._weight(word) for word in said], np.float32)
        meaning = unit(_weighed(weights, self._embedder.sums(said)))
        cosines: NDArray[np.float32] = _products(meaning[None], self._passages)[0]
        return cosines

    def _weight(self, word: str) -> float:
        place = self._places.get(word)
        return 1.0 if place is None else float(self._tables.weights[place])

    def _word_by_word(self, subject: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        scores = np.zeros(len(self._passages), np.float32)
        spaced = [word for word in subject if not is_unspaced(word)]
        if not spaced:
            return scores
        said = unit(self._embedder.sums(spaced)[:, :WORD_DIMENSIONS])
        total = 0.0
        for word, likeness in zip(spaced, _products(said, self._near), strict=True):
            if word in self._places:
                likeness[self._places[word]] = 1
            best = self._best(likeness)
            held = max(1.0, float(best.sum()))
            weight = math.log1p((len(scores) - held + 0.5) / (held + 0.5))
            scores += weight * best
            total += weight
        return scores / np.float32(total)

    def _best(self, likeness: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return for each passage the likeness of its nearest word, 0 where none is near."""
        import numpy as np

        best = np.zeros(len(self._passages), np.float32)
        near = np.flatnonzero(likeness >= NEAR)
        near = near[np.argsort(likeness[near], kind="stable")][-NEAREST:]
        for word in near:  # the nearest comes last and stays
            holders = self._tables.holders[self._tables.starts[word] : self._tables.starts[word + 1]]
            best[holders] = likeness[word]
        return best
