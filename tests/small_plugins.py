"""Small plugins and what they bring, for tests."""

from __future__ import annotations

import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cartridges import gardener
from pydantic import BaseModel, ConfigDict

from whetstone import Chunk, ModelInfo, build_cartridge, hookimpl, source_hash


def plugin(**implementations: Any) -> types.SimpleNamespace:
    """Return a plugin with these hooks; a value that is no function is what its hook returns."""
    functions = {
        name: given if callable(given) else _giving(given) for name, given in implementations.items()
    }
    return types.SimpleNamespace(**{name: hookimpl(function) for name, function in functions.items()})


def _giving(value: Any) -> Callable[[], Any]:
    return lambda: value


def unpack(folder: Path, **parts: Any) -> Path:
    for name, data in gardener(**parts).files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


class PlainText:
    name = "plain"
    suffixes = (".persona.txt",)
    writes = True

    def recognises(self, data, filename):
        return filename.endswith(self.suffixes)

    def read(self, data, filename):
        return build_cartridge(
            {"version": "1", "author": "tests", "source_hash": source_hash([data])},
            prompt=data.decode(),
            config={},
            stem=filename.removesuffix(self.suffixes[0]),
        )

    def write(self, cartridge):
        return cartridge.prompt.encode()


class Parrot:
    name = "parrot"

    def models(self):
        return [ModelInfo("parrot", self.name, ready=True, note="says what you said")]

    def claims(self, model):
        return model == "parrot"

    def open(self, spec):
        return self

    context_tokens = reply_tokens = None
    caveat = ""

    def count_tokens(self, text):
        return len(text.split())

    async def prewarm(self, messages):
        pass

    async def stream(self, request):
        yield Chunk(request.messages[-1].content.split("\n")[-1])
        yield Chunk(finish="stop")

    async def close(self):
        pass


class LastPassage:
    name = "last"

    def open(self, shelf):
        self.count = len(shelf.passages)
        return self

    def search(self, query, limit):
        return [self.count - 1]


class Almanac(BaseModel):
    model_config = ConfigDict(extra="forbid")
    moon: bool = True
