"""A model that answers as it is told to, asked by a job."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from long_work import question
from pydantic import BaseModel
from small_plugins import plugin

from whetstone import Chunk, Host, ModelError, ModelInfo
from whetstone.core.jobs.patience import Pauses
from whetstone.core.values.asking import Answer, Asking
from whetstone.core.values.job import Progress
from whetstone.testing import temporary_host

AT_ONCE = Pauses(failed=(0, 0, 0), busy=(0, 0, 0))


class Oracle:
    """A backend and its model. `says` answers a question with its words; an error in it is raised.

    `asked` are the questions in order, `most` is how many were asked at once.
    """

    name = "oracle"
    context_tokens = None
    reply_tokens: int | None = None
    caveat = ""

    def __init__(self, says: Callable[[str], str | ModelError] = str.upper) -> None:
        self.says = says
        self.asked: list[str] = []
        self.running = self.most = 0

    def models(self):
        return [ModelInfo("oracle", self.name, ready=True)]

    def claims(self, model):
        return model in ("oracle", "mute")

    def open(self, spec):
        return self

    def count_tokens(self, text):
        return len(text.split())

    async def prewarm(self, messages):
        pass

    async def stream(self, request):
        text = request.messages[-1].content
        self.asked.append(text)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(0.01)
            said = self.says(text)
            if isinstance(said, ModelError):
                raise said
            yield Chunk(said)
            yield Chunk(finish="stop")
        finally:
            self.running -= 1

    async def close(self):
        pass


class Nothing(BaseModel):
    pass


@contextmanager
def hosting(oracle: Oracle, home: Path, pauses: Pauses = AT_ONCE) -> Iterator[Host]:
    with temporary_host([plugin(whetstone_model_backends=[oracle])], home=home) as host:
        host.jobs.pauses = pauses
        yield host


def at_work(
    host: Host,
    use: Callable[[Asking], Any],
    budget: int = 100,
    model: str = "oracle",
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Any:
    """What `use` makes of a model inside a job."""
    came: list[Any] = []

    class Errand:
        name = "errand"
        parameters = Nothing

        def run(self, work, parameters):
            came.append(use(work.model(model, budget)))
            return {}

    host.register(plugin(whetstone_job_kinds=[Errand()]), f"errand-{id(use)}")
    host.jobs.run(host.jobs.start("errand", {}), tell)
    return came[0]


def asked(
    oracle: Oracle, home: Path, questions: Sequence[Any], pauses: Pauses = AT_ONCE, **rest: Any
) -> list[Answer]:
    with hosting(oracle, home, pauses) as host:
        answers: list[Answer] = at_work(
            host, lambda model: model.ask("asking", [question(n) for n in questions]), **rest
        )
        return answers
