"""Who speaks in a dialogue whose text names its speakers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable

SEEN = 3
"""What looks like a speaker's name is one where it begins so many turns, at the least."""

_NAME = re.compile(r"^(?P<name>[^\W\d_][\w.’' -]{0,30}?)(?:: |:?\n)(?=\S)", re.MULTILINE)

Turn = tuple[str, str]
"""Who speaks, and what they say."""


def speakers(texts: Iterable[str]) -> Counter[str]:
    """Return the speakers that `texts` name before what they say, and how many words each of them says.

    A speaker's name is a capitalised word or a few, followed by a colon or on a line of its own, that stands
    so before at least `SEEN` turns.
    """
    found = [turn for text in texts for turn in turns(text, _Anyone())]
    often = Counter(name for name, _ in found)
    said: Counter[str] = Counter()
    for name, text in found:
        if often[name] >= SEEN:
            said[name] += len(text.split())
    return said


def turns(text: str, known: Container[str]) -> list[Turn]:
    """Return the turns of `text` by speakers whose names are `known`, in order."""
    places = [found for found in _NAME.finditer(text) if _is_name(found["name"]) and found["name"] in known]
    ends = [*(later.start() for later in places[1:]), len(text)]
    return [
        (found["name"], text[found.end() : end].strip()) for found, end in zip(places, ends, strict=False)
    ]


class _Anyone:
    def __contains__(self, name: object) -> bool:
        return True


def _is_name(name: str) -> bool:
    return len(name.split()) <= 3 and all(word[:1].isupper() for word in name.split())
