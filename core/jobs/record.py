"""What is kept of one job: `job.json`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from whetstone.core.values.job import JobStatus, Progress


class Job(BaseModel):
    """One job as its record tells it.

    `parameters` are what it was asked to do, in plain JSON values. `status` is `interrupted` also where the
    record says `running` and no process holds the job. `pid` is the process that ran it last, `error` the
    sentence it failed with, `result` what it came to, `progress` how far it was when that was last kept;
    `phases` are the latest of its phases, each as far as it came.
    """

    model_config = ConfigDict(frozen=True)

    version: int = 1
    id: str
    kind: str
    title: str = ""
    parameters: dict[str, Any]
    status: JobStatus
    created_at: str
    updated_at: str
    pid: int | None = None
    error: str | None = None
    result: dict[str, Any] | None = None
    progress: Progress | None = None
    phases: tuple[Progress, ...] = ()
