"""How long a text is for a model, and how much the model takes; nothing is looked up anywhere."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from whetstone.plugins.litellm_models.loading import load_litellm

_BYTES_PER_TOKEN = 3


def context_tokens(model: str) -> int | None:
    """Return the largest prompt of `model` in tokens, as litellm's own table has it."""
    table = load_litellm().model_cost
    entry = table.get(model) or table.get(model.partition("/")[2]) or {}
    limit = entry.get("max_input_tokens")
    return limit if isinstance(limit, int) else None


def token_counter(model: str) -> Callable[[str], int]:
    """Return what counts tokens for `model`: its tokenizer where litellm brings it along, else `estimate`."""
    return estimate


def estimate(text: str) -> int:
    """Return an upper estimate of the tokens of a text: a third of its UTF-8 bytes, rounded up.

    Tokenizers of today take 4 to 5 bytes of English a token, and about 3 of Chinese or Greek.
    """
    return ceil(len(text.encode("utf-8", "surrogatepass")) / _BYTES_PER_TOKEN)
