"""The API of the Mirror: readiness, sanitizing, and clones made, looked at again and forgotten."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.clones.listing import CloneInfo, clones_of
from whetstone.core.clones.starting import require_model, require_ready, start_audit, start_clone
from whetstone.core.errors import PluginError
from whetstone.core.forgetting.forget import Gone, forget
from whetstone.core.forgetting.traces import Traces, traces
from whetstone.core.readiness import Readiness
from whetstone.core.sanitizing.explaining import explained
from whetstone.core.values.cartridge import ShortText
from whetstone.core.values.persona import new_persona_id
from whetstone.core.values.sanitizing import Tier
from whetstone.plugins.webui.mirroring.previewing import in_order
from whetstone.plugins.webui.mirroring.state import Mirrored, Reading
from whetstone.plugins.webui.refused import refusals
from whetstone.plugins.webui.site import Here
from whetstone.plugins.webui.working.runner import JobState

_REFUSALS = refusals(
    {
        404: "Nothing of such a clone is here.",
        409: "Another content stands in the way, or a job is at work on it.",
        422: "Something does not fit, turns or consent are missing, or the log is withheld.",
    }
)

router = APIRouter(prefix="/mirror", tags=["mirror"], responses=_REFUSALS)

_PATIENT = 10.0

Calls = Annotated[int, Field(ge=0, le=100_000)]


class Ready(BaseModel):
    """How ready the log is for a clone.

    While the log is read for the first time (`counting`), `bytes_read` of `bytes` tell how far that is.
    """

    counting: bool
    turns: int | None = None
    goal: int
    missing: int | None = None
    ready: bool = False
    user_messages: int | None = None
    conversations: int | None = None
    damaged_lines: int | None = None
    bytes_read: int | None = None
    bytes: int | None = None


class Told(BaseModel):
    """What can be told of the log beside its count.

    It is `measuring` as long as that takes, and `not_measured` says what is not installed.
    """

    measuring: bool
    measured: Readiness | None = None
    not_measured: str = ""


class Text(BaseModel):
    """A text to sanitize: each line is taken for a message."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=200_000)]


class Span(BaseModel):
    """Something that was found: its place in the text that was given, and what stands for it."""

    start: int
    end: int
    type: str
    score: float
    sanitizers: tuple[str, ...]
    placeholder: str


class Sanitized(BaseModel):
    """A text without what is personal; which tier looked, and what that can miss."""

    text: str
    spans: list[Span]
    counts: dict[str, int]
    tier: Tier
    sanitizers: tuple[str, ...]
    misses: str


class CloneWish(BaseModel):
    """A clone to be made.

    `consent` says: these are my own messages, and I am this person; without it nothing is made. `me` are
    your names in the log, where there are several. `model` is the one that reads your chats, `none` to
    measure only; `budget` is its calls at most. `replace` lets it take the place of another content of its
    id.
    """

    model_config = ConfigDict(extra="forbid")

    name: ShortText
    consent: bool = False
    id: Annotated[str | None, Field(max_length=64)] = None
    me: Annotated[list[ShortText], Field(max_length=100)] = []
    model: ShortText | None = None
    budget: Calls | None = None
    replace: bool = False


class AuditWish(BaseModel):
    """Another look at a clone; with a `model`, it is chatted with in `budget` chats at most."""

    model_config = ConfigDict(extra="forbid")

    model: ShortText | None = None
    budget: Annotated[int, Field(ge=1, le=100_000)] | None = None


class Forgotten(BaseModel):
    """What was deleted of a clone, and what mentions it and stays."""

    id: str
    deleted: Gone
    stays: Traces


@router.get("")
def ready(mirrored: Mirrored) -> Ready:
    """Tell how many turns of yours there are, of how many that a clone takes."""
    found, goal = mirrored.counts(_PATIENT), mirrored.goal
    if isinstance(found, Reading):
        return Ready(counting=True, goal=goal, bytes_read=found.done, bytes=found.total)
    return Ready(
        counting=False,
        turns=found.answered,
        goal=goal,
        missing=max(0, goal - found.answered),
        ready=found.answered >= goal,
        user_messages=found.user_messages,
        conversations=found.conversations,
        damaged_lines=found.damaged,
    )


@router.get("/measured")
def measured(mirrored: Mirrored) -> Told:
    """Tell how well your style is told from others', what more turns would bring, and what your topics are.

    It takes some seconds when the log has changed; ask again while it is `measuring`.
    """
    try:
        found = mirrored.measured(_PATIENT)
    except PluginError as error:
        return Told(measuring=False, not_measured=str(error))
    return Told(measuring=found is None, measured=found)


@router.post("/sanitize")
def sanitize(site: Here, text: Text) -> Sanitized:
    """Return a text without the personal data in it. Nothing is written to disk."""
    done = explained(site.host.sanitizing, text.text)
    return Sanitized(
        text=done.text,
        spans=[
            Span(
                start=one.start,
                end=one.end,
                type=one.type,
                score=one.score,
                sanitizers=one.sanitizers,
                placeholder=one.placeholder,
            )
            for one in done.found
        ],
        counts=in_order(done.counts),
        tier=done.looked.tier,
        sanitizers=done.looked.sanitizers,
        misses=done.looked.misses,
    )


@router.get("/clones")
def clones(site: Here) -> list[CloneInfo]:
    """List the clones, with how like their person each is, and whether it leaks."""
    return clones_of(site.host)


@router.post("/clones", status_code=202)
def clone(site: Here, wish: CloneWish) -> JobState:
    """Begin to make a persona of you, from your own side of your chats; return the job that does it.

    What is personal is taken out first, the last fifth of your turns is kept back to measure with, and
    nothing is saved that holds words of the log in a row.
    """
    id = new_persona_id(wish.name, wish.id)
    require_ready(site.host, consent=wish.consent, id=id, model=wish.model, replace=wish.replace)
    job = start_clone(
        site.host,
        wish.name,
        consent=wish.consent,
        id=id,
        me=wish.me,
        model=wish.model,
        budget=wish.budget,
        replace=wish.replace,
    )
    return site.jobs.resume(job.id)


@router.get("/clones/{id}")
def clone_traces(site: Here, id: str) -> Traces:
    """Tell what there is of a clone: what would go with it, and what mentions it and would stay."""
    return traces(site.host, id)


@router.delete("/clones/{id}")
def forget_clone(site: Here, id: str) -> Forgotten:
    """Delete a clone for good: all its versions, its jobs, and what models answered for it."""
    found = traces(site.host, id)
    return Forgotten(id=found.id, deleted=forget(site.host, found), stays=found)


@router.post("/clones/{id}/audit", status_code=202)
def audit(site: Here, id: str, wish: AuditWish) -> JobState:
    """Begin to look again for anything of your chats in a clone; return the job that does it.

    Every byte that an export would hold is compared with the log as it is now, by the strongest sanitizer
    that works here. `ID@VERSION` and `ID@HASH` are earlier contents.
    """
    if wish.model:
        require_model(site.host, wish.model)
    job = start_audit(site.host, id, model=wish.model, budget=wish.budget)
    return site.jobs.resume(job.id)
