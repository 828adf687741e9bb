"""Homes for the pages of the Mirror: chats of a person, and a program that asks the API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import mirrors
from mirrors import HANDLE

from whetstone import Host
from whetstone.testing import temporary_host

API = "/api/v1"
GOAL = 80
"""Turns that a clone takes in these homes."""

HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script>"><b>Otter</b>'
"""What somebody is called, and what somebody says, who means harm."""

SETTINGS = f"""
[mirror]
turns = {GOAL}
[plugins]
block = ["strong_sanitizer", "embedded_model"]
"""


@contextmanager
def mirrored(home: Path, turns: int = 0, **rest: Any) -> Iterator[Host]:
    """Open a host on `home`, in which Wren has so many turns. What runs elsewhere sees the same settings."""
    home.mkdir(exist_ok=True)
    (home / "whetstone.toml").write_text(SETTINGS)
    with temporary_host(home=home, **rest) as host:
        if turns:
            chat = mirrors.written(home.parent / "chats", mirrors.messages(turns))
            host.chats.import_files([chat], me=[HANDLE])
        yield host


def hostile_chat(folder: Path, turns: int = 40) -> Path:
    """Write a chat in which names and messages are full of HTML and script."""
    said = mirrors.messages(turns, more=[f"{HOSTILE} mail {HOSTILE}@example.org or wren@example.org"] * 3)
    for message in said:
        if message["speaker"] == "Otter":
            message["speaker"] = HOSTILE
    return mirrors.written(folder, said, name="<b>marsh & co")


def sent(client: httpx.Client, path: Path) -> str:
    """Upload a file and return its id."""
    answer = client.post(f"{API}/uploads", params={"name": path.name}, content=path.read_bytes())
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def ended(client: httpx.Client, job: str) -> dict[str, Any]:
    """Wait until a job is over, and return it."""
    with client.stream("GET", f"{API}/jobs/{job}/events") as events:
        for _ in events.iter_lines():
            pass
    state: dict[str, Any] = client.get(f"{API}/jobs/{job}").json()
    return state


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    """The status of a refusal, its type, and its sentence."""
    error = answer.json()["error"]
    return answer.status_code, error["type"], error["message"]
