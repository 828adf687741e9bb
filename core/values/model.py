"""Models and what is said to them: the values and protocols that a model backend speaks."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from whetstone.core.errors import ModelRejected

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a reply is drawn.

    `temperature` scales the logits (0 is greedy), `top_p` is the probability mass that is kept
    (nucleus sampling, Holtzman et al. 2019), `seed` makes a reply repeatable where the model can.
    """

    temperature: float = 0.8
    top_p: float = 0.95
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request to a model.

    `messages` begin with the persona's prompt and keep a byte-stable prefix from turn to turn;
    `max_tokens` bounds the reply; `stop` ends it at any of these strings, which are not part of it.
    """

    messages: tuple[Message, ...]
    max_tokens: int
    sampling: Sampling = Sampling()
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one reply. `cached_tokens` of the prompt were not computed again."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a streamed reply.

    The last chunk has `finish`: `stop` (the model ended), `length` (`max_tokens` reached). `usage`
    comes with it where it is known, and `model` is the name of the model that really answered
    (another one than asked for, after a fallback).
    """

    text: str = ""
    finish: Literal["stop", "length"] | None = None
    usage: Usage | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that lives in the environment variable `env`, and nowhere else.

    Settings write it as `{ "$env" = "NAME" }`. Its text is read when a request is made; it has no
    place in a log, an error or a file.
    """

    env: str

    def reveal(self) -> str:
        """Return the text of the secret.

        Raises:
            ModelRejected: the environment variable is not set.
        """
        if not (text := os.environ.get(self.env, "")):
            raise ModelRejected(f"the environment variable {self.env} is not set; export it with your key")
        return text


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model as the user's settings name it.

    `name` is what the user said, `model` the string that the backend understands (the same where the
    settings say nothing). `timeout` is in seconds: the longest wait for the next piece of a reply.
    `retries` is how often a failed request is repeated before `fallbacks` (names of models) are tried
    in turn. Values inside `parameters` and `headers` may be a `Secret` too.
    """

    name: str
    model: str
    backend: str | None = None
    api_base: str | None = None
    api_key: Secret | None = None
    headers: Mapping[str, str | Secret] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    fallbacks: tuple[str, ...] = ()
    retries: int = 2
    timeout: float = 60.0
    context_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A line of `whetstone models list`.

    `ready` says whether it can answer now; where it cannot, `note` is the sentence that says what to do.
    """

    name: str
    backend: str
    ready: bool
    note: str = ""


@runtime_checkable
class Model(Protocol):
    """A model that is ready to be asked. Its async methods run on the host's event loop.

    Attributes:
        name: as the user named it.
        context_tokens: the largest prompt plus reply, in tokens; `None` when it is not known.
        reply_tokens: the longest sensible reply, in tokens, where the model is small; else `None`. A
            small model also gets stop strings on speakers' names, and one short passage at the most.
        caveat: a sentence to show once about what not to expect of it; empty for most models.
    """

    name: str
    context_tokens: int | None
    reply_tokens: int | None
    caveat: str

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of `text` (an upper estimate where there is no tokenizer)."""

    async def prewarm(self, messages: Sequence[Message]) -> None:
        """Compute the prefix `messages` ahead of a turn, where that saves time.

        It is called before each turn, so it returns at once where the prefix is at hand, and costs no money.
        """

    def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Yield the reply in pieces; closing the iterator stops the model, also while it reads the prompt.

        Raises:
            ModelError: one of its kinds, in one sentence without secrets.
        """

    async def close(self) -> None:
        """Let go of connections and threads."""


@runtime_checkable
class ModelBackend(Protocol):
    """Opens models of one kind. Returned by `whetstone_model_backends`."""

    name: str

    def models(self) -> Iterable[ModelInfo]:
        """Return the models that answer without any configuration; no network, no heavy import."""

    def claims(self, model: str) -> bool:
        """Return whether `model` (the string in a `ModelSpec`) is one of this backend's."""

    def open(self, spec: ModelSpec) -> Model:
        """Return the model of `spec`, ready to be asked.

        Raises:
            ModelError: it cannot be opened.
        """


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that `whetstone models detect` found.

    `name` is a good name for it, `where` says in words where it was found, and `settings` is the table
    `[models.NAME]` that uses it, in plain TOML values.
    """

    name: str
    where: str
    settings: Mapping[str, Any]


@runtime_checkable
class PullsWeights(Protocol):
    """A backend whose weights are fetched once, by `whetstone models pull`."""

    def pull(self, progress: Callable[[int, int | None], None]) -> Path:
        """Fetch the weights and return their place; `progress` is told bytes done and bytes in all.

        Raises:
            ModelUnavailable: they could not be fetched, or are not what they should be.
        """


@runtime_checkable
class DetectsModels(Protocol):
    """A backend that can look around on this machine, for `whetstone models detect`."""

    def detect(self) -> Sequence[FoundModel]:
        """Return the models found at this machine's usual ports and by the keys in the environment."""


@runtime_checkable
class ExaminesModels(Protocol):
    """A backend that can tell what a model lacks without opening it, for `whetstone doctor`."""

    def lacks(self, spec: ModelSpec) -> str | None:
        """Return in a sentence why the model of `spec` could not be asked now, and what to do; else `None`.

        Nothing is loaded, and no network is asked.
        """


@runtime_checkable
class KeepsPrompts(Protocol):
    """A backend that keeps on disk what it made of prompts, for `whetstone mirror forget`."""

    def forget_prompts(self) -> int:
        """Delete all that is kept of prompts, of whatever persona, and return how many there were.

        Raises:
            HomeError: something cannot be deleted.
        """
