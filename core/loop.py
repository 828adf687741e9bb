"""The host's one event loop, in one thread of its own."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")


class HostLoop:
    """Runs every async method of a host; callers without a loop wait on it.

    The thread starts at the first use and ends with `close`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` and return its result.

        An interrupt of the main thread cancels the work, waits for its end, and is raised only then; a
        second one is raised at once.
        """
        outcome: Future[T] = Future()
        tasks: list[asyncio.Task[T]] = []

        def start() -> None:
            task = loop.create_task(work)
            task.add_done_callback(lambda task: _pass_on(task, outcome))
            tasks.append(task)
            if interrupts:
                loop.call_soon(cancel)

        def cancel() -> None:
            while tasks:
                tasks.pop().cancel()

        def interrupt() -> None:
            if tasks:
                loop.call_soon_threadsafe(cancel)

        with _interrupts(interrupt) as interrupts:
            loop = self._running()
            loop.call_soon_threadsafe(start)
            wait([outcome])
        if interrupts:
            raise KeyboardInterrupt
        return outcome.result()

    def iterate(self, source: AsyncIterator[T]) -> Generator[T, None, None]:
        """Yield what the async generator `source` yields; leaving early closes it, and waits for that."""
        ended = object()

        async def step() -> Any:
            try:
                return await anext(source)
            except StopAsyncIteration:
                return ended

        try:
            while (item := self.run(step())) is not ended:
                yield item
        finally:
            close = getattr(source, "aclose", None)
            if close is not None and self._loop is not None:
                self.run(close())

    def call_soon(self, function: Callable[[], object]) -> None:
        """Call `function` on the loop, soon; also from a signal handler."""
        self._running().call_soon_threadsafe(function)

    def close(self) -> None:
        """Stop the loop and its thread; what still runs is cancelled."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_cancel_others(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="whetstone-loop", daemon=True
                )
                self._thread.start()
            return self._loop


@contextmanager
def _interrupts(cancel: Callable[[], object]) -> Iterator[list[int]]:
    """Call `cancel` for a first interrupt during the body, instead of raising it at any odd moment there.

    Yields the interrupts that came. As in `asyncio.run`, this is for the main thread, and for the usual
    handler alone.
    """
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            raise KeyboardInterrupt
        cancel()

    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not usual or threading.current_thread() is not threading.main_thread():
        yield came
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _pass_on(task: asyncio.Task[T], outcome: Future[T]) -> None:
    if task.cancelled():
        outcome.set_exception(asyncio.CancelledError())
    elif error := task.exception():
        outcome.set_exception(error)
    else:
        outcome.set_result(task.result())


async def _cancel_others() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()
