"""Texts with known themes and styles, made from small vocabularies of our own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random

from whetstone.core.values.text import Excerpt

TOPICS = {
    "sea": "harbour anchor sail captain storm wave rudder tide sailor ship mast oar voyage compass",
    "garden": "root leaf seed orchard spade blossom gardener soil apple hedge harvest bee rain branch",
    "music": "lyre string melody chorus rhythm singer flute harmony tune dance hymn drum chord voice",
}

_FRAMES = (
    "The {0} and the {1} belong together, for no {2} was ever made without a {3}.",
    "When a {0} fails, men look to the {1}; when the {2} fails, they look to nobody.",
    "I have often wondered whether the {0} teaches the {1} more than any {2} could.",
    "A good {0} is known by its {1}, and a bad {2} by the {3} that it leaves behind.",
    "Who would trust a {0} that had never met with a {1} or with a {2}?",
)


def excerpt(text: str, work: str = "Work", section: str = "", start: int = 0) -> Excerpt:
    name = "p" + hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]
    return Excerpt(name, work, section, start, start + len(text), text)


def about(topic: str, number: int, sentences: int = 4) -> str:
    """A passage about one of `TOPICS`, another for each number."""
    draw = Random(f"{topic} {number}")
    words = TOPICS[topic].split()
    return " ".join(draw.choice(_FRAMES).format(*draw.sample(words, 4)) for _ in range(sentences))


def essays(each: int = 30, works: Sequence[str] = ("Letters", "Talks")) -> list[Excerpt]:
    """`each` passages about every topic, by turns, spread over works."""
    found, starts = [], dict.fromkeys(works, 0)
    for number in range(each):
        for topic in TOPICS:
            work = works[number % len(works)]
            text = about(topic, number)
            found.append(excerpt(text, work, f"Book {number // 10 + 1}", starts[work]))
            starts[work] += len(text) + 2
    return found


GRAVE = (
    "we must consider whether the soul is able to bear what it has chosen",
    "it seems to me that the wise man will prefer silence",
    "there is nothing nobler than to examine what one believes",
    "shall we not say that justice is the health of the city",
    "he who would rule others ought first to rule himself",
    "and is not the same true of the physician and of the pilot",
    "for neither wealth nor honour makes the unjust man happy",
    "let us begin again from the beginning of the argument",
    "that which always is cannot be seen by the eyes of the body",
    "I would rather suffer wrong than do it, said the old man",
)
CASUAL = (
    "yeah just reboot it and see if that helps lol",
    "did you try turning the router off",
    "dunno, my laptop gets hot when I'm gaming",
    "ok thanks man that fixed it",
    "u need to install the driver first, then run the update",
    "wow that's a cool phone, where'd you get it",
    "can't make it tonight, got work stuff",
    "hey guys anyone up for pizza later?",
    "nah it's broken, I'll get a new one next week",
    "check the logs dude, there's gotta be an error",
)


def speech(sentences: Sequence[str], seed: int, count: int) -> str:
    """Sentences of a speaker, shuffled by halves so that no two texts are the same."""
    draw = Random(seed)
    said = []
    for _ in range(count):
        first, second = draw.choice(sentences).split(), draw.choice(sentences).split()
        said.append(" ".join(first[: len(first) // 2] + second[len(second) // 2 :]))
    return ". ".join(said) + "."
