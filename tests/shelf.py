"""A shelf of texts for the Forge, the study notes that come with Whetstone, and a model to read them."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import Any

import whetstone
from whetstone.core.values.model import ChatRequest, Chunk
from whetstone.testing import ScriptedModel

NAME = "The Librarian"
ID = "the-librarian"

_NOTES = Path(whetstone.__file__).parent / "philosophy_library"


def shelf(folder: Path, *personas: str) -> Path:
    """Copy the notes on some of the built-in personas into `folder`, and return it."""
    folder.mkdir(parents=True)
    for persona in personas or ("montaigne", "zhuangzi"):
        for note in sorted((_NOTES / persona / "library").iterdir()):
            shutil.copy(note, folder / f"{persona}-{note.name}")
    return folder


def wanted(texts: Path, **rest: Any) -> dict[str, Any]:
    """Return the parameters of a job that forges the librarian."""
    return {"texts": [str(texts)], "name": NAME, "id": ID, "model": "scripted", "budget": 24, **rest}


class Reader(ScriptedModel):
    """A model that answers by what it is asked; `calls` counts the requests."""

    def __init__(self, answer: Callable[[ChatRequest], str]) -> None:
        super().__init__(name="scripted", context_tokens=8_000)
        self._answer = answer

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Yield the answer in one piece."""
        self.requests.append(request)
        yield Chunk(self._answer(request))
        yield Chunk(finish="stop", model=self.name)


def asked(request: ChatRequest) -> str:
    """Return all that a request says."""
    return "\n".join(message.content for message in request.messages)


def honest(request: ChatRequest) -> str:
    """Claim what the first passages say, in their own subjects; chat otherwise."""
    numbers = shown(request)
    if not numbers:
        return "I look at the page first, and then I look again; what it says I keep, and the rest I let go."
    words = re.findall(r"[a-z]{6,}", asked(request).rpartition("[1]")[2][:600])
    return "\n".join(
        f"{facet}: {NAME} dwells on {words[2 * place]} and on {words[2 * place + 1]}. [1]"
        for place, facet in enumerate(("voice", "beliefs", "arguing", "images"))
    )


def inventing(request: ChatRequest) -> str:
    """Claim things with quotations that nobody wrote, and with passages that nobody showed."""
    if not shown(request):
        return "As I always say, “the moon is a lantern for tax collectors”, and so say all of us."
    return "\n".join(
        [
            f"beliefs: {NAME} says “the moon is a lantern for tax collectors” of judgement. [1]",
            f"arguing: {NAME} argues from the habits of submarines. [99]",
            f"voice: {NAME} writes “with thunder and with marmalade” in each of the essays. [1][2]",
        ]
    )


def shown(request: ChatRequest) -> Sequence[str]:
    """Return the numbers of the passages that a request shows."""
    return re.findall(r"^\s*\[(\d+)\]", asked(request), re.MULTILINE)
