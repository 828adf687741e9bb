"""Foreign text inside our own sentences."""

from __future__ import annotations

from collections.abc import Iterable

_SHOWN = 80


def shown(text: object, limit: int = _SHOWN) -> str:
    """Return `text` quoted on one line: unprintable parts escaped, a long one cut in the middle."""
    plain = str(text)
    if len(plain) > limit:
        head, tail = plain[: limit // 2], plain[-(limit // 2 - 1) :]
        plain = f"{head}…{tail}"
    if plain.isprintable():
        return f'"{plain}"'
    pieces = [c if c.isprintable() else _escaped(c) for c in plain]
    if sum(map(len, pieces)) > limit:
        half = len(pieces) // 2
        tail = "".join(reversed(_fitting(reversed(pieces[half:]), limit // 2 - 1)))
        return f'"{"".join(_fitting(pieces[:half], limit // 2))}…{tail}"'
    return f'"{"".join(pieces)}"'


def plainly(text: object, limit: int = _SHOWN) -> str:
    """Return `text` as `shown` does, without the quotes."""
    return shown(text, limit)[1:-1]


def _fitting(pieces: Iterable[str], limit: int) -> list[str]:
    """Return the first pieces that are no longer than `limit` together."""
    found: list[str] = []
    for piece in pieces:
        limit -= len(piece)
        if limit < 0:
            break
        found.append(piece)
    return found


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
