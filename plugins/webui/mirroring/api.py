"""The API of the Mirror."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from whetstone.plugins.webui.mirroring.state import Mirrored, Reading

router = APIRouter(tags=["mirror"])

_PATIENT = 10.0


class Ready(BaseModel):
    """How ready the log is for a clone.

    While the log is read for the first time (`counting`), `bytes_read` of `bytes` tell how far that is.
    """

    counting: bool
    turns: int | None = None
    goal: int
    missing: int | None = None
    ready: bool = False
    user_messages: int | None = None
    conversations: int | None = None
    damaged_lines: int | None = None
    bytes_read: int | None = None
    bytes: int | None = None


@router.get("/mirror")
def ready(mirrored: Mirrored) -> Ready:
    """Tell how many turns of the user's there are, of how many that a clone takes."""
    found, goal = mirrored.counts(_PATIENT), mirrored.goal
    if isinstance(found, Reading):
        return Ready(counting=True, goal=goal, bytes_read=found.done, bytes=found.total)
    return Ready(
        counting=False,
        turns=found.answered,
        goal=goal,
        missing=max(0, goal - found.answered),
        ready=found.answered >= goal,
        user_messages=found.user_messages,
        conversations=found.conversations,
        damaged_lines=found.damaged,
    )
