"""The backend `litellm`: which models are its own, and how one is opened and closed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from whetstone.core.errors import ModelRejected
from whetstone.core.values.model import FoundModel, Model, ModelInfo, ModelSpec, Secret
from whetstone.plugins.litellm_models.catalogue import context_tokens, knows, provider_of
from whetstone.plugins.litellm_models.detect import USUAL_ADDRESSES, found_models
from whetstone.plugins.litellm_models.loading import load_litellm
from whetstone.plugins.litellm_models.providers import key_of


class LitellmBackend:
    """Reaches any provider that litellm knows, and any server that speaks the OpenAI protocol.

    `addresses` are where `detect` looks for servers on this machine.
    """

    name = "litellm"

    def __init__(self, addresses: Sequence[str] = USUAL_ADDRESSES) -> None:
        self._addresses = addresses
        self._open = 0

    def models(self) -> Iterable[ModelInfo]:
        """Return nothing: each of its models needs a key or a server."""
        return []

    def claims(self, model: str) -> bool:
        """Return whether litellm knows the provider of `model`; imports litellm only in doubtful cases."""
        return knows(model)

    def open(self, spec: ModelSpec) -> Model:
        """Return the model of `spec`. Imports litellm, which takes seconds; no connection is made yet.

        With an `api_base`, a name without a provider is a model of an OpenAI-compatible server there.

        Raises:
            ModelRejected: litellm does not know the provider, and there is no `api_base`.
        """
        from whetstone.plugins.litellm_models.model import LitellmModel

        model, provider = spec.model, provider_of(spec.model)
        if provider is None and spec.api_base:
            model, provider = f"openai/{spec.model}", "openai"
        if provider is None:
            raise ModelRejected(
                f"litellm knows no provider of {spec.model}; write PROVIDER/{spec.model}, or set api_base"
            )
        limit = spec.context_tokens or (None if spec.api_base else context_tokens(model))
        self._open += 1
        return LitellmModel(spec, model, provider, limit, self._closed)

    def lacks(self, spec: ModelSpec) -> str | None:
        """Return which environment variable the key of `spec` should be in, where it is not set."""
        secrets = [spec.api_key, *spec.headers.values(), *spec.parameters.values()]
        for secret in secrets:
            if isinstance(secret, Secret) and not os.environ.get(secret.env):
                return f"the environment variable {secret.env} is not set; export it with your key"
        if spec.api_key or spec.api_base or spec.headers or spec.parameters:
            return None
        variable = key_of(spec.model.partition("/")[0])
        if variable is None or os.environ.get(variable):
            return None
        return f"the model {spec.name} wants a key; export it as {variable}"

    def detect(self) -> Sequence[FoundModel]:
        """Return the models of local servers that answer, and one for each provider's key that is set."""
        return found_models(self._addresses)

    async def _closed(self) -> None:
        self._open -= 1
        if self._open == 0:
            litellm = load_litellm()
            await litellm.close_litellm_async_clients()
            litellm.in_memory_llm_clients_cache.flush_cache()
