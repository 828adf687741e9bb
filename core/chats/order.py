"""Exports of one chat that are imported in another order than that in which it was talked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from whetstone.core.chats.identity import digest
from whetstone.core.history import History
from whetstone.core.log.lines import key_of
from whetstone.core.values.turn import Record

if TYPE_CHECKING:
    from whetstone.core.log.view import View

_STEPS = 2_000_000
"""So many messages are looked at for what stands above others; files that contradict the log take more."""

_Place = tuple[str, str]
"""The ids of a conversation and of a message in it."""


@dataclass(slots=True)
class _Talk:
    """Where a conversation ended before, and how far the file is in it."""

    leaf: Record | None
    last: Record | None = None
    added: Record | None = None
    passed_leaf: bool = False


class Order:
    """Links messages of the log to those before them in a file, where these came later into the log.

    It is for conversations in a row; a tree says itself what answers what.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._talks: dict[str, _Talk] = {}
        self._other: list[tuple[_Place, str]] = []

    def before(self, conversations: Iterable[str]) -> None:
        """Learn where these conversations end, before anything of the file is in the log."""
        for one in set(conversations) - self._talks.keys():
            self._talks[one] = _Talk(self._history.ask(partial(_leaf, one)))

    def after(self, turns: Sequence[Record], added: Collection[_Place]) -> None:
        """Take in the next messages of the file, of which `added` were not in the log."""
        known = []
        for turn in turns:
            talk, place = self._talks[turn.conversation], (turn.conversation, turn.id)
            talk.last = turn
            talk.passed_leaf = talk.passed_leaf or (talk.leaf is not None and talk.leaf.id == turn.id)
            if place in added:
                talk.added = turn
            elif turn.parent_id is not None:
                known.append((place, turn.parent_id))
        if known:
            self._other += self._history.ask(
                lambda view: [
                    one for one in known if view.parent(one[0][0], key_of(one[0][1])) != key_of(one[1])
                ]
            )

    def settle(self) -> None:
        """Write the links into the log, which is written anew where there are any.

        A message that follows `a` in the log and `b` in the file is linked to `b` if that comes after `a`;
        so is one that follows nothing. No link closes a circle.

        Raises:
            HomeError: the log cannot be written; it is as it was.
        """
        if not self._other:
            return
        links = self._history.ask(lambda view: _links(view, self._other))
        if links:
            self._history.relink(links)

    def selections(self, source: str) -> Iterator[Record]:
        """Yield what says that a conversation still ends where it did, if what was added is earlier."""
        for conversation, talk in self._talks.items():
            leaf, last, added = talk.leaf, talk.last, talk.added
            if leaf is None or last is None or added is None:
                continue
            if last is not added or (last.at < leaf.at and not talk.passed_leaf):
                yield Record(
                    kind="selected",
                    id=digest("selected", conversation, leaf.id, added.id),
                    parent_id=leaf.id,
                    conversation=conversation,
                    at=last.at,
                    source=source,
                )


def _leaf(conversation: str, view: View) -> Record | None:
    return next(iter(view.branch(conversation, 1)), None)


def _links(view: View, others: Sequence[tuple[_Place, str]]) -> dict[_Place, str]:
    links: dict[_Place, str] = {}
    linked: dict[tuple[str, int], int] = {}
    left = _STEPS

    def above(conversation: str, key: int | None) -> int | None:
        if key is None:
            return None
        found = linked.get((conversation, key))
        return view.parent(conversation, key) if found is None else found

    for (conversation, id_), parent_id in others:
        own, new = key_of(id_), key_of(parent_id)
        old = above(conversation, own)
        up: int | None = new
        down = old
        while left > 0 and up not in (own, old) and (old is None or down != new):
            left -= 1
            up, down = above(conversation, up), above(conversation, down)
            if up is None and down is None:
                break
        if left > 0 and up == old:
            links[conversation, id_] = parent_id
            linked[conversation, own] = new
    return links
