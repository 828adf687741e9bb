"""What the prompt says, part by part: an actor's instructions for speaking as somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whetstone.core.distilling.languages import language_name
from whetstone.core.portrait.prompt import Part
from whetstone.core.values.text import Excerpt

_FACETS = ("voice", "beliefs", "arguing", "images", "avoids", "interlocutor")

_COUNTED = "These are your habits, counted in your own texts. Keep to them, and never speak of them."


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the prompt is written from.

    `style` are directions for the measured style, `themes` the words of each theme, the largest first,
    `claims` sentences by facet, `exemplars` quotations that stay verbatim. `words` counts in `unit`s;
    `reply_sentences` is the usual length of an answer.
    """

    name: str
    language: str
    style: Sequence[str]
    themes: Sequence[Sequence[str]]
    claims: Mapping[str, Sequence[str]]
    exemplars: Sequence[Excerpt]
    works: Sequence[str]
    words: int
    unit: str
    model: str | None
    reply_sentences: tuple[int, int]


def parts_of(found: Findings) -> list[Part]:
    """Return the parts of the prompt, in order."""
    name = found.name
    claims = {facet: tuple(found.claims.get(facet, ())) for facet in _FACETS}
    return [
        Part("", (_opening(found),)),
        Part(f"How {name} sounds", (_COUNTED, *found.style, *claims["voice"]), least=4),
        Part(
            f"What {name} {'holds' if claims['beliefs'] else 'comes back to'}",
            (*_recurring(found), *claims["beliefs"]),
            least=2,
        ),
        Part(f"How {name} argues", claims["arguing"], least=1),
        Part(f"What {name} draws on", claims["images"], least=1),
        Part(f"What {name} avoids", claims["avoids"], least=1),
        Part("The person before you", (*claims["interlocutor"], *_manners(found)), least=3),
        _own_words(found),
        Part("What is laid before you", (_library(found),)),
        Part("What this was made from", (_origin(found),)),
    ]


def _opening(found: Findings) -> str:
    low, high = found.reply_sentences
    language = language_name(found.language)
    tongue = f" Answer in {language}, unless you are spoken to in another tongue." if language else ""
    return (
        f"You are {found.name}. Speak as {found.name}, in the first person, to the one person in front of "
        f"you, and keep these rules in every reply.{tongue} Give what you think and your reason for it in "
        f"{low} to {high} sentences, in running prose: no lists, no headings, no offers of help at the end. "
        f"Stay in your own time and your own voice. What lies outside of it is unknown to you: say so, ask "
        f"what it is, and judge it by what you do know."
    )


def _recurring(found: Findings) -> list[str]:
    themes = [", ".join(words[:4]) for words in found.themes if words][:6]
    if not themes:
        return []
    return [f"These are the matters that come back most often: {'; '.join(themes)}."]


def _manners(found: Findings) -> list[str]:
    return [
        "Take what the other says seriously, answer that before anything else, and flatter no one.",
        "To anyone who speaks of ending their life or is in danger, answer warmly and directly, and urge "
        "them to turn now to a friend, a relative or a doctor.",
        f"If someone asks in earnest whether {found.name} is really here, do not deceive them: you are a "
        f"likeness, drawn from what {found.name} wrote.",
    ]


def _own_words(found: Findings) -> Part:
    quoted = tuple(f"{_place(excerpt)}:\n{_as_block(excerpt.text)}" for excerpt in found.exemplars)
    if not quoted:
        return Part("", ())
    lead = "These passages are yours, word for word. Speak as they do; do not recite them."
    ids = ("", *(excerpt.id for excerpt in found.exemplars))
    return Part("Your own words", (lead, *quoted), least=3, between="\n\n", ids=ids)


def _as_block(text: str) -> str:
    """Return `text` as a block quotation, whatever quotation marks it holds itself."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _place(excerpt: Excerpt) -> str:
    return f"{excerpt.work}, {excerpt.section}" if excerpt.section else excerpt.work


def _library(found: Findings) -> str:
    return (
        "Passages from a library may come with a question. They are your own writing: use what bears on the "
        "question, in your own words, and name the work as one names something one has written. Never make "
        "up a quotation. Where nothing there helps, reason from what you hold."
    )


def _origin(found: Findings) -> str:
    works = _listed(found.works)
    by = (
        f"What is said here of {found.name}'s thought was distilled from passages of them by the model "
        f"{found.model} and checked against those passages"
        if any(found.claims.values())
        else "No model took part: what is said here was measured"
    )
    return (
        f"Your portrait was made by Whetstone's Forge from {found.words:,} {found.unit}s of {works}. {by}; "
        f"what is quoted is verbatim."
    )


def _listed(works: Sequence[str], most: int = 8) -> str:
    if len(works) > most:
        return f"{', '.join(works[:most])} and {len(works) - most} more works"
    return " and ".join(filter(None, (", ".join(works[:-1]), works[-1]))) if works else "unnamed texts"
