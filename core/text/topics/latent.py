"""Texts as points of a latent space (latent semantic analysis)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import log
from typing import TYPE_CHECKING

from whetstone.core.text.topics.vocabulary import Vocabulary, subjects, term

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 64
"""Dimensions of the space, for many texts; few have one for each `_TEXTS_EACH`, or the noise would lead."""

_TEXTS_EACH = 20
_FEWEST = 8
_FIT_ON = 4_000
_CHUNK = 1_000
_OVERSAMPLED = 12
_ROUNDS = 3


def latent(texts: Sequence[str], terms: Vocabulary) -> NDArray[np.float32]:
    """Return the texts as rows of unit length, n x d, d up to `DIMENSIONS`.

    Deerwester et al. 1990: tf-idf (logarithmic, rows of unit length), reduced to its largest singular
    directions, which are found on an even sample of 4,000 texts by random projection (Halko, Martinsson
    and Tropp 2011, fixed seed) and onto which all texts are then folded. The mean is taken away, for what
    all texts share tells none from another. A text without any of the terms is a row of zeros.
    """
    import numpy as np

    if not texts or not terms.terms:
        return np.zeros((len(texts), 1), np.float32)
    idf = np.array([log((1 + len(texts)) / (1 + count)) + 0.1 for count in terms.holders], np.float32)
    sample = list(texts[:: -(-len(texts) // _FIT_ON)])
    basis = _directions(np.concatenate(list(_weighted(sample, terms, idf))))
    rows = np.concatenate([chunk @ basis for chunk in _weighted(texts, terms, idf)])
    held = np.linalg.norm(rows, axis=1) > 1e-6
    if len(texts) > 2:
        rows[held] -= rows[held].mean(axis=0) if held.any() else 0
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.where(lengths > 1e-6, rows / np.maximum(lengths, 1e-6), 0)
    return np.ascontiguousarray(unit.round(5), dtype=np.float32)


def _weighted(
    texts: Sequence[str], terms: Vocabulary, idf: NDArray[np.float32]
) -> Iterator[NDArray[np.float32]]:
    """Yield the texts' tf-idf rows, some at a time."""
    import numpy as np

    column: dict[str, int] = {}
    for start in range(0, len(texts), _CHUNK):
        some = texts[start : start + _CHUNK]
        rows = np.zeros((len(some), len(terms.terms)), np.float32)
        for row, text in enumerate(some):
            counts: Counter[int] = Counter()
            for word in subjects(text):
                place = column.get(word)
                if place is None:
                    place = column[word] = terms.terms.get(term(word), -1) if word not in terms.names else -1
                if place >= 0:
                    counts[place] += 1
            for place, count in counts.items():
                rows[row, place] = 1 + log(count)
        rows *= idf
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        yield rows / np.maximum(lengths, 1e-9)


def _directions(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the largest right singular vectors of `rows` as columns."""
    import numpy as np

    least = min(rows.shape)
    wanted = min(DIMENSIONS, least, max(_FEWEST, rows.shape[0] // _TEXTS_EACH))
    if least <= DIMENSIONS + _OVERSAMPLED:
        return np.asarray(np.linalg.svd(rows, full_matrices=False)[2][:wanted].T, np.float32)
    random = np.random.Generator(np.random.PCG64(0))
    probe = random.standard_normal((rows.shape[1], wanted + _OVERSAMPLED), dtype=np.float32)
    for _ in range(_ROUNDS):
        probe, _ = np.linalg.qr(rows.T @ (rows @ probe))
    small = rows @ probe
    turned = np.linalg.svd(small, full_matrices=False)[2]
    return np.asarray(probe @ turned[:wanted].T, np.float32)
