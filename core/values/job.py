"""Long work: what a job is, what it is given, and where its steps run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from whetstone.core.values.asking import Asking

T = TypeVar("T")
R = TypeVar("R")

JobStatus = Literal["running", "done", "failed", "cancelled", "interrupted"]
"""`interrupted` is a job whose process is gone: by Ctrl-C, a kill or a crash. It can be resumed."""


NO_MODEL = "none"
"""The name that a job is given instead of a model's where it measures only."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    `phase` is a word for what is being done, `done` and `total` count its steps (`total` is `None` where it
    is not known), `note` says more in a line, `seconds_left` estimates the rest of the phase. `trouble` says
    what went wrong last and when it is tried again, as long as that lasts.
    """

    phase: str
    done: int
    total: int | None = None
    note: str = ""
    seconds_left: float | None = None
    trouble: str = ""


@runtime_checkable
class Work(Protocol):
    """What a running job works with.

    Attributes:
        id: the job's id.
        folder: a folder for this job alone, kept until the job is removed; nothing in it may be missed.
        host: the `whetstone.Host` that runs it.
    """

    id: str
    folder: Path
    host: Any

    def tell(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:
        """Tell how far the job is, and look whether it was cancelled.

        Raises:
            JobCancelled: it was; let it through.
        """

    def found(self, kind: str, text: str, source: str = "") -> None:
        """Tell of something that was found: an excerpt, a claim. Who watches the job sees it appear.

        `kind` is a word for what it is, `source` says in words where it comes from. The first few hundred are
        kept with the job, each once, also when the job is resumed; a text is cut at a thousand characters.
        Since hook API 1.3.

        Raises:
            HomeError: it cannot be kept.
        """

    def map(self, phase: str, function: Callable[[T], R], inputs: Iterable[T]) -> Iterator[R]:
        """Yield `function(input)` for each, in the order of `inputs`, computed by several workers at once.

        `function` stands at the top level of a module and is pure; inputs and results can be pickled. Both
        are consumed as they come: few are held at a time.

        Raises:
            JobCancelled: the job was cancelled.
        """

    def model(self, name: str, budget: int) -> Asking:
        """Return the model `name` with a budget of calls; what it answers is kept under `cache/steps/`.

        An answer is found again by the hash of the request, the model and its parameters.

        Raises:
            ModelError: it is not known or cannot be opened.
        """


@runtime_checkable
class JobKind(Protocol):
    """A kind of long work. Returned by `whetstone_job_kinds`.

    Attributes:
        name: how it is called, `forge` for example.
        parameters: the pydantic model of what it is asked to do; kept as JSON, so that it can be resumed.
    """

    name: str
    parameters: type[BaseModel]

    def run(self, work: Work, parameters: Any) -> Mapping[str, Any]:
        """Do the work and return its result in plain JSON values.

        Run again with the same parameters after an interruption, it comes to the same result.

        Raises:
            WhetstoneError: it failed, in one sentence.
        """


@runtime_checkable
class ExecutorProvider(Protocol):
    """A place where the steps of jobs run. Returned by `whetstone_executors`."""

    name: str

    def open(self) -> Executor:
        """Return an executor whose workers have Whetstone and its plugins installed.

        Raises:
            JobError: it cannot be reached.
        """
