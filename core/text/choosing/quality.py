"""How good a passage is by itself: it can be understood alone and is like no one else's."""

from __future__ import annotations

from collections.abc import Sequence

from whetstone.core.text.choosing.distinctiveness import Favourites, distinctiveness, ranks
from whetstone.core.text.choosing.standing_alone import standing_alone
from whetstone.core.values.text import Excerpt

DISTINCTIVE = 0.5
"""How much of a passage's quality hangs on how distinctive it is among the others; the rest it has anyway."""


def qualities(
    excerpts: Sequence[Excerpt], language: str, liked: Favourites, *, whole: bool = False
) -> list[float]:
    """Return the quality of each excerpt, 0 to 1, for `choose`.

    It is `standing_alone` times what is left when up to half is taken away for words that anyone would
    use: by the excerpt's rank in `distinctiveness` among all of them. `whole` is said of messages.
    """
    ranked = ranks([distinctiveness(excerpt.text, liked) for excerpt in excerpts])
    return [
        round(standing_alone(excerpt.text, language, whole=whole) * (1 - DISTINCTIVE * (1 - rank)), 4)
        for excerpt, rank in zip(excerpts, ranked, strict=True)
    ]
