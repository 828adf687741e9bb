"""What the head of a GGUF file says: whether it is one, and the context that it was trained on.

The layout is that of the GGUF specification (ggml, `docs/gguf.md`), versions 2 and 3, little endian.
"""

from __future__ import annotations

import struct
from io import BufferedReader
from pathlib import Path

from whetstone.core.errors import ModelUnavailable

_MAGIC = b"GGUF"
_STRING, _ARRAY = 8, 9
_LONGEST_STRING = 2**24
_FORMATS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}


def trained_context(path: Path) -> int | None:
    """Return the number of tokens that the model at `path` was trained on, where its file says so.

    Raises:
        ModelUnavailable: it cannot be read, or is no GGUF file.
    """
    try:
        with path.open("rb") as file:
            return _context_length(file)
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error.strerror}") from error
    except (struct.error, UnicodeDecodeError, KeyError, OverflowError) as error:
        raise ModelUnavailable(
            f"{path} is damaged: its GGUF header breaks off; fetch the file again"
        ) from error


def _context_length(file: BufferedReader) -> int | None:
    magic = file.read(4)
    if magic != _MAGIC:
        raise ModelUnavailable(f"{file.name} is not a GGUF file; name one, as llama.cpp reads it")
    _version, _tensors, entries = struct.unpack("<IQQ", file.read(20))
    for _ in range(entries):
        key = _string(file)
        value = _value(file, _number(file, "<I"))
        if key.endswith(".context_length") and isinstance(value, int):
            return value
    return None


def _value(file: BufferedReader, kind: int) -> str | int | float | None:
    if kind == _STRING:
        return _string(file)
    if kind != _ARRAY:
        return _number(file, _FORMATS[kind])
    item = _number(file, "<I")
    length = _number(file, "<Q")
    if item in (_STRING, _ARRAY):
        for _ in range(length):
            _value(file, item)
    else:
        file.seek(length * struct.calcsize(_FORMATS[item]), 1)
    return None


def _string(file: BufferedReader) -> str:
    if (length := _number(file, "<Q")) > _LONGEST_STRING:
        raise OverflowError(f"a string of {length} bytes")
    return file.read(length).decode()


def _number(file: BufferedReader, layout: str) -> int:
    number: int = struct.unpack(layout, file.read(struct.calcsize(layout)))[0]
    return number
