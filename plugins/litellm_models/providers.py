"""Providers whose key is usual to have in the environment, and a model of each to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: litellm's name of it, the usual variable of its key, a model string, its parameters.

    The models are of the middle size, chosen for talk; those that think before they speak are asked
    to do little of it, since thinking counts against the length of a reply.
    """

    name: str
    env: str
    model: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


PROVIDERS = (
    Provider("openai", "OPENAI_API_KEY", "openai/gpt-5.4-mini"),
    Provider("anthropic", "ANTHROPIC_API_KEY", "anthropic/claude-sonnet-4-6"),
    Provider("gemini", "GEMINI_API_KEY", "gemini/gemini-flash-latest", {"reasoning_effort": "low"}),
    Provider("mistral", "MISTRAL_API_KEY", "mistral/mistral-medium-latest"),
    Provider("groq", "GROQ_API_KEY", "groq/openai/gpt-oss-120b", {"reasoning_effort": "low"}),
    Provider("openrouter", "OPENROUTER_API_KEY", "openrouter/auto"),
    Provider("deepseek", "DEEPSEEK_API_KEY", "deepseek/deepseek-flash"),
    Provider("xai", "XAI_API_KEY", "xai/grok-4.20-non-reasoning-latest"),
    Provider("cerebras", "CEREBRAS_API_KEY", "cerebras/gpt-oss-120b", {"reasoning_effort": "low"}),
    Provider(
        "together_ai", "TOGETHERAI_API_KEY", "together_ai/openai/gpt-oss-120b", {"reasoning_effort": "low"}
    ),
    Provider("moonshot", "MOONSHOT_API_KEY", "moonshot/kimi-k2.6"),
)


def key_of(provider: str) -> str | None:
    """Return the usual environment variable of a provider's key."""
    return next((known.env for known in PROVIDERS if known.name == provider), None)
