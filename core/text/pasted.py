"""Lines that were pasted, not written: quotations, what machines print, code."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(
    r"\s{0,3}>(?:[>\s]|\Z|[^\W\d_])"
    r"|\s{0,3}(?:\[?[0-2]?\d:[0-5]\d(?::[0-5]\d)?\]?\s*)?<[@+%~&! ]?[^\s<>/]{1,32}>\s"
    r"|\s{0,3}\[\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? [^\]\n]{3,20}\] ?[^:\n]{1,60}:\s"
    r"|[^\n,]{1,60}, \[\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[, ][^\]\n]{3,20}\]:?\s*\Z"
)
_FORWARD = re.compile(
    r"\s{0,3}(?:On\b[^\n]{5,160}\bwrote|Am\b[^\n]{5,160}\bschrieb[^\n:]{0,80}|Le\b[^\n]{5,160}\ba écrit"
    r"|El\b[^\n]{5,160}\bescribió|Il\b[^\n]{5,160}\bha scritto|Op\b[^\n]{5,160}\bschreef[^\n:]{0,80}"
    r"|Em\b[^\n]{5,160}\bescreveu|[^\n]{5,160}\bпишет) ?:\s*\Z"
    r"|\s{0,3}-{4,} ?(?:Original Message|Forwarded message|Weitergeleitete Nachricht|Ursprüngliche Nachricht"
    r"|Message d'origine|Mensaje original|Mensagem original) ?-{4,}"
    r"|\s{0,3}(?:Begin forwarded message|Forwarded from) ?:?",
    re.IGNORECASE,
)
_OUTPUT = re.compile(
    r"\s*(?:"
    r"[\w.-]+@[\w.-]+[: ]?[~/][^\s$#]*\s?[$#](?:\s|\Z)"  # a prompt with a user, a host and a place
    r"|[\w.-]+@[\w.-]+:?~?[$#](?:\s|\Z)"
    r"|\[[\w.-]+@[\w.-]+ [^\]]{1,80}\][$#](?:\s|\Z)"
    r"|\$ \S"
    r"|(?:PS )?[A-Z]:\\[^>\n]{0,200}>"
    r"|In \[\d+\]:|Out\[\d+\]:"
    r"|Traceback \(most recent call last\)|File \"[^\"\n]+\", line \d+|Caused by: |Exception in thread "
    r"|at [\w$.<>/]+\([^()\n]*\)\s*\Z"
    r"|(?:[\w$]+\.){0,8}[A-Z]\w*(?:Error|Exception|Warning)(?::\s|\s*\Z)"
    r"|[EWN]: \S"
    r"|\[\s*\d+\.\d{3,}\] "
    r"|\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
    r"|[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \S"
    r"|[-dlcbs][rwxsStT-]{9}[+.@]?\s"
    r"|(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.\d "
    r"|[\w./-]+:\d+:(?:\d+:)? "  # a compiler's place
    r"|(?:\+\+\+|---) [ab]/|@@ -\d|diff --git "
    r")"
)
_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{60,}")
_INDENTED = re.compile(r"(?: {4}|\t)[^\n]*\S")
_STATEMENT = re.compile(
    r"\s*(?:[{})\]];?,?\s*\Z|#include\b|#!/|//|/\*|\*/|</?[a-zA-Z][^<>\n]*>|<\?|@\w+\Z"
    r"|(?:def|class|function|struct|enum|interface|namespace|package|from|using|public|private|protected|static"
    r"|const|let|var|int|void|return|if|elif|for|while|except|catch|switch)\b[^.?!(){}=\"';]*[(){}=\"';][^?!]*"
    r"[:;{}()\"']\s*\Z|(?:else|try|finally|do|fi|done|end|esac)\s*[:{]?\s*\Z|for \w+ in [\w.]+:\s*\Z"
    r"|import [\w.]+\s*\Z|(?:class|if|elif|while) [\w.]+:\s*\Z|return\b[^.?!\s]*(?: [\w.]+)?\s*\Z"
    r"|[\w.$\[\]\"'*&]+\s*[-+*/|]?=\s*[^=\s][^?!]*\Z|[\w.$]+\([^?!]*\);?\s*\Z|\"[\w -]+\"\s*:\s*\S)"
    r"|[^\n]*[;{]\s*\Z"
)
_PROSE = re.compile(r"[^\W\d_]+[,.!?]? [^\W\d_]+[,.!?]? [^\W\d_]+[,.!?]? [^\W\d_]+[,.!?]? [^\W\d_]+")


def is_quoted(line: str) -> bool:
    """Return whether `line` repeats what somebody said: marked with `>`, or a line of another chat."""
    return _QUOTED.match(line) is not None


def starts_forward(line: str) -> bool:
    """Return whether what begins with `line` is another message, down to the end."""
    return (line.rstrip().endswith((":", "-")) or "orward" in line) and _FORWARD.match(line) is not None


def is_output(line: str) -> bool:
    """Return whether a machine printed `line`, or it was typed at a prompt."""
    return _OUTPUT.match(line) is not None


def is_data(line: str) -> bool:
    """Return whether `line` holds a run of letters and digits that no language has: a key, a picture."""
    return len(line) >= 60 and _TOKEN.search(line) is not None


def is_code(lines: Sequence[str]) -> list[bool]:
    """Return of each line whether it is of a block of code.

    That is two indented lines or more that follow one another, one that is indented and a statement, or three
    statements or more of which no more than a third are sentences as well.
    """
    found = [False] * len(lines)
    if len(lines) == 1:
        return [bool(_INDENTED.match(lines[0]) and _STATEMENT.match(lines[0]))]
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _INDENTED.match(lines[end]):
            end += 1
        if end - at > 1 or (end > at and _STATEMENT.match(lines[at])):
            found[at:end] = [True] * (end - at)
        at = max(end, at + 1)
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (found[end] or _STATEMENT.match(lines[end])):
            end += 1
        block = lines[at:end]
        if end - at > 2 and 3 * sum(_PROSE.search(line) is not None for line in block) <= end - at:
            found[at:end] = [True] * (end - at)
        at = max(end, at + 1)
    return found
