"""Books: EPUB 2 and 3, each document of the spine read as a page."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from whetstone.core.errors import TextError
from whetstone.core.values.text import BlockRole, TextBlock
from whetstone.plugins.text_formats.html import decoded, page_blocks
from whetstone.plugins.text_formats.packages import (
    Package,
    check_drm,
    open_archive,
    read_member,
    read_package,
)
from whetstone.plugins.text_formats.plain import is_text

_HEAD = 4096
"""So many bytes of a document are looked at to tell whether it is one."""


class EpubFormat:
    """EPUB 2 and 3 without digital rights management."""

    name = "epub"
    suffixes: tuple[str, ...] = (".epub", ".kepub")

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether it is an archive that says it is an EPUB, in its first entry or its name."""
        return head.startswith(b"PK\x03\x04") and (
            b"application/epub+zip" in head[:128] or filename.lower().endswith(self.suffixes)
        )

    def read(self, file: BinaryIO, filename: str) -> Iterator[TextBlock]:
        """Yield the book's title and author, and the blocks of its documents in their order."""
        with open_archive(file, "the EPUB") as archive:
            package = read_package(archive)
            check_drm(archive, package)
            if package.title:
                yield TextBlock(package.title, "title")
            if package.author:
                yield TextBlock(package.author, "author")
            for path in package.spine:
                yield from _document(archive, package, path)


def _document(archive: zipfile.ZipFile, package: Package, path: str) -> Iterator[TextBlock]:
    data = read_member(archive, path)
    if not is_text(data[:_HEAD]):
        raise TextError(
            f"{path!r} in the EPUB holds bytes that are not text: it is damaged, or protected by digital "
            "rights management (DRM)"
        )
    markup = decoded(data)
    role: BlockRole = package.roles.get(path, "text")
    yield from page_blocks(markup, book=True, role=role)
