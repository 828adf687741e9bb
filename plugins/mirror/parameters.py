"""What the Mirror is asked to do."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.values.cartridge import ShortText, Version

BUDGET = 160
"""Calls of the model, where nobody says how many."""


class CloneParameters(BaseModel):
    """A clone to be made: under which name, with which model, and where it goes.

    `consent` must be `yes-this-is-me`, which the user says for themselves and `consented_at` dates (UTC, ISO
    8601). `me` are the names under which the user speaks in the log; without any, there must be one only.
    `turns` is how many are needed. `output` is the path of a file to write beside installing, and `replace`
    says whether the clone may take the place of another content of its id.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ShortText
    id: str
    consent: str
    consented_at: str
    model: str
    budget: int = Field(default=BUDGET, ge=0, le=100_000)
    turns: int = Field(ge=1)
    me: tuple[str, ...] = ()
    author: ShortText = "Whetstone's Mirror"
    version: Version = "1.0.0"
    output: str | None = None
    replace: bool = False
