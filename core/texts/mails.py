"""E-mails as files: whose words are between their heads, the mails that they answer, and their signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.values.text import TextBlock

HEAD_LINES = 3
"""So many fields in a row are the head of a mail."""

_FIELD = re.compile(
    r"(?:from|to|cc|bcc|date|sent|subject|reply-to|message-id|von|an|betreff|datum|gesendet|de|à|objet|envoyé|"
    r"para|asunto|fecha|enviado|da|a|oggetto|data|от|кому|тема|дата|发件人|收件人|主题|日期)\s*[:：]\s",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?:subject|betreff|objet|asunto|oggetto|тема|主题)\s*[:：]\s*(?:(?:re|fwd?|aw|wg|tr|rv)\s*:\s*)*(.+)$",
    re.IGNORECASE | re.MULTILINE,
)
_WROTE = re.compile(
    r"(?:on .{5,150}wrote|am .{5,150}schrieb.{0,80}|le .{5,150}a écrit|el .{5,150}escribió|"
    r".{5,150}писал\(?а?\)?)\s*:",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"-{3,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|"
    r"message d[’']origine|mensaje original)\s*-{3,}",
    re.IGNORECASE,
)


def without_mail(blocks: Iterator[TextBlock]) -> Iterator[TextBlock]:
    """Turn what a mail quotes into other people's words, its head and its signature into furniture.

    The subject is the title of what follows. Texts that hold no head of a mail stay as they are.
    """
    inside = answered = False
    for block in blocks:
        if block.role != "text":
            yield block
        elif not answered and _is_head(block.text):
            inside = True
            yield TextBlock(block.text, "furniture")
            if subject := _SUBJECT.search(block.text):
                yield TextBlock(subject[1].strip(), "title")
        elif not inside:
            yield block
        else:
            answered = answered or _FORWARDED.match(block.text) is not None
            yield from [TextBlock(block.text, "others")] if answered else _divided(block)


def _is_head(text: str) -> bool:
    lines = text.split("\n")[:12]
    return sum(_FIELD.match(line) is not None for line in lines) >= HEAD_LINES


def _divided(block: TextBlock) -> Iterator[TextBlock]:
    """Yield the author's lines of a paragraph, those that quote, and a signature, each on its own."""
    if block.text == "--" or block.text.startswith(("--\n", "-- \n")):
        yield TextBlock(block.text, "furniture")
        return
    own: list[str] = []
    others: list[str] = []
    for line in block.text.split("\n"):
        (others if line.startswith(">") or _WROTE.fullmatch(line) else own).append(line)
    if own:
        yield TextBlock("\n".join(own))
    if others:
        yield TextBlock("\n".join(others), "others")
