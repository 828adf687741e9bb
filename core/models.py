"""Which model answers: names resolved through settings, opened by backends, with fallbacks across them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace

from whetstone.core.errors import (
    ModelError,
    ModelInterrupted,
    ModelNotFound,
    ModelUnavailable,
    PluginError,
    near,
)
from whetstone.core.settings import Settings
from whetstone.core.values.model import (
    ChatRequest,
    Chunk,
    DetectsModels,
    ExaminesModels,
    FoundModel,
    Message,
    Model,
    ModelBackend,
    ModelInfo,
    ModelSpec,
    PullsWeights,
)
from whetstone.core.values.plugin import PluginRecord


class Models:
    """The models of one host. `backends` yields them with their plugins' records; `absent` names what
    plugins are not loaded, for errors."""

    def __init__(
        self,
        settings: Settings,
        backends: Callable[[], Sequence[tuple[PluginRecord, ModelBackend]]],
        absent: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._backends = backends
        self._absent = absent
        self._open: dict[str, Model] = {}
        self._single: dict[str, tuple[ModelSpec, Model]] = {}
        self._retired: list[Model] = []
        self._opening = threading.RLock()

    def backends(self) -> list[ModelBackend]:
        """Return the backends, in the order in which they are asked."""
        return [backend for _, backend in self._backends()]

    def known(self) -> list[ModelInfo]:
        """Return the models that the settings name, then those that backends bring."""
        configured = [self.about(name) for name in self._settings.core.models]
        taken = {info.name for info in configured}
        return configured + [info for info in self._brought() if info.name not in taken]

    def about(self, name: str) -> ModelInfo:
        """Return what can be told of the model `name` without opening it: its backend, and what it lacks.

        The backend's name is empty where no backend claims it. No network is asked.
        """
        spec = self._settings.model_spec(name)
        try:
            backend = self._backend(spec)
        except (ModelError, PluginError) as error:
            return ModelInfo(name, "", ready=False, note=str(error))
        lacking = backend.lacks(spec) if isinstance(backend, ExaminesModels) else None
        return ModelInfo(name, backend.name, ready=lacking is None, note=lacking or spec.model)

    def plugin_of(self, name: str) -> str:
        """Return the name of the plugin that brings the backend of the model `name`.

        Raises:
            ModelNotFound: no backend claims it.
        """
        backend = self._backend(self._settings.model_spec(name))
        return next(record.name for record, brought in self._backends() if brought is backend)

    def _brought(self) -> Iterator[ModelInfo]:
        for record, backend in self._backends():
            try:
                yield from list(backend.models())
            except Exception as error:
                record.blame(f"models() of the backend {backend.name} raised {type(error).__name__}: {error}")

    def open(self, name: str) -> Model:
        """Return the model `name`, opened once however many threads ask, with its fallbacks behind it.

        Raises:
            ModelNotFound: no backend claims it; near names are given.
            ModelError: it cannot be opened.
        """
        with self._opening:
            if name not in self._open:
                spec = self._settings.model_spec(name)
                model = self._one(spec)
                fallbacks = [self._fallback(name, other) for other in spec.fallbacks]
                self._open[name] = WithFallbacks(model, fallbacks, self._one) if fallbacks else model
            return self._open[name]

    def detected(self) -> list[FoundModel]:
        """Look for model servers on this machine and keys in the environment, and return what is there."""
        return [found for b in self.backends() if isinstance(b, DetectsModels) for found in b.detect()]

    def weights_of(self, backend: str) -> PullsWeights:
        """Return what fetches the weights of a backend.

        Raises:
            ModelUnavailable: no backend of this name has weights to fetch.
        """
        for brought in self.backends():
            if brought.name == backend and isinstance(brought, PullsWeights):
                return brought
        raise ModelUnavailable(f"no plugin brings weights for {backend!r}{self._absent()}")

    def follow_settings(self) -> None:
        """Open models anew that the settings describe otherwise by now; who uses one goes on with it."""
        with self._opening:
            self._open = {}
            for name, (spec, model) in list(self._single.items()):
                if spec != self._settings.model_spec(name):
                    self._retired.append(model)
                    del self._single[name]

    async def close(self) -> None:
        """Close every model that was opened."""
        opened = [*self._retired, *(model for _, model in self._single.values())]
        self._open, self._single, self._retired = {}, {}, []
        for model in opened:
            await model.close()

    def _fallback(self, name: str, other: str) -> ModelSpec:
        """Return how to open a fallback of the model `name`, which is not opened before it is needed."""
        spec = self._settings.model_spec(other)
        try:
            self._backend(spec)
        except (ModelError, PluginError) as error:
            raise type(error)(f"models.{name}.fallbacks: {error}") from error
        return spec

    def _one(self, spec: ModelSpec) -> Model:
        """Return the model of `spec` without fallbacks: one, whether it is asked for or falls in."""
        with self._opening:
            if spec.name not in self._single:
                self._single[spec.name] = spec, self._backend(spec).open(spec)
            return self._single[spec.name][1]

    def _backend(self, spec: ModelSpec) -> ModelBackend:
        backends = self.backends()
        if spec.backend is not None:
            for backend in backends:
                if backend.name == spec.backend:
                    return backend
            names = [backend.name for backend in backends]
            raise PluginError(
                f"models.{spec.name}: no plugin brings the backend {spec.backend!r}"
                f"{near(spec.backend, names)}{self._absent()}"
            )
        for record, backend in self._backends():
            try:
                if backend.claims(spec.model) or (spec.api_base and backend.name == "litellm"):
                    return backend
            except Exception as error:
                record.blame(f"claims() of the backend {backend.name} raised {type(error).__name__}: {error}")
        known = [*self._settings.core.models, *(info.name for info in self._brought())]
        raise ModelNotFound(
            f"no model is called {spec.model!r}{near(spec.model, known)}; `whetstone models` lists those "
            f"that are set up, `whetstone models detect` looks for more{self._absent()}"
        )


class WithFallbacks:
    """A model that hands a request on to others when it fails before its first word, or says nothing.

    A reply that broke off in the middle is not begun anew: the reader has seen it already.
    """

    def __init__(
        self, first: Model, others: Sequence[ModelSpec], open_one: Callable[[ModelSpec], Model]
    ) -> None:
        self._first = first
        self._others = others
        self._open_one = open_one
        self.name = first.name
        self.context_tokens = first.context_tokens
        self.reply_tokens = first.reply_tokens
        self.caveat = first.caveat

    def count_tokens(self, text: str) -> int:
        """Return the count of the first model."""
        return self._first.count_tokens(text)

    async def prewarm(self, messages: Sequence[Message]) -> None:
        """Prewarm the first model."""
        await self._first.prewarm(messages)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """Yield the reply of the first model that gives one; raises the last one's error otherwise."""
        for place, spec in enumerate((None, *self._others)):
            began = False
            try:
                # A backend may import a lot to open one.
                model = self._first if spec is None else await asyncio.to_thread(self._open_one, spec)
                async with aclosing(model.stream(request)) as stream:
                    async for chunk in stream:
                        began = began or bool(chunk.text)
                        yield chunk if spec is None else replace(chunk, model=chunk.model or spec.name)
                if began or place == len(self._others):
                    return
            except ModelError as error:
                if began or isinstance(error, ModelInterrupted) or place == len(self._others):
                    raise

    async def close(self) -> None:
        """Do nothing: the models are shared, and `Models` closes them."""
