"""What Ctrl+K finds, over every page: personas, conversations by title and by words, and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from whetstone.core.history import ConversationInfo, History
from whetstone.core.log.terms import fold
from whetstone.core.personas.finding import Wanted
from whetstone.plugins.webui.agora.avatars import PICTURES
from whetstone.plugins.webui.agora.shelf import HereShelf
from whetstone.plugins.webui.rendering.templates import language_of
from whetstone.plugins.webui.site import Here

router = APIRouter(default_response_class=HTMLResponse)

_EACH = 6
_RECENT = 500
_MESSAGES = 40


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that was found; `said` is the message with the words, empty where the title has them."""

    id: str
    title: str
    personas: tuple[str, ...]
    said: str = ""


@router.get("/find")
def find(
    request: Request, site: Here, shelf: HereShelf, q: Annotated[str, Query(max_length=200)] = ""
) -> HTMLResponse:
    """Return what is called `q`, or holds its words; without any, what was used last."""
    words = fold(q).split()
    spoken = language_of(request)
    pages = [(link.named(spoken), link.path) for link in site.rendering.links]
    wanted = Wanted(q, order="name" if words else "favourites")
    return site.page(
        request,
        "agora/find.html",
        personas=shelf.find(wanted)[:_EACH],
        talks=_talks(site.host.history, words)[:_EACH],
        pages=[page for page in pages if _holds(page[0], words)],
        **PICTURES,
    )


def _talks(history: History, words: list[str]) -> list[Talk]:
    recent = history.conversations(_RECENT)
    if not words:
        return [_titled(info) for info in recent[:_EACH]]
    found = {info.id: _titled(info) for info in recent if _holds(_called(info), words)}
    titles = {info.id: info for info in recent}
    for record in history.search(words, _MESSAGES) if len(found) < _EACH else ():
        if record.conversation not in found and (info := titles.get(record.conversation)):
            found[info.id] = Talk(info.id, info.title, info.personas, _around(record.text, words))
    return list(found.values())


def _titled(info: ConversationInfo) -> Talk:
    return Talk(info.id, info.title, info.personas)


def _called(info: ConversationInfo) -> str:
    return " ".join((info.title, *info.personas))


def _holds(title: str, words: list[str]) -> bool:
    folded = fold(title)
    return all(word in folded for word in words)


def _around(message: str, words: list[str], reach: int = 40) -> str:
    """Return the words of `message` around the first of `words`, in one line."""
    line = " ".join(message.split())
    place = max(0, fold(line).find(words[0]))
    start, end = max(0, place - reach), place + len(words[0]) + reach
    return "…" * (start > 0) + line[start:end] + "…" * (end < len(line))
