"""The jobs that this server runs: started, gone on with, cancelled, and put off when the server ends."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from pydantic import BaseModel

from whetstone.core.errors import JobError, WhetstoneError
from whetstone.core.host import Host
from whetstone.core.jobs.folder import JobFolder
from whetstone.core.jobs.processes import cores
from whetstone.core.jobs.record import Job
from whetstone.plugins.webui.working import processes

_PARTING = 15.0
"""Seconds that the processes of jobs have to end with the server."""

_AT_ONCE = max(4, cores())
"""Jobs that run at once; the others wait in line, since each takes a process and what memory it works in."""

_MARK = "served"
"""The file of a job's folder that says that a server is to run it: the next one goes on with it."""


class JobState(Job):
    """A job as it is told: its record, and what of it is not written there.

    `stopping` says that somebody asked it to stop and it has not yet, `waiting` that it begins when one of
    those ahead of it ends; its status is `running` with both.
    """

    stopping: bool = False
    waiting: bool = False


class Runner:
    """Runs jobs, each in a process of its own, so that what they compute holds up no conversation.

    A few run at once, and the others in the order in which they were asked for. `ended` is called when one of
    them is over.
    """

    def __init__(self, host: Host, ended: Callable[[], object] = lambda: None) -> None:
        self._host = host
        self._ended = ended
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._line: list[str] = []
        self._lock = threading.RLock()
        self._ending = False

    def begin(self) -> None:
        """Go on with the jobs that a server ran before; where the process of one is still there, leave it."""
        for job in reversed(self._host.jobs.list()):
            mark = self._folder(job.id).path / _MARK
            if not mark.exists():
                continue
            if job.status == "interrupted":
                with suppress(WhetstoneError):
                    self._go_on(job.id)
            elif job.status != "running":
                mark.unlink(missing_ok=True)

    def end(self) -> None:
        """Interrupt the jobs, so that the next server goes on with them, and wait until they are put down."""
        with self._lock:
            self._ending = True
            running = list(self._running.values())
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(_PARTING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, kind: str, parameters: BaseModel | Mapping[str, Any], title: str = "") -> JobState:
        """Begin a job.

        Raises:
            JobError: no plugin brings this kind, or the parameters are none of its.
            HomeError: the home cannot be written.
        """
        job = self._host.jobs.start(kind, parameters, title)
        self._go_on(job.id)
        return self.state(job.id)

    def resume(self, id: str) -> JobState:
        """Go on with a job that failed, was cancelled or interrupted; one that runs is left alone.

        Raises:
            JobNotFound: there is no such job.
            JobError: it is done, or its record is damaged.
            HomeError: the home cannot be written.
        """
        job = self.state(id)
        if job.status == "done":
            raise JobError(f"the job {id} is done")
        if job.status != "running":
            self._go_on(id)
        return self.state(id)

    def cancel(self, id: str) -> JobState:
        """Stop a job, whichever process runs it; one that is at work stops soon.

        Raises:
            JobNotFound: there is no such job.
            JobError: it is over, or its record is damaged.
            HomeError: the home cannot be written.
        """
        with self._lock:
            if id in self._line:
                self._line.remove(id)
            process = self._running.get(id)
            if process is not None and self._host.jobs.get(id).status != "running":
                process.terminate()  # it has not begun, and would not hear that it was cancelled
                process.wait()
                del self._running[id]
            self._host.jobs.cancel(id)
            (self._folder(id).path / _MARK).unlink(missing_ok=True)
            self._launch_next()
        return self.state(id)

    def remove(self, id: str) -> None:
        """Delete a job that does not run.

        Raises:
            JobNotFound: there is no such job.
            JobError: it is running.
        """
        if self.state(id).status == "running":
            raise JobError(f"the job {id} is running; cancel it first")
        self._host.jobs.remove(id)

    def state(self, id: str) -> JobState:
        """Return a job as it is now.

        Raises:
            JobNotFound: there is no such job.
            JobError: its record is damaged.
        """
        ours = self._ours()
        return self._told(self._host.jobs.get(id), ours)

    def list(self) -> list[JobState]:
        """Return all jobs, the latest first."""
        ours = self._ours()
        return [self._told(job, ours) for job in self._host.jobs.list()]

    def _ours(self) -> frozenset[str]:
        """Return the jobs of whose processes the end is not noted yet; asked before a record is read."""
        with self._lock:
            return frozenset() if self._ending else frozenset((*self._running, *self._line))

    def _told(self, job: Job, ours: frozenset[str]) -> JobState:
        status = job.status
        if status != "done" and job.id in ours:
            status = "running"
        running = status == "running"
        stopping = running and self._folder(job.id).should_stop()
        waiting = running and job.id in self._line
        return JobState(**{**dict(job), "status": status}, stopping=stopping, waiting=waiting)

    def _folder(self, id: str) -> JobFolder:
        return JobFolder(self._host.home, id)

    def _go_on(self, id: str) -> None:
        folder = self._folder(id)
        with self._lock:
            if id in self._running or id in self._line or self._ending:
                return
            with folder.held(), self._host.home.writing():
                job = folder.read()
                if job.status == "done":
                    return
                folder.forget_to_stop()
                folder.write(job, status="interrupted", error=None, phases=())
                (folder.path / _MARK).touch(mode=0o600)
            if len(self._running) < _AT_ONCE:
                self._launch(id)
            else:
                self._line.append(id)

    def _launch(self, id: str) -> None:
        blocked = [record.name for record in self._host.plugins.records if record.status == "blocked"]
        process = processes.start(self._host.home, self._folder(id).path, id, blocked)
        self._running[id] = process
        threading.Thread(target=self._await, args=(id, process), name=f"job-{id}", daemon=True).start()

    def _launch_next(self) -> None:
        """Begin those in line for which there is room; what cannot begin has failed."""
        while self._line and len(self._running) < _AT_ONCE and not self._ending:
            id = self._line.pop(0)
            try:
                self._launch(id)
            except WhetstoneError as error:
                with suppress(WhetstoneError):
                    _note_failure(self._folder(id), str(error))

    def _await(self, id: str, process: subprocess.Popen[bytes]) -> None:
        """Wait for the process of a job; where the job did not tell how it ended, note that it failed."""
        code = process.wait()
        folder = self._folder(id)
        with self._lock:
            if self._running.get(id) is not process:
                return
            with suppress(WhetstoneError, OSError):
                if not self._ending:
                    if folder.read().status == "interrupted" and code not in (0, 130):
                        _note_failure(folder, processes.last_words(folder.path, code))
                    (folder.path / _MARK).unlink(missing_ok=True)
            del self._running[id]
            self._launch_next()
        with suppress(WhetstoneError):
            self._ended()


def _note_failure(folder: JobFolder, sentence: str) -> None:
    with folder.held():
        job = folder.read()
        if job.status in ("running", "interrupted"):  # the lock is ours, so nobody runs it
            folder.write(job, status="failed", error=sentence)
