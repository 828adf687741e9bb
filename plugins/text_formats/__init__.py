"""The kinds of files that texts are read from: txt, md, html, epub, pdf, docx."""

from __future__ import annotations

from whetstone.core.values.text import TextFormat
from whetstone.hookspecs import hookimpl


@hookimpl(trylast=True)
def whetstone_text_formats() -> list[TextFormat]:
    """Bring the formats; plain text last, since it takes what no other is."""
    from whetstone.plugins.text_formats.docx import WordFormat
    from whetstone.plugins.text_formats.epub import EpubFormat
    from whetstone.plugins.text_formats.html import HtmlFormat
    from whetstone.plugins.text_formats.markdown import MarkdownFormat
    from whetstone.plugins.text_formats.pdf import PdfFormat
    from whetstone.plugins.text_formats.plain import PlainFormat

    return [EpubFormat(), WordFormat(), PdfFormat(), HtmlFormat(), MarkdownFormat(), PlainFormat()]
