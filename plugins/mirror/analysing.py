"""What a model says of somebody's chats: claims that cite passages, and none about other people."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from whetstone.core.distilling.claims import Claim, Distillation, Dropped
from whetstone.core.distilling.distil import distil
from whetstone.core.text.words import words
from whetstone.core.values.asking import Asking
from whetstone.core.values.cloning import ClonePrompt
from whetstone.core.values.job import Work
from whetstone.plugins.mirror.telling_words import PLACES

if TYPE_CHECKING:
    from whetstone.plugins.mirror.passages import Passages

LONGEST_QUOTATION = 5
"""Words of the person's own that a claim may quote."""

_FOR_READING = 0.4
_FOR_READING_WHEN_SMALL = 0.15
"""The share of the calls that read; the others try the clone, and what it gives away."""

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]*_\d+\]")
_RELATIVES = re.compile(
    r"\b(?:wife|husband|spouse|girlfriend|boyfriend|fianc[eé]e?|son|daughter|mother|father|mum|mom|dad|"
    r"brother|sister|aunt|uncle|cousin|nephew|niece|grandm\w+|grandf\w+|boss|colleague|neighbou?r|ex|flatmate|"
    r"room-?mate)s?\b",
    re.IGNORECASE,
)
_LIFE = re.compile(
    r"\b(?:lives? (?:in|at|near|with)|living in|works? (?:at|for|as)|working (?:at|for|as)|employed|"
    r"suffers? from|diagnos\w+|cancer|diabet\w+|depressi\w+|hiv|married|divorc\w+|pregnan\w+|"
    r"born (?:in|on)|grew up in|moved to|years old|pass(?:word|phrase|code)s?)\b",
    re.IGNORECASE,
)


def instruction(name: str) -> str:
    """Return what a model is told before somebody's messages, where no plugin says something else."""
    return (
        f"Analyze the following user's speech patterns, beliefs, and rhetorical style. Create a persona "
        f"definition that mimics them. The user is called {name}; what you are shown are {name}'s own "
        f"messages from chats, from which names and numbers were taken out. Write what an actor would need "
        f"to speak as {name} in a chat: rhythm and tone, what {name} holds and how firmly, how {name} "
        f"argues, helps, jokes and disagrees. Say nothing about other people, and nothing that would tell "
        f"where {name} lives or works, whom {name} knows, or what {name} suffers from, owns or keeps secret."
    )


def analysed(
    work: Work,
    name: str,
    language: str,
    turns: int,
    passages: Passages,
    known: Callable[[str], bool],
    asking: Asking | None,
) -> Distillation:
    """Return the claims about the person `name` that `asking` finds in passages of their chats.

    Claims about other people are dropped, and so are those that tell where somebody lives or works or what
    they suffer from, and those that quote at length.
    """
    if asking is None:
        return Distillation()
    share = _FOR_READING_WHEN_SMALL if asking.small else _FOR_READING
    found = distil(
        name,
        language,
        passages.reading,
        asking,
        known,
        budget=round(asking.left * share),
        instruction=_asked_of_plugins(work, ClonePrompt(name, language, turns, instruction(name))),
    )
    kept, dropped = [], list(found.dropped)
    for claim in found.claims:
        if why := _unfit(claim):
            dropped.append(Dropped(why, claim.text[:60], claim.facet))
        else:
            kept.append(claim)
    return replace(found, claims=tuple(kept), dropped=tuple(dropped))


def _asked_of_plugins(work: Work, prompt: ClonePrompt) -> str:
    host = work.host
    changed = host.plugins.gather(
        "whetstone_clone_prompt", ClonePrompt, prompt=prompt, settings=host.settings
    )
    return (changed[0] if changed else prompt).text


def _unfit(claim: Claim) -> str:
    if _PLACEHOLDER.search(claim.text) or _RELATIVES.search(claim.text):
        return "about other people"
    if _LIFE.search(claim.text) or not PLACES.isdisjoint(words(claim.text)):
        return "about where or how they live"
    if any(len(quote.split()) > LONGEST_QUOTATION for quote in claim.quotes):
        return "quotes at length"
    return ""
