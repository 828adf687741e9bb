"""What a model reads: messages of one session one after the other, in passages that claims can cite."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.distilling.claims import Group
from whetstone.core.text.words import length as words_in
from whetstone.core.values.text import Excerpt
from whetstone.plugins.mirror.taking import CleanTurn

if TYPE_CHECKING:
    from whetstone.core.text.choosing.distinctiveness import Favourites
    from whetstone.core.text.topics.themes import Themes

PASSAGE_WORDS = 90
"""A passage ends with the message that makes it this long."""

LEAST_WORDS = 12
"""A passage of fewer words is not shown: it says nothing."""

POOL = 6_000
READ_TOKENS = 24_000
"""Passages that are weighed, and tokens of those that a model may be shown, at the most."""


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """Passages with their themes. `turns` are the ids of the turns that each is made of, by its id."""

    excerpts: tuple[Excerpt, ...]
    turns: Mapping[str, tuple[str, ...]]
    themes: Themes
    reading: tuple[Group, ...]


def passages(turns: Sequence[CleanTurn], language: str, liked: Favourites) -> Passages:
    """Return the passages of `turns`, with those that a model may be shown by theme, the best first."""
    from whetstone.core.portrait.reading import estimated_tokens, grouped
    from whetstone.core.text.choosing.quality import qualities
    from whetstone.core.text.choosing.selection import choose
    from whetstone.core.text.topics.themes import find_themes

    made = list(_joined(turns))
    step = max(1, -(-len(made) // POOL))
    made = made[::step]
    excerpts = [excerpt for excerpt, _ in made]
    themes = find_themes(excerpts, language)
    quality = qualities(excerpts, language, liked, whole=True)
    cost = [estimated_tokens(excerpt.text) for excerpt in excerpts]
    read = [one.index for one in choose(excerpts, themes, quality, READ_TOKENS, cost)]
    return Passages(
        excerpts=tuple(excerpts),
        turns={excerpt.id: ids for excerpt, ids in made},
        themes=themes,
        reading=grouped(read, excerpts, themes),
    )


def _joined(turns: Sequence[CleanTurn]) -> Iterator[tuple[Excerpt, tuple[str, ...]]]:
    start = 0
    for group in _runs(turns):
        text = "\n".join(turn.text for turn in group)
        if words_in(text) >= LEAST_WORDS:
            id = (
                "p" + hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:12]
            )
            month = group[0].at[:7] or "chats"
            yield (
                Excerpt(id, f"chats of {month}", "", start, start + len(text), text),
                tuple(turn.id for turn in group),
            )
        start += len(text) + 1


def _runs(turns: Sequence[CleanTurn]) -> Iterator[list[CleanTurn]]:
    """Yield consecutive turns of one session, in runs of about `PASSAGE_WORDS` words."""
    run: list[CleanTurn] = []
    length = 0
    for turn in turns:
        if run and (turn.session != run[0].session or length >= PASSAGE_WORDS):
            yield run
            run, length = [], 0
        run.append(turn)
        length += words_in(turn.text)
    if run:
        yield run
