"""A person whose chats are mirrored: their log, and a model that reads it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from whetstone.core.values.model import ChatRequest

NAME = "Wren"
ID = "wren"
HANDLE = "wren_of_the_marsh"

_ASKED = (
    "my boat is leaking again, what now?",
    "is it worth oiling the oars every year?",
    "which knot do you use for the fenders?",
    "should I sail tomorrow with that wind?",
    "the varnish went cloudy overnight, any idea?",
    "do you trust the new forecast app?",
)
_FIRST = ("honestly", "well then", "hm", "right", "no idea, but", "ah", "look")
_THEN = (
    "id check the bilge before anything else",
    "thats the rain talking, wait a day",
    "sand it back and start again :)",
    "a bowline, always a bowline",
    "the wind doesnt read the forecast",
    "id rather row than argue with an engine",
    "old rope is cheap until it isnt",
    "leave it in the sun for an afternoon",
    "oil now or cry later",
    "ask the harbour office about moorings",
    "i never varnish in the fog",
)
_LAST = ("tbh", "if you ask me", "as far as i know", "i reckon", "or so", "", "")


def messages(turns: int = 640, more: Iterable[str] = (), year: int = 2024) -> list[dict[str, str]]:
    """Return a chat: `turns` questions with Wren's answers over some months, `more` among them."""
    draws = random.Random(year)
    at = datetime(year, 2, 3, 18, 0, tzinfo=UTC)
    special = dict(zip(range(5, turns, 9), more, strict=False))
    said = []
    for number in range(turns):
        at += timedelta(days=1) if number % 8 == 0 else timedelta(minutes=4)
        visitor = ("Otter", "Heron")[number // 8 % 2]
        answer = special.get(number) or _answer(draws)
        said.append({"ts": at.isoformat(), "speaker": visitor, "text": f"{HANDLE}: {draws.choice(_ASKED)}"})
        later = at + timedelta(minutes=1)
        said.append({"ts": later.isoformat(), "speaker": HANDLE, "text": f"{visitor}: {answer}"})
    return said


def _answer(draws: random.Random) -> str:
    said = (draws.choice(_FIRST), *draws.sample(_THEN, draws.choice((1, 2))), draws.choice(_LAST))
    return " ".join(filter(None, said))


def written(folder: Path, said: list[dict[str, str]], name: str = "marsh") -> Path:
    """Write a chat as JSON lines, and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(message) + "\n" for message in said))
    return path


def wanted(**rest: Any) -> dict[str, Any]:
    """Return the parameters of a job that clones Wren."""
    return {
        "name": NAME,
        "id": ID,
        "consent": "yes-this-is-me",
        "consented_at": "2026-01-02T03:04:05.000+00:00",
        "model": "scripted",
        "budget": 60,
        "turns": 500,
        **rest,
    }


def attentive(request: ChatRequest) -> str:
    """Claim what can be seen in the first passages; chat like Wren otherwise."""
    asked = "\n".join(message.content for message in request.messages)
    numbers = re.findall(r"^\[(\d+)\] chats of", asked, re.MULTILINE)
    if not numbers:
        return "hm, id check the rope first, thats what i reckon :)"
    cited = "".join(f"[{number}]" for number in numbers[:2])
    return "\n".join(
        (
            f"voice: {NAME} answers in short lines and leaves out apostrophes and capitals {cited}",
            f"beliefs: {NAME} trusts old rope and patience more than any forecast or engine {cited}",
            f"arguing: {NAME} names the simplest remedy first and then says how sure that is {cited}",
            f"beliefs: {NAME} says that the sister of [PERSON_1] keeps the boat in the harbour {cited}",
        )
    )
