"""Whether a few names stand in a log at all, looked for as it goes past."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from whetstone.core.leaks.folding import Folded, words_of

if TYPE_CHECKING:
    from whetstone.core.leaks.copies import Ints

_BYTES = 8


class Spoken:
    """Which of `names` were said, as whole words, without regard to case, accents and what stands between."""

    def __init__(self, names: Iterable[str]) -> None:
        self._left = {letters for name in names if (letters := b"".join(words_of(name)))}
        self._said: set[bytes] = set()

    def __contains__(self, name: str) -> bool:
        return b"".join(words_of(name)) in self._said

    def read(self, words: Folded) -> None:
        """Look at some of the log."""
        import numpy as np

        if not self._left or not len(words.starts):
            return
        heads = np.ndarray((len(words.letters),), "<u8", words.letters + bytes(_BYTES), strides=(1,))
        heads = heads[words.starts]
        ends = np.append(words.starts, len(words.letters))
        for name in sorted(self._left):
            size = min(_BYTES, len(name))
            mask = np.uint64((1 << 8 * size) - 1)
            places = words.starts[(heads & mask) == np.uint64(int.from_bytes(name[:size], "little"))]
            if any(
                words.letters.startswith(name, place) and _is_end(ends, place + len(name))
                for place in places.tolist()
            ):
                self._said.add(name)
        self._left -= self._said


def _is_end(ends: Ints, place: int) -> bool:
    import numpy as np

    at = int(np.searchsorted(ends, place))
    return at < len(ends) and int(ends[at]) == place
