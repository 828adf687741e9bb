"""Deleting jobs with every step that they alone used."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from whetstone.core.errors import JobError, WhetstoneError
from whetstone.core.home import Home
from whetstone.core.jobs.folder import DRAFT, GONE, JobFolder
from whetstone.core.jobs.record import Job
from whetstone.core.jobs.steps import Steps
from whetstone.core.jobs.uses import about_of, kept_uses

Doomed = Callable[[str, str], bool]
"""Says of a kind of job, and of the id of the persona it is about, whether such a job is to go."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many jobs were deleted, and how many answers of models."""

    jobs: int
    steps: int


def jobs_about(home: Home, doomed: Doomed) -> Sequence[Job]:
    """Return the jobs that are `doomed`; those whose record is damaged are not among them.

    Raises:
        HomeError: the folder of jobs cannot be read.
    """
    found = []
    for folder in _folders(home):
        try:
            job = folder.read()
        except WhetstoneError:
            continue
        if doomed(job.kind, about_of(job.parameters)):
            found.append(job)
    return found


def removed_about(home: Home, doomed: Doomed) -> bool:
    """Return whether a job that is `doomed` was removed and left steps."""
    return any(doomed(uses.kind, uses.about) for uses in kept_uses(home))


def forget_jobs(home: Home, doomed: Doomed) -> Forgotten:
    """Delete the jobs that are `doomed`, and the steps that no other job uses which stays.

    Steps go before the jobs that know of them, so a call that was killed is finished by another one. Steps of
    which nobody can tell whose they are, since a job's record is damaged, go as well, and so does what killed
    removals left of any job.

    Raises:
        JobError: one of them is running.
        HomeError: something cannot be deleted.
    """
    jobs = jobs_about(home, doomed)
    if running := [job.id for job in jobs if job.status == "running"]:
        raise JobError(
            f"the job {running[0]} is at work on it; wait for it, or stop it with "
            f"`whetstone jobs cancel {running[0]}`, and try again"
        )
    going = {job.id for job in jobs}
    staying = {job.id for job in jobs_about(home, lambda kind, about: not doomed(kind, about))}
    theirs: set[str] = set()
    others: set[str] = set()
    for folder in _folders(home):
        (others if folder.id in staying else theirs).update(folder.steps())
    uses = [kept for kept in kept_uses(home) if not kept.kind or doomed(kept.kind, kept.about)]
    theirs.update(*(kept.steps for kept in uses))
    steps = Steps(home).drop(sorted(theirs - others)) if theirs else 0
    for id in sorted(going):
        JobFolder(home, id).forget()
    with home.writing():
        for kept in uses:
            kept.drop()
    sweep(home)
    return Forgotten(len(going), steps)


def forget_answers(home: Home, id: str) -> int:
    """Delete what models answered to a job, unless another job used it too, and what the job found.

    The job stays, and asks anew when it is resumed. Return how many answers went. Its lock must be held.

    Raises:
        HomeError: something cannot be deleted.
    """
    job = JobFolder(home, id)
    others = {key for folder in _folders(home) if folder.id != id for key in folder.steps()}
    count = Steps(home).drop(sorted(job.steps() - others))
    job.forget_answers()
    return count


def _folders(home: Home) -> list[JobFolder]:
    return [folder for path in _paths(home) if (folder := JobFolder(home, path.name)).exists()]


def _paths(home: Home) -> list[Path]:
    with home.reading(home.jobs):
        return sorted(home.jobs.iterdir()) if home.jobs.is_dir() else []


def sweep(home: Home) -> None:
    """Delete what killed removals left: folders without a record, which nobody is at work on.

    Raises:
        HomeError: something cannot be deleted.
    """
    with home.writing():
        for path in _paths(home):
            if path.name.startswith(GONE):
                shutil.rmtree(path)
            elif path.is_dir() and not path.name.startswith(DRAFT):
                JobFolder(home, path.name).sweep()
