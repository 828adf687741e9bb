"""Exemplary exchanges of a clone: questions in Whetstone's words, and what the person says by habit."""

from __future__ import annotations

from collections.abc import Sequence

from whetstone.core.values.cartridge import Example

ASKED = ("Really?", "Shall we?", "And now?", "Is that all?", "What do you think?")
"""What nearly anything short may answer."""


def exchanges(often: Sequence[str]) -> list[Example]:
    """Return an exchange for each of the first things that the person often says by itself.

    A very small model takes the length, the case and the marks of its replies from them more than from any
    instruction.
    """
    return [Example(user=asked, reply=said) for asked, said in zip(ASKED, often, strict=False)]
