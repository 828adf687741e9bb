"""What a job of the Mirror came to, as its page shows it; each look into it has a type, come what may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whetstone.core import reports
from whetstone.core.errors import CartridgeError, PersonaNotFound
from whetstone.core.host import Host
from whetstone.core.leaks.recorded import recorded_leaks
from whetstone.core.measured import figure
from whetstone.plugins.webui.agora.measurements import measurements
from whetstone.plugins.webui.working.runner import JobState

_OPTION = ("give --model NAME for that", "choose a model below for that")
"""What a note of the command line tells to do, and what that is on a page."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said of a job that is done: in a sentence, with notes; `tier` is what looked in an audit."""

    summary: str
    notes: tuple[str, ...]
    tier: str
    is_here: bool


def outcome(host: Host, state: JobState) -> dict[str, Any]:
    """Return what the page of a job shows of what it came to; `told_of` is `None` where it is not done."""
    persona = reports.text(state.parameters, "id")
    if state.status != "done" or state.result is None:
        return {"told_of": None, "persona": persona}
    result = state.result
    told = Outcome(
        summary=reports.text(result, "summary"),
        notes=tuple(note.replace(*_OPTION) for note in reports.texts(result, "notes")),
        tier=reports.text(result, "tier"),
        is_here=_is_here(host, persona, reports.text(result, "content_hash")),
    )
    trials = reports.table(result, "trials")
    return {
        "told_of": told,
        "persona": persona,
        "leaks": recorded_leaks(reports.table(result, "leaks")),
        "measured": measurements({"kind": reports.CLONE, "trials": trials}),
        "way": figure(trials, "share_of_the_way_to_the_author"),
        "windows": reports.count(trials, "windows"),
    }


def _is_here(host: Host, persona: str, content_hash: str) -> bool:
    """Return whether the content that a job tells of is in the home still."""
    try:
        host.registry.versions.content(persona, content_hash)
    except (PersonaNotFound, CartridgeError):
        return False
    return True
