"""The host's event loop: an interrupt at any moment leaves nothing running behind it."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from contextlib import closing
from types import FrameType
from typing import Any

import pytest

from whetstone.core import loop as loop_module
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


def interrupted_at(moment: int, loop: HostLoop, count: Any) -> bool:
    """Read three of `count`, interrupted before line number `moment` of the loop or its thread."""
    lines = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        if frame.f_code.co_filename not in (loop_module.__file__, threading.__file__):
            return None
        lines += event == "line"
        if event == "line" and lines == moment:
            signal.raise_signal(signal.SIGINT)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with closing(loop.iterate(count())) as numbers:
            assert [next(numbers) for _ in range(3)] == [0, 1, 2]
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
def test_an_interrupt_before_any_line_even_while_the_loop_starts_leaves_it_at_work():
    begun, ended = [], []

    async def count():
        begun.append(True)
        try:
            for number in range(1_000):
                yield number
        finally:
            ended.append(True)

    async def now() -> str:
        return "at work"

    for moment in range(1, 1_000):
        loop = HostLoop()
        interrupted = interrupted_at(moment, loop, count)
        answers: list[str] = []
        asking = threading.Thread(target=lambda loop=loop, answers=answers: answers.append(loop.run(now())))
        asking.daemon = True
        asking.start()
        asking.join(60)
        assert answers == ["at work"]
        loop.close()
        assert len(ended) == len(begun)
        if not interrupted:
            break
    assert 100 < moment < 999
