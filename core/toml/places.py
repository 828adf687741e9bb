"""TOML as people edit it: what it holds, where in it a key stands, and how a key path is written."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whetstone.core.errors import SettingsError

_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'"
_PART = rf"(?:{_QUOTED}|[\w-]+)"
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_LINE = re.compile(rf"[ \t]*(?:\[\[?[ \t]*(?P<table>{_KEY})[ \t]*\]|(?P<key>{_KEY})[ \t]*=)")
_LONG_TEXT = re.compile(r"\"{3}.*?\"{3}|'{3}.*?'{3}", re.DOTALL)


def refuse_no_file(path: Path) -> None:
    """Refuse a pipe or a device in place of the settings, which nobody may read to its end; follow links.

    Raises:
        SettingsError: it is one.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise SettingsError(f"{path} is no regular file; put the settings themselves there, or take it away")


def parsed(text: str, path: Path) -> dict[str, Any]:
    """Return what `text`, the content of the file `path`, holds.

    Raises:
        SettingsError: it is not TOML; the line is named.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).rstrip(")").rpartition(" (at ")
        what = f"{what[:1].lower()}{what[1:]}"
        place = place if place.startswith("line") else "at its end"
        raise SettingsError(f"{path}, {place}: this is not valid TOML: {what}") from None
    except RecursionError:
        raise SettingsError(f"{path} is nested too deeply; flatten it") from None


def key_path(text: str) -> tuple[str, ...]:
    """Return the parts of a key as TOML writes it, such as `models."gpt-4.1".retries`.

    Raises:
        SettingsError: it is no key.
    """
    import tomllib

    path: list[str] = []
    try:
        table: Any = tomllib.loads(f"{text} = 0") if "\n" not in text else {}
        while isinstance(table, dict):
            ((part, table),) = table.items()
            path.append(part)
    except ValueError:
        raise SettingsError(
            f"{text!r} is no key; write it like models.local.model, with quotes around a part that has dots"
        ) from None
    return tuple(path)


def dotted(path: Iterable[str | int]) -> str:
    """Return a key path as TOML writes it: `models."gpt-4.1".retries`; a place in a list as `[0]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            plain = part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else json.dumps(part, ensure_ascii=False)
            text += f".{plain}" if text else plain
    return text


def line_of(text: str, path: tuple[str | int, ...]) -> int | None:
    """Return the line, from 1, on which the key `path` stands in `text`, or else its nearest table."""
    blanked = _LONG_TEXT.sub(lambda found: '""' + "\n" * found[0].count("\n"), text)
    table: tuple[str, ...] = ()
    nearest = (0, 0)
    for number, line in enumerate(blanked.split("\n"), 1):
        found = _LINE.match(line)
        if found is None:
            continue
        if found["table"]:
            here = table = _parts(found["table"])
        else:
            here = (*table, *_parts(found["key"]))
        shared = min(len(here), len(path))
        if here[:shared] == path[:shared] and shared > nearest[0]:
            nearest = (shared, number)
    return nearest[1] or None


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, key))
