"""What an almanac does: it tells the date, gives a passage for each day, and keeps a journal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from whetstone import (
    Cartridge,
    FinishedTurn,
    Persona,
    Retriever,
    SettingsReader,
    SettingsSection,
    TurnAdditions,
    hookimpl,
)

whetstone_api = ">=1.0,<2"


class AlmanacSettings(BaseModel):
    """`[almanac]` of `whetstone.toml`. Without a `journal` (a file), none is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    journal: Path | None = None


@hookimpl
def whetstone_settings() -> list[SettingsSection]:
    return [SettingsSection("almanac", AlmanacSettings)]


@hookimpl
def whetstone_prepare_turn() -> TurnAdditions:
    """Let the persona know what day it is; a model does not."""
    return TurnAdditions("almanac", notes=(f"Today is {date.today():%A, %d %B %Y}.",))


@hookimpl
def whetstone_retrievers() -> list[Retriever]:
    from whetstone_almanac.daily import PassageOfTheDay

    return [PassageOfTheDay()]


@hookimpl
def whetstone_turn_done(turn: FinishedTurn, settings: SettingsReader) -> None:
    """Note who was talked with. What was said stays in the log, where the user can delete it."""
    _note(settings, f"talked with {turn.persona.name}")


@hookimpl
def whetstone_persona_installed(persona: Persona, cartridge: Cartridge, settings: SettingsReader) -> None:
    _note(settings, f"met {persona.name}, who brings {len(cartridge.library)} texts")


def _note(settings: SettingsReader, what: str) -> None:
    from whetstone_almanac.journal import note

    mine: AlmanacSettings = settings.section("almanac")
    if mine.journal is not None:
        note(mine.journal, what)
