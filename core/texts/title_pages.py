"""The title page of a text without markup: what stands between its title and its first words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from whetstone.core.texts.licences import is_byline, is_credit
from whetstone.core.texts.outline import PLAIN, counted_rank
from whetstone.core.texts.wording import kind_of_heading, plain_name
from whetstone.core.values.text import TextBlock

MOST = 60
"""A title page has at most so many lines."""

_LONE = re.compile(
    r"(?:(?:newly |freely )?(?:written|translated|edited|selected|compiled|illustrated)(?: and \w+)? )?by"
    r"|von|par|de|por|di|door|übersetzt von|herausgegeben von|traduit par|перевод",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"(?:[^\d]{0,40}[^\d\w])?(?:1[4-9]|20)\d\d\.?|.*\b(?:publish\w+|press|verlag|éditeurs?|editorial|editore|"
    r"co\.|&|издательство)\b.*"
    r"|london|new york|paris|leipzig|berlin|boston|edinburgh|oxford|cambridge|madrid|москва|"
    r"with (?:\w+ )?illustrations?.*"
    r"|(?:first|second|third|\w+th) edition|vol(?:ume|\.)? \w+ of \w+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\S+\s+\S+\s+\S+\s+.*[.!?…][\"”’»]?", re.DOTALL)


def without_title_page(blocks: Iterator[TextBlock], author: str) -> Iterator[TextBlock]:
    """Turn the lines of a title page into licence, and its first into the title where there is none yet.

    Nothing is changed where no line says that it is one: by whom, when, or who published it.
    """
    held: list[TextBlock] = []
    names, named, last = {plain_name(author)}, False, None
    for block in blocks:
        if block.role == "author":
            names |= {plain_name(name) for name in block.text.split(";")}
        named = named or block.role == "title"
        if block.role in ("title", "author", "licence"):
            yield block
        elif block.level or block.role not in ("text", "heading") or _begins(block) or len(held) >= MOST:
            last = block
            break
        else:
            held.append(block)
    yield from _told(held, names, named, last)
    yield from chain([] if last is None else [last], blocks)


def _told(held: list[TextBlock], names: set[str], named: bool, last: TextBlock | None) -> Iterator[TextBlock]:
    sure = [_is_of_title_page(block, names, held[at - 1] if at else None) for at, block in enumerate(held)]
    if not any(sure):
        yield from held
        return
    for at, block in enumerate(held):
        if at == 0 and not named and not sure[0]:
            yield TextBlock(block.text, "title")
        elif (
            at == len(held) - 1 and not sure[at] and block.role == "heading" and last and last.role == "text"
        ):
            yield block
        else:
            yield TextBlock(block.text, "licence")


def _begins(block: TextBlock) -> bool:
    """Return whether the text itself begins with a block, or a part of it that is recognised later."""
    text = block.text
    if block.role == "heading":
        return kind_of_heading(text) is not None or counted_rank(text) != PLAIN
    if is_byline(text) or is_credit(text):
        return False
    return (
        len(text) > 120 or "\n" in text or text.endswith((",", ":")) or _SENTENCE.fullmatch(text) is not None
    )


def _is_of_title_page(block: TextBlock, names: set[str], above: TextBlock | None) -> bool:
    text = " ".join(block.text.split())
    if is_byline(text) or is_credit(text) or _LONE.fullmatch(text) or _IMPRINT.fullmatch(text):
        return True
    return plain_name(text) in names or (
        above is not None and _LONE.fullmatch(above.text.strip()) is not None
    )
