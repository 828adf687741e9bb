"""The folder of one job: its record, the lock of the process that runs it, and the wish to stop it."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from whetstone.core.errors import JobError
from whetstone.core.home import Home, sync, sync_folder
from whetstone.core.jobs.record import Job
from whetstone.core.jobs.uses import keep_uses
from whetstone.core.locks import is_held
from whetstone.core.log.lines import now

GONE = ".gone-"
"""How the names of folders begin that are being deleted."""

DRAFT = ".new-"
"""How the names of folders begin that get their record; the doctor knows them as drafts."""

_KEY = re.compile(rb"^[0-9a-f]{64}$", re.MULTILINE)
_PATIENCE = 2.0
"""Seconds to wait for a lock: others try it for a moment to see whether the job runs."""


class JobFolder:
    """`jobs/<id>/` of a home.

    Whoever runs a job, or changes its record, holds its lock. The lock goes with its process, so a record
    that says `running` without one is of an interrupted job.
    """

    def __init__(self, home: Home, id: str) -> None:
        self.id = id
        self.path = home.jobs / id
        self._home = home
        self._record = self.path / "job.json"
        self._lock = self.path / "lock"
        self._stop = self.path / "stop"
        self._steps = self.path / "steps"
        self._found = self.path / "found"

    @property
    def files(self) -> Path:
        """The folder for what the kind of the job keeps."""
        return self.path / "files"

    def exists(self) -> bool:
        """Return whether there is such a job, be its record damaged or not."""
        return self._record.exists()

    def read(self) -> Job:
        """Return the job as it is now.

        Raises:
            JobError: the record is damaged.
            HomeError: it cannot be read.
        """
        job = self._recorded()
        if job.status != "running" or is_held(self._lock):
            return job
        # It may have ended since its record was read.
        job = self._recorded()
        return job if job.status != "running" else job.model_copy(update={"status": "interrupted"})

    def _recorded(self) -> Job:
        with self._home.reading(self._record):
            data = self._record.read_bytes()
        try:
            return Job.model_validate_json(data).model_copy(update={"id": self.id})
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            where = ": ".join([*map(str, fault["loc"]), fault["msg"]])
            raise JobError(
                f"{self._record} is damaged ({where}); take it away with `whetstone jobs remove {self.id}`"
            ) from None

    def make(self, job: Job) -> Job:
        """Make the folder with the record of `job`, both at once, and return it.

        Raises:
            FileExistsError: there is a job of this id.
            HomeError: it cannot be written.
        """
        draft = JobFolder(self._home, f"{DRAFT}{secrets.token_hex(8)}")
        try:
            with self._home.writing():
                draft.path.mkdir(mode=0o700)
            made = draft.write(job)
            if self.path.exists():
                raise FileExistsError(self.path)
            with self._home.writing():
                draft.path.rename(self.path)
                sync_folder(self.path.parent)
        finally:
            shutil.rmtree(draft.path, ignore_errors=True)
        return made

    def write(self, job: Job, **changes: Any) -> Job:
        """Keep `job` with these changes, and return it; the lock must be held.

        Raises:
            HomeError: it cannot be written; the old record is as it was.
        """
        changed = job.model_copy(update={**changes, "updated_at": now()})
        self._home.replace(self._record, changed.model_dump_json(indent=2).encode() + b"\n")
        return changed

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the job against other threads and processes.

        Raises:
            JobError: another one holds it.
            HomeError: the folder cannot be written.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self._lock, timeout=_PATIENCE, mode=0o600)
        with self._home.writing():
            try:
                lock.acquire()
            except Timeout:
                raise JobError(
                    f"the job {self.id} is running in another process; wait for it, or stop it with "
                    f"`whetstone jobs cancel {self.id}`"
                ) from None
        try:
            yield
        finally:
            lock.release()

    def note_steps(self, keys: Iterable[str]) -> None:
        """Note durably which steps of the cache the job uses; the lock must be held.

        It is noted before an answer is kept, so that no answer is there of which no job knows.

        Raises:
            HomeError: it cannot be written.
        """
        known = self.steps()
        if new := [key for key in dict.fromkeys(keys) if key not in known]:
            with self._home.writing(), self._steps.open("ab") as file:
                self._steps.chmod(0o600)
                file.write("".join(["\n", *(f"{key}\n" for key in new)]).encode())
                file.flush()
                sync(file.fileno())

    def forget(self) -> None:
        """Delete the job with all that is in it, the record after everything else but the lock.

        Whatever stops it, the record tells until then whose job it is; `sweep` takes away what is left.

        Raises:
            JobError: it is running.
            HomeError: it cannot be deleted.
        """
        with self.held(), self._home.writing():
            for path in self.path.iterdir():
                if path in (self._record, self._lock):
                    continue
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            self._record.unlink(missing_ok=True)
        self.sweep()

    def sweep(self) -> None:
        """Delete the folder where its record is gone; it loses its name first.

        Raises:
            HomeError: it cannot be deleted.
        """
        if self._record.exists() or is_held(self._lock):
            return
        nameless = self.path.with_name(f"{GONE}{secrets.token_hex(8)}")
        with self._home.writing(), suppress(FileNotFoundError):  # another process was quicker
            self.path.rename(nameless)
            shutil.rmtree(nameless)

    def forget_answers(self) -> None:
        """Forget which steps the job used, and what it found; the lock must be held.

        Raises:
            HomeError: it cannot be deleted.
        """
        with self._home.writing():
            for path in (self._steps, self._found):
                path.unlink(missing_ok=True)

    def steps(self) -> set[str]:
        """Return the keys of the steps that the job uses; a line that a killed process tore is none."""
        try:
            return {key.decode() for key in _KEY.findall(self._steps.read_bytes())}
        except FileNotFoundError:
            return set()

    def ask_to_stop(self) -> None:
        """Leave word that the job should stop; who runs it looks often."""
        with self._home.writing():
            self._stop.touch(mode=0o600)

    def should_stop(self) -> bool:
        """Return whether somebody asked the job to stop."""
        return self._stop.exists()

    def forget_to_stop(self) -> None:
        """Take the word away again; the lock must be held."""
        with self._home.writing():
            self._stop.unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete the job, the record first: a killed removal leaves no half of a job.

        Which steps it used is kept beside these, so that they can be deleted with what it made.

        Raises:
            JobError: it is running.
            HomeError: it cannot be deleted.
        """
        with self.held(), self._home.writing():
            keep_uses(self._home, self.id, self._record, self.steps())
            self._record.unlink(missing_ok=True)
        self.sweep()
