"""Which format reads a file or writes a cartridge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from whetstone.core.checks import limits
from whetstone.core.errors import CartridgeError, FormatError, WhetstoneError, near
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.cartridge_format import CartridgeFormat


class Formats:
    """The cartridge formats of one host; `absent` names plugins that are not loaded, for errors."""

    def __init__(self, formats: Sequence[CartridgeFormat], absent: str = "") -> None:
        self._formats = formats
        self._absent = absent

    def suffixes(self) -> tuple[str, ...]:
        """Return the file name endings that some format reads."""
        return tuple(dict.fromkeys(suffix for format in self._formats for suffix in format.suffixes))

    def read_file(self, path: Path) -> Cartridge:
        """Return the cartridge in the file `path`.

        Raises:
            CartridgeError: it cannot be read, is too large, or is damaged.
            FormatError: no format recognises it.
        """
        try:
            size = path.stat().st_size
            if size > limits.ARCHIVE:
                raise CartridgeError(
                    f"{path} has {size:,} bytes, and a cartridge file has at most {limits.ARCHIVE:,}; "
                    "take texts out of its library"
                )
            data = path.read_bytes()
        except OSError as error:
            raise CartridgeError(f"cannot read {path}: {error.strerror or error}") from error
        try:
            return self.read(data, path.name)
        except WhetstoneError as error:
            raise type(error)(f"{path}: {error}", detail=error.detail) from error

    def read(self, data: bytes, filename: str) -> Cartridge:
        """Return the cartridge in `data`, held to the same checks whichever format read it.

        Raises:
            CartridgeError: it is damaged.
            FormatError: no format recognises it.
        """
        for format in self._formats:
            if format.recognises(data, filename):
                return format.read(data, filename)
        readable = ", ".join(f"{f.name} ({' '.join(f.suffixes)})" for f in self._formats) or "none"
        raise FormatError(f"no installed cartridge format reads this file; formats: {readable}{self._absent}")

    def write(self, cartridge: Cartridge, name: str | None) -> tuple[bytes, CartridgeFormat]:
        """Return `cartridge` as a file of the format `name` (the first that writes when `None`).

        Raises:
            FormatError: no such format, or it cannot hold the cartridge.
        """
        writers = {format.name: format for format in self._formats if format.writes}
        if name is None and writers:
            name = next(iter(writers))
        if name not in writers:
            wanted = f"the format {name!r}{near(name, writers)}" if name else "any cartridge format"
            raise FormatError(
                f"no installed plugin writes {wanted}; formats: {', '.join(writers) or 'none'}{self._absent}"
            )
        return writers[name].write(cartridge), writers[name]
