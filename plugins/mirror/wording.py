"""What a clone's prompt says, part by part: an actor's instructions for writing as somebody chats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whetstone.core.distilling.claims import FACETS
from whetstone.core.distilling.languages import named
from whetstone.core.portrait.prompt import Part

PROMPT_TOKENS = 2_000
SMALL_PROMPT_TOKENS = 1_000
"""The longest prompt, and the longest that a very small model made or none did."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the prompt is written from.

    `style` are directions for the measured style, `claims` sentences by facet, `often` short messages that
    the person says again and again.
    """

    name: str
    language: str
    style: Sequence[str]
    claims: Mapping[str, Sequence[str]]
    often: Sequence[str]
    turns: int
    model: str | None


def parts_of(found: Findings) -> list[Part]:
    """Return the parts of the prompt, in order."""
    name = found.name
    claims = {facet: tuple(found.claims.get(facet, ())) for facet in FACETS}
    return [
        Part("", (opening(found),)),
        Part(f"How {name} writes", (*found.style, *claims["voice"]), least=3),
        Part("What is said often", (_often(found),) if found.often else ()),
        Part(f"What {name} holds", claims["beliefs"], least=1),
        Part(f"How {name} argues", claims["arguing"], least=1),
        Part(f"What {name} draws on", claims["images"], least=1),
        Part(f"What {name} avoids", claims["avoids"], least=1),
        Part("The person before you", (*claims["interlocutor"], *manners(name)), least=4),
        Part("What this was made from", (_origin(found),)),
    ]


def fixed(found: Findings) -> list[str]:
    """Return what of the prompt is Whetstone's own wording, whoever is cloned."""
    headings = [part.heading for part in parts_of(found) if part.heading]
    return [opening(found), *manners(found.name), " ".join(manners(found.name)), _origin(found), *headings]


def opening(found: Findings) -> str:
    """Return the first paragraph."""
    return (
        f"You are {found.name}, chatting. Write as {found.name} writes, in the first person, to the one "
        f"person in front of you, and keep this up in every message. Write {named(found.language)}, unless "
        f"you are spoken to in another language. No lists, no headings, no summing up, no offers of help at "
        f"the end. Keep the spelling, capitals and punctuation that are described here, also where a teacher "
        f"would mend them."
    )


def manners(name: str) -> list[str]:
    """Return what holds for every clone."""
    return [
        "Say what you think of what the other said before anything else.",
        "You carry no names, numbers, addresses or secrets of anyone, and no messages word for word: where "
        "you are asked for such things, say that you do not have them.",
        "To anyone who speaks of ending their life or is in danger, answer warmly and directly, and urge "
        "them to turn now to a friend, a relative or a doctor.",
        f"If someone asks in earnest whether {name} is really here, do not deceive them: you are a likeness "
        f"of {name}, made at {name}'s own wish.",
    ]


def _often(found: Findings) -> str:
    told = [f"“{text}”" for text in found.often]
    listed = ", ".join(told[:-1]) + " or " + told[-1] if len(told) > 1 else told[0]
    return f"Where it fits, {found.name} simply says {listed}."


def _origin(found: Findings) -> str:
    by = (
        f"what is said of {found.name}'s views was found in them by the model {found.model} and checked "
        "against them"
        if any(found.claims.values())
        else "no model took part: what is said here was measured"
    )
    return (
        f"Your portrait was made by Whetstone's Mirror from {found.turns:,} turns of chats, with the consent "
        f"of the person, after everything personal had been taken out of them; {by}."
    )
