"""Word documents: turned into a page by mammoth, and read as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from whetstone.core.errors import TextError
from whetstone.core.extras import needed
from whetstone.core.values.text import TextBlock
from whetstone.plugins.text_formats.html import page_blocks
from whetstone.plugins.text_formats.packages import open_archive, parse_xml, read_member

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name^='toc '] => p.toc:fresh
p[style-name^='TOC '] => p.toc:fresh
p[style-name='TOC Heading'] => p.toc:fresh
p[style-name='table of figures'] => p.toc:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Bibliography'] => p.bibliography:fresh
"""
_NOTES = re.compile(r"<li id=\"[^\"]*(?:footnote|endnote|comment)-[^\"]*\">.*?</li>", re.DOTALL)
_POINTER = re.compile(
    r"<sup><a href=\"#[^\"]*(?:footnote|endnote|comment)-[^\"]*\"[^>]*>.*?</a></sup>", re.DOTALL
)
_BACK = re.compile(r"\s*<a href=\"#[^\"]*-ref-[^\"]*\">[^<]*</a>")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_MARKUP = 256 * 1024 * 1024


class WordFormat:
    """Word's `.docx`; an encrypted one or an old `.doc` is refused with what to do."""

    name = "docx"
    suffixes: tuple[str, ...] = (".docx", ".docm", ".doc")

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether it is an archive or an old document that is called so, or has Word's first entry."""
        called = filename.lower().endswith(self.suffixes)
        if head.startswith(_OLE):
            return called
        return head.startswith(b"PK\x03\x04") and (called or b"word/" in head)

    def read(self, file: BinaryIO, filename: str) -> Iterator[TextBlock]:
        """Yield the document's headings and paragraphs, without footnotes, endnotes and comments."""
        if file.read(8) == _OLE:
            raise TextError(
                "it is encrypted or in the format of Word before 2007; save it as .docx without a password"
            )
        file.seek(0)
        _check(file)
        file.seek(0)
        markup = _markup(file)
        notes = _BACK.sub("", "".join(_NOTES.findall(markup)))
        yield from page_blocks(_NOTES.sub("", _POINTER.sub("", markup)), book=True)
        if notes:
            yield from page_blocks(notes, book=True, role="notes")


def _check(file: BinaryIO) -> None:
    """Refuse what unpacks to too much, or declares entities in its XML."""
    with open_archive(file, "the document") as archive:
        names = archive.namelist()
        if not any(name.startswith("word/document") for name in names):
            raise TextError("it holds no Word document")
        for name in names:
            if name.endswith((".xml", ".rels")):
                parse_xml(read_member(archive, name), name)


def _markup(file: BinaryIO) -> str:
    with needed("forge"):
        import mammoth

    def no_picture(_: Any) -> list[Any]:
        return []

    try:
        result = mammoth.convert_to_html(file, style_map=_STYLES, convert_image=no_picture)
    except Exception as error:  # mammoth raises whatever its parser met
        raise TextError(f"the document is damaged: {type(error).__name__}: {error}") from error
    markup = str(result.value)
    if len(markup) > _MOST_MARKUP:
        raise TextError("the document is larger than 256 MB of text; divide it")
    return markup
