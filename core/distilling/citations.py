"""Finding the numbers that a model cites, and cutting what it wrote where one finding ends."""

from __future__ import annotations

import re
from dataclasses import replace

from whetstone.core.distilling.claims import Draft

_BRACKETS = re.compile(r"[\[【(]([^\[\]()【】]{1,80})[\]】)]")
_TRAILING = re.compile(
    r"[\s—–;,.(-]*\b(?:passages?|excerpts?|notes?|sources?|citations?|cites?|see)\s*:?\s*"
    r"((?:\d|[,;&\s–-]|and\b)+)[.)]*\s*$",
    re.I,
)
_NUMBER = re.compile(r"(?<!\d)(\d{1,4})(?:\s*(?:-|–|\bto\b)\s*(\d{1,4}))?(?!\d)")
_AROUND = re.compile(
    r"\b(?:passages?|excerpts?|notes?|sources?|citations?|cites?|see|nos?|pp?|cf|and|to|und|et|y|e)\b"
    r"|[\s.,;:&#–-]",
    re.I,
)
_LONGEST_RANGE = 12
_NEXT = re.compile(r"[.;,\s]*(?=[\"“'‘«(]?[^\W\d_a-z])")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)]*\s*$")


def cited(draft: Draft) -> list[Draft]:
    """Return the findings in the text of `draft`, each without the citations, which are its numbers.

    A line is cut behind citations that stand at a sentence's end where another sentence follows.
    """
    if draft.numbers:
        return [replace(draft, text=_bare(draft.text))]
    text = draft.text
    named: list[int] = []
    if not any(_numbers(found[0]) for found in _BRACKETS.finditer(text)) and (last := _TRAILING.search(text)):
        text, named = text[: last.start()] + ".", list(numbers(last[1]))
    pieces: list[Draft] = []
    said, place = "", 0
    for found in _BRACKETS.finditer(text):
        if not (cites := _numbers(found[0])):
            continue
        before = text[place : found.start()]
        if named and said and before.strip(" .;,") and _begins_anew(said, before):
            pieces.append(Draft(draft.facet, _tidy(said), tuple(dict.fromkeys(named))))
            said, named = "", []
        said += before
        named += cites
        place = found.end()
    rest = text[place:]
    if named and said and rest.strip(" .;,)") and _begins_anew(said, rest):
        pieces.append(Draft(draft.facet, _tidy(said), tuple(dict.fromkeys(named))))
        said, named = "", []
    said += rest
    if said.strip(" .;,") or not pieces:
        pieces.append(Draft(draft.facet, _tidy(said), tuple(dict.fromkeys(named))))
    return pieces


def only_citations(text: str) -> bool:
    """Return whether a line holds citations and nothing else."""
    return any(_numbers(f[0]) for f in _BRACKETS.finditer(text)) and not _bare(text).strip(" .;,:")


def numbers(text: str) -> tuple[int, ...]:
    """Return the numbers in `text`, ranges written out, without repetition."""
    found: list[int] = []
    for first, last in _NUMBER.findall(text):
        start, end = int(first), int(last or first)
        found += range(start, end + 1) if 0 <= end - start <= _LONGEST_RANGE else (start, end)
    return tuple(dict.fromkeys(found))


def _numbers(brackets: str) -> tuple[int, ...]:
    """Return the numbers of a citation in its brackets; none where the brackets hold anything else."""
    inside = brackets[1:-1]
    if re.sub(r"\d", "", _AROUND.sub("", inside)):
        return ()
    found = numbers(inside)
    return () if brackets[0] == "(" and any(number > 99 for number in found) else found


def _begins_anew(said: str, following: str) -> bool:
    ended = _SENTENCE_END.search(said) or following.lstrip().startswith(".")
    return bool(ended) and bool(_NEXT.match(following))


def _bare(text: str) -> str:
    return _tidy(_BRACKETS.sub(lambda found: "" if _numbers(found[0]) else found[0], text))


def _tidy(text: str) -> str:
    text = " ".join(re.sub(r"(?:^|(?<=\s))\|(?=\s|$)", " ", text).split())
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    text = re.sub(r"([.!?])[.,;]+$", r"\1", text)
    return text.lstrip(".,;:| ").strip()
