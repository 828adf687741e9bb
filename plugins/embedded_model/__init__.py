"""The embedded model: a small instruct model through llama.cpp, in this process, without a key.

`embedded` is the model that needs nothing; `gguf:PATH` is any other GGUF file of a chat model.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.values.model import ModelBackend
from whetstone.core.values.plugin import SettingsSection
from whetstone.hookspecs import SettingsReader, hookimpl


class EmbeddedSettings(BaseModel):
    """`[embedded_model]` of `whetstone.toml`.

    `weights` is a GGUF file to use in place of the small default; `threads` is the number of threads
    that generate (default: all cores but one); `context_tokens` is the largest prompt plus reply
    (default: 8,192, or less where the model was trained on less). `prompt_cache_mb` is the room in the
    cache folder for personas' prompts that were read before (0 for none): the first reply then comes at
    once, in a new process too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: Path | None = None
    threads: int | None = Field(default=None, ge=1, le=512)
    context_tokens: int | None = Field(default=None, ge=512, le=10_000_000)
    prompt_cache_mb: int = Field(default=512, ge=0, le=10_000_000)


@hookimpl
def whetstone_settings() -> Iterable[SettingsSection]:
    """Bring `[embedded_model]`."""
    return [SettingsSection("embedded_model", EmbeddedSettings)]


@hookimpl
def whetstone_model_backends(settings: SettingsReader) -> Iterable[ModelBackend]:
    """Bring the backend `embedded`."""
    from whetstone.plugins.embedded_model.backend import EmbeddedBackend

    section = settings.section("embedded_model")
    assert isinstance(section, EmbeddedSettings)
    return [
        EmbeddedBackend(
            section.weights, section.threads, section.context_tokens, section.prompt_cache_mb * 1_000_000
        )
    ]
