"""A model that a job asks: what it answered before is found again, what is new is kept as it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from typing import Any

from whetstone.core.jobs.answering import Hosting, Outcome, call, call_elsewhere
from whetstone.core.jobs.patience import Patience, Pauses
from whetstone.core.jobs.recipe import recipe
from whetstone.core.jobs.reporting import Reporter
from whetstone.core.jobs.steps import Steps, step_key
from whetstone.core.jobs.workers import Workers
from whetstone.core.values.asking import Answer
from whetstone.core.values.model import ChatRequest, Model

_LOOK = 0.2
"""Seconds between two looks whether the job should stop."""


class ModelAsking:
    """One model with a budget of calls, for one running job.

    `calls` are made at a time: here, or on the executor of `workers` where they have one.
    """

    def __init__(
        self,
        host: Hosting,
        name: str,
        model: Model,
        identity: Mapping[str, Any],
        reporter: Reporter,
        *,
        budget: int,
        calls: int,
        pauses: Pauses,
        workers: Workers,
    ) -> None:
        self.name = name
        self.small = model.reply_tokens is not None
        self.context_tokens = model.context_tokens
        self.left = budget
        self._host = host
        self._model = model
        self._identity = identity
        self._reporter = reporter
        self._calls = calls
        self._patience = Patience(pauses)
        self._workers = workers
        self._recipe = recipe(host, name) if workers.elsewhere is not None else ""
        self._steps = Steps(host.home)

    @property
    def failed(self) -> Mapping[str, int]:
        """How many calls failed for good, by the sentence that says why."""
        return self._patience.failed

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of `text`."""
        return self._model.count_tokens(text)

    def ask(
        self,
        phase: str,
        requests: Sequence[ChatRequest],
        arrived: Callable[[int, Answer], None] | None = None,
    ) -> list[Answer]:
        """Return the answers, in the requests' order; see `Asking.ask`. Equal requests are asked once.

        Raises:
            ValueError: there are more requests than calls left.
            JobCancelled: the job was cancelled.
            JobError: where calls are made cannot be reached.
            HomeError: an answer cannot be kept.
        """
        if len(requests) > self.left:
            raise ValueError(f"{len(requests)} requests, and {self.left} calls are left")
        self.left -= len(requests)
        keys = [step_key(self._identity, request) for request in requests]
        self._reporter.note_steps(keys)
        answers = {key: answer for key in dict.fromkeys(keys) if (answer := self._steps.find(key))}
        new = {key: request for key, request in zip(keys, requests, strict=True) if key not in answers}
        total = len(answers) + len(new)

        def pass_on(come: Iterable[str]) -> None:
            if arrived is not None:
                fresh = set(come)
                for place, key in enumerate(keys):
                    if key in fresh:
                        arrived(place, _judged(answers[key], self.name))

        pass_on(list(answers))
        self._reporter.tell(phase, len(answers), total)
        with closing(self._host.loop.iterate(self._answers(new))) as arriving:
            for come in arriving:
                answers.update(come)
                pass_on(come)
                self._reporter.tell(phase, len(answers), total, trouble=self._patience.trouble)
        return [_judged(answers[key], self.name) for key in keys]

    async def _answers(self, requests: Mapping[str, ChatRequest]) -> AsyncGenerator[dict[str, Answer]]:
        """Yield answers as they arrive, and nothing now and then, so that one can look up."""
        self._patience.begin()
        gate = asyncio.Semaphore(self._calls)

        async def one(key: str, request: ChatRequest) -> tuple[str, Answer]:
            async with gate:
                outcome = await self._patience.outcome(lambda: self._call(request))
                answer = Answer(outcome.text, outcome.error, outcome.model)
                if not answer.error:
                    self._steps.keep(key, answer)
                return key, answer

        tasks = [asyncio.create_task(one(key, request)) for key, request in requests.items()]
        waiting = set(tasks)
        try:
            while waiting:
                done, waiting = await asyncio.wait(
                    waiting, timeout=_LOOK, return_when=asyncio.FIRST_COMPLETED
                )
                yield dict(task.result() for task in done)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _call(self, request: ChatRequest) -> Outcome:
        if self._workers.elsewhere is None:
            return await call(self._model, request)
        return await self._call_elsewhere(self._workers.elsewhere, request)

    async def _call_elsewhere(self, executor: Executor, request: ChatRequest) -> Outcome:
        try:
            future = executor.submit(call_elsewhere, type(self._host), self._recipe, self.name, request)
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise self._workers.unreachable(error) from error
        except Exception as error:
            raise self._workers.unreachable(error) from error


def _judged(answer: Answer, name: str) -> Answer:
    """Return `answer`, with the reason where a model said nothing."""
    if answer.text.strip() or answer.error:
        return answer
    return Answer("", f"the model {answer.model or name} said nothing", answer.model)
