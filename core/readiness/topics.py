"""What the user comes back to, and how much of it is enough to tell what they think of it."""

from __future__ import annotations

from whetstone.core.readiness.material import Material
from whetstone.core.readiness.result import TooLittle, Topic, Topics
from whetstone.core.text.topics.themes import find_themes
from whetstone.core.text.topics.vocabulary import term
from whetstone.core.text.words import length, words
from whetstone.core.values.text import Excerpt

LEAST_TURNS = 10
"""Turns of a topic from which beliefs can be told: a belief is claimed from several of them."""

LEAST_DAYS = 3
"""Days on which they were said: what was said in one mood, or of one matter, is no belief yet."""

_SHORTEST = 4
_FEWEST = 40
_SHOWN = 4


def topics(material: Material) -> Topics:
    """Return the topics of the turns of four words or more.

    A turn belongs to the theme that is nearest to it (see `core/text/topics/themes.py`) if it has one of
    that theme's words.

    Raises:
        TooLittle: there are too few such turns.
        PluginError: the extra `forge` is not installed.
    """
    said = [one for one in material.spoken if length(one.own) >= _SHORTEST]
    if len(said) < _FEWEST:
        raise TooLittle(
            f"topics are looked for in {_FEWEST} turns of {_SHORTEST} words or more at the least, and there "
            f"are {len(said)}"
        )
    excerpts = [Excerpt(f"t{n}", "", "", 0, len(one.own), one.own) for n, one in enumerate(said)]
    themes = find_themes(excerpts, material.language or "en")
    held: list[list[int | None]] = [[] for _ in themes.words]
    telling = [frozenset(filter(None, map(term, labels))) for labels in themes.words]
    for one, theme in zip(said, themes.of, strict=True):
        if not telling[theme].isdisjoint(map(term, words(one.own))):
            held[theme].append(one.day)
    found = [_topic(labels, days) for labels, days in zip(themes.words, held, strict=True) if days]
    return Topics(tuple(sorted(found, key=lambda topic: -topic.turns)), LEAST_TURNS, LEAST_DAYS)


def _topic(labels: tuple[str, ...], days: list[int | None]) -> Topic:
    known = {day for day in days if day is not None}
    return Topic(
        labels[:_SHOWN], len(days), len(known), len(days) >= LEAST_TURNS and len(known) >= LEAST_DAYS
    )
