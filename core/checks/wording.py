"""Foreign text inside our own sentences."""

from __future__ import annotations

_SHOWN = 80


def shown(text: object, limit: int = _SHOWN) -> str:
    """Return `text` quoted, on one line: unprintable parts escaped, a long one cut in the middle."""
    plain = str(text)
    if len(plain) > limit:
        plain = f"{plain[: limit // 2]}…{plain[-(limit // 2 - 1) :]}"
    if plain.isprintable():
        return f'"{plain}"'
    return '"' + "".join(c if c.isprintable() else _escaped(c) for c in plain) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
