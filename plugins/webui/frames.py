"""Server-Sent Events, as they are sent (WHATWG HTML, section 9.2)."""

from __future__ import annotations


def frame(name: str, data: str, id: int | None = None) -> str:
    """Return the event `name`; `data` is JSON, which has no line end; `id` numbers it."""
    number = f"id: {id}\n" if id is not None else ""
    return f"{number}event: {name}\ndata: {data}\n\n"
