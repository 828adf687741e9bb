"""A clone's cartridge as the Mirror writes one, put together by hand."""

from __future__ import annotations

from typing import Any

from whetstone import Cartridge, build_cartridge
from whetstone.core.values.cartridge import source_hash_of


def _figures(mean: float, low: float, high: float) -> dict[str, Any]:
    return {"mean": mean, "low": low, "high": high, "windows": 4}


TRIALS: dict[str, Any] = {
    "model": "recorded",
    "contexts": {"asked": 40, "lines_of_dialogue": 40, "judged": 40},
    "windows": 4,
    "replies_a_window": 10,
    "failed_replies": {"clone": 0, "somebody_else": 0, "generic": 0},
    "likeness": {
        "clone": _figures(0.6, 0.5, 0.7),
        "somebody_else": _figures(0.2, 0.1, 0.3),
        "generic": _figures(0.1, 0.0, 0.2),
    },
    "author": _figures(1.0, 0.9, 1.1),
    "gains": [
        {"over": "somebody_else", **_figures(0.4, 0.3, 0.5)},
        {"over": "generic", **_figures(0.5, 0.4, 0.6)},
    ],
    "share_of_the_way_to_the_author": _figures(0.55, 0.4, 0.7),
    "copied_words_share": {"clone": 0.0, "somebody_else": 0.0, "generic": 0.0},
    "notes": [],
}


def _side(small: float, comma: float) -> dict[str, Any]:
    return {
        "messages": 40,
        "words": 480,
        "sentences": 60,
        "words_per_paragraph_median": 12,
        "words_per_paragraph_deciles": [4, 6, 8, 10, 12, 13, 15, 18, 22],
        "per_1000_words": {"comma": comma, "dash": 2.0},
        "questions_percent_of_sentences": 10.0,
        "exclamations_percent_of_sentences": 0.0,
        "paragraphs_that_begin_small_percent": small,
        "paragraphs_without_end_mark_percent": 90.0,
        "emoji_and_emoticons_per_1000_words": {":)": 8.0},
    }


REPORT: dict[str, Any] = {
    "kind": "clone",
    "version": 1,
    "made_from": {
        "language": "en",
        "turns": 640,
        "built_on": 512,
        "sampled": 512,
        "sessions": 80,
        "days": 82,
        "first_month": "2024-02",
        "last_month": "2024-04",
        "turns_by_source": {"telegram": 600, "whetstone": 40},
        "held_out": {"turns": 128, "seal": f"sha256:{'a' * 64}"},
    },
    "sanitized": {
        "tier": "rules",
        "sanitizers": ["known_names", "emails"],
        "found_by_type": {"PERSON": 128, "EMAIL": 3},
        "can_miss": "places",
    },
    "model": {"name": "recorded", "calls": 94, "budget": 120},
    "profile": {"findings": [{"sentence": "Messages are short."}]},
    "topics": [{"passages": 36}, {"passages": 30}],
    "distillation": {
        "claims": [{"facet": "beliefs", "text": "Wren trusts old rope.", "passages": 8}],
        "dropped": [{"reason": "about other people", "count": 1}],
    },
    "prompt": {"tokens_estimated": 479, "tokens_at_most": 2000},
    "config": {"weirdness": {"value": 0.25, "why": "from what the author says"}},
    "trials": TRIALS,
    "distributions": {"clone": _side(75.0, 20.0), "generic": _side(0.0, 50.0), "person": _side(95.0, 10.0)},
    "leaks": {
        "clean": True,
        "looked_at": {
            "log_texts": 1_792,
            "files": 4,
            "bytes": 53_391,
            "removed": 30,
            "too_short": 2,
            "canaries": 9,
            "replies": 24,
            "scan": "strong",
            "closed": ["avatar.png"],
        },
        "findings": [],
        "noticed": [],
    },
    "notes": ["Sanitized by the tier rules."],
}


PROMPT = "You are Wren, chatting. Where it fits, Wren simply says “honestly”."


def cloned(report: dict[str, Any] | None = None, *, prompt: str = PROMPT, **parts: Any) -> Cartridge:
    """Return Wren's clone; `report` replaces keys of its report, `parts` are more for `build_cartridge`."""
    return build_cartridge(
        {
            "version": "1.0.0",
            "author": "tests",
            "source_hash": source_hash_of(["b" * 64]),
            "id": "wren",
            "name": "Wren",
            "type": "clone",
            "consent": {"given": "yes-this-is-me", "at": "2026-01-02"},
        },
        config={"weirdness": 0.25},
        prompt=prompt,
        report={**REPORT, **(report or {})},
        **parts,
    )
