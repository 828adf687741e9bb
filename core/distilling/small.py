"""What a very small model is asked: one narrow thing about one short passage, shown how by examples."""

from __future__ import annotations

from collections.abc import Sequence

from whetstone.core.distilling.caller import Caller
from whetstone.core.distilling.claims import Claim, Group


def read_small(caller: Caller, groups: Sequence[Group], calls: int) -> list[Claim]:
    """Return what a small model finds in at most `calls` passages, one after the other."""
    return []
