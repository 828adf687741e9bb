"""The backend `embedded`: which strings are its own, and opening them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from whetstone.core.errors import ModelUnavailable
from whetstone.core.values.model import Model, ModelInfo, ModelSpec
from whetstone.plugins.embedded_model.weights import MISSING, find_weights

NAME = "embedded"
FILE = "gguf:"
CAVEAT = (
    "The embedded model has 135 million parameters and gives a first taste only; "
    "name a better one with --model (`whetstone models detect` looks for some)."
)
REPLY_TOKENS = 160


class EmbeddedBackend:
    """Opens `embedded`, the small model that needs nothing, and `gguf:PATH`, any GGUF file."""

    name = NAME

    def __init__(
        self, weights: Path | None = None, threads: int | None = None, context_tokens: int | None = None
    ) -> None:
        self._weights = weights
        self._threads = threads
        self._context_tokens = context_tokens

    def models(self) -> Iterable[ModelInfo]:
        """Return `embedded`, ready where its weights are here."""
        if self._weights is not None:
            ready = self._weights.expanduser().is_file()
            where = f"`weights` of [embedded_model] names {self._weights}"
            return [ModelInfo(NAME, NAME, ready, where if ready else f"{where}, and no such file is there")]
        if find_weights() is None:
            return [ModelInfo(NAME, NAME, False, MISSING)]
        return [ModelInfo(NAME, NAME, True, "SmolLM2-135M-Instruct, in this process: a first taste")]

    def claims(self, model: str) -> bool:
        """Return whether `model` is `embedded` or `gguf:PATH`."""
        return model == NAME or model.startswith(FILE)

    def open(self, spec: ModelSpec) -> Model:
        """Return the model; its weights are read in a thread of their own, beginning now.

        Raises:
            ModelUnavailable: the weights are missing, or no GGUF file.
        """
        from whetstone.plugins.embedded_model.engine import Engine
        from whetstone.plugins.embedded_model.model import EmbeddedModel

        weights = self._path(spec.model)
        small = spec.model == NAME and self._weights is None
        context_tokens = spec.context_tokens or self._context_tokens or 8_192
        engine = Engine(weights, context_tokens=context_tokens, threads=self._threads)
        return EmbeddedModel(
            spec, engine, reply_tokens=REPLY_TOKENS if small else None, caveat=CAVEAT if small else ""
        )

    def pull(self, progress: Callable[[int, int | None], None]) -> Path:
        """Fetch the default weights into the shared cache and return their place.

        Raises:
            ModelUnavailable: they could not be fetched, or are not what they should be.
        """
        from whetstone.plugins.embedded_model.pull import pull

        return pull(progress)

    def _path(self, model: str) -> Path:
        if model.startswith(FILE):
            path = Path(model.removeprefix(FILE)).expanduser()
            named = f"`{model}`"
        elif self._weights is not None:
            path, named = self._weights.expanduser(), "`weights` of [embedded_model]"
        else:
            found = find_weights()
            if found is None:
                raise ModelUnavailable(MISSING)
            return found
        if not path.is_file():
            raise ModelUnavailable(f"{named} names {path}, and no such file is there; correct the path")
        return path
