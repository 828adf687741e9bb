"""PDF: its pages' lines put together to paragraphs, without running heads, page numbers and footnotes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from whetstone.core.errors import TextError
from whetstone.core.extras import needed
from whetstone.core.values.text import TextBlock
from whetstone.plugins.text_formats.pdf_pages import Page, page_of
from whetstone.plugins.text_formats.pdf_paragraphs import pages_to_blocks

if TYPE_CHECKING:
    from pypdf import PdfReader

LEAST_CHARACTERS = 20
"""Pages with fewer characters on average are pictures of text."""


class PdfFormat:
    """PDF with text in it."""

    name = "pdf"
    suffixes: tuple[str, ...] = (".pdf",)

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether it begins like a PDF, whatever its name."""
        return b"%PDF-" in head[:1024]

    def read(self, file: BinaryIO, filename: str) -> Iterator[TextBlock]:
        """Yield the title and author, then headings and paragraphs.

        Raises:
            TextError: it is encrypted, damaged, or has no text but in pictures.
        """
        reader = _opened(file)
        pages = list(_pages(reader))
        characters = sum(len(line.text) for page in pages for line in page.lines)
        if characters < LEAST_CHARACTERS * len(pages) or not characters:
            raise TextError(
                f"its {len(pages)} pages hold pictures and no text; run text recognition (OCR) over it first"
            )
        yield from _names(reader)
        yield from pages_to_blocks(pages)


def _opened(file: BinaryIO) -> PdfReader:
    with needed("forge"):
        import pypdf
        from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise TextError("it is encrypted and asks for a password; save a copy without one")
        if not len(reader.pages):
            raise TextError("it has no pages")
    except TextError:
        raise
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TextError(f"the PDF is damaged: {error}") from error
    except ImportError as error:
        raise TextError("it is encrypted in a way that needs a password; save a copy without one") from error
    return reader


def _pages(reader: PdfReader) -> Iterator[Page]:
    for number in range(len(reader.pages)):
        try:
            yield page_of(reader.pages[number])
        except Exception as error:  # pypdf raises whatever a damaged page makes of it
            if isinstance(error, MemoryError):
                raise
            yield Page([])


def _names(reader: PdfReader) -> Iterator[TextBlock]:
    try:
        information: Any = reader.metadata or {}
        title, author = information.get("/Title"), information.get("/Author")
    except Exception:  # a damaged dictionary costs its names, not the text
        return
    if isinstance(title, str) and _is_title(title):
        yield TextBlock(" ".join(title.split()), "title")
    if isinstance(author, str) and author.strip():
        yield TextBlock(" ".join(author.split()), "author")


def _is_title(title: str) -> bool:
    """Return whether a title names the text, and not the file that a program made it of."""
    bare = title.strip()
    return bool(bare) and not bare.lower().startswith(("microsoft", "untitled")) and "." not in bare[-6:-1]
