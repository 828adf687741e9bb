"""A plugin with a kind of job, and with a model that writes down each call, for tests of long work.

The file that `LONG_WORK_LOG` names tells of calls and steps, a line each. From the call on that
`LONG_WORK_STALL` counts, calls are never answered; where `LONG_WORK_HELD` is set, a process does not get as
far as its work.
"""

from __future__ import annotations

import asyncio
import os
import time
from functools import partial
from pathlib import Path

from packages import Site
from pydantic import BaseModel

from whetstone import Chunk, Message, ModelInfo, hookimpl
from whetstone.core.values.model import ChatRequest

LOG = "LONG_WORK_LOG"
STALL = "LONG_WORK_STALL"
HELD = "LONG_WORK_HELD"

while HELD in os.environ:
    time.sleep(60)


class DiaryParameters(BaseModel):
    questions: int = 0
    model: str = "scribe"
    steps: int = 0
    seconds: float = 0.0


class Diary:
    """Asks its questions, then squares the numbers below `steps`, which take `seconds` each."""

    name = "diary"
    parameters = DiaryParameters

    def run(self, work, parameters):
        answers = []
        if parameters.questions:
            asking = work.model(parameters.model, parameters.questions)
            answers = asking.ask("asking", [question(n) for n in range(parameters.questions)])
        step = partial(square, seconds=parameters.seconds)
        return {
            "answers": [answer.text for answer in answers],
            "errors": [answer.error for answer in answers if answer.error],
            "squares": list(work.map("squaring", step, range(parameters.steps))),
        }


def question(number: int | str, **rest) -> ChatRequest:
    return ChatRequest((Message("user", f"question {number}"),), max_tokens=20, **rest)


def square(number: int, seconds: float = 0.0) -> int:
    note(f"step {number} in {os.getpid()}")
    time.sleep(seconds)
    return number * number


def note(line: str) -> None:
    if LOG in os.environ:
        with Path(os.environ[LOG]).open("ab", buffering=0) as file:
            file.write(f"{line}\n".encode())


def noted(log: Path, word: str) -> list[str]:
    """What the lines that begin with `word` go on with."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [line.removeprefix(f"{word} ") for line in lines if line.startswith(f"{word} ")]


class Scribe:
    """A backend with one model, which answers a question with its own words in another order."""

    name = "scribe"
    context_tokens = reply_tokens = None
    caveat = ""

    def models(self):
        return [ModelInfo("scribe", self.name, ready=True)]

    def claims(self, model):
        return model == "scribe"

    def open(self, spec):
        return self

    def count_tokens(self, text):
        return len(text.split())

    async def prewarm(self, messages):
        pass

    async def stream(self, request):
        asked = request.messages[-1].content
        note(f"asked {asked}")
        if len(noted(Path(os.environ.get(LOG, os.devnull)), "asked")) >= int(
            os.environ.get(STALL, "1000000")
        ):
            note(f"stalled {asked}")
            await asyncio.Event().wait()
        note(f"answered {asked}")
        yield Chunk(" ".join(reversed(asked.split())))
        yield Chunk(finish="stop")

    async def close(self):
        pass


@hookimpl
def whetstone_job_kinds():
    return [Diary()]


@hookimpl
def whetstone_model_backends():
    return [Scribe()]


def installed_in(folder: Path) -> dict[str, str]:
    """Install this plugin for other processes, and return the environment that they need."""
    site = Site(folder / "site")
    site.add("whetstone-long-work", plugins={"long_work": "long_work"})
    return {"PYTHONPATH": os.pathsep.join((str(site.folder), str(Path(__file__).parent)))}
