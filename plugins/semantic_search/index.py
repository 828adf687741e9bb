"""A row of small integers for each passage, and the passages nearest to a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whetstone.core.text.words import content_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whetstone.core.values.passage import Passage
    from whetstone.plugins.semantic_search.encoder import Encoder

FLOOR = 0.18
"""Where no passage has a cosine of this size with the message, the message is about something else."""

SHARE_OF_BEST = 0.5
"""A passage bears on a message when its cosine is at least this share of the best one's."""

STEPS = 127
"""A row's numbers are kept as whole steps, this many to its largest one; that costs no quality here and a
quarter of the room."""

BLOCK = 256
"""How many rows are compared at a time: in cache, and on one thread."""


def build(passages: Sequence[Passage], encoder: Encoder) -> bytes:
    """Return the rows of `passages` as bytes: a scale for each (32-bit float), then their steps (8-bit)."""
    import numpy as np

    from whetstone.plugins.semantic_search.encoder import DIMENSIONS

    scales = np.zeros(len(passages), "<f4")
    steps = np.zeros((len(passages), DIMENSIONS), np.int8)
    for places, rows in encoder.encode_all([_said(passage) for passage in passages]):
        largest = np.maximum(np.abs(rows).max(axis=1), 1e-9)
        at = np.asarray(places)
        scales[at] = largest / STEPS
        steps[at] = np.rint(rows * (STEPS / largest)[:, None])
    return scales.tobytes() + steps.tobytes()


def _said(passage: Passage) -> str:
    """Return what a passage says, after its text's title where that says something and it has it not."""
    if passage.text.startswith(passage.title) or not any(map(str.isalnum, passage.title)):
        return passage.text
    return f"{passage.title}. {passage.text}"


class SemanticIndex:
    """One shelf's rows, ready to be searched from any thread."""

    def __init__(self, data: bytes, passages: int, encoder: Encoder) -> None:
        import numpy as np

        self._scales: NDArray[np.float32] = np.frombuffer(data, "<f4", passages)
        self._steps = np.frombuffer(data, np.int8, offset=4 * passages).reshape(passages, -1)
        self._encoder = encoder

    def search(self, query: str, limit: int) -> Sequence[int]:
        """Return the passages nearest to `query`; none where nothing on the shelf bears on it."""
        import numpy as np

        if not content_words(query):
            return []
        cosines = self._cosines(self._encoder.encode(query))
        best = float(cosines.max())
        if best < FLOOR:
            return []
        found = np.flatnonzero(cosines >= SHARE_OF_BEST * best)
        if len(found) > limit:
            found = np.sort(found[np.argpartition(-cosines[found], limit - 1)[:limit]])
        return [int(place) for place in found[np.argsort(-cosines[found], kind="stable")]]

    def _cosines(self, meaning: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        cosines = np.empty(len(self._scales), np.float32)
        for start in range(0, len(cosines), BLOCK):
            block = self._steps[start : start + BLOCK].astype(np.float32)
            np.einsum("pd,d->p", block, meaning, out=cosines[start : start + BLOCK])
        return cosines * self._scales
