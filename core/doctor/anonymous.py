"""Findings as they may be shown to others: without the paths and names of whom the home belongs to."""

from __future__ import annotations

import re
from pathlib import Path

_KEY_FILE = re.compile(r"\bkeys([/\\])\.?[^/\\\s]+?\.pem")
_ABOVE = r"""[/\\](?=[^\s/\\])(?:(?:[^/\\\n:;,'"]|'(?=\w))+[/\\]+)*"""
_ELSEWHERE = re.compile(rf"(?:~|(?<![\w.…/\\])(?:[A-Za-z]:)?){_ABOVE}")


def anonymous(told: str, root: Path) -> str:
    """Return a sentence with `HOME` in place of the home `root`, and without the names of key files.

    Of a path elsewhere, no more than its last part is left.
    """
    for place in sorted({str(root), str(root.resolve())}, key=len, reverse=True):
        told = told.replace(place, "HOME")
    return _ELSEWHERE.sub("…/", _KEY_FILE.sub(r"keys\1….pem", told))
