"""How well a style can be told: learned from earlier sessions, tried on later ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whetstone.core.readiness.material import Material, Spoken
from whetstone.core.readiness.result import Curve, Style, TooLittle
from whetstone.core.text.one_thread import one_thread
from whetstone.core.text.scale.likeness import LEAST, WINDOW, AuthorStyle, equally_long, windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEARNED = 2 / 3
"""The share of the turns, the earliest ones, that a style is learned from; it is tried on the others."""

FEWEST_WINDOWS = 5
"""Windows of each kind without which nothing is told."""

MORE = 100
"""Turns whose worth is estimated."""

_PREFIXES = (1 / 4, 1 / 2, 1)
_SAMPLES = 2_000
_WORTH = 0.005
_LEVEL = 0.95
_Z = 1.959964


class Telling:
    """Tries styles, learned from more and more of the earlier turns, on windows of the later ones.

    Raises:
        TooLittle: there are too few turns, or words in them.
    """

    def __init__(self, material: Material) -> None:
        spoken = material.spoken
        cut = round(LEARNED * len(spoken))
        self._learned, tried = spoken[:cut], spoken[cut:]
        self._language = material.language
        both = [one for one in tried if one.own and one.other]
        own, others = equally_long([one.own for one in both], [one.other for one in both])
        if len(own) < FEWEST_WINDOWS * WINDOW:
            raise TooLittle(
                f"it takes {FEWEST_WINDOWS} windows of {WINDOW} turns in the later third of the turns to "
                f"try a style on, and there are {len(own)} turns"
            )
        if (size := _size(self._learned)) < LEAST:
            raise TooLittle(
                f"a style is learned from {LEAST:,} characters at the least, and the earlier two thirds of "
                f"the turns have {size:,}"
            )
        self._own, self._others = windows(own), windows(others)
        self._wins: dict[int, NDArray[np.float64]] = {}

    def style(self) -> Style:
        """Return how well the style is told that is learned from all earlier turns."""
        wins = self._tried(len(self._learned))
        own, others = wins.shape
        told = float(wins.mean())
        low, high = bounds(told, own, others)
        return Style(round(told, 4), round(low, 4), round(high, 4), own, others, len(self._learned))

    def curve(self, turns: int) -> Curve:
        """Return what `MORE` turns would bring to a log of `turns`.

        The error of a style is taken to fall as one over the number of turns it is learned from, which is
        fitted to the styles of several prefixes. The interval is that of samples of the windows, drawn with
        replacement, each with a fit of its own.

        Raises:
            TooLittle: the shorter prefixes hold too few words.
        """
        import numpy as np

        sizes = sorted({round(share * len(self._learned)) for share in _PREFIXES})
        sizes = [size for size in sizes if _size(self._learned[:size]) >= LEAST]
        if len(sizes) < len(_PREFIXES):
            raise TooLittle(
                f"it takes styles learned from a quarter, a half and all of the earlier turns, and a quarter "
                f"has fewer than {LEAST:,} characters"
            )
        drawn = self._drawn(sizes)
        slope = 1 / np.array(sizes, np.float64)
        slope -= slope.mean()
        error_falls = -(slope / (slope @ slope)) * (1 / turns - 1 / (turns + MORE))
        gains = drawn @ error_falls
        points = tuple((size, round(float(self._tried(size).mean()), 4)) for size in sizes)
        gain = float(np.array([told for _, told in points]) @ error_falls)
        low, high = np.quantile(gains, ((1 - _LEVEL) / 2, (1 + _LEVEL) / 2)).tolist()
        return Curve(points, MORE, round(gain, 5), round(low, 5), round(high, 5), low > 0 and gain >= _WORTH)

    def _drawn(self, sizes: Sequence[int]) -> NDArray[np.float64]:
        """Return what is told in samples of the windows (samples x sizes), the same windows for each size."""
        import numpy as np

        random = np.random.Generator(np.random.PCG64(0))
        own, others = len(self._own), len(self._others)
        times_own = random.multinomial(own, np.full(own, 1 / own), _SAMPLES) / own
        times_others = random.multinomial(others, np.full(others, 1 / others), _SAMPLES) / others
        with one_thread():
            told = [((times_own @ self._tried(size)) * times_others).sum(axis=1) for size in sizes]
        return np.stack(told, axis=1)

    def _tried(self, size: int) -> NDArray[np.float64]:
        """Return whether each window of the user's (rows) is found nearer than each of the others'."""
        import numpy as np

        if size not in self._wins:
            learned = self._learned[:size]
            heard = [one.other for one in learned if one.other]
            with one_thread():
                style = AuthorStyle.learn(
                    [one.own for one in learned if one.own],
                    self._language or "en",
                    heard if sum(map(len, heard)) >= LEAST else None,
                )
                mine, theirs = (
                    style.measure(style.features.count(some))[:, 0].round(9)
                    for some in (self._own, self._others)
                )
            wins = (mine[:, None] > theirs[None]) + 0.5 * (mine[:, None] == theirs[None])
            self._wins[size] = np.asarray(wins, np.float64)
        return self._wins[size]


def _size(spoken: Sequence[Spoken]) -> int:
    return sum(len(one.own) for one in spoken)


def bounds(told: float, own: int, others: int) -> tuple[float, float]:
    """Return the bounds of the area under a ROC curve (Newcombe 2006, method 5).

    They are the areas whose standard error, by Hanley and McNeil for exponential scores, puts `told` just
    inside; so there is an interval also where every pair is told.
    """
    half = (own + others) / 2 - 1

    def outside(area: float) -> bool:
        spread = 1 + half * ((1 - area) / (2 - area) + area / (1 + area))
        return (told - area) ** 2 > _Z**2 * area * (1 - area) * spread / (own * others)

    def between(far: float) -> float:
        near = told
        for _ in range(60):
            middle = (near + far) / 2
            near, far = (near, middle) if outside(middle) else (middle, far)
        return near

    return between(0.0) if told > 0 else 0.0, between(1.0) if told < 1 else 1.0
