"""Any JSON as lines of keys and values, however large, deep or odd it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

MOST = 60
"""Lines that are shown where not all is asked for."""

LONGEST = 300
"""Characters of a value that are shown where not all is asked for."""


def plain_lines(value: Mapping[str, Any], everything: bool) -> Iterator[str]:
    """Yield `key.key: value` for each value in `value`, in order; `everything` lifts the limits."""
    for shown, (key, leaf) in enumerate(leaves(value)):
        if shown == MOST and not everything:
            yield "  … and more; --all shows everything"
            return
        text = leaf if isinstance(leaf, str) else json.dumps(leaf)
        cut = not everything and len(text) > LONGEST
        yield f"  {key}: {text[:LONGEST]}{'…' if cut else ''}"


def leaves(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what is no object and no list inside of `value`, with its place; empty ones count as leaves."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, Mapping) and node:
            waiting += [(f"{place}.{key}".lstrip("."), below) for key, below in reversed(list(node.items()))]
        elif isinstance(node, list) and node:
            waiting += [(f"{place}[{at}]", node[at]) for at in range(len(node) - 1, -1, -1)]
        else:
            yield place, node
