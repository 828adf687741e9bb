"""Chats, as a format reads them and as a home has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from commandline import here
from homes import done

from whetstone import ChatMessage, Host, Record, Skipped
from whetstone.testing import temporary_host


def pieces(path: Path) -> tuple[str, list[ChatMessage], list[Skipped]]:
    """What the format that recognises `path` makes of it: its name, the messages, and what was skipped."""
    with temporary_host() as host:
        (source,) = host.chats.sources(path)
        found = list(source.pieces())
    messages = [piece for piece in found if isinstance(piece, ChatMessage)]
    return source.format.name, messages, [piece for piece in found if isinstance(piece, Skipped)]


def words(messages: list[ChatMessage]) -> list[tuple[str, str]]:
    return [(message.speaker, message.text) for message in messages]


def clock(message: ChatMessage) -> str:
    assert message.at is not None
    return message.at.isoformat(" ", "seconds")


def imported(home: Path, *files: Path, me: tuple[str, ...] = ("Ann",), zone: str = "UTC") -> Any:
    """What `history import --json` says."""
    names = [part for name in me for part in ("--me", name)]
    return done(here("history", "import", *files, *names, "--zone", zone, "--json", home=home)).json


def records(home: Path) -> list[Record]:
    with Host(home) as host:
        return list(host.history.records())


def turns(home: Path) -> list[Record]:
    return [record for record in records(home) if record.kind == "turn"]
