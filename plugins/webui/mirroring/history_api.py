"""The API of where chats come from: imports, and sources that are in the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.chats.sources import Source, source_with, sources
from whetstone.core.errors import FormatError, HistoryError
from whetstone.core.forgetting.traces import made_from
from whetstone.core.history import ConversationInfo
from whetstone.core.host import Host
from whetstone.core.turns import sampled_turns
from whetstone.plugins.webui.mirroring.importing import KIND, ImportParameters, called, told
from whetstone.plugins.webui.refused import refusals
from whetstone.plugins.webui.site import Here
from whetstone.plugins.webui.working.runner import JobState

_REFUSALS = refusals(
    {
        404: "There is no such upload or source.",
        409: "It cannot be done as things are.",
        422: "The request does not fit, or a file cannot be read.",
    }
)

router = APIRouter(prefix="/history", tags=["history"], responses=_REFUSALS)

_KNOWN = 200

Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=1000)]], Field(max_length=1000)]


class ChatImport(BaseModel):
    """Chats to import: ids of `uploads`, your names in them (`me`), and the time zone of times without one.

    With `dry_run` nothing is written, and it is told what an import would bring.
    """

    model_config = ConfigDict(extra="forbid")

    uploads: Annotated[list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=1000)]
    me: Names = []
    zone: Annotated[str, Field(max_length=64)] = ""
    dry_run: bool = False


class Skip(BaseModel):
    """What was passed over for one reason; `line` is the first such line, 0 where nothing is damaged."""

    reason: str
    count: int
    line: int


class ImportFile(BaseModel):
    """What one file brings. `absent` says that you do not speak in it, so that nothing of it is taken."""

    file: str
    format: str
    added: int
    already_there: int
    yours: int
    conversations: int
    absent: bool
    skipped: list[Skip]


class ImportLook(BaseModel):
    """What an import would bring.

    `speakers` counts who speaks in files that do not say who you are, and `likely` are those who probably are
    you; as long as `me` is empty, nothing of these files is counted as `added`.
    """

    messages: int
    added: int
    already_there: int
    yours: int
    conversations: int
    speakers: dict[str, int]
    likely: tuple[str, ...]
    files: list[ImportFile]
    failed: list[str]


class MadeFrom(BaseModel):
    """A clone that was made from these turns; it is not `certain` of one that was begun and is not done."""

    clone: str
    certain: bool


class SourceDetail(BaseModel):
    """A source, the records that would go with it, and the clones that were made from it and would stay."""

    source: Source
    records: int
    clones: list[MadeFrom]


class SourceDeleted(BaseModel):
    """How many records were deleted, and which clones tell of them still: forget these as well."""

    records: int
    clones: list[MadeFrom]


@router.post(
    "/imports",
    status_code=202,
    response_model=JobState,
    responses={200: {"model": ImportLook, "description": "What an import would bring: a dry run."}},
)
def imports(site: Here, wish: ChatImport) -> JobState | JSONResponse:
    """Begin to import chats that were uploaded; return the job that does it.

    What is in the log is not added again. With `dry_run`, the answer is told at once, with status 200.
    """
    paths = [site.uploads.get(id).path for id in wish.uploads]
    if wish.dry_run:
        return JSONResponse(look(site.host, paths, wish.me, wish.zone).model_dump())
    parameters = ImportParameters(files=tuple(map(str, paths)), me=tuple(wish.me), zone=wish.zone)
    return site.jobs.start(KIND, parameters)


@router.get("/sources")
def log_sources(site: Here) -> list[Source]:
    """List where the chats of the log come from, with the number of your messages."""
    return sources(site.host.history)


@router.get("/sources/{source}")
def log_source(site: Here, source: str) -> SourceDetail:
    """Tell what would go with a source, and which clones were made from it."""
    about, infos = source_with(site.host.history, source)
    return detail(site.host, about, infos)


@router.delete("/sources/{source}")
def delete_source(site: Here, source: str) -> SourceDeleted:
    """Delete all conversations of one source from the log, for good; clones that were made from them stay."""
    history = site.host.history
    about, infos = source_with(history, source)
    found = detail(site.host, about, infos)
    deleted = history.delete_conversations({info.id for info in infos})
    return SourceDeleted(records=deleted, clones=found.clones)


def look(host: Host, paths: Sequence[Path], me: Sequence[str], zone: str) -> ImportLook:
    """Return what importing the files `paths` would bring.

    Raises:
        FormatError: none of them can be read, or there is no such zone.
        HistoryError: nobody in them is called like one of `me`.
        HomeError: the log cannot be read.
    """
    known = {turn.speaker for turn in sampled_turns(host.history, _KNOWN)}
    try:
        found = host.chats.look(paths, me, zone, known)
    except (FormatError, HistoryError) as error:
        raise FormatError(called(str(error), paths), detail=error.detail) from error
    files = [ImportFile.model_validate(told(one, paths)) for one in found.files]
    taken = [one for one in files if not one.absent]
    return ImportLook(
        messages=found.messages,
        added=sum(one.added for one in taken),
        already_there=sum(one.already_there for one in taken),
        yours=sum(one.yours for one in taken),
        conversations=sum(one.conversations for one in taken),
        speakers=found.speakers,
        likely=found.likely,
        files=files,
        failed=[called(sentence, paths) for sentence in found.failed],
    )


def detail(host: Host, about: Source, infos: Iterable[ConversationInfo]) -> SourceDetail:
    """Return what goes with a source, of which `infos` are the conversations, and what was made from it.

    Raises:
        HomeError: the home cannot be read.
    """
    ids = {info.id for info in infos}
    clones = [MadeFrom(clone=id, certain=certain) for id, certain in made_from(host, ids).items()]
    return SourceDetail(source=about, records=host.history.size_of(ids), clones=clones)
