"""The API of jobs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from whetstone.plugins.webui.refused import refusals
from whetstone.plugins.webui.site import Here
from whetstone.plugins.webui.working.events import stream
from whetstone.plugins.webui.working.runner import JobState

_REFUSALS = refusals({404: "There is no such job.", 409: "The job is over, or it is running."})

router = APIRouter(prefix="/jobs", tags=["jobs"], responses=_REFUSALS)

After = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("")
def jobs(site: Here) -> list[JobState]:
    """List the jobs, the latest first."""
    return site.jobs.list()


@router.get("/{id}")
def job(site: Here, id: str) -> JobState:
    """Tell how far a job is, and what it came to."""
    return site.jobs.state(id)


@router.get(
    "/{id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events until the job ends."}},
)
async def events(
    site: Here,
    id: str,
    after: After = 0,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> StreamingResponse:
    """Watch a job, whichever process runs it.

    `state` is sent when something changed: the job, without its parameters. `found` tells of each thing that
    it found, without the first `after`, under its number. `end` is the last: the job as `GET /jobs/{id}`
    tells it; or `closing` where it is the server that ends.
    """
    await run_in_threadpool(site.jobs.state, id)
    if last_event_id is not None and last_event_id.isdecimal():
        after = int(last_event_id)
    return StreamingResponse(stream(site, id, after), media_type="text/event-stream")


@router.post("/{id}/cancel")
def cancel(site: Here, id: str) -> JobState:
    """Stop a job; what it finished is kept, and it can be gone on with."""
    return site.jobs.cancel(id)


@router.post("/{id}/resume")
def resume(site: Here, id: str) -> JobState:
    """Go on with a job that failed, was cancelled or interrupted; what was finished is not done again."""
    return site.jobs.resume(id)


@router.delete("/{id}", status_code=204)
def remove(site: Here, id: str) -> None:
    """Delete a job that does not run, for good."""
    site.jobs.remove(id)
