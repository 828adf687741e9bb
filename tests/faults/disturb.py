"""What is done to a command at each of its system calls in turn, and what must hold after each."""

from __future__ import annotations

import errno
import resource
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from faults.calls import Call
from faults.judge import Did, Trial, listening, plain
from faults.tracer import KILL, Verdict, traced

Report = dict[str, Any]


def killed(trial: Trial) -> Report:
    """Kill the work before each of its calls in turn: the old state or the new one, and the way is free."""
    sides: Counter[str] = Counter()
    while True:
        at = _At(trial.home, sides.total() + 1, lambda call, nth, number: KILL if nth == number else None)
        did = _disturbed(trial, at)
        if at.met is None:
            assert did.code == 0, did
            return {"moments": sides.total(), **sides}
        assert did.code is None, (at.met, did)
        sides[_judged(trial, did, at)] += 1


def disk_full(trial: Trial) -> Report:
    """Let each call that wants room, and all such calls after it, find the disk full."""
    return _refused(
        trial, lambda call: call.wants_room, lambda nth, number: errno.ENOSPC if nth >= number else None
    )


def sync_failed(trial: Trial) -> Report:
    """Let each sync in turn fail with an input or output error, once."""
    return _refused(
        trial, lambda call: call.kind == "sync", lambda nth, number: errno.EIO if nth == number else None
    )


def files_limited(trial: Trial) -> Report:
    """Let no file grow beyond some bytes, so that writes break off in the middle."""
    sides: Counter[str] = Counter()
    for limit in (0, 1, 10, 60, 150, 300, 500, 700, 1_000, 2_000):

        def limited(limit: int = limit) -> int:
            sys.dont_write_bytecode = True
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            return trial.work()

        trial.reset()
        did = listening(lambda limited=limited: plain(limited))  # type: ignore[misc]
        if did.code == 0:
            break
        sides[_told(trial, did, f"limit of {limit} bytes")] += 1
    return {"moments": sides.total(), **sides}


class _At:
    """Counts the calls below a folder that count, and gives the verdict on each."""

    def __init__(
        self,
        home: Path,
        number: int,
        verdict: Callable[[Call, int, int], Verdict],
        counts: Callable[[Call], bool] = lambda call: True,
    ) -> None:
        self.met: Call | None = None
        self._home = str(home)
        self._number = number
        self._verdict = verdict
        self._counts = counts
        self._seen = 0

    def __call__(self, call: Call) -> Verdict:
        if not any(path == self._home or path.startswith(f"{self._home}/") for path in call.paths):
            return None
        if not self._counts(call):
            return None
        self._seen += 1
        verdict = self._verdict(call, self._seen, self._number)
        if verdict is not None:
            self.met = self.met or call
        return verdict

    def __str__(self) -> str:
        return f"call {self._number}, {self.met}"


def _refused(trial: Trial, counts: Callable[[Call], bool], verdict: Callable[[int, int], Verdict]) -> Report:
    sides: Counter[str] = Counter()
    while True:
        at = _At(trial.home, sides.total() + 1, lambda call, nth, number: verdict(nth, number), counts)
        did = _disturbed(trial, at)
        if at.met is None:
            assert did.code == 0, did
            return {"moments": sides.total(), **sides}
        sides[_told(trial, did, at)] += 1


def _disturbed(trial: Trial, at: _At) -> Did:
    trial.reset()
    return listening(lambda: traced(trial.work, at).code)


def _told(trial: Trial, did: Did, where: object) -> str:
    """Judge work that could go on: done, or refused in one sentence."""
    side = _judged(trial, did, where)
    if did.code == 0:
        assert side == "new", (str(where), side, did)
        return "unharmed"
    said = (did.err + did.out).splitlines()
    errors = [line for line in said if line.startswith("Error: ") or "cannot write" in line]
    assert did.code == 1, (str(where), did)
    assert 1 <= len(errors) <= trial.scenario.sentences, (str(where), did)
    assert all("cannot write" in error for error in errors), (str(where), did)
    assert "Traceback" not in did.err, (str(where), did)
    return side


def _judged(trial: Trial, did: Did, where: object) -> str:
    try:
        return trial.judge(did)
    except Exception as error:
        raise AssertionError(f"{where}: {did}: {error}") from error
