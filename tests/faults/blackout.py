"""The power goes out at every system call of a command: what a disk may hold then is judged like a home."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from faults.calls import Call
from faults.judge import Did, Trial, listening
from faults.power import Disk, Image
from faults.tracer import traced

_MOST = 4

Moment = tuple[str, tuple[str, ...], Image]
"""When and what was lost, what was acknowledged by then, and what the disk holds."""


def power_lost(trial: Trial) -> dict[str, Any]:
    """Record the work, and judge whatever a disk may hold after each of its calls, and after its end."""
    trial.reset()
    record = _Record(trial.home)
    did = listening(lambda: traced(trial.work, lambda call: None, record.happened).code)
    assert did.code == 0, did
    wrong: list[str] = []
    sides: dict[str, int] = {}
    moments = [(moment, False) for moment in record.moments] + [
        (moment, True) for moment in record.now("the end")
    ]
    for (when, acknowledged, image), ended in moments:
        _lay(image, trial.home)
        try:
            side = trial.judge(Did(None, "", "", acknowledged))
            assert not ended or side == "new", f"the command had ended well, and the state is {side}"
            sides[side] = sides.get(side, 0) + 1
        except Exception as error:
            wrong.append(f"{when}: {type(error).__name__}: {error}")
        if len(wrong) == _MOST:
            break
    assert not wrong, "\n\n".join(wrong)
    return {"calls": record.calls, "moments": len(moments), **sides}


class _Record:
    """The different things that a disk may hold during some work."""

    def __init__(self, home: Path) -> None:
        self.calls = 0
        self.moments: list[Moment] = []
        self._disk = Disk(home.parent, home.name)
        self._acknowledged: tuple[str, ...] = ()
        self._seen: set[int] = set()

    def happened(self, call: Call, result: int) -> None:
        told = f"/proc/self/fd/{os.environ['ACKNOWLEDGED']}"
        if call.name == "write" and call.paths[0] == str(Path(told).readlink()):
            said = _memory(call.thread, call.arguments[1], result).decode().split("\0")
            self._acknowledged += tuple(text for text in said if text)
            self._seen.clear()
        if self._disk.happened(call, result):
            self.calls += 1
            self.moments += self.now(f"after call {self.calls}, {call}")

    def now(self, when: str) -> list[Moment]:
        moments = []
        for lost, image in self._disk.images():
            key = hash(tuple(sorted((name, data) for name, data in image.items() if not _unseen(name))))
            if key not in self._seen or when == "the end":
                self._seen.add(key)
                moments.append((f"{when}, with {lost}", self._acknowledged, image))
        return moments


def _unseen(name: str) -> bool:
    """Whether no command looks at it: drafts and locks."""
    return any(part.startswith(".") or part == "locks" or part.endswith(".new") for part in name.split("/"))


def _lay(image: Image, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    for name, data in sorted(image.items()):
        path = home.parent / name
        if data is None:
            path.mkdir(mode=0o700)
        else:
            path.write_bytes(data[0])
            path.chmod(0o600)
            os.utime(path, ns=(data[1], data[1]))


def _memory(thread: int, address: int, length: int) -> bytes:
    with Path(f"/proc/{thread}/mem").open("rb", buffering=0) as memory:
        return os.pread(memory.fileno(), length, address)
