"""Take staff numbers out of chat logs before anything of them leaves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from whetstone import ClonePrompt, Sanitizer, Span, hookimpl

whetstone_api = ">=1.2,<2"

_NUMBER = re.compile(r"\bEMP-([0-9]{5})([0-9])\b")


class StaffNumbers:
    """`EMP-` and six digits, of which the last is the sum of the others modulo ten."""

    name = "staff-numbers"
    tier: Literal["rules", "strong"] = "rules"

    def find(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        """Return where each text has a number; one with a wrong check digit is half as sure."""
        return [[self._span(match) for match in _NUMBER.finditer(text)] for text in texts]

    def _span(self, match: re.Match[str]) -> Span:
        right = sum(map(int, match[1])) % 10 == int(match[2])
        return Span(*match.span(), "STAFF_NUMBER", 1.0 if right else 0.5)


@hookimpl
def whetstone_sanitizers() -> list[Sanitizer]:
    """Bring the sanitizer."""
    return [StaffNumbers()]


@hookimpl
def whetstone_clone_prompt(prompt: ClonePrompt) -> ClonePrompt:
    """Ask for a clone that says nothing of the firm."""
    return replace(prompt, text=f"{prompt.text} Leave out the firm, its projects and its customers.")
