"""The API of conversations."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from starlette.concurrency import run_in_threadpool

from whetstone.core.conversations import looking, transcript
from whetstone.core.forgetting.notes import notes_on_clones
from whetstone.plugins.webui.conversing.looking import found_in, listed
from whetstone.plugins.webui.conversing.streaming import Streaming
from whetstone.plugins.webui.conversing.values import (
    Beginning,
    Begun,
    Branch,
    Choice,
    Deleted,
    Match,
    Name,
    NewTitle,
    Page,
    Stopped,
    Summary,
    Told,
    Turn,
    Whole,
    summary,
    told,
)
from whetstone.plugins.webui.refused import BY_MODELS, refusals
from whetstone.plugins.webui.rendering.markdown import sound
from whetstone.plugins.webui.site import Here

_REFUSALS = refusals(
    {
        404: "There is no such conversation, message or persona.",
        409: "A plugin that is needed is missing, or at odds with another.",
        422: "The request does not fit, or no model has that name.",
        **BY_MODELS,
    }
)

router = APIRouter(prefix="/conversations", tags=["conversations"], responses=_REFUSALS)

_PATIENCE = 5.0
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": Streaming.__doc__ or ""}
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/markdown": {}, "application/json": {}}, "description": "The file."}
}


@router.get("")
def conversation_list(
    site: Here,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    persona: Name | None = None,
) -> Page:
    """List the conversations, the latest first; with a `persona`, those in which that one was talked with."""
    infos, more = listed(site.host.history, limit, offset, persona)
    return Page(conversations=[Summary(**summary(info)) for info in infos], more=more)


@router.post("", status_code=201)
async def begin(site: Here, wish: Beginning) -> Begun:
    """Begin a conversation: open the model, which reads the persona's prompt ahead of the first message."""
    talk = await asyncio.to_thread(site.talks.begin, wish.persona, wish.model)
    notes = await asyncio.to_thread(site.talks.notes, talk)
    site.talks.prewarm(talk)
    return Begun(
        id=talk.id,
        persona=talk.persona.id,
        model=talk.model.name,
        greeting=talk.config.greeting,
        examples=[example.user for example in talk.config.examples],
        kept=talk.kept,
        notes=notes,
    )


@router.get("/search")
def search(
    site: Here,
    q: Annotated[str, Query(min_length=1, max_length=1000)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[Match]:
    """Find conversations by the words of their messages and of titles that were given, the latest first.

    A word finds those that begin with it; case and accents make no difference.
    """
    return found_in(site.host.history, q, limit)


@router.get("/{id}")
def conversation(
    site: Here,
    id: str,
    before: Name | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Branch:
    """Show a conversation along the branch that is read: its end, or the latest messages `before` one."""
    history = site.host.history
    info = history.about(id)
    found = looking.stretch(history, id, before=before, most=limit)
    messages = [told(message.record, message) for message in found.messages]
    return Branch(**summary(info), messages=messages, earlier=found.earlier, later=found.later)


@router.get("/{id}/tree")
def tree(site: Here, id: str) -> Whole:
    """Show a conversation with all its branches: each message names the one that it follows."""
    history = site.host.history
    info = history.about(id)
    turns = [told(record) for record in history.records(id) if record.kind == "turn"]
    leaf = history.branch(id, 1)[-1].id if turns else None
    return Whole(**summary(info), messages=turns, leaf=leaf)


@router.post("/{id}/turns", response_class=Response, responses=_EVENTS)
async def turn(site: Here, id: str, turn: Turn) -> Response:
    """Say something, edit an earlier message or ask for another reply; the answer is a stream of events."""
    talk = await asyncio.to_thread(site.talks.go_on, id, turn)
    notes = await asyncio.to_thread(site.talks.notes, talk)
    events = talk.retry() if turn.text is None else talk.say(turn.text)
    return Streaming(site.talks, site.closing, talk, events, notes)


@router.post("/{id}/stop")
async def stop(site: Here, id: str) -> Stopped:
    """Stop the replies that are on their way; what came of them is kept."""
    return Stopped(replies=site.talks.stop(id))


@router.put("/{id}/branch")
def select(site: Here, id: str, choice: Choice) -> Told:
    """Read the branch that leads through a message from now on; its last message is returned."""
    return told(looking.select(site.host.history, id, choice.record_id))


@router.put("/{id}/title")
def entitle(site: Here, id: str, new: NewTitle) -> Summary:
    """Give a conversation a title."""
    history = site.host.history
    looking.entitle(history, id, " ".join(new.title.split()))
    return Summary(**summary(history.about(id)))


@router.delete("/{id}")
async def delete(site: Here, id: str) -> Deleted:
    """Delete a conversation for good, with all its branches.

    The log's index and what was measured of the log go with it. Clones that were made from it stay; `notes`
    name them.
    """
    site.talks.stop(id)
    await site.talks.settled(id, _PATIENCE)
    return await run_in_threadpool(_deleted, site, id)


@router.get("/{id}/export", response_class=Response, responses=_FILE)
def export(site: Here, id: str, format: Literal["markdown", "json"] = "markdown") -> Response:
    """Write the branch that is read as a file: Markdown, or JSON with all that the log holds of it."""
    branch = site.host.history.branch(id)
    as_json = format == "json"
    text = transcript.as_json(branch) if as_json else transcript.as_markdown(branch)
    ending, kind = ("json", "application/json") if as_json else ("md", "text/markdown")
    headers = {"Content-Disposition": f'attachment; filename="conversation-{_plain(id)}.{ending}"'}
    return Response(f"{sound(text)}\n".encode(), media_type=kind, headers=headers)


def _deleted(site: Here, id: str) -> Deleted:
    history = site.host.history
    history.about(id)
    records = history.delete_conversations([id])
    return Deleted(records=records, notes=list(notes_on_clones(site.host, [id])))


def _plain(id: str) -> str:
    return "".join(character for character in id if character.isascii() and character.isalnum())[:40]
