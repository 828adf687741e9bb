"""A job in the words of a page: its phases with counts and time left, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from whetstone.core.values.job import Progress
from whetstone.plugins.webui.rendering import language
from whetstone.plugins.webui.working.runner import JobState


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase as it is shown. `share` is how much of it is done, 0 to 1, `None` where that is not known."""

    name: str
    counts: str
    left: str
    note: str
    share: float | None
    now: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """A job as it is shown: `condition` is its status, or `waiting`, `starting` or `stopping`.

    A phase that it came to several times, as steps that wait for each other do, is shown once, where it
    began.
    """

    job: JobState
    condition: str
    phases: tuple[Phase, ...]
    trouble: str

    @property
    def current(self) -> Phase | None:
        """The phase that it is in, `None` where it is at rest."""
        return next((phase for phase in self.phases if phase.now), None)


def telling(job: JobState, spoken: str) -> Telling:
    """Return what is shown of `job` in the language `spoken`."""
    running = job.status == "running"
    newest = {progress.phase: progress for progress in job.phases}
    at_work = job.phases[-1].phase if running and job.phases else None
    phases = tuple(_phase(progress, spoken, phase == at_work) for phase, progress in newest.items())
    trouble = job.progress.trouble if running and job.progress else ""
    return Telling(job, _condition(job), phases, trouble)


def _condition(job: JobState) -> str:
    if job.waiting:
        return "waiting"
    if job.stopping:
        return "stopping"
    return "starting" if job.status == "running" and not job.phases else job.status


def _phase(progress: Progress, spoken: str, now: bool) -> Phase:
    share = min(1.0, progress.done / progress.total) if progress.total else None
    return Phase(
        name=phase_name(progress.phase, spoken),
        counts=_counts(progress, spoken),
        left=_left(progress.seconds_left, spoken) if now else "",
        note=progress.note if now else "",
        share=share,
        now=now,
    )


def phase_name(phase: str, spoken: str) -> str:
    """Return the words for a phase; one that the catalogue has none for, of a plugin's job, is as it is."""
    words = language.catalogue(spoken).get(f"working.phase {phase}", phase)
    return words if isinstance(words, str) else phase


def _counts(progress: Progress, spoken: str) -> str:
    if progress.total is None:
        return language.text(spoken, "working.count", n=progress.done) if progress.done else ""
    if progress.total <= 1:
        return ""
    return language.text(spoken, "working.counts", done=progress.done, total=progress.total)


def _left(seconds: float | None, spoken: str) -> str:
    if not seconds or seconds < 1:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return language.text(spoken, "working.left_hours", hours=hours, minutes=minutes)
    if minutes:
        return language.text(spoken, "working.left_minutes", minutes=minutes, seconds=f"{rest:02}")
    return language.text(spoken, "working.left_seconds", seconds=rest)
