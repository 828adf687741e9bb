"""Annotated texts, as files of lines hold them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sanitizer.kinds import canonical


@dataclass(frozen=True, slots=True)
class Row:
    """A text with what is annotated in it: start, end and our name of the type."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    conversation: str | None = None
    speaker: str | None = None


def read(paths: Iterable[Path]) -> list[Row]:
    """Return the rows of the files.

    Raises:
        SystemExit: a line is not what it should be; it names the file and line.
    """
    rows = []
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                try:
                    rows.append(_row(json.loads(line), str(path)))
                except (ValueError, KeyError, TypeError) as error:
                    raise SystemExit(f"{path}, line {number}: no text with spans ({error})") from error
    return rows


def _row(value: dict[str, object], file: str) -> Row:
    spans = tuple(
        (int(one["start"]), int(one["end"]), canonical(str(one.get("type") or one.get("label"))))
        for one in value.get("spans", ())  # type: ignore[attr-defined]
    )
    conversation = value.get("conversation")
    log = None if conversation is None else f"{file}\n{conversation}"
    speaker = value.get("speaker")
    return Row(str(value["text"]), spans, log, None if speaker is None else str(speaker))
