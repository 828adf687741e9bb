"""The signed cartridge of docs/cartridge-format.md, and what is made of it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

PAGE = (Path(__file__).parent.parent / "docs" / "cartridge-format.md").read_text("utf-8")


def vector(name: str) -> Any:
    found = re.search(rf"<!-- vector {name} -->\n```json\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


SIGNED, INVALID = vector("signed"), vector("invalid")
FILES = {name: text.encode() for name, text in SIGNED["files"].items()}
WITH_SIGNATURE = {**FILES, "signature.json": SIGNED["signature.json"].encode()}


def lines_hash(files: dict[str, bytes]) -> str:
    """The content hash, as the page tells it."""
    names = sorted((name for name in files if name != "signature.json"), key=str.encode)
    lines = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in names)
    return f"sha256:{sha256(lines.encode()).hexdigest()}"
