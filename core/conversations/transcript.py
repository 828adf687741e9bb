"""A conversation written down for people, or for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from whetstone.core.values.turn import Record


def as_markdown(branch: Sequence[Record]) -> str:
    """Return the turns of a branch one below the other: who spoke, what they said, from which texts."""
    parts = []
    for record in branch:
        who = "You" if record.role == "user" else record.speaker or "?"
        sources = ", ".join(dict.fromkeys(str(passage["source"]) for passage in record.passages))
        mark = " (stopped)" if record.stopped else f" (failed: {record.error})" if record.error else ""
        cited = f"\n\n*From: {sources}*" if sources else ""
        parts.append(f"**{who}**{mark}\n\n{record.text}{cited}")
    return "\n\n".join(parts)


def as_json(branch: Sequence[Record]) -> str:
    """Return the records of a branch as a JSON array, with all that the log holds of them."""
    return json.dumps([record.model_dump(mode="json") for record in branch], ensure_ascii=False, indent=2)
