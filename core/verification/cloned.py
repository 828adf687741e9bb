"""What can be checked of a clone without the chats that it was made from, which nobody should have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whetstone.core import reports
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.verification.check import Check, judged, passed, unknown
from whetstone.core.verification.quoting import quotes_of

_AT_HOME = ("turns", "cites", "quotes")
"""What a claim would have that told which of somebody's messages it rests on."""


def check_clone(cartridge: Cartridge, report: Mapping[str, Any]) -> list[Check]:
    """Return the checks of a clone and of `report`, which the Mirror wrote.

    It has no sources, passages, citations and library by design, so their absence is no fault: their
    presence is one.
    """
    return [
        _consent(cartridge),
        _made_from(report),
        _claims(report),
        _library(cartridge),
        _leaks(report),
        _quotations(cartridge),
        unknown(
            "source hash", "it is over sanitized turns that stay with the person, so only they can check it"
        ),
        unknown(
            "sources",
            "a clone's sources are chats, which are not shared; where it was made, "
            f"`whetstone mirror audit {cartridge.id}` holds it against them",
        ),
    ]


def _consent(cartridge: Cartridge) -> Check:
    consent = reports.table(cartridge.metadata.model_dump(mode="json"), "consent")
    faults = [] if reports.text(consent, "given") else ["metadata.json has none"]
    return judged(
        "consent", faults, f"given on {reports.text(consent, 'at') or '?'}", "nobody's consent is recorded"
    )


def _made_from(report: Mapping[str, Any]) -> Check:
    made_from = reports.table(report, "made_from")
    turns, built, sampled = (reports.count(made_from, key) for key in ("turns", "built_on", "sampled"))
    kept = reports.count(made_from, "held_out", "turns")
    faults = []
    if built + kept != turns:
        faults.append(f"{built:,} built on and {kept:,} kept back are not {turns:,}")
    if sampled > built:
        faults.append(f"{sampled:,} sampled of {built:,}")
    if not reports.text(made_from, "held_out", "seal"):
        faults.append("what was kept back is not sealed")
    if not reports.text(report, "sanitized", "tier"):
        faults.append("it does not say what sanitized them")
    well = f"{turns:,} turns, {built:,} built on and {kept:,} kept back under a seal"
    return judged("turns", faults, well, "the report does not agree with itself")


def _claims(report: Mapping[str, Any]) -> Check:
    claims = reports.rows(report, "distillation", "claims")
    faults = [
        f"claim {place} has {key}"
        for place, claim in enumerate(claims, 1)
        for key in _AT_HOME
        if key in claim
    ]
    well = f"{len(claims):,}, which by design cite nothing: what each rests on stays with the person"
    return judged("claims", faults, well, "claims tell which messages they rest on")


def _library(cartridge: Cartridge) -> Check:
    faults = sorted(cartridge.library)
    return judged(
        "library", faults, "none, by design: it would be copies of messages", "a clone of the Mirror has none"
    )


def _leaks(report: Mapping[str, Any]) -> Check:
    leaks = reports.table(report, "leaks")
    looked = reports.table(leaks, "looked_at")
    if not looked:
        return unknown("leaks", "the report does not say that anybody looked")
    faults = [
        f"{reports.text(found, 'kind')} in {reports.text(found, 'file')}, {reports.text(found, 'place')}"
        for found in reports.rows(leaks, "findings")
    ]
    if not faults and leaks.get("clean") is not True:
        faults = ["it does not call it clean"]
    well = (
        f"its maker found none: {reports.count(looked, 'files'):,} files against "
        f"{reports.count(looked, 'log_texts'):,} texts, {reports.count(looked, 'canaries'):,} canaries, "
        f"{reports.count(looked, 'replies'):,} chats that tried to get them out"
    )
    return judged("leaks", faults, well, "the report tells of leaks")


def _quotations(cartridge: Cartridge) -> Check:
    quotes = quotes_of(cartridge, forged=False)
    if not quotes:
        return passed("quotations", "there are none in prompt and settings")
    return unknown(
        "quotations", f"{len(quotes):,} of what the person says often; only the person's chats show them"
    )
