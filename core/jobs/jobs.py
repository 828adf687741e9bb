"""The jobs of a home: started, run, resumed, cancelled, listed and removed."""

from __future__ import annotations

import builtins
import json
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from typing import Any

from pydantic import BaseModel, ValidationError

from whetstone.core.checks.shape import sentence
from whetstone.core.errors import HomeError, JobCancelled, JobError, JobNotFound, WhetstoneError, near
from whetstone.core.jobs.answering import Hosting
from whetstone.core.jobs.folder import JobFolder
from whetstone.core.jobs.forgetting import sweep
from whetstone.core.jobs.found import Found, FoundItem
from whetstone.core.jobs.patience import Pauses
from whetstone.core.jobs.record import Job
from whetstone.core.jobs.reporting import Reporter
from whetstone.core.jobs.workers import Workers
from whetstone.core.jobs.working import Working
from whetstone.core.log.lines import now
from whetstone.core.values.job import ExecutorProvider, JobKind, Progress
from whetstone.core.values.persona import is_persona_id, persona_id
from whetstone.core.values.plugin import PluginRecord

_TITLE = 24
"""So many letters of a job's title are in its id."""


def _nobody(progress: Progress) -> None:
    """Watch no progress."""


class Jobs:
    """The jobs of one host. `pauses` are those between repeated calls of a model."""

    def __init__(self, host: Hosting) -> None:
        self.pauses = Pauses()
        self._host = host
        self._home = host.home

    def kinds(self) -> dict[str, JobKind]:
        """Return the kinds of jobs that plugins bring, by name."""
        found = self._host.plugins.collect("whetstone_job_kinds", JobKind)  # type: ignore[type-abstract]
        return {kind.name: kind for _, kind in found}

    def executors(self) -> builtins.list[tuple[PluginRecord, ExecutorProvider]]:
        """Return the executors that plugins bring, each with its plugin's record."""
        return self._host.plugins.collect(
            "whetstone_executors",
            ExecutorProvider,  # type: ignore[type-abstract]
            settings=self._host.settings,
        )

    def executor(self) -> ExecutorProvider | None:
        """Return the one executor that a plugin brings; `None` where steps run on this machine.

        Raises:
            JobError: there are two.
        """
        found = self.executors()
        if len(found) > 1:
            named = " and ".join(f"{one.name} (of {record.distribution})" for record, one in found)
            raise JobError(f"steps can run on one executor, and there are {named}; switch one of them off")
        return found[0][1] if found else None

    def model_name(self, name: str | None = None) -> str:
        """Return the model that a job should ask: `name`, else `WHETSTONE_MODEL`, else the settings' `model`.

        What a job is asked to do should hold this name, so that it asks the same model when it is resumed.
        """
        return name or os.environ.get("WHETSTONE_MODEL") or self._host.settings.core.model

    def start(self, kind: str, parameters: BaseModel | Mapping[str, Any], title: str = "") -> Job:
        """Make a job and return it; it waits for `run`. `title` says of what it is, and is part of its id.

        Raises:
            JobError: no plugin brings this kind, or the parameters are none of its.
            HomeError: it cannot be written.
        """
        asked = _fitting(self._kind(kind), parameters)
        name = "-".join(
            filter(None, (persona_id(kind), persona_id(title)[:_TITLE].strip("-") if title else ""))
        )
        self._home.make(self._home.jobs)
        with suppress(HomeError):
            sweep(self._home)
        while True:
            job = Job(
                id=f"{name}-{secrets.token_hex(2)}",
                kind=kind,
                title=title,
                parameters=asked.model_dump(mode="json"),
                status="interrupted",
                created_at=now(),
                updated_at=now(),
            )
            with suppress(FileExistsError):
                return JobFolder(self._home, job.id).make(job)

    def run(self, job: Job | str, tell: Callable[[Progress], None] = _nobody) -> dict[str, Any]:
        """Run a job to its end and return its result; `tell` hears of its progress, now and then.

        It goes on where it was: what a model answered before is not asked again. An interrupt leaves it
        resumable, and so does a failure.

        Raises:
            JobError: it is done already, runs in another process, or its kind is not to be had.
            JobCancelled: somebody cancelled it.
            WhetstoneError: it failed; its record tells the same sentence.
        """
        folder = self._folder(job.id if isinstance(job, Job) else job)
        with folder.held():
            record = folder.read()
            if record.status == "done":
                raise JobError(
                    f"the job {record.id} is done; `whetstone jobs show {record.id}` tells its result"
                )
            kind = self._kind(record.kind)
            parameters = _fitting(kind, record.parameters)
            folder.forget_to_stop()
            record = folder.write(record, status="running", pid=os.getpid(), error=None, phases=())
            return self._run(kind, parameters, folder, Reporter(folder, record, tell))

    def resume(self, id: str, tell: Callable[[Progress], None] = _nobody) -> dict[str, Any]:
        """Run the job with this id again, from where it was; see `run`."""
        return self.run(id, tell)

    def cancel(self, id: str) -> Job:
        """Stop a job, whichever process runs it, and return it; one that is running stops soon.

        Raises:
            JobError: there is no such job, or it is over.
        """
        folder = self._folder(id)
        job = folder.read()
        if job.status in ("done", "failed", "cancelled"):
            raise JobError(f"the job {id} is not running; it is {job.status}")
        if job.status == "running":
            folder.ask_to_stop()
            return job
        with folder.held():
            return folder.write(folder.read(), status="cancelled")

    def list(self) -> list[Job]:
        """Return all jobs, the latest first; one whose record is damaged is `failed`, with the reason."""
        jobs = [self._seen(folder) for folder in self._folders()]
        return sorted(jobs, key=lambda job: job.created_at, reverse=True)

    def get(self, id: str) -> Job:
        """Return the job with this id.

        Raises:
            JobError: there is none, or its record is damaged.
        """
        return self._folder(id).read()

    def found(self, id: str, after: int = 0) -> builtins.list[FoundItem]:
        """Return what a job told that it found, in order, without the first `after`.

        Raises:
            JobNotFound: there is no such job.
            HomeError: it cannot be read.
        """
        return Found(self._home, self._folder(id).path).read(after)

    def remove(self, id: str) -> None:
        """Delete a job that does not run, with all that it kept for itself; finished steps stay in the cache.

        `forget_jobs` of core/jobs/forgetting.py deletes those as well.

        Raises:
            JobError: there is no such job, or it is running.
        """
        self._folder(id).remove()

    def _run(
        self, kind: JobKind, parameters: BaseModel, folder: JobFolder, reporter: Reporter
    ) -> dict[str, Any]:
        def end(**changes: Any) -> None:
            with suppress(HomeError):  # what went wrong before is what is told
                folder.write(reporter.job, **changes)

        try:
            with closing(Workers(self.executor())) as workers:
                files = self._home.make(folder.files)
                found = Found(self._home, folder.path)
                work = Working(self._host, files, reporter, workers, self.pauses, found)
                result = _plain(kind, kind.run(work, parameters))
            folder.write(reporter.job, status="done", result=result)
        except KeyboardInterrupt:
            end(status="interrupted")
            raise
        except JobCancelled as error:
            end(status="cancelled", error=str(error))
            raise
        except WhetstoneError as error:
            end(status="failed", error=str(error))
            raise
        except Exception as error:
            sentence = f"the job {folder.id} failed with an unexpected {type(error).__name__}: {error}"
            end(status="failed", error=sentence)
            raise JobError(sentence) from error
        return result

    def _kind(self, name: str) -> JobKind:
        kinds = self.kinds()
        if name not in kinds:
            raise JobError(
                f"no plugin brings the job kind {name!r}{near(name, kinds)}{self._host.plugins.absent()}"
            )
        return kinds[name]

    def _folder(self, id: str) -> JobFolder:
        folder = JobFolder(self._home, id)
        if not is_persona_id(id) or not folder.exists():
            known = [folder.id for folder in self._folders()]
            raise JobNotFound(f"there is no job {id!r}{near(id, known)}; `whetstone jobs` lists them")
        return folder

    def _folders(self) -> builtins.list[JobFolder]:
        with self._home.reading(self._home.jobs):
            names = [path.name for path in self._home.jobs.iterdir()] if self._home.jobs.is_dir() else []
        folders = (JobFolder(self._home, name) for name in sorted(names) if is_persona_id(name))
        return [folder for folder in folders if folder.exists()]

    def _seen(self, folder: JobFolder) -> Job:
        try:
            return folder.read()
        except WhetstoneError as error:
            return Job(
                id=folder.id,
                kind="",
                parameters={},
                status="failed",
                created_at="",
                updated_at="",
                error=str(error),
            )


def _fitting(kind: JobKind, parameters: BaseModel | Mapping[str, Any]) -> BaseModel:
    if isinstance(parameters, kind.parameters):
        return parameters
    try:
        return kind.parameters.model_validate(parameters)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise JobError(f"a job of the kind {kind.name}: {sentence(fault, where, 'an object')}") from None


def _plain(kind: JobKind, result: object) -> dict[str, Any]:
    """Return `result` as it will be read again.

    Raises:
        JobError: it is nothing that JSON holds.
    """
    try:
        plain = json.loads(json.dumps(dict(result), allow_nan=False))  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        raise JobError(f"the job kind {kind.name} came to a result that is no plain JSON: {error}") from error
    assert isinstance(plain, dict)
    return plain
