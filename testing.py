"""For the tests of plugin authors: a host on a temporary home, and a model that says what it is told.

def test_my_plugin():
    with temporary_host(plugins=[my_plugin], replies=["Well met."]) as host:
        assert ask(host, "socrates", "Hello!").text == "Well met."
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from whetstone.core.errors import ModelError
from whetstone.core.host import Host
from whetstone.core.values.model import ChatRequest, Chunk, Message, Model, ModelInfo, ModelSpec, Usage
from whetstone.core.values.turn import Record
from whetstone.hookspecs import hookimpl


class ScriptedModel:
    """A model that gives prepared replies in order, word by word, and begins again after the last.

    `requests` holds what it was asked. A reply that is an exception is raised instead; `delay` is the
    wait before each word, in seconds. A token is a word.
    """

    def __init__(
        self,
        replies: Sequence[str | ModelError] = ("Indeed.",),
        *,
        name: str = "scripted",
        context_tokens: int | None = None,
        delay: float = 0.0,
    ) -> None:
        self.name = name
        self.context_tokens = context_tokens
        self.reply_tokens: int | None = None
        self.caveat = ""
        self.requests: list[ChatRequest] = []
        self.prewarmed: list[tuple[Message, ...]] = []
        self.closed = False
        self._replies = replies
        self._delay = delay

    def count_tokens(self, text: str) -> int:
        """Return the number of words of `text`."""
        return len(text.split())

    async def prewarm(self, messages: Sequence[Message]) -> None:
        """Note that this prefix was prewarmed."""
        self.prewarmed.append(tuple(messages))

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Yield the next prepared reply."""
        reply = self._replies[len(self.requests) % len(self._replies)]
        self.requests.append(request)
        if isinstance(reply, ModelError):
            raise reply
        words = reply.split(" ")[: request.max_tokens]
        for place, word in enumerate(words):
            await asyncio.sleep(self._delay)
            yield Chunk(text=word if place == 0 else f" {word}")
        prompt_tokens = sum(self.count_tokens(message.content) for message in request.messages)
        yield Chunk(finish="stop", usage=Usage(prompt_tokens, len(words)), model=self.name)

    async def close(self) -> None:
        """Note that it was closed."""
        self.closed = True


class ScriptedBackend:
    """A model backend and plugin for `ScriptedModel` objects, each claimed by its name."""

    def __init__(self, *models: ScriptedModel, name: str = "scripted") -> None:
        self.name = name
        self._models = {model.name: model for model in models}

    def models(self) -> list[ModelInfo]:
        """Return the scripted models."""
        return [ModelInfo(name, self.name, ready=True) for name in self._models]

    def claims(self, model: str) -> bool:
        """Return whether a scripted model has this name."""
        return model in self._models

    def open(self, spec: ModelSpec) -> Model:
        """Return the scripted model of this name."""
        return self._models[spec.model]

    @hookimpl
    def whetstone_model_backends(self) -> list[ScriptedBackend]:
        """Bring this backend."""
        return [self]


@contextmanager
def temporary_host(
    plugins: Iterable[object] = (),
    replies: Sequence[str | ModelError] = ("Indeed.",),
    home: Path | None = None,
    model: ScriptedModel | None = None,
) -> Iterator[Host]:
    """Open a host on a temporary home, with `plugins` and a scripted model that answers by default.

    Plugins that are installed are there as well; naming one of them again does no harm. `home` is used
    and kept instead of a temporary one when it is given. `model` is asked instead of one that gives
    `replies`; its `requests` then tell what it was asked.
    """
    scripted = model or ScriptedModel(replies)
    with tempfile.TemporaryDirectory(prefix="whetstone-") as temporary, Host(home or temporary) as host:
        host.register(ScriptedBackend(scripted), "scripted")
        host.settings.core = host.settings.core.model_copy(update={"model": scripted.name})
        for place, plugin in enumerate(plugins):
            host.register(plugin, getattr(plugin, "__name__", f"plugin-{place}"))
        yield host


@contextmanager
def served(host: Host) -> Iterator[str]:
    """Serve the pages of `host` on a free port, and yield the link that lets a browser in.

    The link is `http://127.0.0.1:PORT/?token=TOKEN`; a program sends `Authorization: Bearer TOKEN` instead.
    """
    from whetstone.plugins.webui.server import WebServer

    server = WebServer(host, 0)
    thread = threading.Thread(target=server.run, name="served")
    thread.start()
    try:
        yield server.link
    finally:
        server.end()
        thread.join()


def ask(host: Host, persona_id: str, text: str, *, model: str | None = None) -> Record:
    """Say `text` to a persona in a new conversation, and return the record of its reply.

    Raises:
        PersonaNotFound: there is no such persona.
        ModelError: the model is not known or failed.
    """
    talk = host.converse(persona_id, model=model)
    for _ in host.loop.iterate(talk.say(text)):
        pass
    return talk.branch[-1]
