"""The process may end at any moment with the embedded model loaded: no crash, no hang, nothing on stderr."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

OPENED = """
import asyncio, sys
from whetstone import ChatRequest, Message, ModelSpec
from whetstone.plugins.embedded_model.backend import EmbeddedBackend

model = EmbeddedBackend().open(ModelSpec("embedded", "embedded"))
LONG = ChatRequest((Message("system", "He asked the generals in turn. " * 250), Message("user", "Why?")), 400)
SHORT = ChatRequest((Message("system", "You are Socrates."), Message("user", "Why?")), 400)

async def read(request):
    print("asking", flush=True)
    async for chunk in model.stream(request):
        print("piece", flush=True)
        yield chunk

async def drain(request):
    async for _ in read(request):
        pass

async def first(request):
    async for chunk in read(request):
        return chunk
"""

ENDS = {
    "right after opening": ("", 0),
    "with a status of its own, right after opening": ("sys.exit(3)", 3),
    "right after loading": ("model.count_tokens('x')", 0),
    "with two models open": ("other = EmbeddedBackend().open(ModelSpec('b', 'embedded'))", 0),
    "in the middle of a reply": ("asyncio.run(first(SHORT))", 0),
    "with a reply that nobody waits for": (
        "async def leave():\n"
        "    globals()['kept'] = stream = model.stream(SHORT)\n"
        "    await anext(stream)\n"
        "asyncio.run(leave())",
        0,
    ),
    "while the prompt is read": (
        "async def leave():\n"
        "    asyncio.ensure_future(first(LONG))\n"
        "    await asyncio.to_thread(model.count_tokens, 'x')\n"
        "asyncio.run(leave())",
        0,
    ),
    "with requests waiting": (
        "async def leave():\n"
        "    waiting = [asyncio.ensure_future(first(SHORT)) for _ in range(3)]\n"
        "    await waiting[0]\n"
        "asyncio.run(leave())",
        0,
    ),
    "after closing": ("asyncio.run(model.close())", 0),
    "closed twice, before it was loaded": (
        "async def twice():\n    await asyncio.gather(model.close(), model.close())\nasyncio.run(twice())",
        0,
    ),
    "by an exception in the middle of a reply": (
        "async def fail():\n    async for _ in read(SHORT):\n        sys.exit('enough')\nasyncio.run(fail())",
        1,
    ),
}


def running(rest: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OPENED + rest], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("moment", ENDS)
def test_a_process_ends_cleanly(moment: str) -> None:
    rest, status = ENDS[moment]
    _, errors = (process := running(rest)).communicate()
    assert (process.returncode, errors.strip()) == (status, "enough" if status == 1 else "")


@pytest.mark.parametrize("said", ["asking", "piece"])
def test_ctrl_c_ends_the_process_at_once_and_without_a_crash(said: str) -> None:
    """`asking` comes while the weights are loaded or the prompt is read, `piece` within the reply."""
    process = running(
        "try:\n"
        f"    asyncio.run(drain({'LONG' if said == 'asking' else 'SHORT'}))\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(130)\n"
    )
    assert process.stdout is not None
    while process.stdout.readline() != f"{said}\n":
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate()
    assert (process.returncode, errors) == (130, "")
    assert rest.count("piece") < 100


def test_a_killed_process_leaves_nothing_behind_that_keeps_the_next_from_answering() -> None:
    process = running("asyncio.run(drain(SHORT))")
    assert process.stdout is not None
    while process.stdout.readline() != "piece\n":
        assert process.poll() is None
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    output, errors = (following := running("asyncio.run(first(SHORT))")).communicate()
    assert (following.returncode, errors) == (0, "")
    assert "piece" in output
