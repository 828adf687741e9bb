"""The arguments of one call to litellm: what was asked, what the user set, and the keys."""

from __future__ import annotations

from collections.abc import Set
from typing import Any
from urllib.parse import urlsplit

from whetstone.core.errors import ModelRejected
from whetstone.core.values.model import ChatRequest, ModelSpec
from whetstone.plugins.litellm_models.secrecy import revealed

OURS = frozenset({"temperature", "top_p", "seed", "stop", "stream_options", "max_tokens"})
"""What we send without being told to, and leave out where a model refuses it."""

_OPENAI_SHAPED = {"openai", "custom_openai", "openai_like", "text-completion-openai"}
_NO_KEY = "none"
_CLIENT_PATIENCE = 30.0


def call_arguments(
    spec: ModelSpec, model: str, provider: str, request: ChatRequest, refused: Set[str]
) -> dict[str, Any]:
    """Return the arguments of `litellm.acompletion` for `request`, secrets revealed.

    The user's `parameters` win over ours. `refused` names those of ours that the model will not take.
    The client's own time limit lies behind ours, which is the one that counts.

    Raises:
        ModelRejected: the environment variable of a secret, or of the provider's key, is not set.
    """
    ours = {name: value for name, value in _ours(model, request).items() if name not in refused}
    if "max_tokens" in refused:
        ours["max_completion_tokens"] = request.max_tokens
    arguments: dict[str, Any] = ours | revealed(spec.parameters)
    arguments |= {
        "model": model,
        "messages": [
            {"role": message.role, "content": _encodable(message.content)} for message in request.messages
        ],
        "stream": True,
        "timeout": spec.timeout + _CLIENT_PATIENCE,
        "max_retries": 0,
        "drop_params": True,
    }
    if spec.headers:
        arguments["extra_headers"] = revealed(spec.headers)
    if spec.api_base:
        arguments["api_base"] = spec.api_base
    if key := _key(spec, provider):
        arguments["api_key"] = key
    elif not (spec.api_base or spec.headers or spec.parameters):
        _refuse_without_key(spec.name, model)
    return arguments


def _refuse_without_key(name: str, model: str) -> None:
    """Raise `ModelRejected` where the provider is known to want a key and its usual variable is empty."""
    import litellm

    missing = litellm.validate_environment(model=model)["missing_keys"]
    if missing and all(variable.endswith("_API_KEY") for variable in missing):
        raise ModelRejected(f"the model {name} wants a key; export it as {' or '.join(missing)}")


def _ours(model: str, request: ChatRequest) -> dict[str, Any]:
    """What we set of ourselves. Claude takes a temperature or `top_p`, not both."""
    ours: dict[str, Any] = {
        "temperature": request.sampling.temperature,
        "max_tokens": request.max_tokens,
        "stream_options": {"include_usage": True},
    }
    if "claude" not in model:
        ours["top_p"] = request.sampling.top_p
    if request.sampling.seed is not None:
        ours["seed"] = request.sampling.seed
    if request.stop:
        ours["stop"] = list(request.stop[:4])
    return ours


def _key(spec: ModelSpec, provider: str) -> str | None:
    """Return the key to send. A server of the user's own without one gets a word, never the key of OpenAI."""
    if spec.api_key:
        return spec.api_key.reveal()
    if spec.api_base and provider in _OPENAI_SHAPED and not is_openai(spec.api_base):
        return _NO_KEY
    return None


def is_openai(api_base: str) -> bool:
    """Return whether an address belongs to OpenAI itself."""
    host = urlsplit(api_base).hostname or ""
    return host == "openai.com" or host.endswith(".openai.com")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
