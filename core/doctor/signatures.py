"""Who signed what is installed, and whether they are still trusted."""

from __future__ import annotations

import os
from collections.abc import Iterator

from whetstone.core.checks.folder import files_in
from whetstone.core.doctor.findings import Finding, counted, fault, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import CartridgeError, HomeError
from whetstone.core.signing.signature import NAME, brief, verify
from whetstone.core.signing.trust import Trust, TrustFile
from whetstone.core.values.persona import Persona


def look(patient: Patient) -> Iterator[Finding]:
    """Verify the signature of every installed persona, and ask whose key it is."""
    try:
        trust, readable = TrustFile(patient.home).read(), True
    except HomeError:
        trust, readable = Trust(), False  # the check of keys tells why
    if not patient.lists():
        yield note("not looked at, since the list cannot be read")
        return
    entries = patient.entries()
    signed = told = 0
    for number, persona in enumerate(entries.values()):
        patient.progress("signatures", number, len(entries))
        signed += persona.signed_by is not None
        for finding in _one(patient, persona, trust):
            told += 1
            yield finding
    if not readable:
        yield note("whose keys are trusted was not looked at, since trust.json cannot be read")
    elif signed and not os.path.lexists(patient.home.trust):
        are = counted(signed, "installed persona is", "installed personas are")
        yield note(
            f"{are} signed, and there is no trust.json: which keys you revoked is forgotten; bring it back "
            "from a copy, or revoke them again with `whetstone key revoke KEY`"
        )
    elif not told:
        many = counted(
            signed,
            "installed persona is signed by a key that is",
            "installed personas are signed by keys that are",
        )
        yield fine(f"{many} trusted" if signed else "nobody who is installed is signed")


def _one(patient: Patient, persona: Persona, trust: Trust) -> Iterator[Finding]:
    folder = patient.home.root / persona.path
    bound = trust.bound.get(persona.id)
    if persona.signed_by is None:
        if bound is not None:
            yield note(f"{persona.id} is bound to the key {brief(bound)}, but installed as not signed")
        return
    if persona.signed_by in trust.revoked():
        yield note(
            f"{persona.id} is signed by {brief(persona.signed_by)}, which you revoked; remove it "
            "if you do not want it"
        )
    if bound not in (None, persona.signed_by):
        yield note(f"{persona.id} is bound to the key {brief(str(bound))}, but signed by another one")
    try:
        signature = verify(files_in(folder)[0])
    except CartridgeError:
        return  # the check of contents tells
    if signature.key != persona.signed_by:
        reason = signature.fault or (
            f"there is no {NAME}" if signature.state == "none" else "another key signed it"
        )
        yield fault(
            f"{persona.id} was signed when it was installed, and is not any more: {reason}; import it again"
        )
