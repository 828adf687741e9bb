"""Exports that are one JSON value: known by their first keys, read without being held as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, BinaryIO

from whetstone.core.errors import FormatError
from whetstone.core.values.chat import Skipped
from whetstone.plugins.chat_formats.depth import DEEPEST, Shallow
from whetstone.plugins.chat_formats.lines import BOM

DAMAGED = "damaged end of the file, which could not be read"
TOO_DEEP = f"things nested more than {DEEPEST} levels deep, with all behind them"
NO_CONVERSATION = "things that are no conversation"

_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*+)(?:"(\s*:)?|\Z)|[\[\]{}]', re.DOTALL)
_DEPTH = 6


@lru_cache(maxsize=1)  # several formats look at one head
def keys(head: bytes) -> frozenset[str]:
    """Return the keys at the beginning of a JSON text, each with those above it: `[].chat.history`."""
    found: set[str] = set()
    if head.removeprefix(BOM).lstrip()[:1] not in (b"[", b"{"):
        return frozenset()
    above: list[str] = []
    key = ""
    for token in _TOKEN.finditer(head):
        mark = token[0]
        if mark == b"[" or mark == b"{":
            above.append(f"{key}[]" if mark == b"[" else key)
            key = ""
        elif mark in b"]}":
            if above:
                above.pop()
        elif token[2]:
            key = token[1].decode("utf-8", "replace")
            if len(above) <= _DEPTH:
                found.add(".".join(filter(None, (*above, key))))
        else:
            key = ""
    return frozenset(found)


def at_start(file: BinaryIO) -> bytes:
    """Go to where the JSON value in `file` begins, and return its first byte."""
    start = file.seek(0)
    head = file.read(64)
    if head.startswith(BOM):
        start, head = len(BOM), head[len(BOM) :]
    file.seek(start)
    return head.lstrip()[:1]


def conversations(file: BinaryIO) -> Iterator[dict[str, Any] | Skipped]:
    """Yield the objects of the list in `file`, or the one object that it is, one at a time.

    Raises:
        FormatError: not even the first one can be read.
    """
    import ijson

    prefix = "item" if at_start(file) == b"[" else ""
    some = False
    shallow = Shallow(file)
    try:
        for value in ijson.items(shallow, prefix, use_float=True):
            some = True
            yield value if isinstance(value, dict) else Skipped(NO_CONVERSATION)
    except ijson.JSONError as error:
        yield broken_off(error, shallow, some)


def streamed(
    file: BinaryIO, items: str, tells: Mapping[str, str]
) -> Iterator[tuple[Mapping[str, str], dict[str, Any] | Skipped]]:
    """Yield the objects under `items` (as ijson calls the place), one at a time.

    Each comes with what was said before it at the places in `tells`, under the names given there.

    Raises:
        FormatError: not even the first one can be read.
    """
    import ijson

    about: dict[str, str] = {}
    builder: Any = None
    some = False
    at_start(file)
    shallow = Shallow(file)
    try:
        for prefix, event, value in ijson.parse(shallow, use_float=True):
            if builder is not None:
                builder.event(event, value)
                if event == "end_map" and prefix == items:
                    some = True
                    yield about, builder.value
                    builder = None
            elif prefix == items and event == "start_map":
                builder = ijson.ObjectBuilder()
                builder.event(event, value)
            elif prefix in tells and value is not None:
                about[tells[prefix]] = str(value)
    except ijson.JSONError as error:
        yield about, broken_off(error, shallow, some)


def broken_off(error: Exception, file: Shallow, some: bool) -> Skipped:
    """Return why the rest of `file` cannot be read, where `some` of it could.

    Raises:
        FormatError: none of it could.
    """
    if some:
        return Skipped(TOO_DEEP if file.cut else DAMAGED)
    why = (
        f"it is nested more than {DEEPEST} levels deep"
        if file.cut
        else f"it is damaged ({_first_line(error)})"
    )
    raise FormatError(why) from error


def _first_line(error: Exception) -> str:
    """Return what a JSON error says, without the excerpt and the arrow below it."""
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return text.strip().partition("\n")[0].strip() or type(error).__name__


def mapping(value: Any) -> dict[str, Any]:
    """Return `value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """Return `value` where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def string(value: Any) -> str:
    """Return `value` where it is a text, else an empty one."""
    return value if isinstance(value, str) else ""
