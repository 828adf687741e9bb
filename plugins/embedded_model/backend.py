"""The backend `embedded`: which strings are its own, and opening them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from whetstone.core.errors import ModelUnavailable
from whetstone.core.values.model import Model, ModelInfo, ModelSpec
from whetstone.plugins.embedded_model.cache import cache_folder
from whetstone.plugins.embedded_model.weights import MISSING, SMOLLM2, digest, find_weights

NAME = "embedded"
FILE = "gguf:"
CONTEXT_TOKENS = 8_192


class EmbeddedBackend:
    """Opens `embedded`, the small model that needs nothing, and `gguf:PATH`, any chat model's file.

    `weights` stands in for the small default, `threads` and `context_tokens` for what fits the machine;
    `prompt_cache_bytes` is the room on disk for prompts that were read before.
    """

    name = NAME

    def __init__(
        self,
        weights: Path | None = None,
        threads: int | None = None,
        context_tokens: int | None = None,
        prompt_cache_bytes: int = 0,
    ) -> None:
        self._weights = None if weights is None else weights.expanduser()
        self._threads = threads
        self._context_tokens = context_tokens
        self._prompt_cache_bytes = prompt_cache_bytes

    def models(self) -> Iterable[ModelInfo]:
        """Return `embedded`, ready where its weights are here."""
        try:
            path = self._file(NAME)
        except ModelUnavailable as error:
            return [ModelInfo(NAME, NAME, ready=False, note=str(error))]
        note = "SmolLM2-135M-Instruct in this process: a first taste" if self._weights is None else str(path)
        return [ModelInfo(NAME, NAME, ready=True, note=note)]

    def claims(self, model: str) -> bool:
        """Return whether `model` is `embedded` or `gguf:PATH`."""
        return model == NAME or model.startswith(FILE)

    def open(self, spec: ModelSpec) -> Model:
        """Return the model; its weights are loaded in a thread of its own, beginning now.

        Raises:
            ModelUnavailable: the weights are missing, or no GGUF file.
            ModelRejected: the settings name a parameter that llama.cpp does not know.
        """
        from whetstone.plugins.embedded_model.engine import Engine
        from whetstone.plugins.embedded_model.gguf import trained_context
        from whetstone.plugins.embedded_model.model import EmbeddedModel
        from whetstone.plugins.embedded_model.request import check_parameters
        from whetstone.plugins.embedded_model.server import ServerOptions, spare_core

        check_parameters(spec.name, spec.parameters)
        path = self._file(spec.model)
        fitting = min(CONTEXT_TOKENS, trained_context(path) or CONTEXT_TOKENS)
        context_tokens = spec.context_tokens or self._context_tokens or fitting
        options = ServerOptions(
            weights=path,
            context_tokens=context_tokens,
            threads=self._threads or spare_core(),
            prompt_cache=cache_folder("prompts"),
            prompt_cache_bytes=self._prompt_cache_bytes,
        )
        engine = Engine(options)
        return EmbeddedModel(spec, engine, small=spec.model == NAME and self._weights is None)

    def pull(self, progress: Callable[[int, int | None], None]) -> Path:
        """Fetch the default weights into the shared cache and return their place.

        Raises:
            ModelUnavailable: they could not be fetched, or are not what they should be.
        """
        from whetstone.plugins.embedded_model.pull import pull

        return pull(progress)

    def lacks(self, spec: ModelSpec) -> str | None:
        """Return what is wrong with the file of weights: missing, no GGUF file, or not the right one."""
        from whetstone.plugins.embedded_model.gguf import trained_context

        try:
            path = self._file(spec.model)
            trained_context(path)
        except ModelUnavailable as error:
            return str(error)
        default = spec.model == NAME and self._weights is None
        if default and digest(path) != SMOLLM2.sha256:
            return f"{path} is damaged; move it away and run `whetstone models pull`"
        return None

    def forget_prompts(self) -> int:
        """Delete the states of all prompts that were read, in the cache that all homes share."""
        from whetstone.plugins.embedded_model.prefixes import forget

        return forget(cache_folder("prompts"))

    def _file(self, model: str) -> Path:
        if model.startswith(FILE):
            return _existing(Path(model.removeprefix(FILE)).expanduser(), f"the model {model}")
        if self._weights is not None:
            return _existing(self._weights, "`weights` of [embedded_model]")
        if (path := find_weights()) is None:
            raise ModelUnavailable(MISSING)
        return path


def _existing(path: Path, named_by: str) -> Path:
    if not path.is_file():
        raise ModelUnavailable(f"{named_by} names {path}, and there is no such file; correct the path")
    return path
