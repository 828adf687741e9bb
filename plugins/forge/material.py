"""What is chosen from the corpus: themes, quotations, texts for the library, and what a model reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.distilling.claims import Group
from whetstone.core.portrait.reading import estimated_tokens, grouped
from whetstone.core.values.text import Excerpt

if TYPE_CHECKING:
    from whetstone.core.portrait.style import Style
    from whetstone.core.text.choosing.library_texts import LibraryText
    from whetstone.core.text.corpus.corpus import Corpus
    from whetstone.core.text.topics.themes import Themes

POOL = 8_000
"""Passages that are weighed at the most; of a larger corpus an even sample is."""

LIBRARY_TOKENS = 16_000
LIBRARY_TEXTS = 48
"""What the library holds at the most, before its texts are grown to whole thoughts."""

QUOTED_TOKENS = 2_000
EXEMPLARS = 7
ANSWERS = 9
"""Tokens and number of the passages that are quoted: in the prompt, and as possible answers of exchanges."""

READ_TOKENS = 24_000
"""Tokens of the passages that a model may be shown, whatever its budget."""

OBJECTIVE = (
    "coverage of what the corpus keeps returning to (facility location over themes) + spread over themes, "
    "works and sections (concave) + quality (distinctive of the author, understandable alone), greedily "
    "under a budget of tokens, no two overlapping"
)

_OWN_LINE = 0.05
_IN_ENGLISH = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What the persona is made from.

    `exemplars` are quoted in the prompt, `answers` may become exemplary exchanges. `read` are the passages
    for a model, best first, and `reading` the same by theme. `english` is how much of a corpus in another
    language is in English, 0 to 1.
    """

    themes: Themes
    exemplars: tuple[Excerpt, ...]
    answers: tuple[Excerpt, ...]
    library: tuple[LibraryText, ...]
    library_excerpts: dict[str, tuple[Excerpt, ...]]
    reading: tuple[Group, ...]
    read: tuple[Excerpt, ...]
    english: float


def chosen(corpus: Corpus, style: Style) -> Material:
    """Choose by one objective, for three uses.

    What is quoted is one voice's; the library's texts are grown around the best of what a model reads.
    """
    from whetstone.core.text.choosing.library_texts import library_texts
    from whetstone.core.text.choosing.quality import qualities
    from whetstone.core.text.choosing.selection import choose
    from whetstone.core.text.topics.themes import find_themes

    language = style.language
    numbers = corpus.pool(POOL)
    excerpts = corpus.excerpts(numbers)
    themes = find_themes(excerpts, language)
    quality = qualities(excerpts, language, style.liked)
    cost = [estimated_tokens(excerpt.text) for excerpt in excerpts]
    english = _english(excerpts, language)
    undivided = [
        worth * _undivided(excerpt) * (_IN_ENGLISH if foreign else 1.0)
        for worth, excerpt, foreign in zip(quality, excerpts, english, strict=True)
    ]
    quotable = choose(excerpts, themes, undivided, QUOTED_TOKENS, cost, EXEMPLARS + ANSWERS)
    read = choose(excerpts, themes, quality, READ_TOKENS, cost)
    many = _within([one.index for one in read], cost, LIBRARY_TOKENS, LIBRARY_TEXTS)
    quoted = [excerpts[one.index] for one in quotable]
    library = library_texts(corpus, [numbers[index] for index in many], language, without=corpus.held_out)
    return Material(
        themes=themes,
        exemplars=tuple(quoted[:EXEMPLARS]),
        library=tuple(library),
        library_excerpts={text.name: tuple(corpus.excerpts(text.numbers)) for text in library},
        answers=tuple(quoted[EXEMPLARS:]),
        reading=grouped([one.index for one in read], excerpts, themes),
        read=tuple(excerpts[one.index] for one in read),
        english=_share(excerpts, english),
    )


def _within(chosen: Sequence[int], cost: Sequence[int], tokens: int, most: int) -> list[int]:
    """Return the first of `chosen`, at most `most` and as many as `tokens` suffice for."""
    kept: list[int] = []
    for index in chosen:
        tokens -= cost[index]
        if tokens < 0 or len(kept) == most:
            break
        kept.append(index)
    return kept


def _english(excerpts: Sequence[Excerpt], language: str) -> list[bool]:
    """Return of each excerpt whether it is in English, in a corpus of another language."""
    from whetstone.core.text.reference import Reference, is_english
    from whetstone.core.text.words import words

    if language == "en":
        return [False] * len(excerpts)
    own = Reference(language)
    return [is_english(words(excerpt.text), own) for excerpt in excerpts]


def _share(excerpts: Sequence[Excerpt], chosen: Sequence[bool]) -> float:
    """Return how much of the excerpts' characters those have that are `chosen`."""
    sizes = [len(excerpt.text) for excerpt in excerpts]
    return sum(size for size, wanted in zip(sizes, chosen, strict=True) if wanted) / max(1, sum(sizes))


def _undivided(excerpt: Excerpt) -> float:
    """Return how well an excerpt serves as a quotation of one voice: less where several speak in it."""
    lines = [line for line in excerpt.text.splitlines() if line.strip()]
    speakers = sum(len(line) <= 30 and line[-1:].isalpha() for line in lines)
    one_voice = 1.0 if speakers == 0 else 0.6 if speakers == 1 else _OWN_LINE
    return one_voice if "\n\n" not in excerpt.text else 0.7 * one_voice
