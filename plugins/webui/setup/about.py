"""The home, the plugins and the server, as the pages and the API tell of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from whetstone.core.doctor.about import about
from whetstone.core.doctor.examination import examine
from whetstone.core.doctor.patient import Patient
from whetstone.core.doctor.reporting import as_data
from whetstone.core.host import Host
from whetstone.core.values.plugin import PluginStatus
from whetstone.plugins.webui.setup.models import default_of
from whetstone.plugins.webui.site import Site


class PluginLine(BaseModel):
    """A plugin and what became of it; `error` says what is wrong, also with one that is `loaded`."""

    name: str
    distribution: str
    version: str
    status: PluginStatus
    hooks: tuple[str, ...]
    error: str | None
    load_ms: float


class HomeInfo(BaseModel):
    """The home: where it lies, and how many bytes some of it take."""

    path: str
    writable: bool
    log_bytes: int
    cache_bytes: int


class SettingsInfo(BaseModel):
    """What this server works with. `model_from` says where the default model is named."""

    version: str | None
    home: HomeInfo
    settings_file: str
    model: str
    model_from: Literal["settings", "environment"]


class Seen(BaseModel):
    """One thing that a check of the doctor's saw, in a sentence."""

    state: Literal["ok", "note", "fault"]
    told: str
    repairable: bool


class Check(BaseModel):
    """One check of the doctor's; its state is the worst of what it saw."""

    check: str
    state: Literal["ok", "note", "fault"]
    findings: list[Seen]


class Health(BaseModel):
    """What `whetstone doctor` finds in the home."""

    healthy: bool
    checks: list[Check]


class TokenInfo(BaseModel):
    """The token, and the link that lets another browser in."""

    token: str
    link: str


def plugins(host: Host) -> list[PluginLine]:
    """Return the plugins, each with all that went wrong in it so far."""
    host.ask_all_plugins()
    return [PluginLine(**asdict(record)) for record in host.plugins.records]


def settings(host: Host) -> SettingsInfo:
    """Return what the server works with."""
    home = HomeInfo(
        path=str(host.home.root),
        writable=host.home.writable(),
        log_bytes=host.home.log.stat().st_size if host.home.log.is_file() else 0,
        cache_bytes=sum(_sizes(host.home.cache)),
    )
    return SettingsInfo(
        version=about()["whetstone"],
        home=home,
        settings_file=str(host.home.settings),
        model=default_of(host),
        model_from="environment" if os.environ.get("WHETSTONE_MODEL") else "settings",
    )


def health(host: Host) -> Health:
    """Look the home over, every file of it; nothing is changed."""
    blocked = [record.name for record in host.plugins.records if record.status == "blocked"]
    with closing(Patient(host.home, blocked)) as patient:
        return Health.model_validate(as_data(list(examine(patient)), host.home.root))


def token(site: Site) -> TokenInfo:
    """Return the token."""
    value = site.token.value
    return TokenInfo(token=value, link=f"http://{site.names[0]}/?token={value}")


def _sizes(folder: Path) -> Iterator[int]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _sizes(Path(entry.path))
                else:
                    yield entry.stat(follow_symlinks=False).st_size
    except OSError:
        return
