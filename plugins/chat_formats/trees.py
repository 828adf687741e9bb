"""Conversations that branch, where edits and retries are siblings; and how old what has no time is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from whetstone.core.values.chat import ChatMessage, Skipped

IN_A_CIRCLE = "messages that stand in a circle"


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree: a message, or why there is none to read."""

    parent: str
    piece: ChatMessage | Skipped | None


def walk(nodes: Mapping[str, Node], leaf: str) -> Iterator[ChatMessage | Skipped]:
    """Yield the messages, each behind the one that it answers, and those of the branch up to `leaf` last.

    A place without a message is passed through: what is below it answers what is above it.
    """
    below: dict[str, list[str]] = {}
    roots = []
    for name, node in nodes.items():
        if node.parent in nodes and node.parent != name:
            below.setdefault(node.parent, []).append(name)
        else:
            roots.append(name)
    latest = _path(nodes, leaf)
    waiting = [(name, "") for name in _latest_first(roots, latest)]
    reached = 0
    while waiting:
        name, above = waiting.pop()
        reached += 1
        piece = nodes[name].piece
        if isinstance(piece, ChatMessage) and piece.text.strip():
            yield replace(piece, parent=above)
            above = piece.id
        elif isinstance(piece, ChatMessage):
            yield replace(piece, text="")
        elif piece is not None:
            yield piece
        waiting += [(child, above) for child in _latest_first(below.get(name, []), latest)]
    for _ in range(len(nodes) - reached):
        yield Skipped(IN_A_CIRCLE)


def dated(pieces: Iterable[ChatMessage | Skipped], begun: datetime | None) -> Iterator[ChatMessage | Skipped]:
    """Yield a conversation: a message without a time is as old as the one before it, the first as all."""
    for piece in pieces:
        if isinstance(piece, ChatMessage):
            begun = piece.at or begun
            piece = replace(piece, at=begun)
        yield piece


def _path(nodes: Mapping[str, Node], leaf: str) -> set[str]:
    path: set[str] = set()
    while leaf in nodes and leaf not in path:
        path.add(leaf)
        leaf = nodes[leaf].parent
    return path


def _latest_first(names: list[str], latest: set[str]) -> list[str]:
    """Return `names` as they are put on a stack: what is to come last lies lowest."""
    return sorted(names, key=lambda name: name in latest)[::-1]
