"""Looking at a clone again: with the canaries that were planted then, and the log and sanitizers of now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.core.leaks.canaries import canaries
from whetstone.core.sanitizing.explaining import names_in
from whetstone.core.trials.replies import Condition
from whetstone.core.turns import own_turns
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.job import Work
from whetstone.plugins.mirror import reporting
from whetstone.plugins.mirror.leaking import Guard, strongest
from whetstone.plugins.mirror.taking import Taken, cleaned, sampled, told

if TYPE_CHECKING:
    from whetstone.core.values.asking import Asking
    from whetstone.core.values.turn import Record


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the home keeps of a clone's making; nothing where it was made elsewhere, or by an earlier log."""

    seed: str = ""
    turns: int = 0
    wording: tuple[str, ...] = ()


def audited(work: Work, persona_id: str, cartridge: Cartridge, asking: Asking | None) -> Mapping[str, Any]:
    """Return what of the log is found in `cartridge`, and in chats with it where a model is there to ask.

    Raises:
        SanitizerError: the log is withheld.
        LeakError: the model said nothing at all, so nothing is known.
    """
    own = _as_it_is(work)
    kept = _kept(work, persona_id)
    guard = Auditor(work, own, cartridge, persona_id, kept)
    persona = Condition(cartridge.prompt, cartridge.config)
    replies = guard.ask(asking, cartridge.name, persona, asking.left) if asking is not None else []
    found = guard.look(cartridge.files, replies, [*kept.wording, *_wording(cartridge)])
    return {
        "id": persona_id,
        "name": cartridge.name,
        "content_hash": cartridge.content_hash,
        "clean": found.clean,
        "leaks": found.as_json(),
        "tier": own.looked.tier,
        "sanitizers": list(own.looked.sanitizers),
        "can_miss": own.looked.misses,
        "turns": own.all_turns,
        "model": asking.name if asking else None,
        "notes": _notes(own, kept, asking),
    }


class Auditor(Guard):
    """A guard that looks for canaries planted at the making, and leaves out what the clone itself said."""

    def __init__(self, work: Work, own: Taken, cartridge: Cartridge, persona_id: str, kept: _Kept) -> None:
        super().__init__(work, own, cartridge.name)
        self.planted = canaries(kept.seed, kept.turns) if kept.seed else ()
        self._persona_id = persona_id

    def _counts(self, record: Record) -> bool:
        return record.role != "assistant" or record.persona != self._persona_id


def _as_it_is(work: Work) -> Taken:
    """Return the user's turns as the log has them now, sanitized by the strongest tier that works here.

    Whatever the user is called in the log: what any of them said must not be in a clone of one of them.
    """
    host = work.host
    history = host.history
    counts = history.counts()
    names = names_in(told(work, "learning names", history.records(), counts.turns))
    tier, scrubber = strongest(work, names)
    turns = told(work, "taking turns", own_turns(history), counts.answered)
    mine, _ = sampled(turns, (), counts.answered, 0)
    return Taken(
        turns=tuple(cleaned(work, scrubber, mine)),
        held_out=(),
        all_turns=counts.answered,
        all_held_out=0,
        seal="",
        sources=Counter(),
        speakers=(),
        names=names,
        scrubber=scrubber,
        looked=host.sanitizing.looked(tier),
    )


def _kept(work: Work, persona_id: str) -> _Kept:
    path = work.host.home.mirror / f"{persona_id}.json"
    try:
        kept = json.loads(path.read_bytes())
        planted = kept["planted"]
        return _Kept(str(planted["seed"]), int(planted["turns"]), tuple(map(str, kept["wording"])))
    except (OSError, ValueError, TypeError, KeyError):
        return _Kept()


def _wording(cartridge: Cartridge) -> list[str]:
    """Return what of the cartridge's own JSON is Whetstone's wording."""
    told: list[str] = []
    for name in ("metadata.json", "config.json", "report.json"):
        if name in cartridge.files:
            told += reporting.wording(json.loads(cartridge.files[name]))
    return told


def _notes(own: Taken, kept: _Kept, asking: Asking | None) -> list[str]:
    notes = []
    if not own.all_turns:
        notes.append("The log holds no turn of yours now, so little could be compared.")
    if not kept.seed:
        notes.append(
            "Which canaries were planted when it was made is not known here, so none could be looked for."
        )
    if asking is None:
        notes.append("Nobody chatted with it to get the log out: give --model NAME for that.")
    return notes
