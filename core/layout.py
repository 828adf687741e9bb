"""Lays a turn out as messages: the persona first and byte-stable, then history, passages with the newest.

Providers and llama.cpp alike keep the computed prefix of the last request. So nothing that changes from
turn to turn stands before anything that does not, and old turns leave in blocks, not one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from whetstone.core.errors import PromptTooLong
from whetstone.core.text.excerpt import excerpt
from whetstone.core.values.cartridge import Config
from whetstone.core.values.model import Message
from whetstone.core.values.passage import Passage
from whetstone.core.values.turn import Record

MESSAGE_OVERHEAD = 8
"""Tokens that a chat template puts around one message, at the most."""

BLOCK = 4
"""Exchanges that leave the history together once it is too long: the prefix holds still in between."""


class Reader(Protocol):
    """What the layout has to know of a model; the same as in `Model`."""

    name: str
    context_tokens: int | None
    reply_tokens: int | None

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of `text`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The messages of one turn, what of the library is in them, and how long the reply may be (tokens)."""

    messages: tuple[Message, ...]
    passages: tuple[Passage, ...]
    reply_tokens: int


def opening(name: str, prompt: str, config: Config) -> tuple[Message, ...]:
    """Return the messages that are the same in every turn: prompt and voice, then examples and greeting."""
    parts = [prompt.strip()]
    if config.voice:
        parts.append(f"How {name} speaks: {config.voice.strip()}")
    messages = [Message("system", "\n\n".join(parts))]
    for example in config.examples:
        messages += [Message("user", example.user), Message("assistant", example.reply)]
    if config.greeting:
        messages += [Message("user", "Hello."), Message("assistant", config.greeting)]
    return tuple(messages)


def lay_out(
    *,
    name: str,
    prompt: str,
    config: Config,
    history: Sequence[Record],
    text: str,
    passages: Sequence[Passage],
    notes: Sequence[str],
    model: Reader,
) -> Layout:
    """Return the messages of one turn inside the token budget of `model` and the persona's limits.

    The budget is the smaller of `context_limits.prompt_tokens` and the model's context less the reply.
    Passages that would push out the last two exchanges are cut to a third of the room, the worst first;
    then the oldest exchanges go. The prompt, the examples and the newest message always go whole.
    Messages that never got a reply are left out, since many chat templates want strict alternation. A
    small model (one with `reply_tokens` of its own) gets one passage only, in brief.

    Raises:
        PromptTooLong: these alone do not fit.
    """
    limits = config.context_limits
    reply_tokens = min(limits.reply_tokens, model.reply_tokens or limits.reply_tokens)
    budget = limits.prompt_tokens
    if model.context_tokens is not None:
        reply_tokens = min(reply_tokens, max(1, model.context_tokens // 2))
        budget = min(budget, model.context_tokens - reply_tokens)

    def cost(messages: Sequence[Message]) -> int:
        return sum(model.count_tokens(message.content) + MESSAGE_OVERHEAD for message in messages)

    small = model.reply_tokens is not None
    fixed = opening(name, prompt, config)
    bare = cost(newest(text, (), (), small))
    room = budget - cost(fixed) - bare
    if room < 0:
        raise PromptTooLong(_too_long(name, cost(fixed), -room, budget, limits.prompt_tokens, model))

    def extra(some: Sequence[Passage], with_notes: Sequence[str]) -> int:
        return cost(newest(text, some, with_notes, small)) - bare

    kept_notes = tuple(notes) if extra((), notes) <= room // 3 else ()
    kept = tuple(passages[: limits.passages])
    if small:
        kept = tuple(excerpt(passage) for passage in kept[:1])
    exchanges = _exchanges(history)
    allowed = max(room // 3, room - sum(map(cost, exchanges[-2:])))
    while kept and extra(kept, kept_notes) > allowed:
        kept = kept[:-1]
    room -= extra(kept, kept_notes)
    turns = _recent(exchanges, limits.history_turns, room, cost)
    messages = (*fixed, *turns, *newest(text, kept, kept_notes, small))
    return Layout(messages, kept, reply_tokens)


def newest(text: str, passages: Sequence[Passage], notes: Sequence[str], small: bool) -> list[Message]:
    """Return the user's newest message, with notes and passages, each cited by name, before their words.

    A small model confuses what it is given with what it is asked, so it gets its passage as something it
    said itself, in an exchange before: of six layouts that were tried on the embedded model, this one and
    no passage at all gave replies that ended by themselves and repeated least.
    """
    parts = [*notes, text]
    if not passages:
        return [Message("user", "\n\n".join(parts))]
    if small:
        remembered = "\n\n".join(passage.text for passage in passages)
        exchange = [Message("user", "What do you remember?"), Message("assistant", remembered)]
        return [*exchange, Message("user", "\n\n".join(parts))]
    cited = "\n\n".join(f"[{passage.source}] {passage.text.strip()}" for passage in passages)
    given = f"From your library, to draw on where it helps:\n\n{cited}"
    return [Message("user", "\n\n".join([given, *parts]))]


def _exchanges(history: Sequence[Record]) -> list[list[Message]]:
    """Group the records into answered exchanges: what the user said, then the reply."""
    exchanges: list[list[Message]] = []
    asked: Message | None = None
    for record in history:
        if not record.text:
            continue
        if record.role == "user":
            asked = Message("user", record.text)
        elif record.role == "assistant" and asked is not None:
            exchanges.append([asked, Message("assistant", record.text)])
            asked = None
    return exchanges


def _recent(
    exchanges: Sequence[list[Message]],
    most: int,
    room: int,
    cost: Callable[[Sequence[Message]], int],
) -> list[Message]:
    """Return the newest exchanges that fit, beginning at a multiple of `BLOCK` where any are left out."""
    first = len(exchanges)
    while first > max(0, len(exchanges) - most):
        room -= cost(exchanges[first - 1])
        if room < 0:
            break
        first -= 1
    in_step = -(-first // BLOCK) * BLOCK
    first = in_step if in_step < len(exchanges) else first
    return [message for exchange in exchanges[first:] for message in exchange]


def _too_long(name: str, fixed: int, over: int, budget: int, limit: int, model: Reader) -> str:
    if budget == limit:
        mend = "shorten the message, or raise config.context_limits.prompt_tokens with `whetstone edit`"
        whose = f"the {limit} tokens of its context_limits"
    else:
        mend = "use a model with a longer context (--model NAME) or a shorter message"
        whose = f"the {budget} tokens that {model.name} has room for"
    return f"{name}'s prompt ({fixed} tokens) and this message are {over} tokens too long for {whose}; {mend}"
