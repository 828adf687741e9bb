"""Commands that many processes give at once, and what holds for them and for whoever reads meanwhile."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults.judge import Did, environment, is_draft, listening, plain
from faults.scenarios import Scenario, Step, run

from whetstone import Host
from whetstone.core.errors import CartridgeError, PersonaNotFound

ROUNDS = 3


@dataclass(frozen=True)
class Race:
    """`commands` begin at once, in a home where `before` was done; `check` judges what came of it."""

    commands: tuple[Step, ...]
    check: Callable[[Sequence[Did], Host], None]
    before: tuple[Step, ...] = ()


def run_race(race: Race, folder: Path, files: Path) -> dict[str, Any]:
    """Run `race` some times, with a reader beside it, and check it each time."""
    codes: Counter[str] = Counter()
    reads = 0
    for number in range(ROUNDS):
        home = folder / f"home-{number}"
        os.environ |= environment(Scenario(("list",)), home)
        for step in race.before:
            did = listening(lambda step=step: plain(lambda: run(step, files)))  # type: ignore[misc]
            assert did.code == 0, (step, did)
        with _Reader(home, folder / f"reader-{number}") as reader:
            dids = _at_once([lambda step=step: run(step, files) for step in race.commands], folder)  # type: ignore[misc]
        reads += reader.reads
        with Host(home) as host:
            race.check(dids, host)
            assert host.history.damaged_lines() == 0
        for did in dids:
            assert did.code == 0 or _refused(did), did
            codes[str(did.code)] += 1
        assert not [path for path in home.rglob("*") if is_draft(path)]
    return {"rounds": ROUNDS, "reads": reads, **codes}


def _refused(did: Did) -> bool:
    errors = [line for line in did.err.splitlines() if line.startswith("Error: ")]
    return did.code == 1 and len(errors) == 1 and "unexpected" not in did.err and "damaged" not in did.err


def _at_once(works: Sequence[Callable[[], int]], folder: Path) -> list[Did]:
    """Do all of `works` in processes of their own, which begin together."""
    held, let_go = os.pipe()
    children = []
    for number, work in enumerate(works):
        child = os.fork()
        if child == 0:
            os.close(let_go)
            _say_into(folder, number)
            os.read(held, 1)
            code = 97
            try:
                code = work()
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        children.append(child)
    os.close(held)
    os.close(let_go)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return [Did(code, *_said(folder, number)) for number, code in enumerate(codes)]


def _say_into(folder: Path, number: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for place in (1, 2):
        os.dup2(os.open(folder / f"{number}.{place}", flags), place)
    sys.stdout, sys.stderr = (os.fdopen(place, "w", closefd=False) for place in (1, 2))
    os.environ["ACKNOWLEDGED"] = str(os.open(folder / f"{number}.3", flags))


def _said(folder: Path, number: int) -> tuple[str, str, tuple[str, ...]]:
    out, err, acknowledged = ((folder / f"{number}.{place}").read_text() for place in (1, 2, 3))
    return out, err, tuple(acknowledged.split("\0")[:-1])


class _Reader:
    """A process that reads all that is listed and said, over and over, until its pipe is closed."""

    def __init__(self, home: Path, report: Path) -> None:
        self.reads = 0
        self._home = home
        self._report = report

    def __enter__(self) -> _Reader:
        wait, self._stop = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._stop)
            self._report.write_text(json.dumps(self._until_stopped(wait)))
            os._exit(0)
        os.close(wait)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._stop)
        os.waitpid(self._child, 0)
        found = json.loads(self._report.read_text())
        assert isinstance(found, int), found
        assert found, "nothing was read"
        self.reads = found

    def _until_stopped(self, wait: int) -> int | str:
        os.set_blocking(wait, False)
        reads = 0
        try:
            while True:
                _read_all(self._home)
                reads += 1
                with suppress(BlockingIOError):
                    if os.read(wait, 1) == b"":
                        return reads
        except BaseException:
            return traceback.format_exc()


def _read_all(home: Path) -> None:
    with Host(home) as host:
        for persona in host.registry.personas():
            try:
                assert host.registry.cartridge(persona).content_hash == persona.content_hash
            except CartridgeError:
                now = {one.id: one.path for one in host.registry.personas()}
                assert now.get(persona.id) != persona.path, f"{persona.id} is listed, and not whole"
            with suppress(PersonaNotFound):
                host.registry.get(persona.id)
        turns = {record.id: record for record in host.history.records() if record.kind == "turn"}
        for record in turns.values():
            answered = turns.get(record.parent_id or "")
            assert record.role == "user" or answered is not None, "a reply is there, and its message is not"
        host.history.conversations()
