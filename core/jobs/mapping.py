"""Computing many steps at once, in order, with few of them in memory."""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import Any

from whetstone.core.errors import JobError
from whetstone.core.jobs.batches import Batch, compute, fitting
from whetstone.core.jobs.workers import Workers

_TRIAL = 0.5
"""Seconds of computing here before other processes are started, which takes about as long."""

_SHORT_TRIAL = 0.05
"""The same where they run already: it is only to be seen whether to carry steps to them is worth while."""

_LOOK = 0.2
_NEAR = 0.05
_FAR = 0.2
"""Seconds of computing in a batch, for a process here, and for an executor far away."""

_AHEAD = 2
_AHEAD_FAR = 64
"""Batches that wait for each process, and for all of an executor: nobody says how much it does at once."""


class Mapping:
    """One `map` of a job. `look` raises where the job should stop."""

    def __init__(
        self,
        workers: Workers,
        function: Callable[[Any], Any],
        inputs: Iterable[Any],
        look: Callable[[], None],
    ) -> None:
        self._workers = workers
        self._function = function
        self._inputs = iter(inputs)
        self._look = look
        self._size = 1
        self._died = False
        self._wanted = _NEAR if workers.elsewhere is None else _FAR

    def results(self) -> Generator[Any]:
        """Yield the results in the order of the inputs.

        Raises:
            JobError: workers cannot be reached, or died twice over the same steps; or the function cannot
                be sent to them.
        """
        self._check_function()
        if self._workers.elsewhere is None:
            yield from self._here()
        yield from self._there()

    def _check_function(self) -> None:
        try:
            pickle.dumps(self._function)
        except Exception as error:
            raise JobError(
                f"a step has to be a function at the top level of a module, and this is none: {error}"
            ) from error

    def _here(self) -> Iterator[Any]:
        """Compute in this process as long as it is not worth while to do it elsewhere."""
        spent, worth = 0.0, True
        alone = self._workers.cores == 1 or _of_the_program(self._function)
        trial = min(_TRIAL, _SHORT_TRIAL) if self._workers.running else _TRIAL
        for steps, value in enumerate(self._inputs, 1):
            self._look()
            began = time.perf_counter()
            result = self._function(value)
            spent += time.perf_counter() - began
            yield result
            if spent >= trial and not alone and worth:
                worth = spent / steps > 2 * _carrying(value, result)
                if worth:
                    self._size = fitting(steps, spent, self._wanted)
                    return

    def _there(self) -> Iterator[Any]:
        """Compute in other processes, the next batches while one waits for the first."""
        running: deque[tuple[list[Any], Future[Batch]]] = deque()
        try:
            while True:
                ahead = self._workers.processes * _AHEAD if self._workers.elsewhere is None else _AHEAD_FAR
                while len(running) < ahead and (inputs := list(islice(self._inputs, self._size))):
                    running.append((inputs, self._submit(inputs)))
                    self._look()
                if not running:
                    return
                batch = self._first(running)
                yield from batch.results
                if batch.error:
                    raise batch.error
        finally:
            for _, future in running:
                future.cancel()

    def _submit(self, inputs: list[Any]) -> Future[Batch]:
        try:
            return self._workers.executor.submit(compute, self._function, inputs)
        except BrokenProcessPool as error:  # told when its turn has come
            failed: Future[Batch] = Future()
            failed.set_exception(error)
            return failed
        except Exception as error:
            raise self._workers.unreachable(error) from error

    def _first(self, running: deque[tuple[list[Any], Future[Batch]]]) -> Batch:
        """Wait for the first batch and take it out; steps whose process died are computed once more."""
        while True:
            inputs, future = running[0]
            while not wait([future], timeout=_LOOK).done:
                self._look()
            try:
                batch = future.result()
            except BrokenProcessPool as error:
                if self._died:
                    raise JobError(
                        "a process that computed steps of the job died twice, for want of memory perhaps; "
                        "free some, and resume the job"
                    ) from error
                self._died = True
                self._workers.begin_anew()
                again = [waiting for waiting, _ in running]
                running.clear()
                running.extend((waiting, self._submit(waiting)) for waiting in again)
                continue
            except Exception as error:
                raise self._workers.unreachable(error) from error
            running.popleft()
            self._died = False
            self._size = min(2 * self._size, fitting(len(inputs), batch.seconds, self._wanted))
            return batch


def _of_the_program(function: Callable[[Any], Any]) -> bool:
    """Return whether `function` is of the main module, of which other processes know nothing."""
    while isinstance(function, partial):
        function = function.func
    return getattr(function, "__module__", None) == "__main__"


def _carrying(value: Any, result: Any) -> float:
    """Return the seconds that it takes to carry an input to another process, and its result back."""
    began = time.perf_counter()
    for thing in (value, result):
        pickle.loads(pickle.dumps(thing))
    return time.perf_counter() - began
