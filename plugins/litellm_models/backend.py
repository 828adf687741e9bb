"""The backend `litellm`: which models are its own, and how one is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import ModuleType

from whetstone.core.errors import ModelRejected
from whetstone.core.values.model import FoundModel, Model, ModelInfo, ModelSpec
from whetstone.plugins.litellm_models.loading import load_litellm

_TALKS = {"chat", "completion", "responses"}


class LitellmBackend:
    """Reaches any provider that litellm knows, and any server that speaks the OpenAI protocol."""

    name = "litellm"

    def models(self) -> Iterable[ModelInfo]:
        """Return nothing: each of its models needs a key or a server."""
        return []

    def claims(self, model: str) -> bool:
        """Return whether litellm knows the provider of `model`; imports litellm."""
        return provider_of(model) is not None

    def open(self, spec: ModelSpec) -> Model:
        """Return the model of `spec`. No connection is made yet.

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
                f"litellm knows no provider for the model {spec.model}; write it as PROVIDER/{spec.model}, or set "
                "api_base"
            )
        return LitellmModel(spec, model, provider)

    def detect(self) -> Sequence[FoundModel]:
        """Return local servers that answer, and providers whose key is in the environment."""
        from whetstone.plugins.litellm_models.detect import found_models

        return found_models()


def provider_of(model: str) -> str | None:
    """Return the name of the provider that litellm would ask for `model`, or `None`."""
    litellm = load_litellm()
    prefix, slash, rest = model.partition("/")
    if slash and rest and prefix in _providers(litellm):
        return prefix
    try:
        provider = litellm.get_llm_provider(model)[1]
    except Exception:
        return None
    talks = litellm.model_cost.get(model, {}).get("mode", "chat") in _TALKS
    return str(provider) if talks and model != "*" else None


def _providers(litellm: ModuleType) -> set[str]:
    return {getattr(provider, "value", provider) for provider in litellm.provider_list}
