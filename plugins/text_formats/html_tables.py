"""What a table of a page holds: speeches of a drama, the layout of a page, or figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whetstone.core.values.text import BlockRole, TextBlock

Row = list[list[TextBlock]]
"""The cells of a row, each with its blocks."""


def table_blocks(rows: Sequence[Row], role: BlockRole) -> Iterator[TextBlock]:
    """Yield a table's blocks: speeches where it is a drama, paragraphs where it only lays out a page."""
    rows = [row for row in rows if any(row)]
    cells = [block for row in rows for cell in row for block in cell]
    if _is_drama(rows):
        for row in rows:
            yield from _speech(row)
    elif len(rows) > 1 and len(cells) > 3 and sum(len(cell.text) for cell in cells) < 24 * len(cells):
        text = "; ".join(cell.text for cell in cells)
        yield TextBlock(text, role if role != "text" else "caption")
    else:
        yield from cells


def _is_drama(rows: Sequence[Row]) -> bool:
    """Return whether most rows are a name and what is said under it."""
    if not rows or any(len(row) > 2 for row in rows):
        return False
    speeches = [row for row in rows if len(row) == 2 and row[0] and row[1]]
    names = [row[0][0].text for row in speeches if len(row[0]) == 1]
    short = [name for name in names if len(name) <= 40 and not any(map(str.isdigit, name))]
    return len(short) > 1 and len(short) >= 0.8 * len(speeches) and len(set(short)) <= 0.7 * len(short) + 2


def _speech(row: Row) -> Iterator[TextBlock]:
    if len(row) == 2 and row[0] and row[1]:
        first, *rest = row[1]
        yield TextBlock(f"{row[0][0].text}\n{first.text}", first.role, first.level)
        yield from rest
    else:
        for cell in row:
            yield from cell
