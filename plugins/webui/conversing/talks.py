"""The conversations of one server: those begun that nothing was said in yet, and the replies on their way."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from whetstone.core.conversations.conversation import Conversation
from whetstone.core.errors import HistoryError
from whetstone.core.host import Host
from whetstone.core.signing.doubts import doubt_of
from whetstone.core.told import caveat_once
from whetstone.core.values.turn import Record

if TYPE_CHECKING:
    from whetstone.plugins.webui.conversing.values import Turn

_REMEMBERED = 10_000
"""So many conversations without a message are known; the oldest are forgotten."""

_LATELY = 0.05


class Reply(Protocol):
    """A reply on its way."""

    conversation: str

    def stop(self) -> None:
        """End it; what came of it is kept."""


@dataclass(slots=True)
class _Draft:
    """A conversation that is not in the log; in a home that cannot be written, `talk` is all of it."""

    persona: str
    model: str | None
    talk: Conversation | None


class Talks:
    """Begins conversations and goes on with them; call `begin`, `go_on` and `notes` in a thread."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._drafts: OrderedDict[str, _Draft] = OrderedDict()
        self._running: defaultdict[str, set[Reply]] = defaultdict(set)
        self._warming: set[asyncio.Task[None]] = set()

    def begin(self, persona: str, model: str | None) -> Conversation:
        """Begin a conversation under an id of its own.

        Raises:
            PersonaNotFound, CartridgeError, ModelError: as `Host.converse`.
        """
        talk = self._host.converse(persona, model=model)
        self._drafts[talk.id] = _Draft(persona, model, None if talk.kept else talk)
        while len(self._drafts) > _REMEMBERED:
            self._drafts.popitem(last=False)
        return talk

    def go_on(self, conversation: str, turn: Turn) -> Conversation:
        """Return a conversation at the place where `turn` is to stand, with who answers it.

        Raises:
            HistoryError: no such conversation, or no such message in it.
            PersonaNotFound: nobody is named who could answer.
            CartridgeError, ModelError: as `Host.converse`.
        """
        draft = self._drafts.get(conversation)
        if draft is None:
            talk = self._from_log(conversation, turn)
            if not talk.kept:
                self._drafts[conversation] = _Draft(talk.persona.id, talk.chosen, talk)
            return talk
        persona = turn.persona or draft.persona
        model = turn.model if "model" in turn.model_fields_set else draft.model
        talk = self._host.converse(persona, model=model)
        talk.id = conversation
        if draft.talk is not None:
            talk.branch = _up_to(draft.talk, turn)
            draft.persona, draft.model, draft.talk = persona, model, talk
        elif leaf := turn.retry or turn.parent_id:
            raise HistoryError(f"no message {leaf!r} is there: nothing was said in this conversation yet")
        return talk

    def is_kept(self, talk: Conversation) -> None:
        """Note that a message of a conversation is on disk, where it is found from now on."""
        if talk.kept:
            self._drafts.pop(talk.id, None)

    def notes(self, talk: Conversation) -> list[str]:
        """Return what a reader should know before they talk; what need be told once only, once."""
        home, found = self._host.home, []
        if caveat := caveat_once(home, talk.model):
            found.append(caveat)
        if doubt := doubt_of(home, talk.persona):
            found.append(f"{doubt}.")
        if not talk.kept:
            found.append(f"{home.root} cannot be written, so this conversation is not kept.")
        return found

    def prewarm(self, talk: Conversation) -> None:
        """Let the model read the persona's prompt meanwhile; the first turn tells what fails. On the loop."""

        async def warm() -> None:
            with suppress(Exception):
                await talk.prewarm()

        task = asyncio.create_task(warm())
        self._warming.add(task)
        task.add_done_callback(self._warming.discard)

    def runs(self, reply: Reply) -> None:
        """Note that a reply is on its way."""
        self._running[reply.conversation].add(reply)

    def ended(self, reply: Reply) -> None:
        """Note that it is not any more."""
        replies = self._running[reply.conversation]
        replies.discard(reply)
        if not replies:
            del self._running[reply.conversation]

    def is_running(self, conversation: str) -> bool:
        """Return whether a reply is on its way in this conversation."""
        return conversation in self._running

    async def settled(self, conversation: str, patience: float) -> bool:
        """Wait, but no longer than `patience` seconds, until no reply is on its way; return whether none is.

        A page that is loaded again asks for the conversation while the reply that it left is being put away.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + patience
        while self.is_running(conversation) and loop.time() < until:
            await asyncio.sleep(_LATELY)
        return not self.is_running(conversation)

    def stop(self, conversation: str) -> int:
        """Stop the replies on their way in a conversation, and return how many there were."""
        replies = list(self._running.get(conversation, ()))
        for reply in replies:
            reply.stop()
        return len(replies)

    def _from_log(self, conversation: str, turn: Turn) -> Conversation:
        leaf = turn.retry or turn.parent_id
        model = turn.model or "" if "model" in turn.model_fields_set else None
        talk = self._host.converse(turn.persona, model=model, conversation=conversation, leaf=leaf)
        if leaf is None and "parent_id" in turn.model_fields_set:
            talk.branch = []
        return talk


def _up_to(talk: Conversation, turn: Turn) -> list[Record]:
    """Return the turns behind which `turn` stands, of a conversation that is in no log."""
    leaf = turn.retry or turn.parent_id
    if leaf is None:
        return [] if "parent_id" in turn.model_fields_set else talk.branch
    for place, record in enumerate(talk.branch):
        if record.id == leaf:
            return talk.branch[: place + 1]
    raise HistoryError(f"no message {leaf!r} is there in the conversation {talk.id}")
