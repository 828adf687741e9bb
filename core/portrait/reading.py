"""What a model reads, and how long it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from whetstone.core.distilling.claims import Group
from whetstone.core.values.text import Excerpt

if TYPE_CHECKING:
    from whetstone.core.text.topics.themes import Themes

_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]+")


def estimated_tokens(text: str) -> int:
    """Return about how many tokens `text` has: one for four letters, and one for each wide character."""
    wide = 0 if text.isascii() else sum(map(len, _WIDE.findall(text)))
    return -(-(len(text) - wide) // 4) + wide


def grouped(read: Sequence[int], excerpts: Sequence[Excerpt], themes: Themes) -> tuple[Group, ...]:
    """Return the passages by theme, the largest theme first, within it in the order they were chosen."""
    by_theme: dict[int, list[Excerpt]] = {}
    for index in read:
        by_theme.setdefault(themes.of[index], []).append(excerpts[index])
    return tuple(Group(themes.words[theme], tuple(by_theme[theme])) for theme in sorted(by_theme))
