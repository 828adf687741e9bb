"""Amounts in words, as one tells them to somebody who is to keep to them."""

from __future__ import annotations

from math import sqrt

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = ("", "", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

MOST = 62.0
"""Percent of some things from which on they are most of them."""


def number(value: float) -> str:
    """Return a number in words: exact up to ten, then to the next five, tens from twenty on."""
    if value < 10.5:
        return _NUMBERS[max(0, round(value))]
    if value < 17.5:
        return "a dozen" if value < 13.5 else "fifteen"
    if 22.5 <= value < 27:
        return "two dozen"
    tens = round(value / 10)
    return _TENS[tens] if tens < 10 else f"{tens * 10:,}"


def every(percent: float, thing: str) -> str:
    """Return `percent` of some things: "every fourth sentence", "one sentence in twenty"."""
    step = 100 / percent
    if percent >= MOST:
        return f"most {thing}s"
    if step > 10.5:
        return f"one {thing} in {number(step)}"
    nearest = round(step)
    more = "more than " if step < nearest - 0.1 else "nearly " if step > nearest + 0.2 else ""
    return f"{more}every {_ORDINALS[nearest]} {thing}"


def at_least(percent: float, of: int) -> float:
    """Return the least that a share may really be, two standard errors below what was counted in `of`."""
    share = percent / 100
    return percent if not of else max(0.0, percent - 200 * sqrt(share * (1 - share) / of))


def listed(words: list[str], last: str = "and") -> str:
    """Return `words` in quotation marks, joined with commas and `last`."""
    quoted = [f"“{word}”" for word in words]
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)
