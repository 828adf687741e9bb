"""The index against the plainest reading of the log, whatever was written, torn, edited, deleted or lost."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from logs import history_in
from turning import turns_of

from whetstone.core.errors import HistoryError
from whetstone.core.history import new_id
from whetstone.core.log.lines import encode
from whetstone.core.text.own_words import own_words
from whetstone.core.turns import own_turns
from whetstone.core.values.turn import Record

CONVERSATIONS = st.sampled_from(["a", "b", "ü"])
WORDS = ["bee", "bees", "oak", "Élan", "fox", "!seen"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
ASKED = [["bee"], ["bees"], ["elan"], ["oak", "fox"], ["bee", "oak"], ["hen"]]


class LogMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.home = self.folder / "home"
        self.log = self.home / "chat_history.log"
        self.index = self.home / "cache" / "history.sqlite"
        self.history = history_in(self.home)
        self.clock = 0

    @rule(
        conversation=CONVERSATIONS,
        text=TEXTS,
        role=st.sampled_from(["user", "assistant"]),
        parent=st.integers(-3, 5),
        persona=st.sampled_from(["socrates", "plato"]),
        outside=st.booleans(),
    )
    def speak(
        self, conversation: str, text: str, role: Any, parent: int, persona: str, outside: bool
    ) -> None:
        """Another turn: below one of the last, at the start, or below one that is not there."""
        self.clock += 1
        record = Record(
            id=new_id(),
            parent_id=self._parent(conversation, parent),
            conversation=conversation,
            at=f"2026-01-01T00:{self.clock // 60:02}:{self.clock % 60:02}.000+00:00",
            persona=persona,
            role=role,
            text=text,
        )
        if outside:
            self._append(encode(record))
        else:
            self.history.append(record)

    def _parent(self, conversation: str, back: int) -> str | None:
        ids = [r["id"] for r in self._records() if r["conversation"] == conversation and r["kind"] == "turn"]
        if back < -1:
            return None
        return "nobody" if back == -1 or back >= len(ids) else ids[-1 - back]

    @rule(conversation=CONVERSATIONS, title=TEXTS)
    def name(self, conversation: str, title: str) -> None:
        self.clock += 1
        at = f"2026-01-01T00:{self.clock // 60:02}:{self.clock % 60:02}.000+00:00"
        self.history.append(Record(kind="title", id=new_id(), conversation=conversation, at=at, text=title))

    @rule(conversation=CONVERSATIONS, back=st.integers(-1, 5))
    def select(self, conversation: str, back: int) -> None:
        self.clock += 1
        at = f"2026-01-01T00:{self.clock // 60:02}:{self.clock % 60:02}.000+00:00"
        parent = self._parent(conversation, back)
        self.history.append(
            Record(kind="selected", id=new_id(), conversation=conversation, at=at, parent_id=parent)
        )

    @rule(data=st.sampled_from([b"{torn", b"\xff foreign\n", b"\n", b"[]\n", b'{"v": 1}\n', b"  "]))
    def scribble(self, data: bytes) -> None:
        self._append(data)

    @rule(conversation=CONVERSATIONS)
    def delete(self, conversation: str) -> None:
        wanted = sum(r["conversation"] == conversation for r in self._records())
        assert self.history.delete_conversations([conversation]) == wanted

    @precondition(lambda self: self.log.exists())
    @rule(word=st.sampled_from(WORDS))
    def edit_by_hand(self, word: str) -> None:
        """Write the log anew with another word of the same length, as an editor does."""
        new = self.folder / "edited"
        new.write_bytes(
            self.log.read_bytes().replace(word.encode(), b"hen" + b"s" * (len(word.encode()) - 3))
        )
        new.replace(self.log)

    @precondition(lambda self: self.log.exists())
    @rule(kept=st.floats(0, 1))
    def cut(self, kept: float) -> None:
        data = self.log.read_bytes()
        self.log.write_bytes(data[: int(len(data) * kept)])

    @rule()
    def lose_the_index(self) -> None:
        self.index.unlink(missing_ok=True)

    @precondition(lambda self: self.index.exists())
    @rule(place=st.floats(0, 0.999), data=st.binary(min_size=1, max_size=40))
    def damage_the_index(self, place: float, data: bytes) -> None:
        with self.index.open("r+b") as file:
            file.seek(int(place * self.index.stat().st_size))
            file.write(data)

    @rule()
    def begin_anew(self) -> None:
        self.history = history_in(self.home)

    @invariant()
    def the_index_and_the_log_agree(self) -> None:
        if not hasattr(self, "history"):
            return
        records = self._records()
        turns = [r for r in records if r["kind"] == "turn"]
        counts = self.history.counts()
        assert counts.turns == len(turns)
        assert counts.user_messages == sum(r["role"] == "user" for r in turns)
        own = [turn.id for turn in own_turns(self.history)]
        assert own == turns_of(records, own_words)
        assert counts.answered == len(own)
        assert counts.damaged == self._damaged()
        grouped: dict[str, list[dict[str, Any]]] = {}
        for record in records:
            grouped.setdefault(record["conversation"], []).append(record)
        assert counts.conversations == len(grouped)
        infos = self.history.conversations()
        assert [info.id for info in infos] == sorted(
            grouped, key=lambda c: grouped[c][-1]["at"], reverse=True
        )
        for info in infos:
            inside = grouped[info.id]
            assert [r.id for r in self.history.records(info.id)] == [r["id"] for r in inside]
            assert (info.started_at, info.ended_at) == (inside[0]["at"], inside[-1]["at"])
            assert info.title == title(inside)
            assert self._branch(info.id) == path(inside)
            assert set(info.personas) == {r["persona"] for r in inside if "persona" in r}
        for asked in ASKED:
            hits = [r["id"] for r in turns if holds(r["text"], asked)]
            assert [r.id for r in self.history.search(asked, 1_000)] == hits[::-1]

    def _branch(self, conversation: str) -> list[str]:
        try:
            return [r.id for r in self.history.branch(conversation)]
        except HistoryError:
            return []

    def _append(self, data: bytes) -> None:
        self.home.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            log.write(data)

    def _lines(self) -> list[bytes]:
        return self.log.read_bytes().split(b"\n") if self.log.exists() else []

    def _records(self) -> list[dict[str, Any]]:
        found = []
        for line in self._lines():
            try:
                value = json.loads(line)
            except ValueError:
                continue
            if isinstance(value, dict) and "conversation" in value:
                found.append(value)
        return found

    def _damaged(self) -> int:
        lines = [
            line
            for line in self._lines()
            if line.strip() and not line.startswith(b'{"v": 1, "kind": "generation"')
        ]
        return len(lines) - len(self._records())

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def holds(text: str, asked: list[str]) -> bool:
    said = text.replace("É", "e").lower().split()
    return all(any(word.startswith(wanted) for word in said) for wanted in asked)


def title(records: list[dict[str, Any]]) -> str:
    given = [r["text"] for r in records if r["kind"] == "title"]
    first = [r["text"] for r in records if r["kind"] == "turn" and r["role"] == "user"]
    return given[-1] if given else " ".join((first or [""])[0].split())


def path(records: list[dict[str, Any]]) -> list[str]:
    """From the root to what was said or selected last."""
    turns = {r["id"]: r for r in records if r["kind"] == "turn"}
    leaf = None
    for record in records:
        if record["kind"] == "turn":
            leaf = record["id"]
        elif record["kind"] == "selected" and record["parent_id"] in turns:
            leaf = record["parent_id"]
    found: list[str] = []
    while leaf in turns and leaf not in found:
        found.append(leaf)
        leaf = turns[leaf]["parent_id"]
    return found[::-1]


LogMachine.TestCase.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
test_the_index_and_the_log_agree = LogMachine.TestCase
