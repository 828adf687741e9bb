"""Small charts in text."""

from __future__ import annotations

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(share: float, width: int = 20) -> str:
    """Return a bar of `share` (0 to 1) of `width` characters, without the space behind it."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")) or "▏"


def interval_chart(
    mean: float, low: float, high: float, lowest: float, highest: float, width: int = 32
) -> str:
    """Return an interval as a line on an axis from `lowest` to `highest`: `   ├──●───┤`."""

    def place(value: float) -> int:
        share = (value - lowest) / (highest - lowest) if highest > lowest else 0.5
        return round(max(0.0, min(1.0, share)) * (width - 1))

    first, middle, last = place(low), place(mean), place(high)
    cells = [" "] * width
    for at in range(min(first, last), max(first, last) + 1):
        cells[at] = "─"
    cells[first], cells[last], cells[middle] = "├", "┤", "●"
    return "".join(cells)


def span(low: float, high: float) -> str:
    """Return the ends of an interval: `0.41 to 0.47`."""
    return f"{low:.2f} to {high:.2f}"
