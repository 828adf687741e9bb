"""A small author for the tests of trials and verification: an orchard keeper, in our own words."""

from __future__ import annotations

from whetstone.core.values.text import Excerpt

_SUBJECTS = (
    *("graft root", "frost blossom", "bees orchard", "knife bark", "harvest ladder", "rain soil"),
    *("wasps plums", "winter buds", "cider barrel", "fence deer", "pears shelf", "roots water"),
    *("shade grass", "seeds wind", "crown light", "market price"),
)

_SAYINGS = (
    "I have watched {x} for forty years, and still I would not swear to what it asks of {y}. ",
    "Whoever hurries {x} will pay for it with {y}; I have paid, and more than once. ",
    "Mark this: a careless hand does more harm to {y} than any storm that ever came over the hill. ",
    "My father used to say little about {x}, and less about {y}, but he went out to look every morning. ",
    "So look first, and cut last, and let {x} tell you in its own season what is wrong with {y}. ",
    "It is not cleverness that saves {y}, I think, but patience, and a dry place to sit while {x} decides. ",
)


def passage(number: int) -> str:
    """Return a passage about two subjects, some of which come again."""
    x, y = (f"the {word}" for word in _SUBJECTS[number % len(_SUBJECTS)].split())
    first = number // len(_SUBJECTS)
    said = [_SAYINGS[(first + step) % len(_SAYINGS)] for step in range(5)]
    return "".join(said).format(x=x, y=y).strip()


def excerpts(count: int) -> list[Excerpt]:
    """Return so many excerpts of the keeper's book."""
    texts = [passage(number) for number in range(count)]
    starts = [sum(len(text) + 2 for text in texts[:number]) for number in range(count)]
    return [
        Excerpt(f"p{number:012x}", "The Orchard Book", "", start, start + len(text), text)
        for number, (start, text) in enumerate(zip(starts, texts, strict=True))
    ]


OTHERS = [
    "Please find attached the minutes of Tuesday's meeting. Quarterly revenue increased by four percent, "
    f"mainly because region {number} exceeded its targets. Kindly send comments before Friday, so that the "
    "revised spreadsheet can be circulated to all departments without further delay. Regards, Accounting."
    for number in range(40)
]
"""Texts in the same language that sound like nobody with an orchard."""
