"""Where in a TOML text a key stands, and how its path is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

Path = tuple[str | int, ...]

_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'"
_PART = rf"(?:{_QUOTED}|[\w-]+)"
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_LINE = re.compile(rf"[ \t]*(?:\[\[?[ \t]*(?P<table>{_KEY})[ \t]*\]|(?P<key>{_KEY})[ \t]*=)")
_LONG_TEXT = re.compile(r"\"{3}.*?\"{3}|'{3}.*?'{3}", re.DOTALL)


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


def line_of(text: str, path: Path) -> int | None:
    """Return the line, from 1, on which the key `path` stands in `text`, or else its nearest table."""
    blanked = _LONG_TEXT.sub(lambda found: '""' + "\n" * found[0].count("\n"), text)
    table: tuple[str, ...] = ()
    nearest: tuple[int, int] | None = None
    for number, line in enumerate(blanked.split("\n"), 1):
        found = _LINE.match(line)
        if found is None:
            continue
        if found["table"]:
            here = table = _parts(found["table"])
        else:
            here = (*table, *_parts(found["key"]))
        if path[: len(here)] == here and (nearest is None or len(here) > nearest[0]):
            nearest = (len(here), number)
    return nearest[1] if nearest else None


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, key))
