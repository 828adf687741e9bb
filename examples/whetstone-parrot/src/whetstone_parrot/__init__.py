"""A model backend that says what you said: the smallest one that does everything a backend should."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from whetstone import ModelBackend, SettingsReader, SettingsSection, hookimpl

whetstone_api = ">=1.0,<2"


class ParrotSettings(BaseModel):
    """`[parrot]` of `whetstone.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shout: bool = False
    times: int = Field(default=1, ge=1, le=9)


@hookimpl
def whetstone_settings() -> list[SettingsSection]:
    return [SettingsSection("parrot", ParrotSettings)]


@hookimpl
def whetstone_model_backends(settings: SettingsReader) -> list[ModelBackend]:
    from whetstone_parrot.parrot import ParrotBackend

    mine: ParrotSettings = settings.section("parrot")
    return [ParrotBackend(mine.shout, mine.times)]
