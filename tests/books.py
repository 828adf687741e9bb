"""Small books of our own: EPUB, PDF, DOCX and web pages, written byte by byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""

SENTENCES = (
    "The lamp was lit before the rain began, and nobody in the house spoke of it.",
    "I have counted the steps to the harbour so often that my feet no longer ask me.",
    "What the tide takes in the evening it brings back in the morning, a little smaller.",
    "My neighbour mends nets, and he says that a hole is only a question badly tied.",
    "When the wind turned we carried the boats up, and the children carried the oars.",
    "There is a kind of patience that is only fear with its shoes off.",
    "I would rather be wrong at sea than right in a warm room.",
    "The bell of the chapel is cracked, and so it is the only one that we recognise.",
    "Give a stranger bread first and ask his name when he has eaten.",
    "Nothing in this village is locked but the cupboard of the man who has nothing.",
)


def prose(number: int, sentences: int = 5) -> str:
    """A paragraph of our own; another one for each number."""
    chosen = [SENTENCES[(number * 3 + step * (1 + number % 7)) % len(SENTENCES)] for step in range(sentences)]
    return f"{' '.join(chosen)} That was on day {number} of the year."


def paragraphs(count: int, first: int = 0) -> list[str]:
    """So many paragraphs, from the one with the number `first`."""
    return [prose(number) for number in range(first, first + count)]


def page(body: str, *, title: str = "", kind: str = "", head: str = "") -> str:
    """An XHTML document."""
    typed = f' epub:type="{kind}"' if kind else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>{escape(title)}</title>{head}</head><body{typed}>{body}</body></html>"
    )


def in_p(texts: Iterable[str]) -> str:
    """Paragraphs as HTML."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def epub(
    path: Path,
    documents: Mapping[str, str | bytes],
    *,
    title: str = "The Harbour",
    author: str = "Maren Holt",
    metadata: str = "",
    guide: str = "",
    files: Mapping[str, str | bytes] | None = None,
) -> Path:
    """An EPUB whose spine is `documents` by their names; one called `nav.xhtml` is its navigation."""
    items, spine = [], []
    for number, name in enumerate(documents):
        nav = ' properties="nav"' if name == "nav.xhtml" else ""
        items.append(f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"{nav}/>')
        spine.append(f'<itemref idref="i{number}"/>')
    opf = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>{metadata}</metadata>"
        f"<manifest>{''.join(items)}</manifest><spine>{''.join(spine)}</spine><guide>{guide}</guide></package>"
    )
    held: dict[str, str | bytes] = {"META-INF/container.xml": CONTAINER, "OPS/book.opf": opf}
    held |= {f"OPS/{name}": text for name, text in documents.items()}
    return archive(path, held | dict(files or {}), first=("mimetype", "application/epub+zip"))


def archive(path: Path, files: Mapping[str, str | bytes], first: tuple[str, str] | None = None) -> Path:
    """A zip archive of `files`; `first` is stored in front of them."""
    path.write_bytes(archived(files, first))
    return path


def archived(files: Mapping[str, str | bytes], first: tuple[str, str] | None = None) -> bytes:
    """The bytes of a zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        if first:
            out.writestr(*first, zipfile.ZIP_STORED)
        for name, data in files.items():
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


Painted = tuple[str, float, float, float]
"""A line on a PDF page: text, points from the left and from the bottom, size of its letters."""


def pdf(path: Path, pages: Sequence[Sequence[Painted]], *, info: str = "", encrypted: bool = False) -> Path:
    """A PDF in one of the standard fonts, with lines where they are put."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{4 + 2 * at} 0 R' for at in range(len(pages)))}]"
        f" /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
    ]
    for at, lines in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        painted = b"".join(
            b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (size, left, height, _pdf_string(text))
            for text, left, height, size in lines
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(painted), painted))
    extra = ""
    if info:
        objects.append(f"<< {info} >>".encode("cp1252"))
        extra += f" /Info {len(objects)} 0 R"
    if encrypted:
        objects.append(
            b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
        )
        extra += f" /Encrypt {len(objects)} 0 R /ID [<41> <41>]"
    path.write_bytes(_pdf_file(objects, extra))
    return path


def _pdf_string(text: str) -> bytes:
    data = text.encode("cp1252")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf_file(objects: Sequence[bytes], extra: str) -> bytes:
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, data in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += f"trailer << /Size {len(objects) + 1} /Root 1 0 R{extra} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(made)


def set_lines(text: str, length: int = 78, hyphens: bool = True) -> list[str]:
    """A paragraph in lines of at most `length`, where long words are divided as typesetters do."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + 1 + len(word) <= length:
            line = f"{line} {word}".strip()
            continue
        room = length - len(line) - 2
        if hyphens and word.isalpha() and len(word) > 7 and room >= 3:
            cut = min(room, len(word) - 3)
            line, word = f"{line} {word[:cut]}-", word[cut:]
        lines.append(line)
        line = word
    return [*lines, line] if line else lines


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(path: Path, body: str, notes: str = "") -> Path:
    """A Word document whose body and footnotes are given as WordprocessingML."""
    kinds = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{kind}+xml"/>'
        for part, kind in (("document", "document.main"), ("styles", "styles"), ("footnotes", "footnotes"))
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("Title", "Title"), ("H1", "heading 1"), ("H2", "heading 2"), ("TOC1", "toc 1"))
    )
    return archive(
        path,
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/>{kinds}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{office}/styles" Target="styles.xml"/>'
            f'<Relationship Id="r2" Type="{office}/footnotes" Target="footnotes.xml"/></Relationships>',
            "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{WORD}">{notes}</w:footnotes>',
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        },
    )


def word_p(text: str, style: str = "", note: int = 0) -> str:
    """A paragraph of a Word document, with a pointer to a footnote where it has one."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    pointer = f'<w:r><w:footnoteReference w:id="{note}"/></w:r>' if note else ""
    return f"<w:p>{styled}<w:r><w:t>{escape(text)}</w:t></w:r>{pointer}</w:p>"


def word_note(number: int, text: str) -> str:
    """A footnote of a Word document."""
    return f'<w:footnote w:id="{number}">{word_p(text)}</w:footnote>'
