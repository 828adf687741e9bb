"""How a persona's `weirdness` becomes sampling parameters."""

from __future__ import annotations

from whetstone.core.values.model import Sampling


def sampling_for(weirdness: float, seed: int | None = None) -> Sampling:
    """Return the sampling for `weirdness`, from sober (0) to wild (1), linear in between.

    | weirdness   | 0    | 0.25 | 0.5  | 0.75 | 1    |
    |-------------|------|------|------|------|------|
    | temperature | 0.20 | 0.50 | 0.80 | 1.10 | 1.40 |
    | top_p       | 0.80 | 0.85 | 0.90 | 0.95 | 1.00 |

    Parameters that the user's settings name for a model win over these.
    """
    return Sampling(
        temperature=round(0.2 + 1.2 * weirdness, 4), top_p=round(0.8 + 0.2 * weirdness, 4), seed=seed
    )
