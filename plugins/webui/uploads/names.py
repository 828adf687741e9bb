"""Names for files that a browser names: as near to its own as is safe anywhere."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_UNSAFE = re.compile(r"[^\w .()+,;=@&'!#-]")
_LONGEST = 120
_LONGEST_SUFFIX = 20
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


def safe_name(given: str) -> str:
    """Return a name for a file that somebody calls `given`: one part of a path, 120 bytes at the most."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = " ".join(_UNSAFE.sub("_", last.encode("utf-8", "replace").decode()).split()).strip(". ")
    if not plain or plain.partition(".")[0].strip().lower() in _DEVICES:
        plain = f"file-{plain}" if plain else "file"
    suffix = PurePosixPath(plain).suffix
    suffix = suffix if len(suffix.encode()) <= _LONGEST_SUFFIX else ""
    stem = plain.removesuffix(suffix).encode()[: _LONGEST - len(suffix.encode())].decode("utf-8", "ignore")
    return f"{stem.rstrip('. ')}{suffix}" or "file"
