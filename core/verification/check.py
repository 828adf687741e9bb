"""One thing that was looked at, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["passed", "failed", "open"]
"""`open` is what could not be checked here."""

SHOWN = 5
"""So many of the places where something is wrong are named in a sentence."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at (`about`), its outcome, and in a sentence why: what is wrong, or what was found.

    `faults` are all the places where something is wrong, one each.
    """

    about: str
    state: State
    reason: str
    faults: tuple[str, ...] = ()


def passed(about: str, reason: str) -> Check:
    """Return a check that came out well."""
    return Check(about, "passed", reason)


def unknown(about: str, reason: str) -> Check:
    """Return a check that could not be made, with what it would take."""
    return Check(about, "open", reason)


def judged(about: str, faults: Sequence[str], well: str, ill: str) -> Check:
    """Return a check that failed with `ill` and the first of its `faults`, or passed with `well`."""
    if not faults:
        return passed(about, well)
    more = f" and {len(faults) - SHOWN:,} more" if len(faults) > SHOWN else ""
    return Check(about, "failed", f"{ill}: {'; '.join(faults[:SHOWN])}{more}", tuple(faults))
