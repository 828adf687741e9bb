"""A strong model that knows its Plato, scripted: what it writes of passages, with a strong model's errors.

It finds whatever of `FINDINGS` the passages it is shown give rise to, told by a few words that stand in them.
"""

from __future__ import annotations

import re

from distillers import excerpt

from whetstone.core.distilling.claims import Group
from whetstone.core.values.asking import Answer
from whetstone.core.values.model import ChatRequest
from whetstone.core.values.text import Excerpt

FINDINGS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("images", "Plato pictures the critic of a city as a gadfly that keeps a horse awake.", ("gadfly",)),
    ("beliefs", 'Plato lets him say that "the unexamined life is not worth living".', ("unexamined life",)),
    ("interlocutor", "Plato has the other compare the questioner to a torpedo that numbs.", ("torpedo",)),
    ("images", "Plato likens true opinions to the images of Daedalus, which run away unless they are bound.",
     ("images of Daedalus",)),
    ("images", "Plato describes human ignorance as a life in an underground den, facing away from the light.",
     ("underground den",)),
    ("beliefs", "Plato expects no rest for cities until philosophers are kings, or kings philosophers.",
     ("philosophers are kings",)),
    ("avoids", "Plato refuses poetry that feeds the passions, and calls the quarrel with it ancient.",
     ("quarrel between philosophy and poetry",)),
    ("images", "Plato turns the song of the dying swans into joy at going to a god.", ("swans",)),
    ("arguing", "Plato warns against misologists, who hate arguments as others hate men.", ("misologists",)),
    ("images", "Plato compares unbounded desire to a leaky vessel that is filled with a sieve.", ("leaky",)),
    ("arguing", "Plato sets rhetoric beside cookery, as flattery beside a real art.", ("cookery",)),
    ("beliefs", "Plato holds that it is worse to do than to suffer injustice.", ("suffer injustice",)),
    ("voice", "Plato lets grave matters begin in banter and end in a prayer.", ("Silenus", "swans")),
    ("interlocutor", "Plato treats the other as a partner who must agree to it all.", ("cookery", "torpedo")),
)  # fmt: skip
"""What is true of the passages that have these words."""

ERRORS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("images", "Plato tells how Thales fell into a well before the underground den.", ("underground den",),
     "it names someone or something that the cited passages do not"),
    ("beliefs", 'Plato writes that "true wisdom is in knowing you know nothing".', ("unexamined life",),
     "it quotes what the cited passages do not say"),
    ("beliefs", "Plato anticipates the algorithms that hold a crowd of prisoners in an underground den.",
     ("underground den",), "it speaks of things after the author's time"),
    ("arguing", "Overall, the passages show a sophisticated dialectical method at work.", ("cookery",),
     "it speaks of the task"),
)  # fmt: skip
"""What a strong model says all the same, and the reason for which it is dropped."""

OWN = {
    "Apology": """I am a gadfly, given to this city by the god, and she is a horse, noble and sluggish from
her size, which has to be kept awake. And if I say that the unexamined life is not worth
living, who believes me?""",
    "Meno": """You seem to me like the torpedo, which numbs whoever comes near. True opinions, like the
images of Daedalus, run away unless they are bound fast.""",
    "Republic": """Picture men in an underground den, their faces turned from the light, prisoners all their
life. Until philosophers are kings, or kings are philosophers, cities will have no rest.
There is an old quarrel between philosophy and poetry, which feeds the passions.""",
    "Phaedo": """The swans sing most of all before they die, for joy that they go to the god. Let us not
become misologists, who hate arguments, as others hate men.""",
    "Gorgias": """Their soul is a leaky vessel, and they fill it with a sieve. Rhetoric is to justice what
cookery is to medicine: flattery beside an art. To do is worse than to suffer injustice.""",
}
"""Passages in our own words about what Plato writes of, for where his texts are not at hand."""


def own_groups() -> list[Group]:
    return grouped(
        [excerpt(f"p{n}", work, " ".join(text.split())) for n, (work, text) in enumerate(OWN.items())]
    )


def grouped(excerpts: list[Excerpt], groups: int = 3) -> list[Group]:
    return [Group((), tuple(excerpts[first::groups])) for first in range(groups)]


def strong(phase: str, request: ChatRequest) -> str | Answer:
    """Read, merge and judge as a strong model does, with a preface that nobody asked for."""
    user = request.messages[1].content
    if phase.startswith("merging"):
        return "\n".join(_kept(user))
    if phase.startswith("looking"):
        return "\n".join(f"{number}: yes" for number in re.findall(r"^(\d+)\. ", user, re.M))
    shown = {
        int(n): " ".join(text.split())
        for n, text in re.findall(r"^\[(\d+)\] [^\n]*\n((?:> .*\n?)+)", user, re.M)
    }
    found = [(facet, said, keys) for facet, said, keys, *_ in (*FINDINGS, *ERRORS)]
    lines = []
    for facet, said, keys in found:
        if numbers := [n for n, text in shown.items() if any(key in text for key in keys)]:
            lines.append(f"- **{facet}**: {said.rstrip('.')} {''.join(f'[{n}]' for n in numbers[:3])}.")
    return "Here are the findings:\n\n" + "\n".join(lines)


def _kept(notes: str) -> list[str]:
    facet, lines = "", []
    for line in notes.splitlines():
        if numbered := re.match(r"\[(\d+)\] (.*)", line):
            lines.append(f"{facet}: {numbered[2]} [{numbered[1]}]")
        elif line.strip():
            facet = line.strip()
    return lines
