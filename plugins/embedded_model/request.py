"""A request in llama.cpp's words, and what suits a small model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from whetstone.core.errors import ModelRejected, near
from whetstone.core.values.model import ChatRequest, Usage

PARAMETERS = frozenset(
    {
        "dry_allowed_length",
        "dry_base",
        "dry_multiplier",
        "dry_penalty_last_n",
        "dynatemp_exponent",
        "dynatemp_range",
        "frequency_penalty",
        "min_p",
        "mirostat",
        "mirostat_eta",
        "mirostat_tau",
        "presence_penalty",
        "repeat_last_n",
        "repeat_penalty",
        "temperature",
        "top_k",
        "top_p",
        "typical_p",
        "xtc_probability",
        "xtc_threshold",
    }
)
"""The `parameters` of a model in the settings that llama.cpp's sampling knows."""

_CONTROL = re.compile(r"<\|(?=\w{1,40}\|>)")
_RANDOM = 2**32 - 1


def check_parameters(model: str, parameters: Mapping[str, Any]) -> None:
    """Hold the `parameters` of a model's settings to llama.cpp's sampling.

    Raises:
        ModelRejected: one of them is unknown there, or no number.
    """
    for name, value in parameters.items():
        if name not in PARAMETERS:
            raise ModelRejected(f"the model {model} has no parameter {name!r}{near(name, PARAMETERS)}")
        if not isinstance(value, int | float):
            raise ModelRejected(f"the parameter {name} of the model {model} must be a number, not {value!r}")


def body(request: ChatRequest, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return `request` as the body of a chat completion; `parameters` have the last word."""
    seed = request.sampling.seed
    return {
        "messages": [{"role": m.role, "content": sendable(m.content)} for m in request.messages],
        "max_tokens": max(1, request.max_tokens),
        "stop": [sendable(stop) for stop in request.stop if stop],
        "seed": _RANDOM if seed is None else seed % _RANDOM,
        "temperature": request.sampling.temperature,
        "top_p": request.sampling.top_p,
        "cache_prompt": True,
        "stream": True,
        "stream_options": {"include_usage": True},
        "return_progress": True,
        **parameters,
    }


def sendable(text: str) -> str:
    """Return `text` as it can be sent: without lone surrogates, and with control tokens taken apart.

    A text that spells `<|im_end|>` would else end its message and speak for somebody else.
    """
    return _CONTROL.sub("<| ", text.encode("utf-8", "replace").decode())


def usage(answer: Mapping[str, Any]) -> Usage:
    """Return llama.cpp's count of a finished reply."""
    cached = answer.get("prompt_tokens_details", {}).get("cached_tokens", 0)
    return Usage(answer["prompt_tokens"], answer["completion_tokens"], cached)
