"""Replies to the same contexts by one model under several prompts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from whetstone.core.layout import lay_out
from whetstone.core.trials.contexts import Context
from whetstone.core.values.asking import Answer, Asking
from whetstone.core.values.cartridge import Config
from whetstone.core.values.model import ChatRequest, Sampling
from whetstone.core.values.passage import Passage

SMALL_REPLY_TOKENS = 120
"""The longest reply of a very small model: what the embedded one gets in a conversation."""

WINDOW = 10
"""Replies that are judged together: one alone has too few words to tell whose they are."""


def _nothing(query: str, limit: int) -> Sequence[Passage]:
    return ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Under what a model replies: the prompt of a persona (empty for none), with what else goes into a turn.

    `config` gives voice, greeting, examples and the limits of the context, that of the reply among them where
    it is lower than the trial's; the sampling is the same for all. `find` searches the persona's library, as
    in a conversation. `name` is that of another persona than the one that is tried.
    """

    prompt: str = ""
    config: Config = field(default_factory=Config)
    find: Callable[[str, int], Sequence[Passage]] = _nothing
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said in one context; `error` says why there is no text."""

    text: str
    error: str = ""


Replies = Mapping[str, Sequence[Reply]]
"""By the name of the condition, one for each context, in the contexts' order."""


def affordable(contexts: Sequence[Context], conditions: int, left: int) -> list[Context]:
    """Return the contexts that `left` calls suffice for: whole windows of ten where there is one."""
    count = min(len(contexts), left // max(conditions, 1))
    return list(contexts[: count - count % WINDOW if count > WINDOW else count])


def replies(
    asking: Asking,
    name: str,
    conditions: Mapping[str, Condition],
    contexts: Sequence[Context],
    *,
    sampling: Sampling,
    reply_tokens: int,
    phase: str = "trials",
) -> dict[str, list[Reply]]:
    """Return what the model says in each context under each condition.

    The messages are those of a conversation's first turn; `name` is the persona's, and progress is told
    under the name `phase`. Each context has a seed
    of its own, the same under all conditions.

    Raises:
        PromptTooLong: a prompt does not fit the model.
        ValueError: there are more replies to give than calls left.
        JobCancelled: the job was cancelled.
    """
    reader = _Reader(asking, SMALL_REPLY_TOKENS if asking.small else None)
    requests = [
        replace(
            _request(reader, condition.name or name, condition, context.said, reply_tokens),
            sampling=replace(sampling, seed=(sampling.seed or 0) + place),
        )
        for condition in conditions.values()
        for place, context in enumerate(contexts)
    ]
    answers = iter(asking.ask(phase, requests))
    return {called: [_reply(next(answers)) for _ in contexts] for called in conditions}


class _Reader:
    """What the layout of a conversation asks of a model, answered by one that is asked in bulk."""

    def __init__(self, asking: Asking, reply_tokens: int | None) -> None:
        self.name = asking.name
        self.context_tokens = asking.context_tokens
        self.reply_tokens = reply_tokens
        self.count_tokens = asking.count_tokens


def _request(reader: _Reader, name: str, condition: Condition, said: str, reply_tokens: int) -> ChatRequest:
    config = condition.config
    most = min(reply_tokens, config.context_limits.reply_tokens)
    limits = config.context_limits.model_copy(update={"reply_tokens": most})
    layout = lay_out(
        name=name,
        prompt=condition.prompt,
        config=config.model_copy(update={"context_limits": limits}),
        history=(),
        text=said,
        passages=tuple(condition.find(said, limits.passages)),
        notes=(),
        model=reader,
    )
    return ChatRequest(
        messages=tuple(message for message in layout.messages if message.content),
        max_tokens=min(most, reader.reply_tokens or most),
        stop=("\nUser:", f"\n{name}:") if reader.reply_tokens else (),
    )


def _reply(answer: Answer) -> Reply:
    text = answer.text.strip()
    return Reply(text, answer.error or ("" if text else "the reply was empty"))
