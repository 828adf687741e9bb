"""What a job of the Mirror came to, as its page shows it; each look into it has a type, come what may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whetstone.core import reports
from whetstone.core.errors import CartridgeError, PersonaNotFound
from whetstone.core.host import Host
from whetstone.core.leaks.recorded import recorded_leaks
from whetstone.core.measured import Figure, figure, likeness
from whetstone.plugins.webui.rendering.charts import interval
from whetstone.plugins.webui.working.runner import JobState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said of a job that is done: in a sentence, with notes; of an audit, what looked."""

    summary: str
    notes: tuple[str, ...]
    tier: str
    can_miss: str
    is_here: bool


def outcome(host: Host, state: JobState) -> dict[str, object]:
    """Return what the page of a job shows of what it came to; `told_of` is `None` where it is not done."""
    persona = reports.text(state.parameters, "id")
    if state.status != "done" or state.result is None:
        return {"told_of": None, "persona": persona}
    result = state.result
    told = Outcome(
        summary=reports.text(result, "summary"),
        notes=tuple(reports.texts(result, "notes")),
        tier=reports.text(result, "tier"),
        can_miss=reports.text(result, "can_miss"),
        is_here=_is_here(host, persona, reports.text(result, "content_hash")),
    )
    leaks = recorded_leaks(reports.table(result, "leaks"))
    return {
        "told_of": told,
        "persona": persona,
        "leaks": leaks,
        **trials_shown(reports.table(result, "trials")),
    }


def trials_shown(trials: Mapping[str, Any]) -> dict[str, object]:
    """Return what is drawn of a trial: likeness by condition on an axis, gains, the share of the way."""
    drawn = likeness(trials)
    gains = [(reports.text(gain, "over"), figure(gain)) for gain in reports.rows(trials, "gains")]
    return {
        "drawn": drawn,
        "axis": _axis(drawn),
        "gains": [(over, gain) for over, gain in gains if gain is not None],
        "way": figure(trials, "share_of_the_way_to_the_author"),
        "windows": reports.count(trials, "windows"),
        "interval": interval,
    }


def _axis(drawn: Mapping[str, Figure]) -> tuple[float, float]:
    lows, highs = [one.low for one in drawn.values()], [one.high for one in drawn.values()]
    return min(0.0, *lows) if lows else 0.0, max(1.0, *highs) if highs else 1.0


def _is_here(host: Host, persona: str, content_hash: str) -> bool:
    """Return whether the content that a job tells of is in the home still."""
    try:
        host.registry.versions.content(persona, content_hash)
    except (PersonaNotFound, CartridgeError):
        return False
    return True
