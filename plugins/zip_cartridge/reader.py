"""To come: the strict reader."""

from __future__ import annotations

import io
import zipfile

from whetstone.core.errors import CartridgeError


def read_archive(data: bytes, filename: str) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the archive by name, and notes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}, []
    except Exception as error:
        raise CartridgeError(f"{filename} is not a .whetstone file: {error}") from None
