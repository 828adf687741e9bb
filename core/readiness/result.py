"""What can be told of a log before a clone is made of it."""

from __future__ import annotations

from dataclasses import dataclass


class TooLittle(Exception):
    """It cannot be told yet; the message is a sentence that says what is missing."""


@dataclass(frozen=True, slots=True)
class Style:
    """How well the user's style can be told from others' in sessions from which nothing was learned.

    `told` is the share of pairs, of a window of the user's and one of another speaker's, in which the
    user's is found to be the user's: 0.5 by chance, 1 at best (the area under the ROC curve). `low` and
    `high` bound its 95 % interval. `windows` are the user's and `others` the other speakers' (ten messages
    each), and `learned_from` counts the turns of the earlier sessions that the style was learned from.
    """

    told: float
    low: float
    high: float
    windows: int
    others: int
    learned_from: int


@dataclass(frozen=True, slots=True)
class Curve:
    """What the next 100 turns would bring.

    `points` are numbers of turns, each with `told` (as in `Style`) of a style that was learned from so many.
    `gain` is by how much `told` would grow with `more` further turns, and `low` and `high` bound its 95 %
    interval; `measurable` says whether that is above 0, and the gain half a pair in a hundred at the least.
    """

    points: tuple[tuple[int, float], ...]
    more: int
    gain: float
    low: float
    high: float
    measurable: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """What the user comes back to: its words, how many turns have one of them, and on how many days."""

    words: tuple[str, ...]
    turns: int
    days: int
    enough: bool


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics, the largest first; `least_turns` on `least_days` days are enough to tell beliefs from."""

    found: tuple[Topic, ...]
    least_turns: int
    least_days: int

    @property
    def enough(self) -> int:
        """How many hold enough turns for beliefs."""
        return sum(topic.enough for topic in self.found)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is told of `turns` turns, by `sampled` of them that are spread evenly over the log.

    `language` is ISO 639-1, empty where there are no words; `listed` says whether there is a list of its
    words to hold the style against. What is not told yet is `None`, and its reason stands in `not_yet`
    under `style`, `curve` or `topics`.
    """

    turns: int
    sampled: int
    language: str
    listed: bool
    style: Style | None
    curve: Curve | None
    topics: Topics | None
    not_yet: dict[str, str]
