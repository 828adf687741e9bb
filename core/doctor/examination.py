"""All checks, one after the other, each in its own guard, with the repairs that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from whetstone.core.doctor import (
    about,
    caches,
    contents,
    drafts,
    folders,
    home,
    keys,
    listing,
    locks,
    log,
    models,
    overlays,
    plugins,
    removed,
    rights,
    settings,
    signatures,
    talked,
)
from whetstone.core.doctor.findings import Finding, State, fault, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.errors import WhetstoneError

Look = Callable[[Patient], Iterator[Finding]]

_CHECKS: tuple[tuple[str, Look], ...] = (
    ("whetstone", about.look),
    ("home", home.look),
    ("folders", folders.look),
    ("rights", rights.look),
    ("settings", settings.look),
    ("locks", locks.look),
    ("drafts", drafts.look),
    ("personas", listing.look),
    ("contents", contents.look),
    ("overlays", overlays.look),
    ("trash", removed.look),
    ("talked", talked.look),
    ("keys", keys.look),
    ("signatures", signatures.look),
    ("log", log.look),
    ("cache", caches.look),
    ("models", models.look),
    ("plugins", plugins.look),
)
_ALWAYS = {"whetstone", "home"}
_WITHOUT_A_HOME = {"settings", "models", "plugins"}

NAMES = tuple(name for name, _ in _CHECKS)
"""The names of the checks, in their order: what is mended by one is sound for those after it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one check found in the end, what was `repaired` before that, and why other repairs failed.

    Among the findings is what repairs `left` as it was.
    """

    check: str
    findings: list[Finding]
    repaired: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    left: list[Finding] = field(default_factory=list)

    @property
    def state(self) -> State:
        """The worst of what was found."""
        states = {finding.state for finding in self.findings}
        return "fault" if "fault" in states or self.failed else "note" if "note" in states else "ok"


def examine(patient: Patient, *, repair: bool = False) -> Iterator[Report]:
    """Yield a report on each check; with `repair`, mend what can be mended and look again."""
    for name, look in _CHECKS:
        if name not in _ALWAYS and (
            home.strange(patient) or (name not in _WITHOUT_A_HOME and home.unusable(patient))
        ):
            yield Report(name, [note("not looked at, since the home cannot be read")])
            continue
        report = Report(name, _guarded(patient, look))
        if repair:
            for finding in report.findings:
                _mend(patient, finding, report)
            if report.repaired:
                found = [*_guarded(patient, look), *report.left]
                report = replace(report, findings=found)
        yield report


def _guarded(patient: Patient, look: Look) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(look(patient))
    except WhetstoneError as error:
        found.append(fault(str(error)))
    except OSError as error:
        found.append(
            fault(f"{error.filename or patient.home.root} cannot be read: {error.strerror or error}")
        )
    except Exception as error:
        found.append(
            fault(f"this check itself failed: unexpected {type(error).__name__}: {error}; report it")
        )
    return [replace(finding, told=patient.shortened(finding.told)) for finding in found]


def _mend(patient: Patient, finding: Finding, report: Report) -> None:
    if finding.repair is None:
        return
    try:
        for told in finding.repair():
            if isinstance(told, str):
                report.repaired.append(patient.shortened(told))
            else:
                report.left.append(replace(told, told=patient.shortened(told.told)))
        return
    except WhetstoneError as error:
        reason = str(error)
    except OSError as error:
        reason = f"{error.filename}: {error.strerror or error}"
    except Exception as error:
        reason = f"unexpected {type(error).__name__}: {error}; report it"
    report.failed.append(f"could not mend it: {patient.shortened(reason)}")
