"""The chat log: whether every line is a record, and whether the contents talked with are still here."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

from whetstone.core.doctor.findings import Finding, counted, fault, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import CartridgeError
from whetstone.core.log.file import LogFile
from whetstone.core.log.lines import decode, is_damaged, is_header, key_of, lines_of
from whetstone.core.personas.records import recorded_contents
from whetstone.core.values.persona import is_persona_id

_SHOWN = 5


@dataclass(slots=True)
class _Read:
    """What one pass over the log saw. `keys` stand for the records' ids, eight bytes each."""

    records: int = 0
    lines: int = 0
    headed: bool = False
    torn: bool = False
    damaged: list[int] = field(default_factory=list)
    keys: array[int] = field(default_factory=lambda: array("q"))
    contents: set[tuple[str, str]] = field(default_factory=set)


def look(patient: Patient) -> Iterator[Finding]:
    """Read the log from its first line to its last."""
    home = patient.home
    if home.log.is_symlink() and not home.log.exists():
        yield fault(
            f"{patient.shown(home.log)} is a link to nothing; bring back what it leads to, or take it away"
        )
        return
    if not home.log.exists():
        yield fine("there is none yet")
        return
    read = _read(patient)
    shown = patient.shown(home.log)
    if read.damaged and not read.records:
        yield fault(
            f"no line of {shown} is a record; move it away to begin a new log, or bring back a copy of it"
        )
        return
    sound = True
    for told in _complaints(patient, read, shown):
        sound = False
        yield note(told)
    if sound:
        yield fine(f"{counted(read.records, 'record')}, every line whole")


def _complaints(patient: Patient, read: _Read, shown: str) -> Iterator[str]:
    if read.torn:
        yield f"the last line of {shown} is torn, as a crash leaves it; the next message closes it"
    if read.damaged:
        numbers = ", ".join(map(str, read.damaged[:_SHOWN])) + (" …" if len(read.damaged) > _SHOWN else "")
        lines = counted(len(read.damaged), "line")
        yield f"{lines} of {shown} cannot be read and are passed over (line {numbers}); mend them if you can"
    if read.records and not read.headed:
        yield f"the first line of {shown} does not name a generation, as it did when it was written"
    if doubles := _doubles(read.keys):
        have = counted(doubles, "record has", "records have")
        yield f"in {shown}, {have} the id of an earlier one, so that one of both is not seen"
    if lost := sorted(read.contents - _known(patient, {persona for persona, _ in read.contents})):
        first = ", ".join(f"{persona} {hash[:19]}" for persona, hash in lost[:_SHOWN])
        yield (
            f"{counted(len(lost), 'content')} that you talked with {'is' if len(lost) == 1 else 'are'} not "
            f"here any more ({first}); what was said is"
        )


def _read(patient: Patient) -> _Read:
    found = _Read()
    size = patient.home.log.stat().st_size
    with LogFile(patient.home).reading() as file:
        for start, _, line in lines_of(file):
            found.lines += 1
            if found.lines % 1000 == 0:
                patient.progress("log", start, size)
            if is_header(line):
                found.headed = found.headed or found.lines == 1
                continue
            record = decode(line)
            if record is None:
                found.torn = line.startswith(b"{") and not line.endswith(b"\n")
                if is_damaged(line) and not found.torn:
                    found.damaged.append(found.lines)
                continue
            found.records += 1
            found.keys.append(key_of(record.id))
            if record.persona and record.content_hash:
                found.contents.add((record.persona, record.content_hash))
    return found


def _doubles(keys: array[int]) -> int:
    return sum(1 for one, other in pairwise(sorted(keys)) if one == other)


def _known(patient: Patient, ids: set[str]) -> set[tuple[str, str]]:
    """Return the contents of these ids wherever they lie: installed, removed, bundled, kept."""
    home = patient.home
    keepsakes = patient.registry.versions.keepsakes
    bundled = patient.bundled.personas()
    known: set[tuple[str, str]] = set()
    for persona_id in filter(is_persona_id, ids):
        folders = [home.imported / persona_id, *home.trash.glob(f"{persona_id}.*/contents")]
        for folder in folders:
            for found in recorded_contents(home, persona_id, folder):
                known.add((persona_id, found.persona.content_hash))
        if persona_id in bundled:
            known.add((persona_id, bundled[persona_id].content_hash))
        for path in keepsakes.of(persona_id):
            with suppress(CartridgeError):
                known.add((persona_id, keepsakes.persona(persona_id, path).content_hash))
    return known
