"""Whether a word stands in a text as a name."""

from __future__ import annotations

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
