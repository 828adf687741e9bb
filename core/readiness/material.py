"""The turns that are measured: in the order of time, each beside what another speaker said, without names."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whetstone.core.text.reference import Reference, language_of
from whetstone.core.text.words import STOP_WORDS
from whetstone.core.turns.own import OwnTurn
from whetstone.core.turns.sessions import Session, in_sessions, seconds
from whetstone.core.turns.split import in_time

MOST = 400
"""Characters of a message that are measured, from its beginning."""

_DAY = 86_400
_SHORTEST = 3
_TOLD_BY = 40
_NAME = re.compile(r"[\w\-\[\]\\^{}|`]+")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn to measure: the user's words, another speaker's beside them, and the day from 1970, if known."""

    own: str
    other: str
    day: int | None


@dataclass(frozen=True, slots=True)
class Material:
    """Turns in the order of their sessions. `listed` says whether the language has a list of words."""

    spoken: tuple[Spoken, ...]
    language: str
    listed: bool


def material(turns: Sequence[OwnTurn]) -> Material:
    """Return what is measured of `turns`, which are in the order of the log.

    The names of all speakers are taken out: who is called by name is told by that alone.

    Raises:
        PluginError: the extra `forge` is not installed.
    """
    texts = sorted((turn.text for turn in turns), key=len, reverse=True)[:_TOLD_BY]
    language = language_of(texts) if any(map(str.isalpha, "".join(texts))) else ""
    reference = Reference(language)
    names = _names(turns, {*STOP_WORDS, *reference.function_words()})

    def nameless(text: str) -> str:
        rest = _NAME.sub(lambda word: "" if word[0].casefold() in names else word[0], text[:MOST])
        return rest.strip(" ,:@\t")

    spoken = []
    for turn in _in_time(turns):
        heard = turn.before or turn.after
        time = seconds(turn.at)
        spoken.append(
            Spoken(
                nameless(turn.text),
                nameless(heard.text) if heard else "",
                None if time is None else int(time // _DAY),
            )
        )
    return Material(tuple(spoken), language, reference.known)


def _in_time(turns: Iterable[OwnTurn]) -> list[OwnTurn]:
    inside: dict[Session, list[OwnTurn]] = {}
    times: dict[Session, array[float]] = {}
    for session, turn in in_sessions(turns):
        inside.setdefault(session, []).append(turn)
        held = times.setdefault(session, array("d"))
        if (time := seconds(turn.at)) is not None:
            held.append(time)
    return [turn for session in in_time(times) for turn in inside[session]]


def _names(turns: Iterable[OwnTurn], ordinary: set[str]) -> set[str]:
    """Return the words of the speakers' names, case-folded, but for short and ordinary ones."""
    speakers = {turn.speaker for turn in turns}
    speakers.update(heard.speaker for turn in turns for heard in (turn.before, turn.after) if heard)
    words = {word.casefold() for speaker in speakers for word in _NAME.findall(speaker)}
    return {word for word in words if len(word) >= _SHORTEST and word not in ordinary}
