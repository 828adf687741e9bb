"""A conversation as a tree: which messages lie on a branch, and what others stand in their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.log.answered import ROOT
from whetstone.core.log.lines import key_of

if TYPE_CHECKING:
    from whetstone.core.log.view import View
    from whetstone.core.values.turn import Record


@dataclass(frozen=True, slots=True)
class Message:
    """A message on a branch: `place` (from 1) among the `of` versions that follow the same message.

    `before` and `after` are the ids of the versions beside it, `None` at either end.
    """

    record: Record
    place: int
    of: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages of one branch, the oldest first, and how many stand `earlier` and `later` on it."""

    messages: tuple[Message, ...]
    earlier: int
    later: int


class Tree:
    """The shape of one conversation. `nodes` maps the key of each turn to its parent's key and its number."""

    def __init__(self, nodes: Mapping[int, tuple[int, int]], leaf: int | None) -> None:
        self._nodes = nodes
        self._leaf = leaf
        children: defaultdict[int, list[int]] = defaultdict(list)
        for key, (parent, _) in nodes.items():
            children[parent if parent in nodes else ROOT].append(key)
        for keys in children.values():
            keys.sort(key=lambda key: nodes[key][1])
        self._children = children

    def path(self) -> list[int]:
        """Return the keys from the start to the leaf."""
        found: dict[int, None] = {}
        key = self._leaf
        while key is not None and key in self._nodes and key not in found:
            found[key] = None
            key = self._nodes[key][0]
        return list(found)[::-1]

    def versions(self, key: int) -> list[int]:
        """Return the keys of what follows the same message as `key`, itself among them, by age."""
        parent = self._nodes[key][0]
        return self._children[parent if parent in self._nodes else ROOT]

    def latest_below(self, key: int) -> int:
        """Return the key of the turn that was written last among `key` and all that follows it."""
        latest, left, seen = key, [key], {key}
        while left:
            current = left.pop()
            if self._nodes[current][1] > self._nodes[latest][1]:
                latest = current
            fresh = [child for child in self._children.get(current, ()) if child not in seen]
            seen.update(fresh)
            left += fresh
        return latest

    def number(self, key: int) -> int:
        """Return the number of the record with this key."""
        return self._nodes[key][1]

    def __contains__(self, key: int) -> bool:
        return key in self._nodes


def stretch(
    view: View, conversation: str, before: str | None, since: str | None, lead: int, most: int | None
) -> Stretch | None:
    """Return turns of the branch that is read; see `core/conversations/looking.py`. `None` for none such."""
    tree = view.tree(conversation)
    path = tree.path()
    first, end = 0, len(path)
    try:
        if before is not None:
            end = path.index(key_of(before))
        if since is not None:
            first = max(0, path.index(key_of(since)) - lead)
    except ValueError:
        return None
    if most is not None and since is not None:
        end = min(end, first + most)
    elif most is not None:
        first = max(first, end - most)
    found = [message for key in path[first:end] if (message := _message(view, tree, key)) is not None]
    return Stretch(tuple(found), first, len(path) - end) if path else None


def leaf_below(view: View, conversation: str, record_id: str) -> Record | None:
    """Return the turn written last among the one with this id and all that follows it."""
    tree = view.tree(conversation)
    key = key_of(record_id)
    return view.record(tree.number(tree.latest_below(key))) if key in tree else None


def _message(view: View, tree: Tree, key: int) -> Message | None:
    record = view.record(tree.number(key))
    if record is None:
        return None
    versions = tree.versions(key)
    place = versions.index(key)
    before = versions[place - 1] if place else None
    after = versions[place + 1] if place + 1 < len(versions) else None
    return Message(record, place + 1, len(versions), _id(view, tree, before), _id(view, tree, after))


def _id(view: View, tree: Tree, key: int | None) -> str | None:
    record = view.record(tree.number(key)) if key is not None else None
    return record.id if record else None
