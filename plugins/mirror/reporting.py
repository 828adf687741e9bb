"""`report.json` of a clone: what it was made from, in numbers, and how well it went. No word of the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whetstone.core.distilling.claims import Distillation
from whetstone.core.values.asking import Asking
from whetstone.plugins.mirror.parameters import CloneParameters
from whetstone.plugins.mirror.taking import Taken

_THEIRS = frozenset(
    (
        "name",
        "voice",
        "reply",
        "favourite_words",
        "phrases",
        "findings",
        "function_words",
        "first_word_percent_of_sentences",
        "first_two_words_percent_of_sentences",
        "first_word_percent_of_questions",
        "claims",
    )
)

if TYPE_CHECKING:
    from whetstone.core.leaks.report import LeakReport
    from whetstone.plugins.mirror.making import Draft
    from whetstone.plugins.mirror.passages import Passages
    from whetstone.plugins.mirror.trying import Tried


def report(
    parameters: CloneParameters,
    own: Taken,
    draft: Draft,
    read: Passages,
    asking: Asking | None,
    trial: Tried | None,
    leaks: LeakReport,
    notes: Sequence[str],
) -> dict[str, Any]:
    """Return the report in plain JSON values."""
    return {
        "kind": "clone",
        "version": 1,
        "made_from": _made_from(own, draft.style.language),
        "sanitized": {
            "tier": own.looked.tier,
            "sanitizers": list(own.looked.sanitizers),
            "found_by_type": dict(own.scrubber.counts.most_common()),
            "can_miss": own.looked.misses,
        },
        "model": None
        if asking is None
        else {
            "name": asking.name,
            "calls": parameters.budget - asking.left,
            "budget": parameters.budget,
        },
        "profile": draft.style.profile.as_json(),
        "topics": [{"passages": size} for size in read.themes.sizes],
        "distillation": _distilled(draft.distillation),
        "prompt": {"tokens_estimated": draft.prompt.tokens, "tokens_at_most": draft.most},
        "config": {name: {"value": one.value, "why": one.why} for name, one in draft.settings.items()},
        "trials": trial.trials.as_json() if trial else None,
        "distributions": dict(trial.distributions) if trial else None,
        "leaks": leaks.as_json(),
        "notes": list(notes),
    }


def evidence(own: Taken, draft: Draft, read: Passages) -> dict[str, Any]:
    """Return what the clone rests on: kept in the home, never in the cartridge.

    That are the turns of each claim, the conversations that it was made from, what decides which canaries
    were planted, and which wording is Whetstone's own, so that it can be looked at again.
    """
    here = {turn.id for turn in own.turns}
    return {
        "seal": own.seal,
        "planted": {"seed": own.seed, "turns": len(own.turns)},
        "wording": list(draft.wording),
        "conversations": sorted({turn.session.conversation for turn in (*own.turns, *own.held_out)}),
        "claims": [
            {
                "facet": claim.facet,
                "text": claim.text,
                "turns": [
                    id
                    for id in dict.fromkeys(id for cited in claim.cites for id in read.turns.get(cited, ()))
                    if id in here
                ],
            }
            for claim in draft.distillation.claims
        ],
    }


def wording(told: Mapping[str, Any]) -> list[str]:
    """Return the strings of a report, of settings or of metadata that are Whetstone's own wording.

    What a person or a model said is not among them: words, phrases and findings of the profile, and claims.
    """
    return list(_strings(told))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            if key not in _THEIRS:
                yield from _strings(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _strings(inner)
    else:
        yield str(value)


def _made_from(own: Taken, language: str) -> dict[str, Any]:
    turns = own.turns + own.held_out
    days = {turn.day for turn in turns}
    return {
        "language": language,
        "turns": own.all_turns + own.all_held_out,
        "built_on": own.all_turns,
        "sampled": len(own.turns),
        "sessions": len({turn.session for turn in turns}),
        "days": len(days),
        "first_month": min(days, default="")[:7],
        "last_month": max(days, default="")[:7],
        "turns_by_source": dict(own.sources.most_common()),
        "held_out": {"turns": own.all_held_out, "seal": own.seal},
    }


def _distilled(distillation: Distillation) -> dict[str, Any]:
    dropped = Counter(drop.reason for drop in distillation.dropped)
    return {
        "claims": [
            {"facet": claim.facet, "text": claim.text, "passages": len(claim.cites)}
            for claim in distillation.claims
        ],
        "dropped": [{"reason": why, "count": count} for why, count in dropped.most_common()],
    }
