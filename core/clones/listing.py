"""The clones of a home, with what is known of each: how like its person it is, and whether it leaks."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.core import reports
from whetstone.core.errors import CartridgeError
from whetstone.core.leaks.recorded import recorded_leaks
from whetstone.core.measured import Figure, figure

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.jobs.record import Job

_WORK = frozenset({"clone", "audit"})


@dataclass(frozen=True, slots=True)
class Audited:
    """The latest look at a clone: when it ended (UTC, ISO 8601), whether it was clean, which job it was."""

    at: str
    clean: bool
    job: str


@dataclass(frozen=True, slots=True)
class CloneInfo:
    """A clone that is installed.

    `own` says that it was made in this home. `likeness` is the share of the way from a generic assistant to
    the person, by `windows` windows of replies; `None` where it was not measured. `clean` is what the leak
    report says that was made with it; `None` where there is none. `audited` is of the present content alone.
    """

    id: str
    name: str
    version: str
    installed_at: str
    own: bool
    turns: int
    likeness: Figure | None
    windows: int
    clean: bool | None
    audited: Audited | None


def clones_of(host: Host) -> list[CloneInfo]:
    """Return the clones that are installed, by id; of one whose files are damaged only the name is told.

    Raises:
        HomeError: the home cannot be read.
    """
    looks = _looks(host.jobs.list())
    found = []
    for persona in host.registry.personas():
        if persona.type != "clone":
            continue
        report: Mapping[str, Any] = {}
        with suppress(CartridgeError):
            report = host.registry.cartridge(persona).report or {}
        leaks = reports.table(report, "leaks")
        found.append(
            CloneInfo(
                id=persona.id,
                name=persona.name,
                version=persona.version,
                installed_at=persona.installed_at or "",
                own=(host.home.mirror / f"{persona.id}.json").exists(),
                turns=reports.count(report, "made_from", "turns"),
                likeness=figure(report, "trials", "share_of_the_way_to_the_author"),
                windows=reports.count(report, "trials", "windows"),
                clean=recorded_leaks(leaks).clean if leaks else None,
                audited=looks.get((persona.id, persona.content_hash)),
            )
        )
    return found


def mirror_jobs(host: Host) -> list[Job]:
    """Return the jobs that make clones or look at them, the latest first.

    Raises:
        HomeError: the home cannot be read.
    """
    return [job for job in host.jobs.list() if job.kind in _WORK]


def _looks(jobs: list[Job]) -> dict[tuple[str, str], Audited]:
    found: dict[tuple[str, str], Audited] = {}
    for job in reversed(jobs):
        if job.kind == "audit" and job.status == "done" and job.result:
            of = str(job.parameters.get("id")), str(job.parameters.get("content_hash"))
            found[of] = Audited(job.updated_at, job.result.get("clean") is True, job.id)
    return found
