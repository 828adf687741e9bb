"""The words of the pages: a catalogue a language, and which one a reader is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

_FOLDER = Path(__file__).parents[1] / "language"
DEFAULT = "en"
COOKIE = "whetstone-language"

Words = Mapping[str, str | Mapping[str, str]]


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that there are, English first."""
    return (DEFAULT, *sorted(path.name for path in _FOLDER.iterdir() if path.name != DEFAULT))


@cache
def catalogue(language: str) -> Words:
    """Return the texts of a language by key; each file of its folder holds those of one part of the pages.

    A text may be `{"one": …, "other": …}`, chosen by the value `n`.
    """
    words: dict[str, str | Mapping[str, str]] = {}
    for path in sorted((_FOLDER / language).glob("*.json")):
        words.update(
            {f"{path.stem}.{key}": text for key, text in json.loads(path.read_text("utf-8")).items()}
        )
    return words


def text(language: str, key: str, **values: Any) -> str:
    """Return the text `key` in `language` with `values` put in; numbers are written with separators.

    It is `Markup` where one of `values` is.

    Raises:
        KeyError: the catalogue has no such text.
    """
    found = catalogue(language)[key]
    if not isinstance(found, str):
        found = found["one" if values.get("n") == 1 else "other"]
    written = {name: _written(value, language) for name, value in values.items()}
    if any(isinstance(value, Markup) for value in written.values()):
        return escape(found).format_map(written)
    return found.format_map(written)


def number(language: str, value: float, digits: int = 0) -> str:
    """Return a number as it is written in `language`, with so many digits after the point."""
    written = f"{value:,.{digits}f}"
    return written.translate(str.maketrans(",.", ".,")) if language == "de" else written


def chosen(cookie: str | None, accepted: str) -> str:
    """Return the language to show: that of the cookie, else the first of `Accept-Language` that there is."""
    if cookie in languages():
        return cookie or DEFAULT
    wanted: list[tuple[float, str]] = []
    for part in accepted.split(","):
        code, _, weight = part.partition(";q=")
        try:
            wanted.append((-float(weight or 1), code.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    ordered = sorted(wanted, key=lambda pair: pair[0])
    return next((code for _, code in ordered if code in languages()), DEFAULT)


def _written(value: Any, language: str) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}".replace(",", "." if language == "de" else ",")
    return value
