"""Small charts as SVG without words: what they show stands beside them in the page.

Each fills the width that it is given. Colours come from classes: `mark`, `span`, `axis`,
`base`, `fill`.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_WIDTH, _HEIGHT = 200, 16
_STEPS_HEIGHT = 40


def interval(
    mean: float,
    low: float,
    high: float,
    axis: tuple[float, float] = (0.0, 1.0),
    marks: Sequence[float] = (0.0, 1.0),
) -> Markup:
    """Return an interval with its mean, on an axis between two values; lines stand at `marks` within it."""

    def place(value: float) -> float:
        lowest, highest = axis
        share = (value - lowest) / (highest - lowest) if highest > lowest else 0.5
        return round(3 + max(0.0, min(1.0, share)) * (_WIDTH - 6), 1)

    middle = _HEIGHT / 2
    lines = [_line(3, middle, _WIDTH - 3, middle, "base")]
    lines += [
        _line(place(mark), 1, place(mark), _HEIGHT - 1, "axis")
        for mark in marks
        if axis[0] <= mark <= axis[1]
    ]
    lines.append(_line(place(low), middle, place(high), middle, "span"))
    lines.append(_line(place(mean), 3, place(mean), _HEIGHT - 3, "mark"))
    return _svg("".join(lines), _HEIGHT, "interval")


def bar(share: float) -> Markup:
    """Return a bar of `share` (0 to 1) of the width, never quite invisible."""
    width = round(max(1.5, max(0.0, min(1.0, share)) * _WIDTH), 1)
    return _svg(
        f'<rect class="fill" x="0" y="2" width="{width}" height="{_HEIGHT - 4}" rx="2"/>', _HEIGHT, "bar"
    )


def steps(values: Sequence[float], most: float | None = None) -> Markup:
    """Return a column for each value, as high as its share of `most`, by default of the largest."""
    most = max(most or 0.0, *values, 0.0) if values else 0.0
    wide = _WIDTH / max(1, len(values))
    columns = []
    for number, value in enumerate(values):
        high = max(1.0, (_STEPS_HEIGHT - 1) * (max(0.0, value) / most)) if most else 1.0
        columns.append(
            f'<rect class="fill" x="{number * wide + 1:.1f}" y="{_STEPS_HEIGHT - high:.1f}" '
            f'width="{wide - 2:.1f}" height="{high:.1f}"/>'
        )
    return _svg("".join(columns), _STEPS_HEIGHT, "steps")


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1}" y1="{y1:g}" x2="{x2}" y2="{y2:g}"/>'


def _svg(drawn: str, height: int, kind: str) -> Markup:
    return Markup(
        f'<svg class="chart {kind}" viewBox="0 0 {_WIDTH} {height}" preserveAspectRatio="none" '
        f'aria-hidden="true">{drawn}</svg>'
    )
