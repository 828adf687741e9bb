"""A message as a page draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from whetstone.core.log.tree import Message
from whetstone.plugins.webui.conversing.values import Told, told
from whetstone.plugins.webui.rendering.markdown import rendered


@dataclass(frozen=True, slots=True)
class Shown:
    """A message and what is drawn of it: `html` where it is a reply's, `seconds` to its first word."""

    message: Told
    html: Markup | None
    seconds: str | None
    passages: Sequence[Mapping[str, Any]]

    @property
    def is_mine(self) -> bool:
        """Whether the user said it."""
        return self.message.role == "user"

    @property
    def is_live(self) -> bool:
        """Whether it was said here, and not imported."""
        return self.message.model is not None


def shown(message: Message) -> Shown:
    """Return how a message of a branch is drawn."""
    record = message.record
    first = record.first_token_ms
    return Shown(
        told(record, message),
        None if record.role == "user" else rendered(record.text),
        None if first is None else f"{first / 1000:.1f}",
        [passage for passage in record.passages if isinstance(passage.get("text"), str)],
    )
