"""What fuzzing feeds: each target takes any bytes, holds the reader to its promises, and can change bytes."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from archives.hostile_entries import HOSTILE_NAMES
from archives.producers import unpacked
from archives.refusing import well_put
from archives.sample import FULL, MINIMAL, pillow_png, png
from fuzzing import file_mutations, zip_mutations
from fuzzing.properties import agreed, kept, read_or_refused, shape
from fuzzing.sources import good_archives, hostile_sources
from fuzzing.witnesses import PROGRAMS

import whetstone
from whetstone.core.checks.cartridge import read_folder

_JSON = ("metadata.json", "config.json", "report.json", "signature.json")
_TEXTS = ("prompt.txt", "library/a.txt")


@dataclass(frozen=True)
class Target:
    """`check` returns whether the bytes were accepted, and raises where a promise is broken."""

    check: Callable[[bytes], bool]
    change: Callable[[bytes, random.Random], bytes]
    seeds: Callable[[], Mapping[str, bytes]]


class Archives:
    """Whole archives. Each new shape of an accepted one is shown to every other program as well."""

    def __init__(self) -> None:
        self.shapes: set[tuple[object, ...]] = set()

    def check(self, data: bytes) -> bool:
        """Hold the reader to all its promises for the archive `data`."""
        accepted = read_or_refused(data) is not None
        if agreed(data) and (kind := shape(data)) not in self.shapes:
            self.shapes.add(kind)
            agreed(data, PROGRAMS)
        return accepted


def _files(*names: str) -> Callable[[bytes], bool]:
    """Return a check of one file: the first byte chooses its name among `names`, the rest is its content."""

    def check(data: bytes) -> bool:
        name = names[data[0] % len(names)] if data else names[0]
        return _cartridge({**MINIMAL, name: data[1:]}) is not None

    return check


def _cartridge(files: Mapping[str, bytes]) -> whetstone.Cartridge | None:
    try:
        cartridge = whetstone.read_files(files, stem="plato")
    except whetstone.CartridgeError as error:
        well_put(str(error))
        return None
    kept(cartridge)
    return cartridge


def _names(data: bytes) -> bool:
    """Check lines as names: what is accepted can be unpacked, and is the same cartridge then."""
    names = data.decode("utf-8", "surrogateescape").split("\n")[:32]
    contents = {**FULL, "report.json": b"{}", "signature.json": b"{}"}
    cartridge = _cartridge({**{name: contents.get(name, b"x") for name in names if name}, **MINIMAL})
    if cartridge is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        unpacked(cartridge.files, Path(folder))
        assert read_folder(Path(folder)).content_hash == cartridge.content_hash
    return True


def _often_from(
    good: Mapping[str, bytes], change: Callable[[bytes, random.Random], bytes]
) -> Callable[[bytes, random.Random], bytes]:
    """Return `change`, two in five times of something that is in order: else little would be accepted."""
    sources = list(good.values())
    return lambda data, rng: change(rng.choice(sources) if rng.random() < 0.4 else data, rng)


def _file_target(
    change: Callable[[bytes, random.Random], bytes], seeds: Mapping[str, bytes], *names: str
) -> Target:
    return Target(_files(*names), _often_from(seeds, _behind_a_byte(change)), lambda: seeds)


def _behind_a_byte(
    change: Callable[[bytes, random.Random], bytes],
) -> Callable[[bytes, random.Random], bytes]:
    return lambda data, rng: (data[:1] or b"\0") + change(data[1:], rng)


def _changed_names(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    known = [*zip_mutations.NAMES, *(name.replace(b"\n", b"") for name in HOSTILE_NAMES)]
    way = rng.randrange(3)
    if way == 0:
        lines[at] = rng.choice(known)
    elif way == 1:
        lines.append(rng.choice(known))
    else:
        lines[at] = file_mutations.changed_text(lines[at], rng)
    return b"\n".join(lines)


def _numbered(names: tuple[str, ...]) -> Mapping[str, bytes]:
    return {name: bytes([n]) + FULL.get(name, MINIMAL["config.json"]) for n, name in enumerate(names)}


def _pictures() -> Mapping[str, bytes]:
    drawn = {mode: pillow_png(mode, (9, 7)) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")}
    return {name: b"\0" + data for name, data in {**drawn, "plain": png()}.items()}


def targets() -> dict[str, Target]:
    """Return all targets by name."""
    names = {"sample": "\n".join(FULL).encode()}
    return {
        "archives": Target(
            Archives().check,
            _often_from(good_archives(), zip_mutations.mutated),
            lambda: {**good_archives(), **dict(hostile_sources())},
        ),
        "json": _file_target(file_mutations.changed_json, _numbered(_JSON), *_JSON),
        "texts": _file_target(file_mutations.changed_text, _numbered(_TEXTS), *_TEXTS),
        "avatars": _file_target(file_mutations.changed_png, _pictures(), "avatar.png"),
        "names": Target(_names, _often_from(names, _changed_names), lambda: names),
    }
