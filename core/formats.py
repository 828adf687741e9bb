"""Which format reads a file or writes a cartridge."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from whetstone.core.checks import limits
from whetstone.core.errors import CartridgeError, FormatError, WhetstoneError, near
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.cartridge_format import CartridgeFormat
from whetstone.core.values.plugin import PluginRecord


class Formats:
    """The cartridge formats of one host, each with the record of the plugin that brings it.

    `absent` names plugins that are not loaded, for errors. A format that raises anything but what its
    protocol allows is recorded as its plugin's fault.
    """

    def __init__(self, formats: Sequence[tuple[PluginRecord, CartridgeFormat]], absent: str = "") -> None:
        self._formats = formats
        self._absent = absent

    def suffixes(self) -> tuple[str, ...]:
        """Return the file name endings that some format reads, in small letters."""
        return tuple(dict.fromkeys(s.lower() for _, format in self._formats for s in format.suffixes))

    def writers(self) -> tuple[CartridgeFormat, ...]:
        """Return the formats that cartridges can be written in, the one that is used by default first."""
        return tuple({format.name: format for _, format in self._formats if format.writes}.values())

    def recognises(self, path: Path) -> bool:
        """Return whether some format takes the file `path` for one of its own, be it damaged or not.

        Raises:
            CartridgeError: it cannot be read.
        """
        named = path.name.lower().endswith(self.suffixes())
        try:
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_size > limits.ARCHIVE:
                    return named
                data = file.read()
        except OSError as error:
            raise CartridgeError(f"cannot read {path}: {error.strerror or error}") from error
        return any(_recognises(record, format, data, path.name) for record, format in self._formats)

    def read_file(self, path: Path) -> Cartridge:
        """Return the cartridge in the file `path`.

        Raises:
            CartridgeError: it cannot be read, is too large, or is damaged.
            FormatError: no format recognises it.
        """
        try:
            with path.open("rb") as file:
                _check_size(os.fstat(file.fileno()).st_size, str(path))
                data = read_capped(file, str(path))
        except OSError as error:
            raise CartridgeError(f"cannot read {path}: {error.strerror or error}") from error
        try:
            return self.read(data, path.name)
        except WhetstoneError as error:
            raise type(error)(f"{path}: {error}", detail=error.detail) from error

    def read(self, data: bytes, filename: str) -> Cartridge:
        """Return the cartridge in `data`.

        Raises:
            CartridgeError: it is damaged.
            FormatError: no format recognises it, or the one that does fails.
        """
        for record, format in self._formats:
            if not _recognises(record, format, data, filename):
                continue
            try:
                cartridge = format.read(data, filename)
            except WhetstoneError:
                raise
            except Exception as error:
                raise _broken(record, format, "read", error) from error
            if not isinstance(cartridge, Cartridge):
                raise _broken(record, format, "read", TypeError(f"it returned a {type(cartridge).__name__}"))
            return cartridge
        readable = ", ".join(f"{f.name} ({' '.join(f.suffixes)})" for _, f in self._formats) or "none"
        raise FormatError(f"no installed cartridge format reads this file; formats: {readable}{self._absent}")

    def write(self, cartridge: Cartridge, name: str | None) -> tuple[bytes, CartridgeFormat]:
        """Return `cartridge` as a file of the format `name` (the first that writes when `None`).

        Raises:
            FormatError: no such format, or it cannot hold the cartridge.
        """
        writers = {format.name: (record, format) for record, format in self._formats if format.writes}
        if name is None and writers:
            name = next(iter(writers))
        if name not in writers:
            wanted = f"the format {name!r}{near(name, writers)}" if name else "any cartridge format"
            raise FormatError(
                f"no installed plugin writes {wanted}; formats: {', '.join(writers) or 'none'}{self._absent}"
            )
        record, format = writers[name]
        try:
            data = format.write(cartridge)
        except WhetstoneError:
            raise
        except Exception as error:
            raise _broken(record, format, "write", error) from error
        if not isinstance(data, bytes):
            raise _broken(record, format, "write", TypeError(f"it returned a {type(data).__name__}"))
        return data, format


def read_capped(file: BinaryIO, name: str) -> bytes:
    """Return what is in `file`, called `name` in errors, without reading more than a cartridge may have.

    Raises:
        CartridgeError: it is larger.
    """
    data = file.read(limits.ARCHIVE + 1)
    _check_size(len(data), name)
    return data


def _check_size(size: int, name: str) -> None:
    if size > limits.ARCHIVE:
        raise CartridgeError(
            f"{name} is larger than {limits.in_words(limits.ARCHIVE)}, the most that a cartridge file has; "
            "take texts out of its library"
        )


def _recognises(record: PluginRecord, format: CartridgeFormat, data: bytes, filename: str) -> bool:
    try:
        return bool(format.recognises(data, filename))
    except Exception as error:
        _broken(record, format, "recognises", error)
        return False


def _broken(record: PluginRecord, format: CartridgeFormat, method: str, error: Exception) -> FormatError:
    fault = f"{method}() of the format {format.name} raised {type(error).__name__}: {error}"
    record.blame(fault)
    return FormatError(f"the plugin {record.name} of {record.distribution} failed: {fault}")
