"""What a collection of passages keeps returning to: its themes, the words for them, and who belongs where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from whetstone.core.text.topics.clusters import group
from whetstone.core.text.topics.latent import latent
from whetstone.core.text.topics.vocabulary import Vocabulary, function_words, subjects, term, vocabulary
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
    terms = vocabulary(texts, language, function_words(language, texts))
    vectors = latent(texts, terms)
    of = [int(theme) for theme in group(vectors, most)] if texts else []
    count = max(of, default=-1) + 1
    sizes = Counter(of)
    labels = _labels(texts, of, count, terms)
    return Themes(tuple(of), labels, tuple(sizes[theme] for theme in range(count)), vectors, terms.names)


def _labels(
    texts: Sequence[str], of: Sequence[int], count: int, terms: Vocabulary
) -> tuple[tuple[str, ...], ...]:
    held: list[Counter[str]] = [Counter() for _ in range(count)]
    stride = -(-len(texts) // _LABEL_SAMPLE) or 1
    for text, theme in zip(texts[::stride], of[::stride], strict=True):
        stems = {
            stem for word in subjects(text) if word not in terms.names and (stem := term(word)) in terms.terms
        }
        held[theme].update(sorted(stems))
    everywhere = sum(held, Counter[str]())
    total = everywhere.total()
    return tuple(_best(here, everywhere, total, terms) for here in held)


def _best(here: Counter[str], everywhere: Counter[str], total: int, terms: Vocabulary) -> tuple[str, ...]:
    size, rest = here.total(), total - here.total()
    scored = []
    for stem, count in here.items():
        prior = everywhere[stem]
        other = prior - count
        odds = log((count + 0.1 * prior) / (1.1 * size + 1)) - log((other + 0.1 * prior) / (1.1 * rest + 1))
        topical = terms.gathered[terms.terms[stem]] ** 0.5 if total > _MANY else 1.0
        scored.append((topical * odds / (1 / (count + 0.1 * prior) + 1 / (other + 0.1 * prior)) ** 0.5, stem))
    scored.sort(key=lambda item: (-item[0], item[1]))
    return tuple(terms.spelled[terms.terms[stem]] for odds, stem in scored[:LABEL] if odds > 0)
