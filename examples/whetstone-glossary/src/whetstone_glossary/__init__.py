"""Long work: a glossary of a persona's library. It counts words, and asks a model what they mean."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from whetstone import ExecutorProvider, JobKind, SettingsReader, SettingsSection, hookimpl

whetstone_api = ">=1.1,<2"


class GlossarySettings(BaseModel):
    """`[glossary]` of `whetstone.toml`. With `threads`, the steps of all jobs run in so many threads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    threads: int = Field(default=0, ge=0, le=64)


@hookimpl
def whetstone_settings() -> list[SettingsSection]:
    return [SettingsSection("glossary", GlossarySettings)]


@hookimpl
def whetstone_job_kinds() -> list[JobKind]:
    from whetstone_glossary.job import Glossary

    return [Glossary()]


@hookimpl
def whetstone_executors(settings: SettingsReader) -> list[ExecutorProvider]:
    from whetstone_glossary.threads import Threads

    mine: GlossarySettings = settings.section("glossary")
    return [Threads(mine.threads)] if mine.threads else []
