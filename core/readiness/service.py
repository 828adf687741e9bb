"""Measures a log's readiness, and keeps what was measured beside the log's index."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from whetstone.core.history import History
from whetstone.core.home import Home
from whetstone.core.kept import keep, recall
from whetstone.core.readiness.result import Curve, Readiness, Style, TooLittle, Topic, Topics
from whetstone.core.turns.own import sampled_turns

if TYPE_CHECKING:
    from whetstone.core.log.view import View

SAMPLE = 2_000
"""Turns that are measured, at the most: runs of them, spread evenly over the log."""

_VERSION = 1
"""Raised when the same log is measured otherwise."""


def readiness(home: Home, history: History) -> Readiness:
    """Return what can be told of the log of `home`.

    It is kept in the home's cache until the log changes, goes with the log's index (so when anything is
    deleted from the log), and may be deleted at any time. Of the log's words it holds those of the topics.

    Raises:
        HistoryError: the log was written anew meanwhile.
        HomeError: the log cannot be read.
        PluginError: the extra `forge` is not installed.
    """
    from whetstone.core.log.index import BESIDE

    stamp, turns = history.ask(lambda view: (_stamp(view), view.state.answered))
    path = home.cache / f"{BESIDE}readiness"
    if (kept := recall(path, stamp)) is not None:
        return _from_json(json.loads(kept))
    measured = _measured(history, turns)
    if history.kept:
        with home.locked("history"):
            if history.ask(_stamp) == stamp:
                keep(path, stamp, json.dumps(asdict(measured)).encode())
    return measured


def _stamp(view: View) -> str:
    state = view.state
    return f"{_VERSION} {state.layout} {state.head.hex()} {state.start} {state.crc} {state.answered}"


def _measured(history: History, turns: int) -> Readiness:
    from whetstone.core.readiness.material import material
    from whetstone.core.readiness.telling import Telling
    from whetstone.core.readiness.topics import topics

    sample = sampled_turns(history, SAMPLE)
    measured = material(sample)
    not_yet: dict[str, str] = {}
    style: Style | None = None
    curve: Curve | None = None
    found: Topics | None = None
    try:
        telling = Telling(measured)
        style = telling.style()
        curve = telling.curve(turns)
    except TooLittle as error:
        not_yet.update({what: str(error) for what in ("style", "curve")[style is not None :]})
    try:
        found = topics(measured)
    except TooLittle as error:
        not_yet["topics"] = str(error)
    return Readiness(turns, len(sample), measured.language, measured.listed, style, curve, found, not_yet)


def _from_json(value: dict[str, Any]) -> Readiness:
    style, curve, found = value.pop("style"), value.pop("curve"), value.pop("topics")
    return Readiness(
        style=style and Style(**style),
        curve=curve and Curve(**{**curve, "points": tuple(map(tuple, curve["points"]))}),
        topics=found
        and Topics(
            tuple(Topic(**{**topic, "words": tuple(topic["words"])}) for topic in found.pop("found")), **found
        ),
        **value,
    )
