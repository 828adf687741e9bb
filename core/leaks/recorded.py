"""A leak report as it stands in a `report.json` or a job's result, which anybody may have written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from whetstone.core import reports
from whetstone.core.leaks.report import Kind, LeakFinding, Looked

_NUMBERS = ("log_texts", "log_bytes", "files", "bytes", "removed", "too_short", "canaries", "replies")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found: where, what that is in words, and how often."""

    file: str
    place: str
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class RecordedLeaks:
    """What a leak report says. `clean` where it says so and tells of nothing that was found."""

    clean: bool
    findings: tuple[Finding, ...]
    looked: Looked


def recorded_leaks(leaks: Mapping[str, Any]) -> RecordedLeaks:
    """Return what stands in `leaks`; what is not there counts as nothing."""
    findings = reports.rows(leaks, "findings")
    looked = reports.table(leaks, "looked_at")
    numbers = {
        name: reports.count(looked, name)
        for name in (
            "log_texts",
            "log_bytes",
            "files",
            "bytes",
            "removed",
            "too_short",
            "canaries",
            "replies",
        )
    }
    return RecordedLeaks(
        clean=leaks.get("clean") is True and not findings,
        findings=tuple(
            Finding(
                reports.text(one, "file"), reports.text(one, "place"), _what(one), reports.count(one, "count")
            )
            for one in findings
        ),
        looked=Looked(
            **numbers, scan=reports.text(looked, "scan"), closed=tuple(reports.texts(looked, "closed"))
        ),
    )


def _what(found: Mapping[str, Any]) -> str:
    """Return in words what a finding is; it may be of no kind known."""
    words = reports.count(found, "words")
    for kind in get_args(Kind):
        if kind == reports.text(found, "kind"):
            return LeakFinding(kind, "", "", reports.text(found, "type"), words).told
    return "something"
