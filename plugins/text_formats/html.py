"""Pages: HTML and XHTML, read with selectolax into paragraphs and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from whetstone.core.errors import TextError
from whetstone.core.extras import needed
from whetstone.core.values.text import BlockRole, TextBlock
from whetstone.plugins.text_formats.html_roles import DROPPED, NOTE_LINK, NOTE_MARK, role_of
from whetstone.plugins.text_formats.html_tables import Row, table_blocks
from whetstone.plugins.text_formats.plain_headings import is_heading

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST_BYTES = 256 * 1024 * 1024
"""A page larger than this is refused: it is held in memory as a tree."""

MOST_DEPTH = 2_000
"""A page whose elements are nested deeper is refused."""

_OPEN, _CLOSE, _END, _LINE, _LINK, _UNLINK = "\ue000\ue001\ue002\ue003\ue004\ue005"
_LINKED = re.compile(f"{_LINK}([^{_UNLINK}]*){_UNLINK}")
_INTERNAL = re.compile(r"#.|(?!\w+:)[^?#]+\.x?html?(?:#|$)", re.IGNORECASE)
_LINES = re.compile(f" ?(?:{_LINE} ?)+")
_BREAK = re.compile(f"{_LINE} ?{_LINE}[ {_LINE}]*")
_SELF_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)[\s/>])"
    r"([A-Za-z][\w:.-]*)(\s[^<>]*?)?/>"
)
_CONTAINER = re.compile(
    r"<(/?)(?:div|section|article|ul|ol|dl|blockquote|center|table|span)\b", re.IGNORECASE
)
_BLOCKS = (
    "html body div section article main header footer aside nav figure figcaption center p h1 h2 h3 h4 h5 h6 "
    "ul ol li dl dt dd blockquote pre address details summary fieldset table caption thead tbody "
    "tfoot tr td th hgroup hr menu"
)
_SELECTOR = ", ".join(_BLOCKS.split())
_CHARSET = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE
)


class HtmlFormat:
    """HTML and XHTML, also what other programs made of a book."""

    name = "html"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml", ".xht")

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether it begins like a page, or is called like one and has a tag."""
        start = head[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
        if start.startswith((b"<!doctype html", b"<html")) or (
            start.startswith(b"<?xml") and b"<html" in head.lower()
        ):
            return True
        return filename.lower().endswith(self.suffixes) and b"<" in head

    def read(self, file: BinaryIO, filename: str) -> Iterator[TextBlock]:
        """Yield the page's title and author, where it names them, and its blocks."""
        data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise TextError("the page is larger than 256 MB; divide it")
        yield from page_blocks(decoded(data), named=True)


def decoded(data: bytes) -> str:
    """Return the text of a page in the encoding that it declares, else the one it seems to have."""
    from whetstone.plugins.text_formats.encodings import decode_all

    declared = _CHARSET.search(data[:4096])
    name = (declared[1] or declared[2]).decode("ascii") if declared else None
    return decode_all(data, name)


def page_blocks(
    markup: str, *, book: bool = False, role: BlockRole = "text", named: bool = False
) -> Iterator[TextBlock]:
    """Yield the blocks of a page.

    `book` is a document of a book, `role` what the whole of it is. `named` gives the title and the author
    of its head first.
    """
    with needed("forge"):
        from selectolax.lexbor import LexborHTMLParser

    for mark in (_OPEN, _CLOSE, _END, _LINE, _LINK, _UNLINK):
        markup = markup.replace(mark, "")
    if "/>" in markup and ("xmlns" in markup[:2048] or markup.lstrip().startswith("<?xml")):
        markup = _SELF_CLOSED.sub(r"<\1\2></\1>", markup)
    _check_depth(markup)
    tree = LexborHTMLParser(markup)
    if named:
        yield from _names(tree)
    if tree.body is None:
        return
    yield from _Page(tree, book, role).blocks()


def _check_depth(markup: str) -> None:
    """Refuse what is nested so deeply that a parser would take hours."""
    depth = 0
    for tag in _CONTAINER.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MOST_DEPTH:
            raise TextError(f"the page nests its elements more than {MOST_DEPTH} deep, as no text does")


def _names(tree: LexborHTMLParser) -> Iterator[TextBlock]:
    title = tree.css_first("head title")
    if title is not None and (text := _tidy(title.text())):
        yield TextBlock(text, "title")
    author = tree.css_first(
        "head meta[name='author'], head meta[name='dc.creator'], head meta[name='DC.creator']"
    )
    if author is not None and (text := _tidy(author.attributes.get("content") or "")):
        yield TextBlock(text, "author")


@dataclass(slots=True)
class _Open:
    """An open element: what it is, whether it is a work without a title yet, a table's rows so far."""

    tag: str
    role: BlockRole
    level: int = 0
    untitled: bool = False
    rows: list[Row] = field(default_factory=list)


class _Page:
    """Marks where each block begins and ends, takes the whole text at once, and reads the marks."""

    def __init__(self, tree: LexborHTMLParser, book: bool, role: BlockRole) -> None:
        self._book = book
        self._role = role
        for node in tree.css(DROPPED):
            node.decompose()
        _drop_note_marks(tree)
        for node in tree.css("pre"):
            _keep_lines(node)
        for node in tree.css("br"):
            node.replace_with(_LINE)
        self._elements = [node for node in tree.css(_SELECTOR) if node.tag != "html"]
        self._bold = _bold_lines(tree)
        for node in tree.css("a[href]"):
            if _INTERNAL.match(node.attributes.get("href") or ""):
                node.insert_before(_LINK)
                node.insert_after(_UNLINK)
        for number, node in enumerate(self._elements):
            node.insert_before(f"{_OPEN}{number}{_CLOSE}")
            node.insert_after(_END)
        root = tree.root
        self._text = root.text(deep=True) if root is not None else ""

    def blocks(self) -> Iterator[TextBlock]:
        """Yield the blocks in their order."""
        stack = [_Open("html", self._role)]
        tables: list[_Open] = []
        for piece in self._text.split(_OPEN)[1:]:
            number, _, rest = piece.partition(_CLOSE)
            self._enter(self._opened(self._elements[int(number)], stack[-1]), stack, tables)
            inner, *outer = rest.split(_END)
            yield from self._placed(inner, stack, tables)
            for text in outer:
                if len(stack) > 1:
                    done = stack.pop()
                    if tables and tables[-1] is done and tables.pop() and not tables:
                        yield from table_blocks(done.rows, done.role)
                yield from self._placed(text, stack, tables)

    def _enter(self, one: _Open, stack: list[_Open], tables: list[_Open]) -> None:
        stack.append(one)
        if one.tag == "table":
            tables.append(one)
        elif one.tag == "tr" and tables:
            tables[0].rows.append([])
        elif one.tag in ("td", "th") and tables and tables[0].rows:
            tables[0].rows[-1].append([])

    def _opened(self, node: LexborNode, around: _Open) -> _Open:
        tag = node.tag or "div"
        attributes = node.attributes
        role = role_of(tag, attributes, around.role, self._book)
        if role == "text" and tag == "section" and self._book and _beside_fiction(node, attributes):
            role = "introduction"
        if role == "text" and node.mem_id in self._bold:
            role = "heading"
        level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else around.level
        return _Open(tag, role, level, untitled=self._book and tag == "article" and role == "text")

    def _placed(self, text: str, stack: list[_Open], tables: list[_Open]) -> Iterator[TextBlock]:
        if not text or text.isspace():
            return
        if tables and tables[0].rows and tables[0].rows[-1]:
            tables[0].rows[-1][-1].extend(_split(text, stack))
        else:
            yield from _split(text, stack)


def _split(text: str, stack: list[_Open]) -> Iterator[TextBlock]:
    """Yield the paragraphs of a run of text; a work's first heading is its title."""
    place = stack[-1]
    role: BlockRole = "heading" if place.level and place.role == "text" else place.role
    if role == "heading" and (works := [one for one in stack if one.untitled]):
        role, works[-1].untitled = "title", False
    if _LINK in text:
        linked = sum(map(len, _LINKED.findall(text)))
        text = text.replace(_LINK, "").replace(_UNLINK, "")
        if role == "text" and linked > 0.7 * len(text.strip()):
            role = "contents"
    for part in _BREAK.split(text) if _LINE in text else (text,):
        if words := _tidy(part):
            yield TextBlock(words, role, place.level)


def _tidy(text: str) -> str:
    words = " ".join(text.split())
    return _LINES.sub("\n", words).strip() if _LINE in words else words


def _keep_lines(node: LexborNode) -> None:
    text = node.text()
    if node.css_first("code, span[class]") is not None:
        node.decompose()
    else:
        node.insert_before(f"{_LINE}{_LINE}{text.replace(chr(10), _LINE)}{_LINE}{_LINE}")
        node.decompose()


def _drop_note_marks(tree: LexborHTMLParser) -> None:
    """Take out raised numbers and links that point to notes."""
    for node in tree.css("sup"):
        text = node.text().strip()
        if not text or (
            NOTE_MARK.fullmatch(text) and (text.strip("[](){}").isdigit() or node.css_first("a"))
        ):
            node.decompose()
    for node in tree.css("a[href*='#']"):
        text = node.text().strip()
        if (
            len(text) <= 8
            and NOTE_MARK.fullmatch(text)
            and NOTE_LINK.search(node.attributes.get("href") or "")
        ):
            node.decompose()


def _beside_fiction(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    """Return whether a section that is marked as no fiction stands beside one that is marked as fiction."""
    if "z3998:non-fiction" not in (attributes.get("epub:type") or "").split():
        return False
    parent = node.parent
    return parent is not None and parent.css_first("[epub\\:type~='z3998:fiction']") is not None


def _bold_lines(tree: LexborHTMLParser) -> frozenset[int]:
    """Return the paragraphs that are headings by their letters alone, in a page that has no others."""
    if tree.css_first("h1, h2, h3, h4, h5, h6") is not None:
        return frozenset()
    found = []
    for node in tree.css("p b, p strong, div b, div strong"):
        around = node.parent
        while around is not None and around.tag in ("font", "span", "i", "em", "u", "center", "a"):
            around = around.parent
        if around is not None and around.tag in ("p", "div"):
            text = _tidy(node.text().replace(_LINE, " "))
            if text and is_heading(text) and text == _tidy(around.text().replace(_LINE, " ")):
                found.append(around.mem_id)
    return frozenset(found)
