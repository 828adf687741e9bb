"""How certain a mean is: bootstrap intervals, and those of likeness over replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.text.scale.likeness import WINDOW, AuthorStyle, equally_long

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLES = 2_000
"""Samples that are drawn for an interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the bounds of a confidence interval, and the number of values behind it."""

    mean: float
    low: float
    high: float
    n: int


def interval(values: Sequence[float], samples: int = SAMPLES, seed: int = 0, level: float = 0.95) -> Interval:
    """Return the mean of `values` with its bootstrap interval, bias-corrected and accelerated (Efron 1987).

    One value alone has no interval: both bounds are that value.

    Raises:
        ValueError: there are no values.
    """
    import numpy as np

    if not len(values):
        raise ValueError("an interval needs at least one value")
    data = np.asarray(values, np.float64)
    mean, n = float(data.mean()), len(data)
    if n == 1 or float(np.ptp(data)) == 0:
        return Interval(round(mean, 6), round(mean, 6), round(mean, 6), n)
    random = np.random.Generator(np.random.PCG64(seed))
    means = np.sort(
        np.concatenate(
            [data[random.integers(n, size=(some, n))].mean(axis=1) for some in _batches(samples, n)]
        )
    )
    low, high = np.quantile(means, _accelerated(data, means, level))
    return Interval(round(mean, 6), round(float(low), 6), round(float(high), 6), n)


def differences(
    one: Sequence[float], other: Sequence[float], samples: int = SAMPLES, seed: int = 0, level: float = 0.95
) -> Interval:
    """Return the interval of the mean of `one` less `other`, value by value.

    Raises:
        ValueError: they have different lengths, or none.
    """
    return interval([a - b for a, b in zip(one, other, strict=True)], samples, seed, level)


@dataclass(frozen=True, slots=True)
class Compared:
    """How much the replies under several conditions sound like an author.

    `likeness` holds each condition's interval, `gains` the intervals of its difference to the last one,
    over `contexts` contexts in which all conditions replied. `characters` and `function_words` are the two
    parts of each condition's mean.
    """

    contexts: int
    likeness: dict[str, Interval]
    gains: dict[str, Interval]
    characters: dict[str, float]
    function_words: dict[str, float]


def compare(
    replies: dict[str, Sequence[str]],
    style: AuthorStyle,
    size: int = WINDOW,
    samples: int = 1_000,
    seed: int = 0,
    level: float = 0.95,
) -> Compared:
    """Compare conditions by their replies to the same contexts; the last condition is the one to beat.

    The replies to a context are cut equally long. Each sample draws as many contexts, with replacement,
    as there are, the same for all conditions, groups them into windows of `size`, and measures the mean
    likeness of the windows. The means are those over all contexts, and the intervals hold the middle of the
    samples (percentiles), moved to have that mean: a context drawn twice into one window makes it poorer.

    Raises:
        ValueError: the conditions have different numbers of replies, or there is no context in which
            all of them said something.
    """
    import numpy as np

    drawn, whole, contexts = _sampled(replies, style, size, samples, seed)
    names = list(replies)
    bounds = (1 - level) / 2, (1 + level) / 2

    def told(mean: float, spread: NDArray[np.float64]) -> Interval:
        low, high = np.quantile(spread, bounds)
        return Interval(round(mean, 6), round(float(low), 6), round(float(high), 6), contexts)

    return Compared(
        contexts,
        {name: told(float(whole[place, 0]), drawn[place]) for place, name in enumerate(names)},
        {
            name: told(float(whole[place, 0] - whole[-1, 0]), drawn[place] - drawn[-1])
            for place, name in enumerate(names[:-1])
        },
        {name: round(float(whole[place, 1]), 6) for place, name in enumerate(names)},
        {name: round(float(whole[place, 2]), 6) for place, name in enumerate(names)},
    )


def fidelity(
    clone: Sequence[str],
    generic: Sequence[str],
    real: Sequence[str],
    style: AuthorStyle,
    size: int = WINDOW,
    samples: int = 1_000,
    seed: int = 0,
    level: float = 0.95,
) -> Interval | None:
    """Return (clone - generic) / (real - generic) in likeness: 0 as a generic reply is, 1 as the real one.

    All three replied to the same contexts. `None` where the real replies do not sound more like the author
    than the generic ones in at least the share `level` of the samples: then there is nothing to measure.

    Raises:
        ValueError: as `compare`.
    """
    import numpy as np

    three = {"clone": clone, "generic": generic, "real": real}
    drawn, whole, contexts = _sampled(three, style, size, samples, seed)
    ahead = drawn[2] - drawn[1]
    distance = float(whole[2, 0] - whole[1, 0])
    if distance <= 0 or float((ahead > 0).mean()) < level:
        return None
    kept = ahead > 0
    ratios = (drawn[0] - drawn[1])[kept] / ahead[kept]
    low, high = np.quantile(ratios, ((1 - level) / 2, (1 + level) / 2))
    mean = float(whole[0, 0] - whole[1, 0]) / distance
    return Interval(round(mean, 6), round(float(low), 6), round(float(high), 6), contexts)


def _sampled(
    replies: dict[str, Sequence[str]], style: AuthorStyle, size: int, samples: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """Return the mean likeness of the samples (conditions x samples) and the whole (x 3), and contexts."""
    import numpy as np

    cut = equally_long(*replies.values())
    contexts = len(cut[0])
    if not contexts:
        raise ValueError("there is no context in which every condition replied")
    counts = [style.features.count(condition) for condition in cut]
    random = np.random.Generator(np.random.PCG64(seed))
    whole = _measured(counts, np.arange(contexts)[None], size, style).mean(axis=1)
    drawn = [
        _measured(counts, random.integers(contexts, size=(some, contexts)), size, style)[..., 0]
        for some in _batches(samples, max(1, contexts // size) * counts[0].shape[1])
    ]
    means = np.concatenate(drawn, axis=1)
    return means + (whole[:, :1] - means.mean(axis=1, keepdims=True)), whole, contexts


def _measured(
    counts: Sequence[NDArray[np.float32]], picks: NDArray[np.int64], size: int, style: AuthorStyle
) -> NDArray[np.float64]:
    """Return the mean measures (conditions x samples x 3) of the windows of picked contexts (samples x n)."""
    import numpy as np

    samples, contexts = picks.shape
    groups = max(1, contexts // size)
    of = np.minimum(np.arange(contexts) // size, groups - 1)
    times = np.zeros((samples * groups, contexts), np.float32)
    np.add.at(times, (np.arange(samples)[:, None] * groups + of, picks), 1)
    return np.stack([style.measure(times @ rows).reshape(samples, groups, 3).mean(axis=1) for rows in counts])


def _accelerated(data: NDArray[np.float64], means: NDArray[np.float64], level: float) -> tuple[float, float]:
    """Return the two quantiles at which the bounds lie."""
    from statistics import NormalDist

    normal = NormalDist()
    n = len(data)
    below = (float((means < data.mean()).sum()) + 0.5 * float((means == data.mean()).sum())) / len(means)
    bias = normal.inv_cdf(min(max(below, 0.5 / len(means)), 1 - 0.5 / len(means)))
    left_out = (data.sum() - data) / (n - 1)
    away = left_out.mean() - left_out
    scale = float((away**2).sum() ** 1.5)
    skew = float((away**3).sum()) / (6 * scale) if scale else 0.0

    def at(share: float) -> float:
        shifted = bias + normal.inv_cdf(share)
        return normal.cdf(bias + shifted / (1 - skew * shifted))

    return at((1 - level) / 2), at((1 + level) / 2)


def _batches(samples: int, size: int) -> list[int]:
    """Divide `samples` into batches that hold some ten million numbers each."""
    some = max(1, 10_000_000 // max(1, size))
    return [min(some, samples - start) for start in range(0, samples, some)]
