"""What a person says before their chats are made a persona, and what a model is told that analyses them."""

from __future__ import annotations

from dataclasses import dataclass

CONSENT = "yes-this-is-me"
"""What a person says who wants a clone of themselves; recorded in the metadata."""


@dataclass(frozen=True, slots=True)
class ClonePrompt:
    """The instruction that stands before a person's own messages, as `whetstone_clone_prompt` sees it.

    `text` is Whetstone's own: return another one, or one that goes on where it ends. `name` is the person's,
    `language` (ISO 639-1) and `turns` say what is analysed. How an answer has to look is told after it and
    is not the plugin's to change, since answers are read by a program.
    """

    name: str
    language: str
    turns: int
    text: str
