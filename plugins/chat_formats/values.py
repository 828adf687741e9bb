"""Values of JSON exports, which may be of any type, as what they should be."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

_DIGITS = re.compile(r"-?\d+(\.\d+)?\Z")


def time_of(value: Any) -> datetime | None:
    """Return a moment: of seconds since 1970, or thousandths or less of them, or of ISO 8601."""
    if isinstance(value, str):
        text = value.strip()
        if not _DIGITS.match(text):
            return _iso(text)
        value = float(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    seconds = float(value)
    if seconds >= 1e17:
        seconds /= 1e9
    elif seconds >= 1e14:
        seconds /= 1e6
    elif seconds >= 1e11:
        seconds /= 1e3
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    plain = text.replace("/", "-").replace(" UTC", "+00:00").replace(" +", "+")
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        return None


def text_of(value: Any) -> str:
    """Return the words of a value: a text, or the texts of a list of parts; other parts are no words."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n\n".join(filter(None, (text_of(part) for part in value)))
    if isinstance(value, dict) and value.get("type", "text") in ("text", "input_text", "output_text"):
        return text_of(value.get("text"))
    return ""


def name_of(value: Any) -> str:
    """Return the name of somebody: a text, or what an object calls itself."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        for key in ("name", "display_name", "username", "nickname", "role", "id"):
            if found := name_of(value.get(key)):
                return found
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""
