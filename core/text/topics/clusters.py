"""Groups of points on a sphere: k-means with a criterion for how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDS = 40
_STARTS = 3
_GROUPS = 0.4
_FIT_ON = 3_000


def group(points: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """Return the group of each row of `points` (unit rows, n x d), numbered from the largest group on.

    Spherical k-means (Dhillon and Modha 2001), begun with k-means++ (Arthur and Vassilvitskii 2007) from
    fixed seeds. Of the numbers of groups up to `most` and to 0.4 times the root of n, the one is taken
    with the best simplified silhouette (Hruschka et al. 2006), where the larger number wins what is close.
    """
    import numpy as np

    sample = points[:: -(-len(points) // _FIT_ON) or 1]
    largest = max(1, min(most, round(_GROUPS * len(points) ** 0.5)))
    best, best_score = np.zeros((1, points.shape[1]), np.float32), -1.0
    for count in (
        sorted({max(1, largest * part // 4) for part in (2, 3, 4)}) if largest > 3 else range(2, largest + 1)
    ):
        centres = _fit(sample, count)
        score = _silhouette(sample @ centres.T) * 1.02 ** (count / largest)
        if score >= best_score:
            best, best_score = centres, score
    nearest = (points @ best.T).argmax(axis=1)
    sizes = np.bincount(nearest, minlength=len(best))
    order = np.lexsort((np.arange(len(best)), -sizes))
    rank = np.empty(len(best), np.int64)
    rank[order] = np.arange(len(best))
    return np.asarray(rank[nearest], np.int64)


def _fit(points: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Return the centres (count x d, unit rows) of the best of several starts."""
    import numpy as np

    best, best_sum = points[:count], -np.inf
    for seed in range(_STARTS):
        centres = _begin(points, count, seed)
        nearest = np.full(len(points), -1)
        for _ in range(_ROUNDS):
            likeness = points @ centres.T
            before, nearest = nearest, likeness.argmax(axis=1)
            if (before == nearest).all():
                break
            centres = _centres(points, nearest, likeness, count)
        total = float((points * centres[nearest]).sum())
        if total > best_sum + 1e-6:
            best, best_sum = centres, total
    return best


def _begin(points: NDArray[np.float32], count: int, seed: int) -> NDArray[np.float32]:
    import numpy as np

    random = np.random.Generator(np.random.PCG64(seed))
    chosen = [int(random.integers(len(points)))]
    far = 1 - points @ points[chosen[0]]
    while len(chosen) < count:
        weights = np.cumsum(np.maximum(far, 0).astype(np.float64) + 1e-9)
        chosen.append(int(np.searchsorted(weights, random.random() * weights[-1])))
        far = np.minimum(far, 1 - points @ points[chosen[-1]])
    return points[chosen].copy()


def _centres(
    points: NDArray[np.float32], nearest: NDArray[np.int64], likeness: NDArray[np.float32], count: int
) -> NDArray[np.float32]:
    """Return the groups' mean directions; an empty group begins anew at the point that fits worst."""
    import numpy as np

    belongs = np.zeros((count, len(points)), np.float32)
    belongs[nearest, np.arange(len(points))] = 1
    sums = belongs @ points
    for empty in np.flatnonzero(belongs.sum(axis=1) == 0):
        worst = int(likeness.max(axis=1).argmin())
        sums[empty] = points[worst]
        likeness[worst] = 1
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), np.float32)


def _silhouette(likeness: NDArray[np.float32]) -> float:
    import numpy as np

    if likeness.shape[1] < 2:
        return 0.0
    two = np.sort(1 - likeness, axis=1)[:, :2]
    return float(((two[:, 1] - two[:, 0]) / np.maximum(two[:, 1], 1e-6)).mean())
