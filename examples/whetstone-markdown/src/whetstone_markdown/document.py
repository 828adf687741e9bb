"""Between a Markdown document and a cartridge.

The front matter's keys are `metadata.json`, its table `[config]` is `config.json`, and everything below
it, byte for byte, is the prompt.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, time
from types import NoneType, UnionType

import tomlkit

from whetstone import Cartridge, CartridgeError, FormatError, build_cartridge, source_hash

HELD = {"metadata.json", "config.json", "prompt.txt"}

_DOCUMENT = re.compile(
    r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)(?:\r?\n)?(.*)", re.DOTALL | re.MULTILINE
)


def read(data: bytes, stem: str) -> Cartridge:
    """Return the cartridge that the document `data` holds.

    `version`, `author` and `source_hash` may be left out of the front matter: who writes a persona by
    hand has no use for them yet. The source is then the document's own prompt.

    Raises:
        CartridgeError: it is not UTF-8, its front matter is missing or no TOML, or a key does not fit.
    """
    try:
        parts = _DOCUMENT.fullmatch(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CartridgeError(f"it is not UTF-8 at byte {error.start}; save it as UTF-8") from None
    if parts is None:
        raise CartridgeError("its front matter is missing; begin with TOML between two lines of +++")
    front, prompt = parts.groups()
    try:
        metadata = tomllib.loads(front)
    except (ValueError, RecursionError) as error:
        raise CartridgeError(f"its front matter is no TOML: {error}") from None
    for dated in _places(metadata, date | time):
        raise CartridgeError(f"{dated} in its front matter is a date, which JSON has not; put it in quotes")
    config = metadata.pop("config", {})
    if not isinstance(config, dict):
        raise CartridgeError("config is not a table in its front matter; write [config] above the settings")
    drafted = {"version": "0", "author": "unknown", "source_hash": source_hash([prompt.encode()])}
    return build_cartridge({**drafted, **metadata}, prompt=prompt, config=config, stem=stem)


def write(cartridge: Cartridge) -> bytes:
    """Return `cartridge` as a document that `read` turns into the same metadata, config and prompt.

    Raises:
        FormatError: it has files or values that a document has no place for.
    """
    if more := sorted(cartridge.files.keys() - HELD):
        raise FormatError(
            f"a Markdown file has no place for {_listed(more)} of {cartridge.name}; "
            "export to .whetstone, which holds everything"
        )
    metadata = cartridge.metadata.model_dump(mode="json", exclude_unset=True)
    if "config" in metadata:
        raise FormatError(
            "a Markdown file has no place for a key config in metadata.json; export to .whetstone"
        )
    config = cartridge.config.model_dump(mode="json", exclude_unset=True)
    front = {**metadata, "config": config}
    for null in _places(front, NoneType):
        raise FormatError(f"TOML has no null, and {null} is one; remove the key or export to .whetstone")
    return f"+++\n{tomlkit.dumps(front)}+++\n\n{cartridge.prompt}".encode()


def _listed(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more files" if len(names) > 3 else "")


def _places(value: object, kind: type | UnionType, path: str = "") -> Iterator[str]:
    """Yield the path of each value of this kind inside `value`."""
    if isinstance(value, kind):
        yield path
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(item, kind, f"{path}.{key}" if path else str(key))
