"""The `.whetstone` file: a cartridge as a zip archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whetstone.hookspecs import hookimpl

if TYPE_CHECKING:
    from whetstone.core.values.cartridge import Cartridge
    from whetstone.core.values.cartridge_format import CartridgeFormat


class WhetstoneFormat:
    """Reads any archive that keeps to docs/cartridge-format.md, and writes one reproducibly."""

    name = "whetstone"
    suffixes: tuple[str, ...] = (".whetstone", ".zip")
    writes = True

    def recognises(self, data: bytes, filename: str) -> bool:
        """Return whether the name ends in `.whetstone`, or `data` is a zip archive that may be one.

        Many formats are zip archives: one that is not called `.zip` has to mention `metadata.json`.
        """
        name = filename.lower()
        zipped = data[:4] in (b"PK\x03\x04", b"PK\x05\x06")
        return name.endswith(".whetstone") or (zipped and (name.endswith(".zip") or b"metadata.json" in data))

    def read(self, data: bytes, filename: str) -> Cartridge:
        """Return the cartridge in the archive `data`.

        Raises:
            CartridgeError: the archive or what is in it breaks the format, told in one sentence.
        """
        from whetstone.core.checks.cartridge import read_files
        from whetstone.plugins.zip_cartridge.reader import read_archive
        from whetstone.plugins.zip_cartridge.writer import write_archive

        files, notes = read_archive(data)
        if "signature.json" in files and data != write_archive(files):
            notes.append(
                "the archive was packed anew since it was exported; its signature is for the files in it, "
                "not for their times and attributes"
            )
        stem = filename
        for suffix in self.suffixes:
            if filename.lower().endswith(suffix):
                stem = filename[: -len(suffix)]
        return read_files(files, stem=stem, notes=notes)

    def write(self, cartridge: Cartridge) -> bytes:
        """Return `cartridge` as an archive; the same content gives the same bytes on every machine."""
        from whetstone.plugins.zip_cartridge.writer import write_archive

        return write_archive(cartridge.files)


@hookimpl
def whetstone_cartridge_formats() -> Sequence[CartridgeFormat]:
    """Bring the `.whetstone` format."""
    return [WhetstoneFormat()]
