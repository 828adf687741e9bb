"""What a running job works with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar, cast

from whetstone.core.jobs.answering import Hosting
from whetstone.core.jobs.asking import ModelAsking
from whetstone.core.jobs.found import Found
from whetstone.core.jobs.mapping import Mapping
from whetstone.core.jobs.patience import Pauses
from whetstone.core.jobs.reporting import Reporter
from whetstone.core.jobs.steps import identity
from whetstone.core.jobs.workers import Workers
from whetstone.core.values.asking import Asking
from whetstone.core.values.model import Model

T = TypeVar("T")
R = TypeVar("R")

_CALLS = 4
"""Calls of a model at a time, where the settings do not say."""


class Working:
    """The `Work` of one running job."""

    def __init__(
        self,
        host: Hosting,
        folder: Path,
        reporter: Reporter,
        workers: Workers,
        pauses: Pauses,
        found: Found,
    ) -> None:
        self.id = reporter.job.id
        self.host: Any = host
        self.folder = folder
        self._reporter = reporter
        self._workers = workers
        self._pauses = pauses
        self._found = found

    def tell(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:
        """Tell how far the job is, and look whether it was cancelled; see `Work.tell`."""
        self._reporter.tell(phase, done, total, note)

    def found(self, kind: str, text: str, source: str = "") -> None:
        """Tell what was found, for people to watch; see `Work.found`."""
        self._found.add(kind, text, source)

    def map(self, phase: str, function: Callable[[T], R], inputs: Iterable[T]) -> Iterator[R]:
        """Yield `function(input)` for each, in order; see `Work.map`.

        It is computed in this process as long as that is quicker than to start others.

        Raises:
            JobError: workers cannot be reached, or died twice over the same steps.
        """
        total = len(inputs) if isinstance(inputs, Sized) else None
        done = 0
        self.tell(phase, done, total)
        with closing(Mapping(self._workers, function, inputs, self._reporter.look).results()) as results:
            for result in results:
                done += 1
                self.tell(phase, done, total)
                yield cast(R, result)
        if total is None:
            self.tell(phase, done, done)

    def model(self, name: str, budget: int) -> Asking:
        """Return the model `name` with a budget of calls; see `Work.model`.

        Raises:
            ModelError: it is not known or cannot be opened, for want of its weights for example.
        """
        host: Hosting = self.host
        model = host.models.open(name)
        model.count_tokens("word")
        spec = host.settings.model_spec(name)
        known_as = host.models.about(name).backend
        section = host.settings.effective().get(host.models.plugin_of(name))
        return ModelAsking(
            host,
            name,
            model,
            identity(spec, known_as, section),
            self._reporter,
            budget=budget,
            calls=self._calls(model),
            pauses=self._pauses,
            workers=self._workers,
        )

    def _calls(self, model: Model) -> int:
        """A model in this process answers one at a time; others are asked as the settings say."""
        if model.reply_tokens is not None and self._workers.elsewhere is None:
            return 1
        try:
            return int(getattr(self.host.settings.section("executor"), "calls", _CALLS))
        except KeyError:
            return _CALLS
