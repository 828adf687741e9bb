"""Providers whose key is usual to have in the environment, and a good model of each to begin with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: litellm's name of it, the usual variable of its key, and a model string."""

    name: str
    env: str
    model: str


PROVIDERS = (
    Provider("openai", "OPENAI_API_KEY", "openai/gpt-5-mini"),
    Provider("anthropic", "ANTHROPIC_API_KEY", "anthropic/claude-sonnet-4-5"),
    Provider("gemini", "GEMINI_API_KEY", "gemini/gemini-2.5-flash"),
    Provider("mistral", "MISTRAL_API_KEY", "mistral/mistral-medium-latest"),
    Provider("groq", "GROQ_API_KEY", "groq/llama-3.3-70b-versatile"),
    Provider("openrouter", "OPENROUTER_API_KEY", "openrouter/anthropic/claude-sonnet-4.5"),
    Provider("deepseek", "DEEPSEEK_API_KEY", "deepseek/deepseek-chat"),
    Provider("xai", "XAI_API_KEY", "xai/grok-4"),
)


def key_of(provider: str) -> str | None:
    """Return the usual environment variable of a provider's key."""
    return next((known.env for known in PROVIDERS if known.name == provider), None)
