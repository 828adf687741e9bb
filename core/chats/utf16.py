"""Files in UTF-16, as Windows' Notepad once saved them, read as if they were UTF-8."""

from __future__ import annotations

import codecs
import io
import os
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_LOOKED_AT = 4_096
_AT_ONCE = 1 << 16


def as_utf8(file: BinaryIO) -> BinaryIO:
    """Return `file`, open at its start, or what reads it as UTF-8 where it is UTF-16.

    That is told by the mark at its start and by a byte of nought, which every line end has.
    """
    head = file.read(_LOOKED_AT)
    file.seek(0)
    encoding = _MARKS.get(head[:2])
    if encoding is None or b"\0" not in head:
        return file
    return cast(BinaryIO, io.BufferedReader(_Utf8(file, encoding)))


class _Utf8(io.RawIOBase):
    """What is in a file of another encoding; half a pair of surrogates becomes bytes that are not UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._ready = b""
        self._place = 0
        self._start()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, reading up to it, from the start where it lies behind."""
        if whence == os.SEEK_END:
            raise io.UnsupportedOperation("the end is not known before it is reached")
        place = offset + (self._place if whence == os.SEEK_CUR else 0)
        if place < self._place:
            self._start()
        while self._place < place and self.read(min(_AT_ONCE, place - self._place)):
            pass
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        while not self._ready and (read := self._file.read(_AT_ONCE)):
            self._ready = self._decoder.decode(read).encode("utf-8", "surrogatepass")
        given, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(given)] = given
        self._place += len(given)
        return len(given)

    def _start(self) -> None:
        self._file.seek(2)
        self._decoder.reset()
        self._ready = b""
        self._place = 0
