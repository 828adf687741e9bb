"""The style of a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.core.portrait.style import Style, style_of

if TYPE_CHECKING:
    from whetstone.core.text.corpus.corpus import Corpus

_SAMPLE = 3_000


def measured(corpus: Corpus, sentences: int) -> Style:
    """Measure the passages that are not held out; `sentences` is how many lengths are wanted."""
    from whetstone.core.text.profile import style_profile
    from whetstone.core.text.reference import language_of

    sample = [excerpt.text for excerpt in corpus.excerpts(corpus.pool(_SAMPLE))]
    return style_of(style_profile(corpus.counts, language_of(sample)), corpus.counts, sample, sentences)
