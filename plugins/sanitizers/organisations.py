"""Organisations: with a legal form, of a kind that has names, or where somebody works."""

from __future__ import annotations

from collections.abc import Iterator

from whetstone.core.sanitizing.organisations.finding import organisations
from whetstone.core.values.sanitizing import Span


def find(text: str) -> Iterator[Span]:
    """Yield where an organisation is named."""
    for start, end, score in organisations(text):
        yield Span(start, end, "ORGANISATION", score)
