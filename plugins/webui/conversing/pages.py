"""The pages of conversations, and the parts that their scripts ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from whetstone.core.conversations import looking
from whetstone.core.conversations.conversation import chosen_in, persona_in
from whetstone.core.errors import HistoryError
from whetstone.core.log.tree import Stretch
from whetstone.core.personas.finding import Wanted
from whetstone.plugins.webui.agora.shelf import HereShelf
from whetstone.plugins.webui.conversing.citing import cited_in
from whetstone.plugins.webui.conversing.looking import found_in, listed
from whetstone.plugins.webui.conversing.opening import opened
from whetstone.plugins.webui.conversing.shown import LINES, LONG, shown
from whetstone.plugins.webui.conversing.values import Name, Summary, summary
from whetstone.plugins.webui.rendering.markdown import sound
from whetstone.plugins.webui.site import Here, Site

router = APIRouter(prefix="/conversations", default_response_class=HTMLResponse)

_ROWS = 40
_NAMED = 3
_MESSAGES = 40
_MOST = 200
"""So many messages are drawn at once behind one that was looked for."""

_LEAD = 3
"""So many ahead of it."""

_PERSONAS = 30
_PATIENCE = 1.5

Asked = Annotated[str, Query(max_length=1000)]


@router.get("")
def conversation_list(
    request: Request, site: Here, q: Asked = "", persona: Name | None = None
) -> HTMLResponse:
    """Show the conversations, the latest first."""
    return site.page(
        request, "conversing/list.html", q=sound(q), persona=persona, **_rows(site, q, 0, persona)
    )


@router.get("/rows")
def rows(
    request: Request,
    site: Here,
    q: Asked = "",
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    persona: Name | None = None,
) -> HTMLResponse:
    """Show a part of the list, or what was found in it."""
    return site.page(request, "conversing/rows.html", **_rows(site, q, offset, persona))


@router.get("/personas")
def personas(request: Request, site: Here, shelf: HereShelf, q: Asked = "") -> HTMLResponse:
    """Show personas to go on with."""
    found = shelf.find(Wanted(words=sound(q), order="name" if q.strip() else "favourites"))
    return site.page(request, "conversing/personas.html", personas=found[:_PERSONAS])


@router.get("/new")
def new(request: Request, site: Here, persona: Name | None = None, model: Name | None = None) -> HTMLResponse:
    """Show a conversation in which nothing was said yet."""
    facing = opened(site.host, persona or _usual(site), asked=persona is not None)
    nothing = Stretch((), 0, 0)
    context: dict[str, Any] = {"info": None, "model": model, "running": False, "elsewhere": None}
    context["kept"] = site.host.history.kept
    return site.page(request, "conversing/talk.html", facing=facing, **context, **_drawn(None, nothing))


@router.get("/{id}")
async def conversation(request: Request, site: Here, id: str, at: Name | None = None) -> HTMLResponse:
    """Show a conversation: its end, or what stands from the message `at` on."""
    settled = await site.talks.settled(id, _PATIENCE)
    return await asyncio.to_thread(_conversation, request, site, id, at, not settled)


@router.get("/{id}/messages")
async def messages(
    request: Request, site: Here, id: str, before: Name | None = None, since: Name | None = None
) -> HTMLResponse:
    """Show messages of the branch that is read: those ahead of one, or from one on; else its end."""

    if since is not None:
        await site.talks.settled(id, _PATIENCE)

    def drawn() -> HTMLResponse:
        most = _MOST if since else _MESSAGES
        found = looking.stretch(site.host.history, id, before=before, since=since, most=most)
        return site.page(request, "conversing/messages.html", **_drawn(id, found))

    return await asyncio.to_thread(drawn)


@router.get("/{id}/head")
def head(request: Request, site: Here, id: str) -> HTMLResponse:
    """Show the head of a conversation: its title, and what can be done with it."""
    info = Summary(**summary(site.host.history.about(id)))
    facing = opened(site.host, next(reversed(info.personas), ""))
    return site.page(request, "conversing/head.html", info=info, facing=facing)


@router.get("/{id}/running")
async def running(request: Request, site: Here, id: str) -> HTMLResponse:
    """Say whether a reply is on its way, after waiting for its end."""
    return HTMLResponse("" if await site.talks.settled(id, _PATIENCE) else "…")


@router.get("/{id}/messages/{record_id}/passages/{number}")
def passage(request: Request, site: Here, id: str, record_id: str, number: int) -> HTMLResponse:
    """Show a passage that a reply was given, in the text that it stands in."""
    record = site.host.history.branch(id, 1, record_id)[-1]
    return site.page(request, "conversing/passage.html", cited=cited_in(site.host, record, number))


@router.get("/{id}/deletion")
def deletion(request: Request, site: Here, id: str) -> HTMLResponse:
    """Say what goes when a conversation is deleted."""
    info = Summary(**summary(site.host.history.about(id)))
    return site.page(request, "conversing/deletion.html", info=info, records=site.host.history.size_of([id]))


def _conversation(request: Request, site: Site, id: str, at: str | None, running: bool) -> HTMLResponse:
    history = site.host.history
    info = Summary(**summary(history.about(id)))
    elsewhere = None
    try:
        found = looking.stretch(history, id, since=at, lead=_LEAD, most=_MOST if at else _MESSAGES)
    except HistoryError:
        found = Stretch((), 0, 0)
        if at is not None:
            elsewhere = at
            history.branch(id, 1, at)
            found = looking.stretch(history, id, most=_MESSAGES)
    branch = [message.record for message in found.messages]
    last = persona_in(branch)
    facing = opened(site.host, sound(last) if last else next(reversed(info.personas), ""))
    context: dict[str, Any] = {"info": info, "running": running, "elsewhere": elsewhere}
    context |= {"model": chosen_in(branch), "kept": history.kept}
    return site.page(request, "conversing/talk.html", facing=facing, **context, **_drawn(id, found))


def _usual(site: Site) -> str:
    """Return the id of the persona who was talked with last, else of any; empty where there is none."""
    latest = [persona for info in site.host.history.conversations(1) for persona in info.personas]
    known = [persona.id for persona in site.host.registry.personas()]
    return next((persona for persona in reversed(latest) if persona in known), known[0] if known else "")


def _drawn(id: str | None, found: Stretch) -> dict[str, Any]:
    return {
        "id": id,
        "messages": shown(found.messages),
        "earlier": found.earlier,
        "later": found.later,
        "long": LONG,
        "lines": LINES,
    }


def _rows(site: Site, q: str, offset: int, persona: str | None) -> dict[str, Any]:
    history, words = site.host.history, sound(q).split()
    if words:
        matches = found_in(history, q, _ROWS)
        return {"matches": matches, "infos": [], "more": len(matches) == _ROWS}
    infos, more = listed(history, _ROWS, offset, persona)
    summaries = [Summary(**summary(info)) for info in infos]
    names = {persona.id: persona.name for persona in site.host.registry.personas()}
    return {
        "matches": None,
        "infos": summaries,
        "with_whom": {info.id: _with(info, names) for info in summaries},
        "more": more,
        "next_offset": offset + _ROWS,
    }


def _with(info: Summary, names: Mapping[str, str]) -> str:
    """Return who was talked with: some of them, by the names that they have now."""
    whom = [*(names.get(persona, persona) for persona in info.personas), *info.speakers]
    return ", ".join(whom[:_NAMED]) + (", …" if len(whom) > _NAMED else "")
