"""What the Forge is asked to do."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from whetstone.core.values.cartridge import ShortText, Version

BUDGET = 120
"""Calls of the model, where nobody says how many."""

Pattern = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class ForgeParameters(BaseModel):
    """A persona to be made: whose, from which texts, with which model, and where it goes.

    `texts` are absolute paths of files and folders. `model` is a model's name, or `none`; `budget` is the
    number of calls that it may get. `output` is the path of the file to write, `install` says whether it
    becomes a persona of this home, and `replace` whether it may take the place of another one of its id.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    texts: tuple[str, ...] = Field(min_length=1)
    name: ShortText
    id: str
    model: str
    budget: int = Field(default=BUDGET, ge=0, le=100_000)
    include: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()
    author: ShortText = "Whetstone's Forge"
    version: Version = "1.0.0"
    output: str | None = None
    install: bool = False
    replace: bool = False
