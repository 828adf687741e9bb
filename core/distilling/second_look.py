"""Holding claims against the passages they cite, by the model itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from whetstone.core.distilling.answers import verdicts
from whetstone.core.distilling.caller import Caller
from whetstone.core.distilling.claims import Claim, Dropped, Shown
from whetstone.core.distilling.merging import shares
from whetstone.core.distilling.prompts import SECOND_LOOK_TOKENS, second_look

REFUTED = "at a second look the model found no support for it"

_SHOWN_OF_A_CLAIM = 4
_MOST_STATEMENTS = 40


@dataclass(slots=True)
class _Look:
    statements: dict[int, tuple[Claim, list[int]]] = field(default_factory=dict)
    passages: list[Shown] = field(default_factory=list)


def looked_at_again(
    caller: Caller, claims: Sequence[Claim], calls: int, passages: Mapping[str, Shown]
) -> list[Claim]:
    """Return the claims that the model does not refute, with at most `calls` calls.

    What it is not shown for want of room, and what it says nothing clear about, is kept.
    """
    tokens = caller.reply_tokens(SECOND_LOOK_TOKENS)
    room = caller.room(second_look(caller.name, {}, [], tokens).messages[0].content, tokens)
    looks = [
        _look([claim for claim in claims if claim.facet in facets], passages, room, caller)
        for facets in shares(calls)
    ]
    looks = [look for look in looks if look.statements]
    requests = [second_look(caller.name, look.statements, look.passages, tokens) for look in looks]
    refuted: set[Claim] = set()
    for look, answer in zip(looks, caller.ask("looking again", requests), strict=True):
        said = verdicts(answer)
        refuted |= {claim for number, (claim, _) in look.statements.items() if said.get(number) is False}
    caller.dropped += [Dropped(REFUTED, claim.text, claim.facet) for claim in claims if claim in refuted]
    return [claim for claim in claims if claim not in refuted]


def _look(claims: Sequence[Claim], passages: Mapping[str, Shown], room: int, caller: Caller) -> _Look:
    look = _Look()
    places: dict[str, int] = {}
    for claim in claims[:_MOST_STATEMENTS]:
        cited = [passages[id] for id in claim.cites[:_SHOWN_OF_A_CLAIM]]
        fresh = [passage for passage in cited if passage.id not in places]
        needed = sum(caller.count_tokens(text) + 16 for text in (claim.text, *(p.text for p in fresh)))
        if needed > room:
            continue
        room -= needed
        for passage in fresh:
            look.passages.append(passage)
            places[passage.id] = len(look.passages)
        look.statements[len(look.statements) + 1] = (claim, [places[passage.id] for passage in cited])
    return look
