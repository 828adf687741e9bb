"""A turn of a conversation: the log's record, what plugins may add, what is left when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from whetstone.core.values.passage import Passage
from whetstone.core.values.persona import Persona

Speaker = Literal["user", "persona"]


class Record(BaseModel):
    """One line of `chat_history.log`.

    `kind` is `turn`, or an event (`title`, `selected`). A turn's `role` is `user` or `assistant`;
    `speaker` is the name of who spoke. Retries and edits are siblings: they share a `parent_id`, the
    id of the record before them (`None` at the start). Times are UTC in ISO 8601; `first_token_ms` is
    milliseconds from the request to the first piece of the reply. `model` answered; `chosen` is the name of
    the one that was chosen to, on the message and on its reply, `None` where nobody chose. `passages` keep
    the library's words apart from the user's. `stopped` marks a reply that was cut short by the reader,
    `error` one that failed (its sentence).
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    v: Literal[1] = 1
    kind: str = "turn"
    id: str
    parent_id: str | None = None
    conversation: str
    at: str
    persona: str | None = None
    content_hash: str | None = None
    speaker: str | None = None
    role: Literal["user", "assistant"] | None = None
    text: str = ""
    passages: tuple[dict[str, Any], ...] = ()
    model: str | None = None
    chosen: str | None = None
    usage: dict[str, int] | None = None
    first_token_ms: float | None = None
    stopped: bool = False
    error: str | None = None
    source: str = "whetstone"


@dataclass(frozen=True, slots=True)
class TurnDraft:
    """A turn before the model is asked, as `whetstone_prepare_turn` sees it.

    `history` are the earlier records of this branch, oldest first; `passages` is what the library gave.
    """

    persona: Persona
    text: str
    history: tuple[Record, ...]
    passages: tuple[Passage, ...]
    model: str


@dataclass(frozen=True, slots=True)
class TurnAdditions:
    """What a plugin adds to a turn: passages to cite from, and notes for the persona, one sentence each.

    Both go into the newest message, never in front of the persona's prompt, and are the first to be
    dropped when the token budget is tight.
    """

    name: str
    passages: tuple[Passage, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FinishedTurn:
    """A turn that is on disk, as `whetstone_turn_done` sees it."""

    persona: Persona
    user: Record
    reply: Record
