"""The one door to a `Cartridge`: files in, a checked value out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from weakref import WeakValueDictionary

from whetstone.core.checks import limits, names
from whetstone.core.checks.avatar import clean_avatar
from whetstone.core.checks.folder import files_in
from whetstone.core.checks.plain_text import LazyTexts, check_text, read_text
from whetstone.core.checks.shape import fit
from whetstone.core.checks.strict_json import read_object
from whetstone.core.checks.wording import plainly, shown
from whetstone.core.errors import CartridgeError
from whetstone.core.values.cartridge import FORMAT, Cartridge, Config, Metadata, content_hash
from whetstone.core.values.persona import is_persona_id, persona_id

_MUCH = 4 << 20
_COPY = re.compile(r"\s*\(\d{1,3}\)$")
_MADE: WeakValueDictionary[int, Cartridge] = WeakValueDictionary()


def read_files(files: Mapping[str, bytes], *, stem: str, notes: Sequence[str] = ()) -> Cartridge:
    """Return the cartridge that `files` are: canonical names (`library/republic.txt`) to exact bytes.

    `stem` is the file's name without its ending; it gives the id and the name where the metadata has
    none. `notes` tell what was skipped or changed on the way here; what is changed here is added.

    Raises:
        CartridgeError: a file is missing, foreign, too large, or not what its name says.
    """
    remarks = list(notes)
    kept = _checked_files(files, remarks)
    metadata = _metadata(kept["metadata.json"])
    config = fit(Config, read_object(kept["config.json"], "config.json"), "config.json")
    prompt = read_text(kept["prompt.txt"], "prompt.txt")
    if not any(letter.isprintable() and not letter.isspace() for letter in prompt):
        raise CartridgeError("prompt.txt is empty; write who the persona is and how it speaks")
    for name in ("report.json", "signature.json"):
        if name in kept:
            read_object(kept[name], name)
    name = _name(metadata, stem, remarks)
    with _hashing(kept) as hashed:
        for path in kept:
            if path.startswith("library/"):
                check_text(kept[path], plainly(path))
    made = Cartridge(
        id=_id(metadata, stem, remarks),
        name=name,
        files=MappingProxyType(kept),
        metadata=metadata,
        prompt=prompt,
        config=config,
        library=LazyTexts(
            {path.removeprefix("library/"): kept[path] for path in kept if path.startswith("library/")}
        ),
        notes=tuple(remarks),
    )
    if hashed is not None:
        vars(made)["content_hash"] = hashed.result()
    _MADE[id(made)] = made
    return made


def checked(cartridge: Cartridge) -> Cartridge:
    """Return `cartridge`, held to the format where it did not come out of `read_files` as it is.

    Raises:
        CartridgeError: a plugin made it by hand, and it breaks the format.
    """
    if _MADE.get(id(cartridge)) is cartridge:
        return cartridge
    again = read_files(cartridge.files, stem=cartridge.id)
    given = cartridge.name if cartridge.name.isprintable() and 0 < len(cartridge.name) <= 200 else again.name
    return replace(again, id=cartridge.id, name=again.metadata.name or given, notes=cartridge.notes)


def build_cartridge(
    metadata: Mapping[str, Any],
    *,
    prompt: str,
    config: Mapping[str, Any],
    stem: str = "persona",
    avatar: bytes | None = None,
    library: Mapping[str, str] | None = None,
    report: Mapping[str, Any] | None = None,
    extra: Mapping[str, bytes] | None = None,
) -> Cartridge:
    """Return a new cartridge from its parts, through the same checks as any other.

    `library` maps file names (`republic.txt`) to texts and `extra` paths under `extra/` to bytes. JSON is
    written with two spaces of indent, keys in the order given and a line feed at the end, so that the
    same parts give the same bytes.

    Raises:
        CartridgeError: a part does not fit the format.
    """
    files = {
        "metadata.json": _json_bytes(metadata, "metadata.json"),
        "prompt.txt": _text_bytes(prompt, "prompt.txt"),
        "config.json": _json_bytes(config, "config.json"),
    }
    if avatar is not None:
        files["avatar.png"] = avatar
    if report is not None:
        files["report.json"] = _json_bytes(report, "report.json")
    for name, text in (library or {}).items():
        files[f"library/{name}"] = _text_bytes(text, f"library/{name}")
    for name, data in (extra or {}).items():
        files[f"extra/{name}"] = bytes(data)
    return read_files(files, stem=stem)


def read_folder(folder: Path) -> Cartridge:
    """Return the unpacked cartridge in `folder`; the folder's name gives the default id and name.

    Raises:
        CartridgeError: the folder cannot be read, holds anything but regular files and folders, or is
            not a cartridge.
    """
    files, notes = files_in(folder)
    return read_files(files, stem=folder.resolve().name, notes=notes)


@contextmanager
def _hashing(files: Mapping[str, bytes]) -> Iterator[Future[str] | None]:
    """Hash large contents on another core while the block runs; small ones are hashed when asked for."""
    if sum(map(len, files.values())) < _MUCH:
        yield None
        return
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(content_hash, files)


def _checked_files(files: Mapping[str, bytes], remarks: list[str]) -> dict[str, bytes]:
    if len(files) > limits.ENTRIES:
        raise CartridgeError(f"it has {len(files)} files; {limits.ENTRIES} are the most")
    for name, data in files.items():
        names.check_name(name)
        limits.check_size(name, len(data))
    names.check_unique(files)
    for name in names.REQUIRED:
        if name not in files:
            raise CartridgeError(f"{name} is missing; every cartridge has one")
    limits.check_total({name: len(data) for name, data in files.items()})
    kept = {name: bytes(files[name]) for name in sorted(files, key=_order)}
    if "avatar.png" in kept:
        _clean_avatar(kept, remarks)
    return kept


def _metadata(data: bytes) -> Metadata:
    found = read_object(data, "metadata.json")
    version = found.get("format", FORMAT)
    if version is True:
        raise CartridgeError(f"metadata.json: format must be {FORMAT} (it is true)")
    if isinstance(version, int) and version > FORMAT:
        raise CartridgeError(
            f"metadata.json: format is {plainly(version, 20)}, this Whetstone reads {FORMAT}; update it"
        )
    return fit(Metadata, found, "metadata.json")


def _order(name: str) -> tuple[bool, bytes]:
    return name != "metadata.json", name.encode()


def _clean_avatar(kept: dict[str, bytes], remarks: list[str]) -> None:
    cleaned, change = clean_avatar(kept["avatar.png"])
    if change is None:
        return
    if "signature.json" in kept:
        raise CartridgeError(
            f"avatar.png {change}, which would have to go, but the cartridge is signed as it is; "
            "ask its maker for a clean one"
        )
    kept["avatar.png"] = cleaned
    remarks.append(f"avatar.png {change}, which was cut out; every pixel is as it was")


def _id(metadata: Metadata, stem: str, remarks: list[str]) -> str:
    if metadata.id is not None and is_persona_id(metadata.id):
        return metadata.id
    made = persona_id((metadata.name or "").strip() or _COPY.sub("", stem).strip() or "persona")
    if metadata.id is not None:
        remarks.append(f"the id {shown(metadata.id)} is not a persona id, so {made} is used")
    return made


def _name(metadata: Metadata, stem: str, remarks: list[str]) -> str:
    if metadata.name is not None and metadata.name.strip():
        return metadata.name
    words = re.sub(r"[-_\s]+", " ", _COPY.sub("", stem)).strip()
    plain = "".join(letter for letter in words if letter.isprintable())[:200].strip() or "Persona"
    if metadata.name is not None:
        remarks.append(f"the name is blank, so {shown(plain)} is used")
    return plain if plain != plain.lower() else " ".join(w[:1].upper() + w[1:] for w in plain.split(" "))


def _json_bytes(value: Mapping[str, Any], name: str) -> bytes:
    try:
        text = json.dumps(dict(value), indent=2, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise CartridgeError(f"{name} cannot be written as JSON: {plainly(error, 120)}") from None
    return _text_bytes(f"{text}\n", name)


def _text_bytes(text: str, name: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise CartridgeError(
            f"{shown(name)} holds half a character (a lone surrogate) at offset {error.start}; remove it"
        ) from None
