"""All checks of a cartridge, in order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from whetstone.core import reports
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.verification.check import Check, unknown
from whetstone.core.verification.cloned import check_clone
from whetstone.core.verification.consistency import check_consistency
from whetstone.core.verification.content import check_content
from whetstone.core.verification.quoting import check_quotes
from whetstone.core.verification.sources import Reader, check_sources


def verify(cartridge: Cartridge, texts: Reader | None = None, paths: Sequence[Path] = ()) -> list[Check]:
    """Return the checks of `cartridge`; those of the sources too, where `texts` read them in `paths`.

    Nothing is fetched and nothing is written. What a persona that the Forge did not make does not claim is
    not held against it. A clone's sources are nobody else's to read, so `paths` say nothing of it.
    """
    report = cartridge.report
    if report is not None and reports.text(report, "kind") == reports.CLONE:
        return [*check_content(cartridge), *check_clone(cartridge, report)]
    forged = report if report is not None and reports.text(report, "kind") == reports.FORGE else None
    checks = check_content(cartridge)
    if forged is None:
        what = "it has no report" if report is None else "its report is not one of the Forge's"
        checks.append(unknown("report", f"{what}, so it claims nothing that could be checked"))
    else:
        checks += check_consistency(cartridge, forged)
    quotes = check_quotes(cartridge, forged)
    if texts is not None and forged is not None:
        quotes = [check for check in quotes if check.state != "open"]  # the sources will tell
    checks += quotes
    if texts is not None:
        checks += check_sources(cartridge, forged, texts, paths)
    else:
        checks.append(
            unknown("sources", "not compared with the source texts; --sources DIR says where they lie")
        )
    return checks
