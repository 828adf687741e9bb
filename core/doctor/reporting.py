"""What the doctor found, in plain values, without the paths and names of one user."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whetstone.core.doctor.about import about
from whetstone.core.doctor.anonymous import anonymous
from whetstone.core.doctor.examination import Report
from whetstone.core.errors import in_one_line


def as_data(reports: Sequence[Report], root: Path) -> dict[str, Any]:
    """Return what was found in the home at `root`, as `whetstone doctor --json` prints it."""

    def shown(told: str) -> str:
        return in_one_line(anonymous(told, root))

    return {
        "healthy": all(report.state != "fault" for report in reports),
        "about": about(),
        "checks": [
            {
                "check": report.check,
                "state": report.state,
                "findings": [
                    {
                        "state": finding.state,
                        "told": shown(finding.told),
                        "repairable": finding.repair is not None,
                    }
                    for finding in report.findings
                ],
                "repaired": [shown(told) for told in report.repaired],
                "failed": [shown(told) for told in report.failed],
            }
            for report in reports
        ],
    }
