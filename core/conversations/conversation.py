"""A conversation: each turn prepared, put on disk, answered by a model in a stream, and put on disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from whetstone.core.errors import HistoryError, ModelError, ModelUnavailable, WhetstoneError
from whetstone.core.history import History, new_id, now, path_to
from whetstone.core.layout import Layout, lay_out, opening
from whetstone.core.sampling import sampling_for
from whetstone.core.values.cartridge import Cartridge, Config
from whetstone.core.values.model import ChatRequest, Chunk, Model, Usage
from whetstone.core.values.passage import Passage
from whetstone.core.values.persona import Persona
from whetstone.core.values.turn import FinishedTurn, Record, TurnAdditions, TurnDraft


@dataclass(frozen=True, slots=True)
class Began:
    """The user's message is on disk, and the model is being asked with these passages."""

    user: Record
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Spoke:
    """A piece of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The reply is on disk. `reply.error` or `reply.stopped` say when it is not whole."""

    reply: Record


Event = Began | Spoke | Ended


@dataclass(frozen=True, slots=True)
class Services:
    """What a conversation needs of its host.

    `keep` sees to it that the persona's content outlasts what the log says about it, `find` searches its
    library, `prepare` asks plugins for additions, `done` tells them.
    """

    history: History
    keep: Callable[[], None]
    find: Callable[[str, int], Sequence[Passage]]
    prepare: Callable[[TurnDraft], Sequence[TurnAdditions]]
    done: Callable[[FinishedTurn], None]


@dataclass
class Conversation:
    """One conversation with one persona through one model; both may be exchanged between turns.

    `branch` are the turns so far, from the start to the latest. `chosen` is the name of the model, where it
    is not the usual one: who goes on with the conversation goes on with that. `seed` makes replies repeatable
    where the model can.
    """

    persona: Persona
    cartridge: Cartridge
    config: Config
    model: Model
    services: Services
    id: str = field(default_factory=new_id)
    branch: list[Record] = field(default_factory=list)
    chosen: str | None = None
    seed: int | None = None

    @property
    def kept(self) -> bool:
        """Whether turns go to the log: not in a home that cannot be written."""
        return self.services.history.kept

    async def prewarm(self) -> None:
        """Let the model read the persona's prompt ahead of the first turn."""
        await self.model.prewarm(opening(self.persona.name, self.cartridge.prompt, self.config))

    async def say(self, text: str) -> AsyncGenerator[Event]:
        """Say `text` and yield what happens; closing the iterator stops the reply and keeps what came.

        Raises:
            PromptTooLong: before anything was sent; the message is in the log.
            ModelError: the model failed; the message, and what had come of the reply, are in the log.
            HomeError: the message could not be kept, so the model was not asked.
        """
        user = Record(
            id=new_id(),
            parent_id=self.branch[-1].id if self.branch else None,
            conversation=self.id,
            at=now(),
            persona=self.persona.id,
            content_hash=self.persona.content_hash,
            speaker="user",
            role="user",
            text=text,
            chosen=self.chosen,
        )
        history = tuple(self.branch)
        await _to_the_end(lambda: self._put_down(user))
        async with aclosing(self._answer(user, history)) as events:
            async for event in events:
                yield event

    async def retry(self) -> AsyncGenerator[Event]:
        """Ask for another reply to the last message; it becomes a sibling of the earlier one.

        Raises:
            HistoryError: nothing has been said yet.
            ModelError: as in `say`.
        """
        last = next(
            (place for place in reversed(range(len(self.branch))) if self.branch[place].role == "user"), None
        )
        if last is None:
            raise HistoryError("there is nothing to retry: nothing has been said in this conversation")
        user = self.branch[last]
        await asyncio.to_thread(self.services.keep)
        history, self.branch = tuple(self.branch[:last]), self.branch[: last + 1]
        async with aclosing(self._answer(user, history)) as events:
            async for event in events:
                yield event

    async def edit(self, record_id: str, text: str) -> AsyncGenerator[Event]:
        """Say `text` in place of an earlier message of the user's, which stays as another branch.

        Raises:
            HistoryError: no message of the user's has this id.
            ModelError: as in `say`.
        """
        path = self._path_to(record_id)
        if not path or path[-1].role != "user":
            raise HistoryError(f"no message of yours in this conversation has the id {record_id!r}")
        self.branch = path[:-1]
        async with aclosing(self.say(text)) as events:
            async for event in events:
                yield event

    def _path_to(self, record_id: str) -> list[Record]:
        """Return the turns up to a record: of this branch, else of another one in the log."""
        for place, record in enumerate(self.branch):
            if record.id == record_id:
                return self.branch[: place + 1]
        turns = {r.id: r for r in self.services.history.records(self.id) if r.kind == "turn"}
        return path_to(turns, record_id)

    async def _answer(self, user: Record, history: tuple[Record, ...]) -> AsyncGenerator[Event]:
        async with self._warming():
            layout = await asyncio.to_thread(self._prepare, user.text, history)
        yield Began(user, layout.passages)
        reply = _Reply()
        stopped, failure = False, None
        try:
            async with aclosing(self.model.stream(self._request(layout))) as chunks:
                async for chunk in chunks:
                    reply.take(chunk)
                    if chunk.text:
                        yield Spoke(chunk.text)
            if not reply.text.strip():
                raise ModelUnavailable(
                    f"the model {self.model.name} gave an empty reply; ask again, or try another model"
                )
        except ModelError as error:
            failure = error
            raise
        except Exception as error:
            failure = ModelError(f"the model {self.model.name} failed: {type(error).__name__}: {error}")
            raise failure from error
        except BaseException:
            stopped = True
            raise
        finally:
            record = self._record(user, layout, reply, stopped, failure)
            await _to_the_end(lambda: self._keep(user, record))
        yield Ended(record)

    @asynccontextmanager
    async def _warming(self) -> AsyncIterator[None]:
        """Let the model read the persona's prompt, where it needs to, while the body looks for passages.

        What fails here fails again, and is told, when the model is asked.
        """
        warming = asyncio.create_task(self.prewarm())
        try:
            yield
        except BaseException:
            warming.cancel()
            raise
        finally:
            await asyncio.gather(warming, return_exceptions=True)

    def _prepare(self, text: str, history: tuple[Record, ...]) -> Layout:
        found = tuple(self.services.find(text, self.config.context_limits.passages))
        draft = TurnDraft(self.persona, text, history, found, self.model.name)
        additions = self.services.prepare(draft)
        return lay_out(
            name=self.persona.name,
            prompt=self.cartridge.prompt,
            config=self.config,
            history=history,
            text=text,
            passages=(*found, *(passage for added in additions for passage in added.passages)),
            notes=[note for added in additions for note in added.notes],
            model=self.model,
        )

    def _request(self, layout: Layout) -> ChatRequest:
        return ChatRequest(
            messages=layout.messages,
            max_tokens=layout.reply_tokens,
            sampling=sampling_for(self.config.weirdness, self.seed),
            stop=("\nUser:", f"\n{self.persona.name}:") if self.model.reply_tokens else (),
        )

    def _put_down(self, user: Record) -> None:
        self.services.keep()
        self.services.history.append(user)
        self.branch = [*self.branch, user]

    def _keep(self, user: Record, reply: Record) -> None:
        self.services.history.append(reply)
        self.branch = [*self.branch, reply]
        self.services.done(FinishedTurn(self.persona, user, reply))

    def _record(
        self, user: Record, layout: Layout, reply: _Reply, stopped: bool, failure: WhetstoneError | None
    ) -> Record:
        usage = reply.usage
        return Record(
            id=new_id(),
            parent_id=user.id,
            conversation=self.id,
            at=now(),
            persona=self.persona.id,
            content_hash=self.persona.content_hash,
            speaker=self.persona.name,
            role="assistant",
            text=reply.text.strip(),
            passages=tuple(cited(passage) for passage in layout.passages),
            model=reply.model or self.model.name,
            chosen=self.chosen,
            usage=None
            if usage is None
            else {
                "prompt_tokens": usage.prompt_tokens,
                "completion_tokens": usage.completion_tokens,
                "cached_tokens": usage.cached_tokens,
            },
            first_token_ms=reply.first_token_ms,
            stopped=stopped,
            error=str(failure) if failure else None,
        )


def persona_in(branch: Sequence[Record]) -> str | None:
    """Return the id of the persona who spoke last; `None` where none did."""
    return next((turn.persona for turn in reversed(branch) if turn.persona), None)


def chosen_in(branch: Sequence[Record]) -> str | None:
    """Return the name of the model that was chosen for the last turn; `None` where nobody chose."""
    return branch[-1].chosen if branch else None


async def _to_the_end(work: Callable[[], None]) -> None:
    """Do `work` in a thread; where this is cancelled, that comes to its end before."""
    task = asyncio.create_task(asyncio.to_thread(work))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def cited(passage: Passage) -> dict[str, str | int | float]:
    """Return a passage as the log and `--json` show it."""
    return {
        "source": passage.source,
        "title": passage.title,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": round(passage.score, 4),
    }


class _Reply:
    """The pieces of a reply as they come."""

    def __init__(self) -> None:
        self.text = ""
        self.usage: Usage | None = None
        self.model: str | None = None
        self.first_token_ms: float | None = None
        self._asked = time.perf_counter()

    def take(self, chunk: Chunk) -> None:
        if chunk.text and self.first_token_ms is None:
            self.first_token_ms = round((time.perf_counter() - self._asked) * 1000, 1)
        self.text += chunk.text
        self.usage = chunk.usage or self.usage
        self.model = chunk.model or self.model
