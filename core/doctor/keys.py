"""This home's own keys and the keys that it trusts."""

from __future__ import annotations

import os
from collections.abc import Iterator

from whetstone.core.doctor.findings import Finding, counted, fault, fine
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import HomeError
from whetstone.core.signing.keys import OwnKeys
from whetstone.core.signing.trust import TrustFile


def look(patient: Patient) -> Iterator[Finding]:
    """Open each own key, and read what is trusted."""
    home = patient.home
    own = OwnKeys(home)
    sound = True
    names = own.names()
    for name in names:
        path = home.keys / f"{name}.pem"
        if os.name == "posix" and path.exists() and path.stat().st_mode & 0o077:
            continue  # the check of rights tells
        try:
            own.get(name)
        except HomeError as error:
            sound = False
            yield fault(str(error))
    try:
        trust = TrustFile(home).read()
    except HomeError as error:
        yield fault(str(error))
        return
    if sound:
        revoked = len(trust.revoked())
        known = counted(len(trust.keys) - revoked, "key")
        told = f"{counted(len(names), 'key')} of your own, {known} trusted, {revoked:,} revoked"
        yield fine(told if names or trust.keys else "there are none yet")
