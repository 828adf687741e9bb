"""What was said aloud and taken down: time codes, noises, and who else spoke."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from itertools import chain, islice

from whetstone.core.texts.wording import plain_name
from whetstone.core.values.text import TextBlock

SAMPLE = 400
"""Among so many blocks at the beginning it is looked for who speaks."""

OFTEN = 3
"""The author is one of several speakers where the name stands so often before what is said."""

_CLOCK = r"\d{1,2}(?::\d{2}){1,2}(?:[.,]\d{1,3})?"
_LONG_CLOCK = r"\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?"
_TO = r"\s*(?:-->|[-–—])\s*"
_TIME = re.compile(
    rf"^[ \t]*(?:[\[(<]{_CLOCK}(?:{_TO}{_CLOCK})?[\])>]|{_LONG_CLOCK}(?:{_TO}{_LONG_CLOCK})?(?!\d))[ \t]*",
    re.MULTILINE,
)
_INSIDE = re.compile(rf"\s*(?=[\[(]{_LONG_CLOCK}[\])])")
_NOISE = re.compile(
    r"[ \t]?[\[(](?:laughter|laughs|laughing|applause|inaudible|unintelligible|music|crosstalk|"
    r"lachen|beifall|applaus|unverständlich|rires|applaudissements|risas|aplausos|смех|аплодисменты|"
    r"笑声?|掌声)"
    r"(?: [^\])]{0,20})?[\])]",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?P<name>[^\W\d_][^\n:：!?]{0,40}?)(?: ?\([^)\n]{1,20}\))?[:：]\s+(?=\S)")
_HONORIFICS = frozenset(
    ("mr", "mrs", "ms", "dr", "prof", "professor", "president", "sir", "herr", "frau", "monsieur", "madame")
)


def without_times(text: str) -> str:
    """Return `text` without the time codes before its lines, and without what is noted of noises."""
    if ":" in text:
        text = _TIME.sub("", text)
    if "[" in text or "(" in text:
        text = _NOISE.sub("", text)
    return text.strip()


def without_other_speakers(blocks: Iterator[TextBlock], author: str) -> Iterator[TextBlock]:
    """Turn what others say in a transcript into other people's words, and take the author's name off theirs.

    Where the author's name does not stand before what is said, as in a play or a dialogue that the author
    made up, nothing but time codes is taken away.
    """
    sample = list(islice(blocks, SAMPLE))
    timed = sum(_TIME.match(block.text) is not None for block in sample) >= OFTEN
    lines = [_lines(block.text) for block in sample] if timed else [block.text for block in sample]
    known = Counter(label for text in lines for label in _labels(text))
    own = {label for label in known if _is_author(label, author)}
    everything = chain(sample, blocks)
    if sum(known[label] for label in own) < OFTEN:
        yield from (_retold(block) if timed else block for block in everything)
        return
    others = {label for label, times in known.items() if label not in own and (times > 1 or label.isupper())}
    theirs = False
    for block in everything:
        if block.role != "text":
            theirs = theirs and block.role != "heading"
            yield block
            continue
        for speaker, said in _speeches(_lines(block.text), own | others):
            theirs = speaker in others if speaker else theirs
            if said:
                yield TextBlock(said, "others" if theirs else "text")


def _retold(block: TextBlock) -> TextBlock:
    return TextBlock(without_times(block.text), block.role, block.level)


def _lines(text: str) -> str:
    """Return `text` with a line for what was said at each time."""
    return without_times(_INSIDE.sub("\n", text) if ":" in text else text)


def _labels(text: str) -> list[str]:
    return [found["name"] for line in text.split("\n") if (found := _LABEL.match(line))]


def _is_author(label: str, author: str) -> bool:
    """Return whether a label is the author's name, or so much of it that nobody else can be meant."""
    words = [word for word in plain_name(label).split() if word not in _HONORIFICS]
    names = plain_name(author).split()
    return bool(words) and set(words) <= set(names)


def _speeches(text: str, known: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield who says what; the first may go on with what was said before and name nobody."""
    speaker, said = "", list[str]()
    for line in text.split("\n"):
        found = _LABEL.match(line)
        if found and found["name"] in known:
            yield speaker, "\n".join(said)
            speaker, said = found["name"], [line[found.end() :]]
        else:
            said.append(line)
    yield speaker, "\n".join(said)
