"""Map and reduce with a model: findings in passages, few of many, all checked, under a budget of calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from whetstone.core.distilling.caller import Caller
from whetstone.core.distilling.claims import Claim, Distillation, Group
from whetstone.core.distilling.merging import MOST_OF_A_FACET, best, merged, without_duplicates
from whetstone.core.distilling.plan import plan, readings
from whetstone.core.distilling.prompts import READING_TOKENS, instructions, reading
from whetstone.core.distilling.second_look import looked_at_again
from whetstone.core.distilling.small import read_small
from whetstone.core.values.asking import Asking


def distil(
    name: str,
    language: str,
    groups: Sequence[Group],
    asking: Asking | None,
    known: Callable[[str], bool] | None = None,
    *,
    budget: int | None = None,
    instruction: str = "",
    found: Callable[[Claim], None] | None = None,
) -> Distillation:
    """Return what the model behind `asking` finds in the passages of `groups`, each finding checked.

    `name` is the author's, `language` an ISO 639 code: claims are in it. `known` tells whether a word
    stands anywhere in the author's texts; without it none does, apart from the passages. At most `budget`
    calls are made (all that `asking` has left where it is `None`), however many passages there are; without
    a model or a call there are no claims. A model that is of no use leads to no claims either, and the
    reasons are told. `instruction` is what a model is told about its task, in place of the preparing of an
    actor; the form of its answers is told after it.
    `found` is told of each claim that stands up to the checks as soon as it does, also of those that are
    merged later or do not stand a second look.

    Raises:
        JobCancelled: the job was cancelled.
    """
    if asking is None:
        return Distillation()
    spent = plan(asking.left if budget is None else min(budget, asking.left), small=asking.small)
    caller = Caller(name, language, asking, known or _unknown, spent.repairs, found)
    if asking.small:
        claims = best(read_small(caller, groups, spent.readings), MOST_OF_A_FACET)
        caller.tell(claims)
    else:
        passages = {passage.id: passage for group in groups for passage in group.excerpts}
        claims = _read(caller, groups, spent.readings, instruction)
        claims = best(merged(caller, claims, spent.mergings, passages), MOST_OF_A_FACET)
        claims = looked_at_again(caller, claims, spent.second_looks, passages)
    return Distillation(tuple(claims), tuple(caller.dropped), caller.calls)


def _read(caller: Caller, groups: Sequence[Group], calls: int, instruction: str) -> list[Claim]:
    tokens = caller.reply_tokens(READING_TOKENS)
    said = instructions(caller.name, caller.language, instruction)
    room = caller.room(said, tokens)
    parts = readings(groups, calls, room, caller.count_tokens)
    requests = [reading(said, caller.name, part.words, part.excerpts, tokens) for part in parts]
    grounds = [
        caller.ground(
            {number: [passage] for number, passage in enumerate(part.excerpts, 1)},
            request.messages[0].content,
        )
        for part, request in zip(parts, requests, strict=True)
    ]
    found = caller.heard("reading passages", requests, grounds, [None] * len(parts))
    return without_duplicates((claim for one in found for claim in one.claims), caller.name)


def _unknown(word: str) -> bool:
    return False
