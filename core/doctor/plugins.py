"""Plugins and commands: which are not loaded, failed, or stand in each other's way."""

from __future__ import annotations

from collections.abc import Iterator

from whetstone.core.doctor.findings import Finding, counted, fault, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.loading.blocking import blocked_names, plain
from whetstone.core.loading.entry_points import OURS, entry_points, owner

_COMMANDS = "whetstone.commands"


def look(patient: Patient) -> Iterator[Finding]:
    """Call every hook that brings something, and tell what went wrong."""
    patient.bundled.personas()
    if patient.host:
        patient.host.ask_all_plugins()
    sound = True
    records = patient.plugins.records
    for record in records:
        if record.status == "blocked":
            yield note(f"{record.name} of {record.distribution} is blocked, as you asked")
        elif record.status != "loaded" or record.error:
            sound = False
            told = record.error or "no reason was given"
            yield fault(f"{record.name} of {record.distribution} {record.version} ({record.status}): {told}")
    for finding in _commands(patient):
        sound = False
        yield finding
    if sound:
        loaded = sum(record.status == "loaded" for record in records)
        bundled = counted(len(patient.bundled.personas()), "bundled persona")
        yield fine(f"{counted(loaded, 'plugin')} loaded, {bundled}")


def _commands(patient: Patient) -> Iterator[Finding]:
    found = entry_points(_COMMANDS)
    blocked = blocked_names(patient.home.settings)
    claims: dict[str, set[str]] = {}
    for entry in found.entries:
        if not {plain(owner(entry)), plain(entry.name)} & blocked:
            claims.setdefault(entry.name, set()).add(owner(entry))
    for name, owners in sorted(claims.items()):
        if len(owners) < 2:
            continue
        others = " and ".join(sorted(other for other in owners if plain(other) != OURS))
        if any(plain(one) == OURS for one in owners):
            yield note(f"the command {name!r} of {others} is passed over for Whetstone's own")
        else:
            yield fault(f"the command {name!r} is claimed by {others}; block or uninstall one of them")
    for broken in found.unreadable:
        yield fault(f"the commands of {broken.distribution} {broken.version}: {broken.reason}")
