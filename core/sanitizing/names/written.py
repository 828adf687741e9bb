"""Whether a word, or some words together, stand in a text as a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_SENTENCE_END = '.!?…\n"“(-*'


def in_a_path(text: str, start: int, end: int) -> bool:
    """Return whether a word is a piece of a path, a variable or a command line's option."""
    return text[start - 1 : start] in ("/", "\\", "$", "-") or text[end : end + 1] in ("/", "=", "\\")


def is_named(text: str, start: int, end: int) -> bool:
    """Return whether a word that is common stands here as a name."""
    before, after = text[max(0, start - 200) : start].rstrip(), text[end : end + 1]
    if text[start - 1 : start] == "@" or (not before and after in (":", ",")):
        return True
    inside = bool(before) and before[-1] not in _SENTENCE_END
    if inside and text[start].isupper() and not text.isupper() and text[start:end].lower() not in ("i", "im"):
        return True
    return before.endswith(",") and (
        len(text) - end < 16 and not text[end:].strip(" .!?") and before.count(",") == 1
    )


def are_name(text: str, tokens: Sequence[re.Match[str]], name: Sequence[str], marks: str, most: int) -> bool:
    """Return whether `tokens` are the words of `name`, which are case-folded, and stand together.

    No more than `most` characters, all among `marks`, are between two of them.
    """
    return [token[0].casefold() for token in tokens] == [*name] and all(
        text[before.end() : after.start()].strip(marks) == "" and after.start() - before.end() <= most
        for before, after in pairwise(tokens)
    )
