"""What holds of the reader, whatever bytes it is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

from archives.refusing import well_put
from archives.zipcraft import DESCRIPTOR
from fuzzing.dissection import Pieces, dissect, records
from fuzzing.witnesses import PEDANTS, PROGRAMS, CannotSpell, Refuses, Seen, zipfile_sees

import whetstone
from whetstone.core.checks import names
from whetstone.plugins.zip_cartridge import WhetstoneFormat
from whetstone.plugins.zip_cartridge.reader import read_archive

FORMAT = WhetstoneFormat()
_MANIFEST = "META-INF/MANIFEST.MF"


class Disagreement(AssertionError):
    """Two readers see different things in one archive."""


def read_or_refused(data: bytes) -> whetstone.Cartridge | None:
    """Return the cartridge in `data`, or `None` where it is refused in one sentence; nothing else happens.

    One that is read is written and read again with the same content.
    """
    try:
        cartridge = FORMAT.read(data, "plato.whetstone")
    except whetstone.CartridgeError as error:
        well_put(str(error))
        return None
    kept(cartridge)
    return cartridge


def kept(cartridge: whetstone.Cartridge) -> None:
    """Hold `cartridge` to come back from its file as it was, and that file to be written the same again."""
    written = FORMAT.write(cartridge)
    again = FORMAT.read(written, "plato.whetstone")
    assert again.content_hash == cartridge.content_hash
    assert all(note.startswith(("the id ", "the name is blank")) for note in again.notes)
    assert FORMAT.write(again) == written


def agreed(data: bytes, programs: Iterable[str] = ()) -> dict[str, bytes] | None:
    """Return the files that our reader finds in `data` as `zipfile` and the other `programs` do.

    `None` where ours refuses it, nothing where there are no files. Ours skips what file managers leave and
    takes an enclosing folder away; that is taken from the others' view too. Names that are not ASCII are
    spelled as each program pleases where the archive does not say how: there, contents count.

    Raises:
        Disagreement: one refuses what ours reads (the pedants may), or sees another name or other bytes.
    """
    try:
        files, notes = read_archive(data)
    except whetstone.CartridgeError as error:
        well_put(str(error))
        return None
    if not files:
        return files
    enclosed = any(note.startswith("everything lies in the folder") for note in notes)
    _hold("zipfile", data, files, enclosed, zipfile_sees)
    for program in programs:
        _hold(program, data, files, enclosed, PROGRAMS[program])
    return files


def shape(data: bytes) -> tuple[object, ...]:
    """Return what kind of archive `data` is, for taking one of each kind to the slower programs."""
    pieces: Pieces = dissect(data)
    kinds = set()
    for part in pieces.parts:
        told = part.fields()
        ids = tuple(sorted({kind for kind, _ in records(told["extra"])}))
        described = (len(part.after), bool(told["flags"] & DESCRIPTOR))
        name = part.name.decode("utf-8", "replace")
        spelled = (
            name.isascii(),
            name.isprintable(),
            names.is_clutter(name),
            "\\" in name,
            name[-2:-1] == ";",
        )
        lies = tuple(sorted({*part.local, *(f"central {field}" for field in part.central)}))
        kinds.add((told["flags"], told["method"], told["made_by"] >> 8, ids, described, spelled, lies))
    return (frozenset(kinds), bool(pieces.options.get("wide")), bool(pieces.options["comment"]))


def _hold(
    program: str, data: bytes, files: Mapping[str, bytes], enclosed: bool, sees: Callable[[bytes], Seen]
) -> None:
    try:
        seen = sees(data)
    except CannotSpell:
        return
    except Refuses as error:
        if program in PEDANTS:
            return
        raise Disagreement(f"{program} refuses what we read: {error}") from error
    if program == "unzip" and b"Icon\r" in data:  # it drops the control characters of names
        seen = [(name, content) for name, content in seen if PurePosixPath(name).name != "Icon"]
    ours = Counter(files.items())
    theirs = Counter(_as_a_cartridge(seen, enclosed))
    odd_ours, odd_theirs = ours - theirs, theirs - ours
    if any(name.isascii() for name, _ in odd_ours) or (odd_theirs and not odd_ours):
        raise Disagreement(
            f"{program} sees {sorted(n for n, _ in odd_theirs)} for {sorted(n for n, _ in odd_ours)}"
        )
    if Counter(content for _, content in ours.elements()) != Counter(
        content for _, content in theirs.elements()
    ):
        raise Disagreement(f"{program} sees other bytes")


def _as_a_cartridge(seen: Seen, enclosed: bool) -> Seen:
    """Return what a program sees without clutter and, where all is `enclosed`, without the first folder."""
    plain = [(name.replace("\\", "/").removeprefix("./"), content) for name, content in seen]
    plain = [(name, content) for name, content in plain if name != _MANIFEST and not names.is_clutter(name)]
    return [(name.partition("/")[2], content) for name, content in plain] if enclosed else plain
