"""Texts as points of a latent space (latent semantic analysis)."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from whetstone.core.text.topics.said import Said
from whetstone.core.text.topics.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 64
"""Dimensions of the space, for many texts; few have one for each `_TEXTS_EACH`, or the noise would lead."""

_TEXTS_EACH = 20
_FEWEST = 8
_FIT_ON = 2_000
_CHUNK = 1_000
_OVERSAMPLED = 12
_ROUNDS = 2


def latent(said: Said, terms: Vocabulary) -> NDArray[np.float32]:
    """Return the texts as rows of unit length, n x d, d up to `DIMENSIONS`.

    Deerwester et al. 1990: tf-idf (logarithmic, rows of unit length), reduced to its largest singular
    directions, which are found on an even sample of 2,000 texts by random projection (Halko, Martinsson
    and Tropp 2011, fixed seed) and onto which all texts are then folded. The mean is taken away, for what
    all texts share tells none from another. A text without any of the terms is a row of zeros.
    """
    import numpy as np

    if not said.texts or not terms.terms:
        return np.zeros((said.texts, 1), np.float32)
    weighted = _Weighted(said, terms)
    basis = _directions(weighted.rows(np.arange(0, said.texts, -(-said.texts // _FIT_ON))))
    rows = weighted.along(basis)
    held = np.linalg.norm(rows, axis=1) > 1e-6
    if said.texts > 2:
        rows[held] -= rows[held].mean(axis=0) if held.any() else 0
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.where(lengths > 1e-6, rows / np.maximum(lengths, 1e-6), 0)
    return np.ascontiguousarray(unit.round(5), dtype=np.float32)


class _Weighted:
    """The texts' tf-idf weights, of which rows can be had."""

    def __init__(self, said: Said, terms: Vocabulary) -> None:
        import numpy as np

        text, self._column, times = said.by(terms.column)
        idf = np.array([log((1 + said.texts) / (1 + count)) + 0.1 for count in terms.holders], np.float32)
        repeated = np.array([1 + log(count) for count in range(1, times.max(initial=1) + 1)], np.float32)
        weight = repeated[times - 1] * idf[self._column]
        lengths = np.sqrt(np.bincount(text, weight.astype(np.float64) ** 2, said.texts))
        self._weight = np.asarray(weight / lengths[text], np.float32)
        self._ends = np.searchsorted(text, np.arange(said.texts + 1))
        self._width = len(terms.terms)

    def rows(self, texts: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the rows of some texts."""
        import numpy as np

        rows = np.zeros((len(texts), self._width), np.float32)
        for row, text in zip(rows, texts.tolist(), strict=True):
            here = slice(self._ends[text], self._ends[text + 1])
            row[self._column[here]] = self._weight[here]
        return rows

    def along(self, basis: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the product of the rows of all texts, of which most is 0, with the columns of `basis`."""
        import numpy as np

        found = np.zeros((len(self._ends) - 1, basis.shape[1]), np.float32)
        for first in range(0, len(found), _CHUNK):
            ends = self._ends[first : first + _CHUNK + 1]
            here = slice(ends[0], ends[-1])
            held = np.flatnonzero(np.diff(ends))
            if len(held):
                products = basis[self._column[here]] * self._weight[here, None]
                found[first + held] = np.add.reduceat(products, ends[held] - ends[0])
        return found


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
