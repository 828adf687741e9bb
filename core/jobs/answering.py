"""One call of a model: here on the host's event loop, or in another process by name and settings."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from whetstone.core.errors import (
    ModelError,
    ModelInterrupted,
    ModelRateLimited,
    ModelTimeout,
    ModelUnavailable,
    WhetstoneError,
)
from whetstone.core.home import Home
from whetstone.core.loop import HostLoop
from whetstone.core.models import Models
from whetstone.core.plugin_manager import PluginManager
from whetstone.core.settings import Settings
from whetstone.core.values.model import ChatRequest, Model


class Hosting(Protocol):
    """What jobs need of a `whetstone.Host`."""

    home: Home
    settings: Settings
    plugins: PluginManager
    loop: HostLoop

    @property
    def models(self) -> Models:
        """The models."""

    def close(self) -> None:
        """Close the models and the event loop."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call: `text` by `model`, or the sentence `error`.

    `passing` says that the same call may succeed later, `busy` that the model wants to be asked less often,
    after `retry_after` seconds where it said so.
    """

    text: str = ""
    model: str = ""
    error: str = ""
    passing: bool = False
    busy: bool = False
    retry_after: float | None = None


async def call(model: Model, request: ChatRequest) -> Outcome:
    """Return what comes of one call; nothing but the end of the loop is raised."""
    parts: list[str] = []
    answered_by = model.name
    try:
        async with aclosing(model.stream(request)) as stream:
            async for chunk in stream:
                parts.append(chunk.text)
                answered_by = chunk.model or answered_by
    except ModelError as error:
        return _failure(error)
    except Exception as error:
        return Outcome(error=f"the model {model.name} raised {type(error).__name__}: {error}")
    return Outcome(text="".join(parts), model=answered_by)


def call_elsewhere(
    hosting: Callable[[Path], Hosting], settings: str, name: str, request: ChatRequest
) -> Outcome:
    """Return what comes of one call, made in this process, which need not know anything of the job.

    `hosting` opens a host on a folder; `settings` is the text of a `whetstone.toml` that says how the model
    `name` is reached. The host is kept for the next call with the same settings.
    """
    try:
        host = _host(hosting, settings)
        model = host.models.open(name)
    except WhetstoneError as error:
        return _failure(error)
    return host.loop.run(call(model, request))


_hosts: dict[str, Hosting] = {}
_opening = threading.Lock()


def _host(hosting: Callable[[Path], Hosting], settings: str) -> Hosting:
    with _opening:
        if settings not in _hosts:
            folder = Path(tempfile.mkdtemp(prefix="whetstone-step-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            (folder / "whetstone.toml").write_text(settings, "utf-8")
            host = hosting(folder)
            atexit.register(host.close)
            _hosts[settings] = host
        return _hosts[settings]


def _failure(error: WhetstoneError) -> Outcome:
    return Outcome(
        error=str(error),
        passing=isinstance(error, (ModelUnavailable, ModelTimeout, ModelInterrupted, ModelRateLimited)),
        busy=isinstance(error, ModelRateLimited),
        retry_after=getattr(error, "retry_after", None),
    )
