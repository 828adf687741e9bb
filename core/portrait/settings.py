"""`config.json` from what was measured, each value with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whetstone.core.values.cartridge import Example

_TOKENS_A_WORD = 1.5
LEAST_REPLY, LONGEST_REPLY = 160, 700
"""Tokens of the longest reply, at the least and at the most."""

PASSAGES = 3
"""Passages of a library that fit beside a question."""

_PASSAGE_TOKENS = 260
_TURNS_IN_MIND = 8


@dataclass(frozen=True, slots=True)
class Setting:
    """A value of `config.json` and the sentence that says where it comes from."""

    value: Any
    why: str


def derive(
    *,
    voice: Sequence[str],
    variety: float,
    paragraph_words: float,
    opening_tokens: int,
    examples: Sequence[Example],
    passages: int = PASSAGES,
    least_reply: int = LEAST_REPLY,
    why_examples: str = "passages of the author's own, verbatim, as answers to what they answer",
) -> dict[str, Setting]:
    """Return the settings by name; `context_limits` is flattened to `context_limits.NAME`.

    `variety` counts the different words in a stretch of 100; `paragraph_words` is the usual length of what
    the author says at a time, `opening_tokens` what the prompt and the examples take, `passages` how many of
    a library come with a question, and `least_reply` the room in tokens that a reply has at the least.
    `why_examples` says where the examples come from.
    """
    weirdness = round(min(0.75, max(0.25, 0.25 + (variety - 60) * 0.02)), 2)
    reply = _rounded(min(LONGEST_REPLY, max(least_reply, 2 * paragraph_words * _TOKENS_A_WORD)), 20)
    prompt = opening_tokens + passages * _PASSAGE_TOKENS + _TURNS_IN_MIND * (reply + 60)
    found = {
        "weirdness": Setting(
            weirdness,
            f"from the variety of words: {variety:.0f} different ones in a stretch of 100, where 60 give "
            "0.25 and each one more adds 0.02, up to 0.75",
        ),
        "context_limits.reply_tokens": Setting(
            reply,
            f"twice the {paragraph_words:.0f} words of a paragraph, or of a long message, at 1.5 tokens a "
            f"word, between {least_reply} and {LONGEST_REPLY}",
        ),
        "context_limits.passages": Setting(
            passages,
            f"{passages} passages of the library fit beside a question" if passages else "no library",
        ),
        "context_limits.prompt_tokens": Setting(
            _rounded(prompt, 500),
            f"room for the prompt and examples ({opening_tokens} tokens), {passages} passages and "
            f"{_TURNS_IN_MIND} exchanges",
        ),
        "context_limits.history_turns": Setting(24, "the format's default; the tokens above come first"),
    }
    if voice:
        found["voice"] = Setting("\n".join(voice), "the most telling of the directions that were measured")
    if examples:
        found["examples"] = Setting(
            [example.model_dump() for example in examples],
            why_examples,
        )
    return found


def as_config(settings: Mapping[str, Setting]) -> dict[str, Any]:
    """Return the settings as `config.json` writes them."""
    config: dict[str, Any] = {}
    for name, setting in settings.items():
        table, _, key = name.rpartition(".")
        (config.setdefault(table, {}) if table else config)[key] = setting.value
    return config


def _rounded(value: float, step: int) -> int:
    return -(-round(value) // step) * step
