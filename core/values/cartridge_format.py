"""File formats that hold a cartridge."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from whetstone.core.values.cartridge import Cartridge


@runtime_checkable
class CartridgeFormat(Protocol):
    """Reads one file format into a `Cartridge`, and writes it. Returned by `whetstone_cartridge_formats`.

    Attributes:
        name: how the format is called on the command line (`whetstone export --format NAME`).
        suffixes: file name endings, with the dot, the usual one first.
        writes: whether `write` works.
    """

    name: str
    suffixes: tuple[str, ...]
    writes: bool

    def recognises(self, data: bytes, filename: str) -> bool:
        """Return whether the file looks like this format, by its first bytes or its name; never raises."""

    def read(self, data: bytes, filename: str) -> Cartridge:
        """Return the cartridge in `data`; `filename` (no folder) gives a default id and name.

        Raises:
            CartridgeError: one sentence: what is wrong, where, and what to do.
        """

    def write(self, cartridge: Cartridge) -> bytes:
        """Return `cartridge` as a file of this format; the same content gives the same bytes.

        Raises:
            FormatError: the format cannot hold it.
        """
