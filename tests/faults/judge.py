"""What a home holds, and whether a disturbed command left it as it was or as it should be."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults.scenarios import Scenario, Step, run

from whetstone import Host
from whetstone.core.errors import HomeError, PersonaNotFound
from whetstone.core.signing.keys import OwnKeys
from whetstone.core.signing.trust import TrustFile
from whetstone.core.values.turn import Record

State = dict[str, Any]

_RANDOM = re.compile(r"\d{4}-?\d\d-?\d\dT[\d:.]+|(?<![0-9a-f])(?:[0-9a-f]{4,8}|[0-9a-f]{26})(?![0-9a-f])")
"""Times, ids of records, and what makes the name of a draft or of a place in the trash unique."""

_OF_THIS_RUN = ("installed_at", "chosen_at")


@dataclass(frozen=True)
class Did:
    """What a command left behind; `code` is `None` when it was killed."""

    code: int | None
    out: str
    err: str
    acknowledged: tuple[str, ...]


def environment(scenario: Scenario, home: Path) -> dict[str, str]:
    """What the environment must say where `scenario` takes place in `home`."""
    blocked = ("builtin_personas", "embedded_model", "litellm_models", *scenario.blocked)
    return {"WHETSTONE_HOME": str(home), "WHETSTONE_BLOCK": ",".join(blocked)}


class Trial:
    """One scenario in one folder: its home, the state before the work, and the state after it."""

    def __init__(self, scenario: Scenario, folder: Path, files: Path) -> None:
        self.scenario = scenario
        self.home = folder / "home"
        self._start = folder / "start"
        self._files = files
        self._judged: dict[Any, str] = {}
        os.environ |= environment(scenario, self.home)
        for step in scenario.before:
            self.well(step)
        if self.home.exists():
            shutil.copytree(self.home, self._start)
        self.old = self.state()
        self.reset()
        self._answer = self.well(scenario.work).out
        self.new = self.state()
        assert (self.old == self.new) == scenario.reads
        self.well(scenario.then)
        self.after = self.state()

    def reset(self) -> None:
        """Bring the home back to where the work begins."""
        shutil.rmtree(self.home, ignore_errors=True)
        if self._start.exists():
            shutil.copytree(self._start, self.home)

    def work(self) -> int:
        """Do the work in this process."""
        return run(self.scenario.work, self._files)

    def well(self, step: Step) -> Did:
        """Do `step` undisturbed, in a child, and have it succeed."""
        did = listening(lambda: plain(lambda: run(step, self._files)))
        assert did.code == 0, (step, did)
        return did

    def state(self) -> State:
        """Return all that the home holds, as the commands tell it, without what differs from run to run."""
        try:
            return self._told_state()
        except HomeError:
            return {"refused": True, "log": []}

    def _told_state(self) -> State:
        with Host(self.home) as host:
            personas = {persona.id: persona for persona in host.registry.personas()}
            turns = [record for record in host.history.records() if record.kind == "turn"]
            texts = {record.id: record.text for record in turns}
            _hold_index(host, turns)
            return {
                "personas": {key: _told(host, key) for key in personas},
                "removed": host.registry.trash.ids(),
                "settings": host.settings.effective(),
                "keys": _keys(host),
                "exported": {path.name: path.read_bytes() for path in self.home.glob("*.whetstone")},
                "log": [[r.role, r.text, texts.get(r.parent_id or ""), r.stopped, r.error] for r in turns],
            }

    def judge(self, did: Did) -> str:
        """Say which state the home is in, `old`, `new` or `between`, and go on from there.

        Fails where it is in a third, where what was acknowledged is lost, and where the way on is barred.
        """
        tree = _tree(self.home), did.acknowledged, did.out
        if tree not in self._judged:
            state = self.state()
            side = self._side(state, did)
            self._go_on(state, side)
            self._judged[tree] = side
        return self._judged[tree]

    def _side(self, state: State, did: Did) -> str:
        texts = [text for _, text, *_ in state["log"]]
        printed = (did.out,) if self.scenario.grows and did.out.endswith("\n") else ()
        for acknowledged in (*did.acknowledged, *printed):
            assert any(text and text in acknowledged for text in texts), (acknowledged, texts)
        if self.scenario.reads and did.code == 0:
            assert did.out == self._answer
        if state == self.new:
            return "new"
        if state == self.old:
            return "old"
        assert state in self._between(state, did), _difference(state, self.old, self.new)
        return "between"

    def _between(self, state: State, did: Did) -> list[State]:
        """The states on the way that are no third ones; see `Scenario`."""
        if self.scenario.grows:
            lengths = range(len(self.old["log"]) + 1, len(self.new["log"]))
            return [{**self.old, "log": self.new["log"][:length]} for length in lengths]
        if self.scenario.parts and did.code == 1:
            both = self.old["personas"] | self.new["personas"]
            return [{**self.new, "personas": {key: both[key] for key in state["personas"] if key in both}}]
        if not self.scenario.ahead:
            return []
        own, known = (self.new["keys"][0], self.old["keys"][1:])
        return [{**self.old, "keys": self.new["keys"] if self.scenario.ahead == "keys" else [own, *known]}]

    def _go_on(self, before: State, side: str) -> None:
        """Run the same command again, or another where its work was done; nothing half-done may stay."""
        if side == "new" and not self.scenario.grows:
            self.well(self.scenario.then)
            expected = self.after
        else:
            self.well(self.scenario.work)
            added = self.new["log"][len(self.old["log"]) :]
            expected = {**self.new, "log": before["log"] + added} if self.scenario.grows else self.new
        after = self.state()
        assert after == expected, _difference(after, expected)
        drafts = [path.relative_to(self.home) for path in self.home.rglob("*") if is_draft(path)]
        left = [path for path in drafts if path.parts[0] != "cache"]
        assert not [path for path in left if not self._may_stay(path)], left

    def _may_stay(self, path: Path) -> bool:
        return bool(self.scenario.leaves) and str(path).startswith(self.scenario.leaves)


def is_draft(path: Path) -> bool:
    """Whether it has a name of something half-written."""
    return path.name.startswith(".") or path.name.endswith(".new")


def _tree(folder: Path) -> str:
    """What lies in `folder`, without what differs from run to run: the same tree is judged once."""
    parts = []
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        parts.append(f"{path.relative_to(folder)} {path.stat().st_mode} {data}")
    return _RANDOM.sub("*", "\n".join(parts))


def _told(host: Host, persona_id: str) -> Any:
    persona = host.registry.get(persona_id)
    entry = persona.model_dump(mode="json", exclude=set(_OF_THIS_RUN))
    cartridge = host.registry.cartridge(persona)
    overlay = host.registry.overlay(persona_id).model_dump(mode="json")
    return [entry, cartridge.content_hash, overlay, _previous(host, persona_id)]


def _previous(host: Host, persona_id: str) -> str | None:
    """The content that a rollback would lead to, where all that were ever current must be whole."""
    versions = host.registry.versions.of(persona_id)
    assert not [version.fault for version in versions if version.fault]
    assert [version.current for version in versions] == [True] + [False] * (len(versions) - 1)
    try:
        return host.registry.versions.find(f"{persona_id}@previous").persona.content_hash
    except PersonaNotFound:
        return None


def _keys(host: Host) -> Any:
    """The own keys, which must all be whole, and what is said of each key, by names in place of digits."""
    own = OwnKeys(host.home)
    names = {own.get(name).key: name for name in own.names()}
    trust = TrustFile(host.home).read()
    about = [[line.name, line.by, line.revoked is not None] for line in trust.keys.values()]
    return [sorted(names.values()), about, sorted(trust.bound)]


def _hold_index(host: Host, turns: Sequence[Record]) -> None:
    """Whatever became of the index, it must answer what the log says."""
    assert host.history.counts().turns == len(turns)
    assert {info.id for info in host.history.conversations()} == {record.conversation for record in turns}
    found = {record.id for record in host.history.search(["bees"], 100)}
    assert found == {record.id for record in turns if "bees" in record.text}


def _difference(state: State, *others: State) -> str:
    keys = {key for other in others for key in state if state[key] != other.get(key)}
    shown = [{key: one[key] for key in sorted(keys)} for one in (state, *others)]
    return json.dumps(shown, default=str, indent=1)[:4000]


def listening(start: Callable[[], int | None]) -> Did:
    """Run `start`, which starts a child and returns its code, with pipes for all that the child says.

    What it says must fit into a pipe.
    """
    pipes = [os.pipe() for _ in range(3)]
    kept, streams = (os.dup(1), os.dup(2)), (sys.stdout, sys.stderr)
    os.environ["ACKNOWLEDGED"] = str(pipes[2][1])
    try:
        os.dup2(pipes[0][1], 1)
        os.dup2(pipes[1][1], 2)
        sys.stdout, sys.stderr = (os.fdopen(place, "w", closefd=False) for place in (1, 2))
        code = start()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = streams
        for place, handle in enumerate(kept, 1):
            os.dup2(handle, place)
            os.close(handle)
    out, err, acknowledged = (_all_of(pipe) for pipe in pipes)
    return Did(code, out, err, tuple(acknowledged.split("\0")[:-1]))


def _all_of(pipe: tuple[int, int]) -> str:
    os.close(pipe[1])
    with os.fdopen(pipe[0], "rb") as file:
        return file.read().decode()


def plain(work: Callable[[], int]) -> int | None:
    """Run `work` in a child of its own; return its exit code, or `None` when a signal ended it."""
    child = os.fork()
    if child == 0:
        code = 97
        try:
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else None
