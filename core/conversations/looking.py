"""Conversations as they are looked at: found, read along a branch, turned to another one, given a title."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from whetstone.core.errors import HomeError
from whetstone.core.history import ConversationInfo, History, new_id, now
from whetstone.core.log.terms import fold, query_of
from whetstone.core.log.tree import Stretch, leaf_below
from whetstone.core.log.tree import stretch as stretch_of
from whetstone.core.values.turn import Record


def stretch(
    history: History,
    conversation: str,
    *,
    before: str | None = None,
    since: str | None = None,
    lead: int = 0,
    most: int | None = None,
) -> Stretch:
    """Return turns of the branch that `History.branch` reads, each with what else stands in its place.

    They end ahead of the one with the id `before`, or begin `lead` turns ahead of the one with the id
    `since`. There are at the `most` so many of them: the first ones where they begin somewhere, else the
    last ones.

    Raises:
        HistoryError: no such conversation, or no such turn on its branch.
    """
    found = history.ask(lambda view: stretch_of(view, conversation, before, since, lead, most))
    return found or history.no_such(conversation, before or since)


def select(history: History, conversation: str, turn: str) -> Record:
    """Read the branch from now on that leads through the turn with this id; return that branch's end.

    It is the turn written last among this one and all that follow it.

    Raises:
        HistoryError: no such conversation, or no such turn in it.
        HomeError: the log cannot be written.
    """
    leaf = history.ask(lambda view: leaf_below(view, conversation, turn))
    if leaf is None:
        history.no_such(conversation, turn)
    _append(history, "selected", conversation, parent_id=leaf.id)
    return leaf


def entitle(history: History, conversation: str, title: str) -> None:
    """Give a conversation a title.

    Raises:
        HistoryError: no such conversation.
        HomeError: the log cannot be written.
    """
    history.about(conversation)
    _append(history, "title", conversation, text=title)


def titled(history: History, words: Sequence[str], limit: int) -> list[ConversationInfo]:
    """Return the latest conversations that were given a title in which all of `words` stand."""
    query = query_of(words)

    def wanted(title: str) -> bool:
        return query.named_in(title) and query.spelled_in(title)

    return history.ask(lambda view: list(islice(view.titled(wanted), limit)))


def around(text: str, word: str, width: int = 90) -> str:
    """Return a stretch of `text` around `word`, on one line; the beginning where it is not there."""
    line = " ".join(text.split())
    start = max(0, fold(line).find(fold(word).strip()) - width // 3)
    stretch = line[start : start + width]
    return ("…" if start else "") + stretch + ("…" if start + width < len(line) else "")


def _append(history: History, kind: str, conversation: str, **what: Any) -> None:
    if not history.kept:
        raise HomeError("the home cannot be written, so that nothing about its conversations can be changed")
    history.append(Record(kind=kind, id=new_id(), conversation=conversation, at=now(), **what))
