"""How much texts sound like an author: character n-grams and function words, on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.errors import TextError
from whetstone.core.text.scale.calibration import Calibration, calibrated
from whetstone.core.text.scale.features import FeatureSet, spread_chunks
from whetstone.core.text.scale.ordinary import ordinary_sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW = 10
"""Replies that are measured together: one alone is too short to have a style that can be measured."""

LEAST = 4_000
"""Characters of an author, at the least, from which a style is learned."""

_ORDINARY = 250_000

FLOOR = 200
"""Characters to which no reply is cut when several are made equally long."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a text sounds like an author: 1 as the author's own texts of its length do, 0 as others.

    It does not grow evenly: half in the author's words and half in others' is nearer to 1 than to 0.
    `characters` and `function_words` are on this scale each, and `total` is their mean. None is cut off
    at the ends: below 0 is further away than others are on average, above 1 nearer than the author.
    """

    total: float
    characters: float
    function_words: float


@dataclass(frozen=True, slots=True, eq=False)
class AuthorStyle:
    """The style of an author, learned from texts; `learn` makes one."""

    language: str
    features: FeatureSet
    characters: Calibration
    function_words: Calibration

    @classmethod
    def learn(
        cls, texts: Iterable[str], language: str, background: Iterable[str] | None = None
    ) -> AuthorStyle:
        """Return the style of the author of `texts` as it differs from how others write.

        The others are words of the language drawn at random by their frequency, and `background`, texts of
        others, which counts as much as they do. Up to a million characters of each are used, spread evenly.

        Two kinds of features: character 3- and 4-grams (Kešelj et al. 2003, Stamatatos 2009) and the most
        frequent words (Burrows 2002). Roots of their relative frequencies are standardised, a style is the
        direction from the others' mean to the author's, and a text is held to it by the cosine (Smith and
        Aldridge 2011; Evert et al. 2017). The cosines are scaled by those which texts of the author and of
        the others of the same length have with a direction learned from other ones.

        Raises:
            TextError: there is too little text.
            PluginError: the extra `forge` is not installed.
        """
        own = spread_chunks(texts)
        _require(own, "a style is learned from", "add more by the same person")
        kinds = [spread_chunks(ordinary_sentences(language, own, _ORDINARY))]
        if background is not None:
            kinds.append(spread_chunks(background))
            _require(kinds[1], "a style is told from a background of", "add more, or leave it out")
        features = FeatureSet.of([own, *kinds])
        mine = features.count(own)
        theirs = [features.count(kind) for kind in kinds]
        return cls(
            language,
            features,
            calibrated(features.characters(mine), [features.characters(rows) for rows in theirs]),
            calibrated(features.words(mine), [features.words(rows) for rows in theirs]),
        )

    def measure(self, counts: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return total, characters and function words (m x 3) of windows whose features were counted (m x f).

        Counts of replies may be added up to windows.
        """
        import numpy as np

        characters = self.characters.scaled(self.features.characters(counts))
        function_words = self.function_words.scaled(self.features.words(counts))
        return np.stack([(characters + function_words) / 2, characters, function_words], axis=1)


def _require(chunks: Sequence[str], what: str, mend: str) -> None:
    size = sum(map(len, chunks))
    if size < LEAST:
        raise TextError(f"{what} {LEAST:,} characters at the least, and these texts have {size:,}; {mend}")


def likeness(window: str, style: AuthorStyle) -> Likeness:
    """Return how much `window` sounds like the author; short ones (< 500 characters) vary much by chance."""
    total, characters, function_words = style.measure(style.features.count([window]))[0]
    return Likeness(round(float(total), 4), round(float(characters), 4), round(float(function_words), 4))


def windows(replies: Sequence[str], size: int = WINDOW) -> list[str]:
    """Return every `size` replies, in order, joined into one text.

    What is left over joins the last window. Fewer replies than `size` make one window.
    """
    starts = range(0, max(1, len(replies) // size) * size, size)
    ends = [*starts[1:], len(replies)]
    return ["\n".join(replies[start:end]) for start, end in zip(starts, ends, strict=True) if end > start]


def equally_long(*conditions: Sequence[str], floor: int = FLOOR) -> list[list[str]]:
    """Return the replies of several conditions to the same contexts, cut so that none is longer than another.

    In each context all are cut, after a word, to the length of the shortest, but not below `floor`
    characters; what is shorter by nature stays so. A context where any has said nothing is left out.

    Raises:
        ValueError: the conditions have different numbers of replies.
    """
    kept: list[list[str]] = [[] for _ in conditions]
    for replies in zip(*conditions, strict=True):
        shortest = min(len(reply.strip()) for reply in replies)
        if shortest:
            for condition, reply in zip(kept, replies, strict=True):
                condition.append(_cut(reply.strip(), max(shortest, floor)))
    return kept


def _cut(reply: str, most: int) -> str:
    if len(reply) <= most:
        return reply
    at = max(reply.rfind(" ", 0, most + 1), reply.rfind("\n", 0, most + 1))
    return reply[: at if at > most // 2 else most].rstrip()
