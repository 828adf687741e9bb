"""What differs between two cartridges: values key by key, texts sentence by sentence, other files whole."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from whetstone.core.checks.names import TOP
from whetstone.core.checks.plain_text import read_text
from whetstone.core.checks.strict_json import read_object
from whetstone.core.signing.signature import Signature, verify
from whetstone.core.text.changes import Rewriting, rewriting
from whetstone.core.text.quoting.alignment import Effort, equal_blocks, gaps
from whetstone.core.values.cartridge import Cartridge

Change = Literal["added", "removed", "changed"]

_PNG_SIZE = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two cartridges."""

    id: str
    name: str
    version: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it is on one side: its size in bytes and its SHA-256 in hex."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file whose bytes differ; `was` is its name before, where it was renamed and is otherwise the same."""

    name: str
    change: Literal["added", "removed", "changed", "renamed"]
    before: FileState | None
    after: FileState | None
    was: str | None = None


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value of a JSON file: `key` for people (`context_limits.passages`, `tags[2]`), `path` exactly.

    The place in a list is the one after the change, for a removed value the one before.
    """

    key: str
    path: tuple[str | int, ...]
    change: Change
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text that is on both sides, and was changed."""

    name: str
    rewriting: Rewriting


@dataclass(frozen=True, slots=True)
class Picture:
    """The avatar on one side: its size in bytes and in pixels."""

    bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class AvatarChange:
    """The avatar before and after; `None` where there is none."""

    before: Picture | None
    after: Picture | None


@dataclass(frozen=True, slots=True)
class SignatureChange:
    """What the signature is worth before and after: `none`, `invalid`, or `valid` and by which key."""

    before: Signature
    after: Signature


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs from `before` to `after`.

    `files` names every file whose bytes differ. The other fields tell what that means where it can be
    told: a JSON file that is written in another way, or a text with other white space, is in `files` alone.
    """

    before: Side
    after: Side
    files: tuple[FileChange, ...]
    metadata: tuple[ValueChange, ...]
    config: tuple[ValueChange, ...]
    prompt: TextChange | None
    library: tuple[TextChange, ...]
    avatar: AvatarChange | None
    signature: SignatureChange | None

    @property
    def same(self) -> bool:
        """Whether every file is the same byte for byte."""
        return not self.files


def differences(before: Cartridge, after: Cartridge, effort: Effort | None = None) -> Differences:
    """Return what differs from `before` to `after`; equal files cost no more than the look at their bytes.

    Where any file differs, the signatures of both sides are verified, since they stand for all files.
    `effort` bounds the comparison of texts: what would go beyond it is counted in lines, see `Rewriting`.
    """
    effort = effort or Effort()
    files = tuple(_files(before.files, after.files))
    changed = {file.name for file in files if file.change == "changed"}
    texts = [
        TextChange(name, rewriting(_text(before, name), _text(after, name), effort))
        for name in sorted(changed, key=lambda name: (name != "prompt.txt", name))
        if name == "prompt.txt" or name.startswith("library/")
    ]
    return Differences(
        before=_side(before),
        after=_side(after),
        files=files,
        metadata=_values("metadata.json", before, after, effort),
        config=_values("config.json", before, after, effort),
        prompt=next((text for text in texts if text.name == "prompt.txt"), None),
        library=tuple(text for text in texts if text.name != "prompt.txt"),
        avatar=AvatarChange(_picture(before), _picture(after))
        if any(file.name == "avatar.png" for file in files)
        else None,
        signature=_signatures(verify(before.files), verify(after.files)) if files else None,
    )


def _signatures(before: Signature, after: Signature) -> SignatureChange | None:
    return None if before == after else SignatureChange(before, after)


def _side(cartridge: Cartridge) -> Side:
    return Side(cartridge.id, cartridge.name, cartridge.metadata.version, cartridge.content_hash)


def _files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[FileChange]:
    gone = {name: _state(before[name]) for name in sorted(before.keys() - after.keys())}
    come = {name: _state(after[name]) for name in sorted(after.keys() - before.keys())}
    renamed = dict(_renamed(gone, come))
    moved = set(renamed.values())
    for name in sorted(before.keys() | after.keys(), key=_order):
        if name in renamed:
            yield FileChange(name, "renamed", come[name], come[name], was=renamed[name])
        elif name in come:
            yield FileChange(name, "added", None, come[name])
        elif name in gone and name not in moved:
            yield FileChange(name, "removed", gone[name], None)
        elif name in before and name in after and before[name] != after[name]:
            yield FileChange(name, "changed", _state(before[name]), _state(after[name]))


def _order(name: str) -> tuple[int, str]:
    return TOP.index(name) if name in TOP else len(TOP), name


def _renamed(gone: Mapping[str, FileState], come: Mapping[str, FileState]) -> Iterator[tuple[str, str]]:
    """Yield new and old names of equal files in one folder."""
    left: dict[tuple[str, FileState], list[str]] = {}
    for name, state in gone.items():
        left.setdefault((name.partition("/")[0], state), []).append(name)
    for name, state in come.items():
        if old := left.get((name.partition("/")[0], state)):
            yield name, old.pop(0)


def _state(data: bytes) -> FileState:
    return FileState(len(data), hashlib.sha256(data).hexdigest())


def _text(cartridge: Cartridge, name: str) -> str:
    return read_text(cartridge.files[name], name)


def _values(name: str, before: Cartridge, after: Cartridge, effort: Effort) -> tuple[ValueChange, ...]:
    if before.files[name] == after.files[name]:
        return ()
    old, new = (read_object(side.files[name], name) for side in (before, after))
    return tuple(_tables((), old, new, effort))


def _tables(
    path: tuple[str | int, ...], before: Mapping[str, Any], after: Mapping[str, Any], effort: Effort
) -> Iterator[ValueChange]:
    for key in dict.fromkeys((*before, *after)):
        place = (*path, key)
        if key not in after:
            yield _value(place, "removed", before=before[key])
        elif key not in before:
            yield _value(place, "added", after=after[key])
        else:
            yield from _one(place, before[key], after[key], effort)


def _one(path: tuple[str | int, ...], before: Any, after: Any, effort: Effort) -> Iterator[ValueChange]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _tables(path, before, after, effort)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(path, before, after, effort)
    elif _spelled(before) != _spelled(after):
        yield _value(path, "changed", before=before, after=after)


def _lists(
    path: tuple[str | int, ...], before: list[Any], after: list[Any], effort: Effort
) -> Iterator[ValueChange]:
    blocks = equal_blocks([_spelled(item) for item in before], [_spelled(item) for item in after], effort)
    for here, there in gaps(blocks):
        both = min(here.stop - here.start, there.stop - there.start)
        for n in range(both):
            yield from _one((*path, there.start + n), before[here.start + n], after[there.start + n], effort)
        for n in range(here.start + both, here.stop):
            yield _value((*path, n), "removed", before=before[n])
        for n in range(there.start + both, there.stop):
            yield _value((*path, n), "added", after=after[n])


def _value(path: tuple[str | int, ...], change: Change, before: Any = None, after: Any = None) -> ValueChange:
    key = ""
    for part in path:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return ValueChange(key, path, change, before, after)


def _spelled(value: Any) -> str:
    """Return one text for each value; 1, 1.0 and true are three."""
    return json.dumps(value, sort_keys=True)


def _picture(cartridge: Cartridge) -> Picture | None:
    data = cartridge.avatar
    return None if data is None else Picture(len(data), *_PNG_SIZE.unpack_from(data, 16))
