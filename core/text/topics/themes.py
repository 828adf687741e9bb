"""What a collection of passages keeps returning to: its themes, the words for them, and who belongs where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.text.one_thread import one_thread
from whetstone.core.text.topics.clusters import group
from whetstone.core.text.topics.latent import latent
from whetstone.core.text.topics.said import Ints, Said, said_in
from whetstone.core.text.topics.vocabulary import Vocabulary, function_words, vocabulary
from whetstone.core.values.text import Excerpt

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LABEL = 8
"""Words that label a theme, at the most."""

_LABEL_SAMPLE = 6_000
_MANY = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Themes:
    """The themes of some excerpts, from the largest on.

    `of` holds each excerpt's theme, `words` each theme's labels from the most distinctive on, `sizes`
    how many excerpts each has. `vectors` (n x d, float32) are the excerpts as unit rows, whose products
    are the likeness of what they are about; an excerpt with no word that tells has a row of zeros. `names`
    are the words, case-folded, that name people and places in them.
    """

    of: tuple[int, ...]
    words: tuple[tuple[str, ...], ...]
    sizes: tuple[int, ...]
    vectors: NDArray[np.float32]
    names: frozenset[str] = frozenset()


def find_themes(excerpts: Sequence[Excerpt], language: str, most: int = 12) -> Themes:
    """Return up to `most` themes of `excerpts`, the same in every process.

    Latent semantic analysis and k-means over it. Labels are the words whose share of a theme's excerpts
    stands out most against the others' (log-odds with an informative prior, Monroe et al. 2008), those
    first that gather in parts of the collection and are not spread evenly over it (Katz 1996); names of
    people and places are left out of both, for in dialogues they would tell only who speaks.
    """
    texts = [excerpt.text for excerpt in excerpts]
    said = said_in(texts)
    terms = vocabulary(texts, said, language, function_words(language, texts))
    with one_thread():
        vectors = latent(said, terms)
        of = group(vectors, most).tolist() if texts else []
    count = max(of, default=-1) + 1
    sizes = Counter(of)
    labels = _labels(said, of, count, terms)
    return Themes(tuple(of), labels, tuple(sizes[theme] for theme in range(count)), vectors, terms.names)


def _labels(said: Said, of: Sequence[int], count: int, terms: Vocabulary) -> tuple[tuple[str, ...], ...]:
    import numpy as np

    text, column, _ = said.by(terms.column)
    sampled = text % (-(-said.texts // _LABEL_SAMPLE) or 1) == 0
    width = len(terms.terms)
    theme = np.array(of, np.int64)[text[sampled]]
    held = np.bincount(theme * width + column[sampled], minlength=count * width).reshape(count, width)
    everywhere = held.sum(axis=0)
    return tuple(_best(here, everywhere, terms) for here in held)


def _best(here: Ints, everywhere: Ints, terms: Vocabulary) -> tuple[str, ...]:
    import numpy as np

    size, total = int(here.sum()), int(everywhere.sum())
    columns = np.flatnonzero(here)
    count, prior = here[columns], everywhere[columns]
    other = prior - count
    odds = np.log((count + 0.1 * prior) / (1.1 * size + 1))
    odds -= np.log((other + 0.1 * prior) / (1.1 * (total - size) + 1))
    score = odds / np.sqrt(1 / (count + 0.1 * prior) + 1 / (other + 0.1 * prior))
    if total > _MANY:
        score *= np.sqrt(np.array(terms.gathered)[columns])
    ranked = sorted(
        (-round(one, 9), terms.terms[column], terms.spelled[column])
        for one, column in zip(score.tolist(), columns.tolist(), strict=True)
        if one > 0
    )
    return tuple(word for _, _, word in ranked[:LABEL])
