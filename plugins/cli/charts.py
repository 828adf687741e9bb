"""Small charts in text."""

from __future__ import annotations

from collections.abc import Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_STEPS = "▁▂▃▄▅▆▇█"


def bar(share: float, width: int = 20) -> str:
    """Return a bar of `share` (0 to 1) of `width` characters, without the space behind it."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")) or "▏"


def steps(values: Sequence[float]) -> str:
    """Return a character for each value, as high as its share of the largest."""
    most = max(values, default=0)
    if most <= 0:
        return "▁" * len(values)
    return "".join(_STEPS[max(0, min(7, int(8 * value / most)))] for value in values)


def whiskers(mean: float, low: float, high: float, axis: tuple[float, float], width: int = 32) -> str:
    """Return an interval on an axis between two values, with marks where 0 and 1 lie: `┊ ├──●─┤  ┊`."""
    lowest, highest = axis

    def place(value: float) -> int:
        share = (value - lowest) / (highest - lowest) if highest > lowest else 0.5
        return round(max(0.0, min(1.0, share)) * (width - 1))

    cells = [" "] * width
    for mark in (0.0, 1.0):
        if lowest <= mark <= highest:
            cells[place(mark)] = "┊"
    first, last = sorted((place(low), place(high)))
    cells[first : last + 1] = "─" * (last + 1 - first)
    cells[first], cells[last], cells[place(mean)] = "├", "┤", "●"
    return "".join(cells)


def padded(text: str, width: int) -> str:
    """Return `text` in one line of exactly `width` columns of a terminal, cut with an ellipsis."""
    from rich.cells import cell_len, set_cell_size

    line = " ".join(text.split())
    return set_cell_size(line, width) if cell_len(line) <= width else set_cell_size(line, width - 1) + "…"
