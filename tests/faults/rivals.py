"""The races: who begins at once with whom, and what must have come of it."""

from __future__ import annotations

from collections.abc import Sequence

from faults.judge import Did
from faults.races import Race
from faults.scenarios import talked

from whetstone import Host

_GARDENER = ("import", "{files}/gardener.whetstone")
_REPLACED = ("import", "{files}/gardener-2.whetstone", "--replace")


def races() -> dict[str, Race]:
    """All of them, by name."""
    return {
        "twenty imports of one content": Race((_GARDENER,) * 20, _one_installed_it),
        "twenty contents for one id": Race(tuple(_import(n) for n in range(20)), _one_won),
        "twenty contents in place of one another": Race(
            tuple((*_import(n), "--replace") for n in range(20)), _all_are_kept
        ),
        "imports of twenty ids": Race(
            tuple((*_GARDENER, "--as", f"gardener-{n}") for n in range(20)), _all_are_listed
        ),
        "edits of every kind": Race(
            tuple(("edit", "gardener", "--set", change) for change in _CHANGES), _all_edits_hold, (_GARDENER,)
        ),
        "settings": Race(
            tuple(("config", "set", f"models.m{n}.model", f"x{n}") for n in range(12)), _all_settings_hold
        ),
        "replacements, rollbacks, removals and restores": Race(
            (_REPLACED, ("rollback", "gardener"), ("remove", "gardener"), ("restore", "gardener"), _GARDENER)
            * 4,
            _it_is_whole,
            (_GARDENER, _REPLACED),
        ),
        "twenty turns": Race(
            tuple(("chat", "gardener", f"What of bee {n}?", "-m", "asked") for n in range(20)),
            _all_turns_are_there,
            (_GARDENER,),
        ),
        "turns and deletions": Race(
            (
                *(("chat", "gardener", f"What of bee {n}?", "-m", "asked") for n in range(14)),
                ("history", "delete", "garden", "--yes"),
                ("history", "delete", "house", "--yes"),
                ("history", "list", "--json"),
                ("history", "search", "bee", "--json"),
            ),
            _only_what_was_deleted_is_gone,
            (_GARDENER, talked),
        ),
    }


_CHANGES = ("name=Rosa", "favourite=true", "tags=a,b", "model=x", "config.weirdness=0.1", "config.voice=low")


def _import(number: int) -> tuple[str, ...]:
    return ("import", f"{{files}}/rival-{number}.whetstone")


def _one_installed_it(dids: Sequence[Did], host: Host) -> None:
    assert sorted(did.out.split()[0] for did in dids) == ["Already"] * 19 + ["Installed"]


def _one_won(dids: Sequence[Did], host: Host) -> None:
    (winner,) = (number for number, did in enumerate(dids) if did.code == 0)
    assert all("is installed with another content" in did.err for did in dids if did.code)
    assert _prompt(host) == f"You are rival {winner}.\n"


def _all_are_kept(dids: Sequence[Did], host: Host) -> None:
    assert [did.code for did in dids] == [0] * 20
    versions = host.registry.versions.of("rival")
    assert len(versions) == 20
    assert [version.current for version in versions] == [True] + [False] * 19
    assert not [version.fault for version in versions if version.fault]


def _prompt(host: Host) -> str:
    return host.registry.contents("rival").prompt


def _all_are_listed(dids: Sequence[Did], host: Host) -> None:
    assert [did.code for did in dids] == [0] * 20
    assert _installed(host) == {f"gardener-{n}" for n in range(20)}


def _installed(host: Host) -> set[str]:
    return {persona.id for persona in host.registry.personas() if persona.origin != "builtin"}


def _all_edits_hold(dids: Sequence[Did], host: Host) -> None:
    assert [did.code for did in dids] == [0] * len(_CHANGES)
    assert host.registry.overlay("gardener").model_dump(mode="json") == {
        "name": "Rosa",
        "favourite": True,
        "tags": ["a", "b"],
        "model": "x",
        "config": {"weirdness": 0.1, "voice": "low"},
    }


def _all_settings_hold(dids: Sequence[Did], host: Host) -> None:
    assert [did.code for did in dids] == [0] * 12
    assert {name: spec.model for name, spec in host.settings.core.models.items()} == {
        f"m{n}": f"x{n}" for n in range(12)
    }


def _it_is_whole(dids: Sequence[Did], host: Host) -> None:
    """Whatever the order was: it is listed and whole, or can be had back, with all its contents."""
    if not _installed(host):
        host.registry.restore("gardener")
    host.registry.contents("gardener")
    versions = host.registry.versions.of("gardener")
    assert {version.persona.version for version in versions} == {"1.0", "2"}
    assert not [version.fault for version in versions if version.fault]


def _all_turns_are_there(dids: Sequence[Did], host: Host) -> None:
    assert [did.code for did in dids] == [0] * 20, [did.err for did in dids]
    turns = {record.id: record for record in host.history.records()}
    said = {turns[record.parent_id].text for record in turns.values() if record.parent_id}
    assert said == {f"What of bee {n}?" for n in range(20)}
    assert len(turns) == 40
    assert len(host.history.conversations()) == 20


def _only_what_was_deleted_is_gone(dids: Sequence[Did], host: Host) -> None:
    assert [did.code for did in dids] == [0] * len(dids), [did.err for did in dids]
    texts = [record.text for record in host.history.records() if record.role == "user"]
    assert sorted(texts) == sorted(f"What of bee {n}?" for n in range(14))
    assert len(host.history.conversations()) == 14
