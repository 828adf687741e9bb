"""How far a job is: told to whoever watches, kept in its record, and the moment to look for a stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from whetstone.core.errors import JobCancelled
from whetstone.core.jobs.folder import JobFolder
from whetstone.core.jobs.record import Job
from whetstone.core.values.job import Progress

_TOLD = 0.1
_KEPT = 0.5
"""Seconds between two times that progress is told, and kept."""

_PHASES = 60
"""So many phases of a job are kept, the latest."""


class Reporter:
    """Passes on the progress of one running job, which holds its folder's lock."""

    def __init__(self, folder: JobFolder, job: Job, tell: Callable[[Progress], None]) -> None:
        self.job = job
        self._folder = folder
        self._tell = tell
        self._phase: str | None = None
        self._began = 0.0
        self._done_before = 0
        self._told = self._kept = float("-inf")

    def look(self) -> None:
        """Look whether the job should stop.

        Raises:
            JobCancelled: it should.
        """
        if self._folder.should_stop():
            raise JobCancelled(
                f"the job {self.job.id} was cancelled; go on with it by `whetstone jobs resume {self.job.id}`"
            )

    def note_steps(self, keys: Iterable[str]) -> None:
        """Note which steps of the cache the job uses; see `JobFolder.note_steps`."""
        self._folder.note_steps(keys)

    def tell(self, phase: str, done: int, total: int | None, note: str = "", trouble: str = "") -> None:
        """Tell and keep progress where it is time for that; the ends of a phase are always told.

        Raises:
            JobCancelled: the job should stop.
        """
        self.look()
        now = time.monotonic()
        begins = phase != self._phase
        if begins:
            self._phase, self._began, self._done_before = phase, now, done
        if not begins and done != total and now - self._told < _TOLD:
            return
        self._told = now
        left = None if trouble else self._seconds_left(done, total, now)
        progress = Progress(phase, done, total, note, left, trouble)
        self._tell(progress)
        earlier = self.job.phases if begins else self.job.phases[:-1]
        phases = (*earlier, progress)[-_PHASES:]
        self.job = self.job.model_copy(update={"progress": progress, "phases": phases})
        if now - self._kept >= _KEPT:
            self._kept = now
            self.job = self._folder.write(self.job)

    def _seconds_left(self, done: int, total: int | None, now: float) -> float | None:
        """Go by the steps of this run alone: what an earlier one had finished took no time."""
        steps, seconds = done - self._done_before, now - self._began
        if total is None or done > total or steps <= 0:
            return None
        return round(seconds / steps * (total - done), 1)
