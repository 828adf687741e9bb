"""Changes to `whetstone.toml` that are tried before the file is touched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from whetstone.core.errors import SettingsError
from whetstone.core.home import Home
from whetstone.core.host import Host
from whetstone.core.toml.file import Key, put
from whetstone.core.toml.places import dotted, refuse_no_file


def change(home: Home, changes: Mapping[Key, Any], block: Iterable[str] = ()) -> None:
    """Set each key path to its value, where every plugin's checks let it; `None` takes a key out.

    The change is made to a copy first, and a host is opened with it. `block` names plugins that stay out.

    Raises:
        SettingsError: a change does not fit, or cannot be made without disturbing the rest.
        HomeError: the file cannot be read or written.
    """
    refuse_no_file(home.settings)
    with tempfile.TemporaryDirectory() as trial_root:
        trial = Home(Path(trial_root))
        with home.reading(home.settings):
            kept = home.settings.read_bytes() if home.settings.exists() else b""
        with trial.writing():
            trial.settings.write_bytes(kept)
        try:
            put(trial, changes)
            Host(trial.root, block=block).close()
        except SettingsError as error:
            raise SettingsError(_told_of(changes, str(error), trial, home)) from None
    put(home, changes)


def change_settings(host: Host, changes: Mapping[Key, Any]) -> None:
    """Change the settings of a home that is open; what it reads and asks from now on is as they say.

    Raises:
        SettingsError, HomeError: see `change`.
    """
    blocked = [record.name for record in host.plugins.records if record.status == "blocked"]
    change(host.home, changes, blocked)
    follow(host)


def follow(host: Host) -> None:
    """Go by the settings as they are in the file now, where it was changed since it was read.

    Raises:
        SettingsError: what is there now does not fit.
    """
    if host.settings.reload():
        host.models.follow_settings()


def _told_of(changes: Mapping[Key, Any], problem: str, trial: Home, home: Home) -> str:
    """Return the problem; without its place, which the user's file has not, when a change is to blame."""
    place, _, without_place = problem.partition(": ")
    if any(without_place.startswith(dotted(path)) or repr(path[0]) in without_place for path in changes):
        return without_place
    tables = tuple(f"{dotted(path[:-1])} " for path in changes)
    if place.startswith(str(trial.settings)) and without_place.startswith(tables):
        return without_place
    return problem.replace(str(trial.settings), str(home.settings))
