"""What the API of conversations is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from whetstone.core.history import ConversationInfo
from whetstone.core.log.tree import Message
from whetstone.core.values.turn import Record
from whetstone.plugins.webui.rendering.markdown import rendered, sound

LONGEST = 1_000_000
"""The longest message, in characters."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Beginning(BaseModel):
    """With whom to begin a conversation, and through which model; the settings' one where none is named."""

    persona: Name = Field(description="A persona's id, or a reference to an earlier content of it.")
    model: Name | None = None


class Begun(BaseModel):
    """A conversation that nothing was said in yet; it is listed once something is, where it is `kept`.

    `notes` are what a reader should know before they talk: what not to expect of the model (told once in a
    home), that the key which signed the persona is revoked, that the conversation cannot be kept.
    """

    id: str
    persona: str
    model: str
    greeting: str | None
    examples: list[str]
    kept: bool
    notes: list[str]


class Turn(BaseModel):
    """What is said next: `text`, or another reply (`retry`) to the message with this id, or to the one that
    the reply with this id answers.

    `text` stands behind the turn `parent_id`: behind the latest one where that is left out, at the start
    where it is `null`. An earlier message is edited by saying the new text behind the same parent. `persona`
    and `model` answer this turn; left out, it is the persona who spoke last, and the model that was chosen
    for the reply before. A `model` that is `null` is the usual one.
    """

    text: Words | None = None
    parent_id: Name | None = None
    retry: Name | None = None
    persona: Name | None = None
    model: Name | None = None

    @model_validator(mode="after")
    def _says_or_retries(self) -> Turn:
        if (self.text is None) == (self.retry is None):
            raise ValueError("needs either a text to say or the id of a message to retry")
        return self


class Choice(BaseModel):
    """A turn whose branch is to be read."""

    record_id: Name


class NewTitle(BaseModel):
    """A title for a conversation."""

    title: Title


class Summary(BaseModel):
    """A conversation in the list of them. `turns` counts the user's messages; times are UTC, ISO 8601."""

    id: str
    title: str
    personas: list[str]
    speakers: list[str]
    turns: int
    started_at: str
    ended_at: str


class Page(BaseModel):
    """A part of the list; there are `more` after it."""

    conversations: list[Summary]
    more: bool


class Told(BaseModel):
    """A message.

    `place` (from 1) says which of the `of` versions it is that follow the same message; `before` and `after`
    are the ids of the versions beside it. `html` is a reply's Markdown, made harmless.
    """

    id: str
    parent_id: str | None
    role: Literal["user", "assistant"] | None
    speaker: str | None
    persona: str | None
    text: str
    at: str
    passages: list[dict[str, Any]] = []
    model: str | None = None
    usage: dict[str, int] | None = None
    first_token_ms: float | None = None
    stopped: bool = False
    error: str | None = None
    html: str | None = None
    place: int | None = None
    of: int | None = None
    before: str | None = None
    after: str | None = None


class Branch(Summary):
    """Messages of the branch of a conversation that is read, and how many stand before and behind them."""

    messages: list[Told]
    earlier: int
    later: int


class Whole(Summary):
    """A conversation with the messages of all its branches, in the order in which they were written.

    `leaf` is the end of the branch that is read.
    """

    messages: list[Told]
    leaf: str | None


class Match(BaseModel):
    """A message that holds what was looked for; where `record_id` is `null`, a title does."""

    conversation: str
    title: str
    record_id: str | None
    role: Literal["user", "assistant"] | None
    speaker: str | None
    at: str
    excerpt: str


class Deleted(BaseModel):
    """How many records were deleted for good, and what stays that was made of them."""

    records: int
    notes: list[str]


class Stopped(BaseModel):
    """How many replies were stopped; what had come of them is kept."""

    replies: int


def summary(info: ConversationInfo) -> dict[str, Any]:
    """Return the fields of `Summary`."""
    return {
        "id": sound(info.id),
        "title": sound(info.title),
        "personas": [sound(persona) for persona in info.personas],
        "speakers": [sound(speaker) for speaker in info.speakers],
        "turns": info.turns,
        "started_at": sound(info.started_at),
        "ended_at": sound(info.ended_at),
    }


def told(record: Record, message: Message | None = None, *, html: bool = False) -> Told:
    """Return what is told of a record, and of its place where it is that of a `message` on a branch."""
    beside: Mapping[str, Any] = {}
    if message is not None:
        beside = {"place": message.place, "of": message.of, "before": message.before, "after": message.after}
    return Told(
        **_sound(
            {
                "id": record.id,
                "parent_id": record.parent_id,
                "role": record.role,
                "speaker": record.speaker,
                "persona": record.persona,
                "text": record.text,
                "at": record.at,
                "passages": list(record.passages),
                "model": record.model,
                "usage": record.usage,
                "first_token_ms": record.first_token_ms,
                "stopped": record.stopped,
                "error": record.error,
                "html": rendered(record.text) if html else None,
                **beside,
            }
        )
    )


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, Mapping):
        return {_sound(key): _sound(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_sound(inner) for inner in value]
    return value
