"""The host's event loop: an interrupt at any moment leaves nothing running behind it."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import closing

import pytest

from whetstone.core.loop import HostLoop


@pytest.fixture
def loop():
    loop = HostLoop()
    yield loop
    loop.close()


def test_work_runs_on_one_thread_whoever_asks(loop):
    async def where() -> str:
        return threading.current_thread().name

    assert {loop.run(where()) for _ in range(3)} == {"whetstone-loop"}


def test_an_error_of_the_work_reaches_the_caller(loop):
    async def fail() -> None:
        raise ZeroDivisionError("in the loop")

    with pytest.raises(ZeroDivisionError, match="in the loop"):
        loop.run(fail())


def test_leaving_early_closes_the_generator_and_waits_for_it(loop):
    closed = threading.Event()

    async def count():
        try:
            for number in range(1_000):
                yield number
        finally:
            await asyncio.sleep(0)
            closed.set()

    with closing(loop.iterate(count())) as numbers:
        assert next(numbers) == 0
    assert closed.is_set()


def test_an_interrupt_at_any_moment_ends_the_generator_and_raises_nothing_else(loop):
    """The main thread is interrupted 150 times, each time a little later in a stream's life."""
    begun, ended = [], []

    async def stream():
        begun.append(True)
        try:
            while True:
                await asyncio.sleep(0)
                yield "word"
        finally:
            ended.append(True)

    def forever(interrupt: threading.Timer) -> None:
        interrupt.start()
        with closing(loop.iterate(stream())) as words:
            for _ in words:
                pass

    main = threading.main_thread().ident
    for tries in range(150):
        later = threading.Timer(0.002 + tries * 1e-5, signal.pthread_kill, (main, signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            forever(later)
        later.join()
    assert begun
    assert len(ended) == len(begun)
