"""A text in the one spelling in which quotations are compared, and where each piece of it stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

_SPACE = r"[^\S\n]"
_DASH = "[\u2012-\u2015\u2212\ufe31\ufe32\ufe58]"
_QUOTE = "[\"'`\u00b4\u2018-\u201f\u2039\u203a\u00ab\u00bb\u300c-\u300f\ufe41-\ufe44\uff02\uff07]"
_HYPHEN = "[-\u2010\u2011\ufe63\uff0d]"
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"

_IRREGULAR = re.compile(
    rf"(?P<hyphen>(?<=[^\W\d_]){_HYPHEN}(?:{_SPACE}*\n\s*)?(?=[^\W\d_]))"
    rf"|(?P<dash>[\s{_UNSEEN}]*(?:{_DASH}|-(?=[-\s])|(?<=\s)-)(?:{_DASH}|[-\s{_UNSEEN}])*)"
    rf"|(?P<quote>\u00ab\s*|\s*\u00bb|{_QUOTE})"
    r"|(?P<dots>\s*(?:\u2026|\.(?:\s?\.){2,})\s*)"
    rf"|(?P<unseen>[{_UNSEEN}])"
    r"|(?P<space>\s{2,}|[^\S ])"
)
_INSTEAD = {"hyphen": "", "dash": "—", "quote": "'", "dots": "…", "unseen": "", "space": " "}
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}


_SPECIAL = (
    r"\s\-.'\"`\u00ab\u00ad\u00b4\u00bb\u2010-\u201f\u2026\u2039\u203a\u200b-\u200f\u2060\u2212"
    r"\u300c-\u300f\ufe31\ufe32\ufe41-\ufe44\ufe58\ufe63\ufeff\uff02\uff07\uff0d"
)
_RUN = re.compile(rf"[{_SPECIAL}](?:[{_SPECIAL}]+|(?<![ .']))")
_LIGATURE = re.compile("[\ufb00-\ufb06]")


def canonical(text: str) -> str:
    """Return `text` with one kind of white space, quotation mark, dash and ellipsis.

    Hyphens inside words go, at a line's end or not, for a print hyphenates where it must; so do soft
    hyphens and other characters without width.
    """
    return _LIGATURE.sub(_expanded, _RUN.sub(_respelled, text))


def _respelled(run: re.Match[str]) -> str:
    text, start, end = run.string, run.start(), run.end()
    return _spelling(text[start - 1 : start], run[0], text[end : end + 1])


@lru_cache(maxsize=8_192)
def _spelling(before: str, run: str, after: str) -> str:
    """Return the canonical spelling of a run of special characters between two others."""
    whole = before + run + after
    return _IRREGULAR.sub(_instead, whole)[len(before) : -1 if after else None]


def _instead(found: re.Match[str]) -> str:
    return _INSTEAD[found.lastgroup or ""]


def _expanded(ligature: re.Match[str]) -> str:
    return _LIGATURES[ligature[0]]


class Aligned:
    """A text, its canonical spelling, and the way back.

    Attributes:
        text: `canonical` of what it was made from.
    """

    def __init__(self, original: str) -> None:
        self._starts = [0]  # where stretches begin in the canonical text,
        self._origins = [0]  # and in the original
        pieces: list[str] = []
        size = last = 0
        changes = sorted([*_RUN.finditer(original), *_LIGATURE.finditer(original)], key=re.Match.start)
        for run in changes:
            spelling = _expanded(run) if run[0] in _LIGATURES else _respelled(run)
            pieces += [original[last : run.start()], spelling]
            self._mark(size + run.start() - last, run.start())
            size += run.start() - last + len(spelling)
            last = run.end()
            self._mark(size, last)
        pieces.append(original[last:])
        self._starts.append(size + len(original) - last)
        self._origins.append(len(original))
        self.text = "".join(pieces)

    def _mark(self, place: int, origin: int) -> None:
        if self._starts[-1] == place:
            self._origins[-1] = origin
        else:
            self._starts.append(place)
            self._origins.append(origin)

    def origin(self, place: int) -> int:
        """Return where the character at `place` of the canonical text stands in the original."""
        at = bisect_right(self._starts, place) - 1
        origin = self._origins[at] + place - self._starts[at]
        return min(origin, self._origins[at + 1] - 1) if at + 1 < len(self._origins) else origin
