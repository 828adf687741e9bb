"""What of a message is its writer's own voice: not commands to bots, pasted code, quotations or links."""

from __future__ import annotations

import re

from whetstone.core.text.pasted import is_code, is_data, is_output, is_quoted, starts_forward

_FENCE = re.compile(r"(?P<mark>```|~~~).*?(?:(?P=mark)[`~]*|\Z)", re.DOTALL)
_ARMOUR = re.compile(
    r"^ {0,3}-----BEGIN (?P<what>[A-Z0-9 ]{3,60})-----\s*\n.*?(?:^ {0,3}-----END (?P=what)-----[ \r]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"[(<\[]?(?:\b(?:https?|ftp|file|magnet)://|\bwww\.[\w-]+\.)\S+")
_COMMAND = re.compile(
    r"\s{0,3}(?:[^\s:,]{1,32}[:,]\s+)?!{1,2}[^\W\d_][\w-]*(?:\s|\Z)"
    r"|\s{0,3}/[^\W\d_][\w-]*(?:\s|\Z)"
    r"|\s{0,3}@?(?:\w{0,24}bot\d{0,3}_{0,2}|ubott[ui]\w?)[:,]\s",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\b[\w+-]{60}")
_WORD = re.compile(r"[^\W_]")
_ADDRESS = re.compile(r"[^\s:,]{1,32}[:,]\Z")
_PLAIN = re.compile(r"[^\n`~>$#|{};<\[\]=\\/@\t!*]*\Z")
_SUSPICIOUS = (
    *("www.", "----", "error", "exception", "warning", "caused by", "traceback", " line ", "forwarded"),
    *("wrote", "schrieb", "écrit", "escribió", "scritto", "schreef", "escreveu", "пишет"),
)
_SUSPICIOUS_COLON = re.compile(r"bot\w{0,3}[:,]|:\d+:", re.IGNORECASE)
_ODD_BEGINNING = re.compile(
    r"\s*(?:[EWN]: | {4}|\d{4}-\d|[A-Z][a-z]{2} {1,2}\d|[-dlcbs][rwx-]{3}|[0-9a-f]{2}:|at \S+\()"
)


def own_words(text: str) -> str:
    """Return what of `text` is its writer's own voice, in verbatim pieces; empty where nothing is.

    What falls away: commands (`!seen Ann`, `/join #nets`, `robot: help`), code in fences, indented code, and
    what machines print (transcripts of shells, stack traces, lines of logs), quotations (`> …`, lines of
    other chats, mail below `On … wrote:`), keys and certificates, and links. Lines that are left stay on
    lines of their own.
    """
    if _is_plain(text):
        return text.strip()
    rest = _FENCE.sub("\n", text) if "```" in text or "~~~" in text else text
    rest = _ARMOUR.sub("", rest) if "-----BEGIN " in rest else rest
    left = "\n".join(_without_lines(rest)).strip()
    if left == text.strip():
        return left
    return left if _WORD.search(left) and not _ADDRESS.match(left) else ""


def _is_plain(text: str) -> bool:
    """Return whether nothing in `text` could fall away. Most messages are told by this alone."""
    if not _PLAIN.match(text) or _ODD_BEGINNING.match(text) or (len(text) >= 60 and _TOKEN.search(text)):
        return False
    lowered = text.lower()
    if ("bot" in lowered or text.count(":") > 1) and _SUSPICIOUS_COLON.search(text):
        return False
    return not any(map(lowered.__contains__, _SUSPICIOUS))


def _without_lines(text: str) -> list[str]:
    lines = text.split("\n")
    code = is_code(lines)
    kept: list[str] = []
    for line, in_code in zip(lines, code, strict=True):
        if starts_forward(line):
            break
        if in_code or is_quoted(line) or is_output(line) or _COMMAND.match(line):
            continue
        if "://" in line or "www." in line:
            line = _without_links(line)
        if is_data(line):
            continue
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip("\r"))
    return kept


def _without_links(line: str) -> str:
    pieces = (piece.strip() for piece in _LINK.split(line))
    return " ".join(piece for piece in pieces if _WORD.search(piece) or len(piece) > 1)
