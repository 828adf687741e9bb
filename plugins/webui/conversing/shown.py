"""Messages as a page draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from whetstone.core.log.tree import Message
from whetstone.plugins.webui.conversing.values import Told, told
from whetstone.plugins.webui.rendering.markdown import as_written, rendered

LONG = 1_500
"""A message of the reader's with more characters is folded."""

LINES = 20
"""So is one of more lines."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message and what is drawn of it: `html` where it is a reply's, `seconds` to its first word."""

    message: Told
    html: Markup | None
    seconds: float | None
    passages: Sequence[Mapping[str, Any]]

    @property
    def is_mine(self) -> bool:
        """Whether the user said it."""
        return self.message.role == "user"

    @property
    def is_folded(self) -> bool:
        """Whether the user said so much that its beginning is shown at first."""
        text = self.message.text
        return self.is_mine and (len(text) > LONG or text.count("\n") >= LINES)

    @property
    def is_live(self) -> bool:
        """Whether it was said here, and not imported."""
        return self.message.model is not None


_AT_ONCE = 200_000
"""So many characters of Markdown are read for one page; what is more is shown as it was written."""


def shown(messages: Sequence[Message]) -> list[Shown]:
    """Return how messages of a branch are drawn."""
    found, left = [], _AT_ONCE
    for message in reversed(messages):
        found.append(_shown(message, left > 0))
        left -= len(message.record.text)
    return found[::-1]


def _shown(message: Message, as_markdown: bool) -> Shown:
    record = message.record
    first = record.first_token_ms
    return Shown(
        told(record, message),
        None if record.role == "user" else (rendered if as_markdown else as_written)(record.text),
        None if first is None else first / 1000,
        [passage for passage in record.passages if isinstance(passage.get("text"), str)],
    )
