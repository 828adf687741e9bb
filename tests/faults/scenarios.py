"""The commands that are killed, starved and cut off, each with the home that it begins in."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from unittest import mock

from cartridges import GARDEN, gardener, write_cartridge
from small_plugins import unpack

from whetstone import Host
from whetstone.core import cli
from whetstone.core.conversations.conversation import Conversation, Ended
from whetstone.core.errors import WhetstoneError
from whetstone.core.history import History, new_id, now
from whetstone.core.home import Home
from whetstone.core.personas import settling
from whetstone.core.signing.keys import OwnKeys
from whetstone.core.values.turn import Record

MODEL = """
import os
from pathlib import Path
from whetstone import PersonaShelf, hookimpl
from whetstone.testing import ScriptedBackend, ScriptedModel

class Asked(ScriptedModel):
    async def stream(self, request):
        os.write(int(os.environ["ACKNOWLEDGED"]), request.messages[-1].content.encode() + b"\\0")
        async for chunk in super().stream(request):
            yield chunk

@hookimpl
def whetstone_model_backends():
    return [ScriptedBackend(Asked(["They dance.", "They sing."], name="asked"))]

@hookimpl
def whetstone_personas():
    return [PersonaShelf("shelf", Path(os.environ["SHELF"]))]
"""
"""A plugin with a shelf, and a model that tells what it was asked: the message must be in the log by then."""

Step = tuple[str, ...] | Callable[[Path], int | None]
"""A command, where `{files}` is the folder of cartridges and `{home}` the home; or what is done by hand."""


@dataclass(frozen=True)
class Scenario:
    """`work` is what is disturbed, in a home where `before` was done.

    `grows` says that the log grows by a record after the other, so that a part of them is no third state.
    Where the work was done already, `then` must succeed instead of the same command. `sentences` is how many
    errors it may tell: one for a file that failed, and one for the list that could not be written. Work
    that `reads` answers the same before and after, and keeps a cache. Of several things done, `parts` says
    that some may be done and the others told, though not after a kill. What is said of keys may be `ahead` of
    the rest: all of it, or the own keys' names. What `leaves` begins
    may stay half-written: beside an exported file, or among what a repair set aside.
    """

    work: Step
    before: tuple[Step, ...] = ()
    grows: bool = False
    then: Step = ("import", "{files}/other.whetstone")
    blocked: tuple[str, ...] = ("static_embeddings", "full_text_search")
    sentences: int = 1
    reads: bool = False
    parts: bool = False
    ahead: Literal["", "keys", "own keys"] = ""
    leaves: str = ""


def make_files(folder: Path) -> None:
    """Write the cartridges that the scenarios import, and the shelf of the plugin."""
    small = {"library": {}}
    os.environ |= {"FILES": str(folder), "SHELF": str(folder / "shelf")}
    unpack(folder / "shelf" / "ancient", persona_id="ancient", **small)
    with Host(folder / "maker") as host:
        for version in ("2", "3"):
            newer = gardener(metadata={"version": version}, **small)
            write_cartridge(host, folder, newer).rename(folder / f"gardener-{version}.whetstone")
        for name in ("gardener", "second", "other"):
            write_cartridge(host, folder, gardener(name, **small))
        for number in range(20):
            rival = gardener("rival", prompt=f"You are rival {number}.\n", **small)
            write_cartridge(host, folder, rival).rename(folder / f"rival-{number}.whetstone")
        bees = gardener("keeper", library={"bees.txt": GARDEN["bees.txt"]})
        write_cartridge(host, folder, bees)
        key = OwnKeys(host.home).make("maker")
        for version in ("1", "2"):
            signed = key.sign(gardener("signed", metadata={"version": version}, **small))
            write_cartridge(host, folder, signed).rename(folder / f"signed-{version}.whetstone")


def run(step: Step, files: Path) -> int:
    """Do `step` and return its exit code."""
    if not isinstance(step, tuple):
        return _by_hand(step)
    sys.stdin = io.TextIOWrapper(io.BytesIO(), "utf-8")
    try:
        home = os.environ["WHETSTONE_HOME"]
        cli.run([word.replace("{files}", str(files)).replace("{home}", home) for word in step])
    except SystemExit as stop:
        sys.stdout.flush()
        return stop.code if isinstance(stop.code, int) else 1
    return 0


def _by_hand(step: Callable[[Path], int | None]) -> int:
    try:
        return step(Path(os.environ["WHETSTONE_HOME"])) or 0
    except WhetstoneError as error:
        print(f"Error: {error}", file=sys.stderr, flush=True)
        return 1


def acknowledge(text: str) -> None:
    """Tell the judge that `text` must be in the log from now on."""
    os.write(int(os.environ["ACKNOWLEDGED"]), text.encode() + b"\0")


def talked(home: Path) -> None:
    """Put two conversations into the log, `garden` and `house`."""
    log = History(Home(home))
    for conversation in ("garden", "house"):
        asked = _record(conversation, "user", f"What of the {conversation}?")
        log.append(asked)
        log.append(_record(conversation, "assistant", f"The {conversation} is well.", asked))


def _record(conversation: str, role: str, text: str, parent: Record | None = None) -> Record:
    return Record(
        id=new_id(),
        parent_id=parent.id if parent else None,
        conversation=conversation,
        at=now(),
        persona="gardener",
        speaker="user" if role == "user" else "The Gardener",
        role=role,
        text=text,
    )


def _in_groups(home: Path) -> int:
    """Import three, of which two are made durable while the third is written, as with hundreds."""
    with mock.patch.object(settling, "_DRAFTS", 2):
        return run(_SEVERAL, Path(os.environ["FILES"]))


def _say_and_retry(home: Path) -> None:
    with Host(home) as host:
        talk = host.converse("gardener", model="asked")
        for ask in (lambda: talk.say("What of bees?"), talk.retry):
            _listen(host, talk, ask)


def _listen(host: Host, talk: Conversation, ask: Callable[[], object]) -> None:
    with closing(host.loop.iterate(ask())) as events:  # type: ignore[arg-type]
        for event in events:
            if isinstance(event, Ended):
                acknowledge(event.reply.text)


_GARDENER = ("import", "{files}/gardener.whetstone")
_EDITED = ("edit", "gardener", "--set", "name=Rosa", "--set", "config.weirdness=0.1")
_SEVERAL = (*_GARDENER, "{files}/second.whetstone", "{files}/keeper.whetstone")
_REPLACED = ("import", "{files}/gardener-2.whetstone", "--replace")
_CHAT = ("chat", "gardener", "What of bees?", "-m", "asked")


def _cut_list(home: Path) -> None:
    path = home / "personas.json"
    path.write_bytes(path.read_bytes()[:-40])


_DAMAGED = (_GARDENER, _EDITED, _REPLACED, ("config", "set", "model", "asked"), _cut_list)


def scenarios() -> dict[str, Scenario]:
    """All of them, by name."""
    return dict(_all())


def _all() -> Iterable[tuple[str, Scenario]]:
    yield from _of_personas()
    yield from _of_keys()
    yield from _of_the_log()
    settings = ("config", "set", "models.x.model", "y")
    yield "the first setting", Scenario(("config", "set", "model", "asked"), (_GARDENER,))
    yield "a later setting", Scenario(("config", "set", "model", "asked"), (_GARDENER, settings))


def _of_personas() -> Iterable[tuple[str, Scenario]]:
    yield "the first import", Scenario(_GARDENER)
    yield "an import of several", Scenario(_in_groups, sentences=2, parts=True)
    yield "a replacement", Scenario(_REPLACED, (_GARDENER, _EDITED))
    back = ("rollback", "gardener")
    newest = ("import", "{files}/gardener-3.whetstone", "--replace")
    yield "a rollback", Scenario(back, (_GARDENER, _EDITED, _REPLACED, newest), then=newest)
    first = ("rollback", "gardener", "1.0")
    yield "a rollback by name", Scenario(first, (_GARDENER, _EDITED, _REPLACED, newest), then=_REPLACED)
    again = (*_GARDENER, "--replace")
    yield "an earlier content again", Scenario(again, (_GARDENER, _REPLACED, newest), then=newest)
    yield "a removal", Scenario(("remove", "gardener"), (_GARDENER, _EDITED), then=_GARDENER)
    yield "a restore", Scenario(("restore", "gardener"), (_GARDENER, _EDITED, ("remove", "gardener")))
    yield "the first edit", Scenario(_EDITED, (_GARDENER,))
    yield "a later edit", Scenario(("edit", "gardener", "--set", "name=Iris"), (_GARDENER, _EDITED))
    yield "a repair", Scenario(("doctor", "--repair"), _DAMAGED, sentences=3, leaves="set-aside/")
    yield "an edit taken back", Scenario(("edit", "gardener", "--reset"), (_GARDENER, _EDITED))


def _of_keys() -> Iterable[tuple[str, Scenario]]:
    signed = ("import", "{files}/signed-1.whetstone")
    trusted = ("key", "trust", "{files}/signed-1.whetstone", "--name", "maker")
    yield "a new key", Scenario(("key", "new"), (_GARDENER,), ahead="own keys")
    yield "a key that is trusted", Scenario(trusted, (_GARDENER,))
    yield "a key that is revoked", Scenario(("key", "revoke", "maker"), (signed, trusted))
    yield "the import of a signed one", Scenario(signed, (_GARDENER,), ahead="keys")
    yield "the upgrade of a signed one", Scenario(("import", "{files}/signed-2.whetstone"), (signed,))
    export = ("export", "gardener", "--sign", "-o", "{home}/gardener.whetstone")
    yield "a signed export", Scenario(export, (_GARDENER, ("key", "new")), leaves=".gardener.whetstone.")


def _of_the_log() -> Iterable[tuple[str, Scenario]]:
    indexed = ("history", "list")
    yield "the first turn", Scenario(_CHAT, (_GARDENER,), grows=True)
    yield "a later turn", Scenario(_CHAT, (_GARDENER, talked), grows=True)
    bundled = ("chat", "ancient", "What of bees?", "-m", "asked")
    yield "a turn with a bundled persona", Scenario(bundled, grows=True)
    keeper = ("chat", "keeper", "What of bees?", "-m", "asked")
    before = (("import", "{files}/keeper.whetstone"), talked)
    searching = Scenario(keeper, before, grows=True, blocked=("static_embeddings",))
    yield "a turn that searches the library", searching
    yield "a turn and its retry", Scenario(_say_and_retry, (_GARDENER, talked), grows=True)
    yield "a look at the log", Scenario(("history", "list", "--json"), (talked,), reads=True)
    yield (
        "a look at the log that has grown",
        Scenario(("history", "search", "bees", "--json"), (_GARDENER, talked, indexed, _CHAT), reads=True),
    )
    yield "a deletion in the log", Scenario(("history", "delete", "garden", "--yes"), (talked, indexed))
    yield "a deletion of the log", Scenario(("history", "delete", "--all", "--yes"), (talked,))
