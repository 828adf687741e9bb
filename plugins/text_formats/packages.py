"""The package of an EPUB: what it is called, by whom, and which documents it has in which order."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree import ElementTree

from whetstone.core.errors import TextError
from whetstone.core.values.text import BlockRole

MOST_BYTES = 64 * 1024 * 1024
"""A member larger than this is refused."""

MOST_RATIO = 200
"""A member of more than a megabyte that deflates better than this is refused: no text does."""

_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_GUIDE: dict[str, BlockRole] = {
    **dict.fromkeys(("toc", "index", "loi", "lot", "glossary"), "contents"),
    **dict.fromkeys(("cover", "title-page", "copyright-page", "colophon", "titlepage"), "licence"),
    **dict.fromkeys(("notes", "bibliography", "endnotes", "footnotes"), "notes"),
    **dict.fromkeys(
        ("foreword", "preface", "introduction", "dedication", "acknowledgements"), "introduction"
    ),
}


@dataclass(frozen=True, slots=True)
class Package:
    """What the OPF document says. `spine` are paths inside the archive; `roles` those of whole documents."""

    title: str
    author: str
    spine: tuple[str, ...]
    roles: dict[str, BlockRole] = field(default_factory=dict)


@contextmanager
def open_archive(file: BinaryIO, what: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive that is held to be one file, `what`.

    Raises:
        TextError: it is damaged, encrypted, or a bomb.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            packed = sum(info.compress_size for info in archive.infolist())
            size = sum(info.file_size for info in archive.infolist())
            if size > MOST_BYTES and size > MOST_RATIO * max(packed, 1):
                raise TextError(
                    f"{what} unpacks to {size // 2**20} MB from {packed // 2**10} KB, as no text does"
                )
            yield archive
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise TextError(f"{what} is damaged: {error}") from error


def read_member(archive: zipfile.ZipFile, path: str) -> bytes:
    """Return the bytes of a member.

    Raises:
        TextError: it is missing, damaged, too large or encrypted.
    """
    try:
        info = archive.getinfo(path)
    except KeyError:
        raise TextError(f"the archive lacks {path!r}, which its contents name") from None
    if info.flag_bits & 1:
        raise TextError("the archive is protected by a password; unpack it first")
    if info.file_size > MOST_BYTES or info.file_size > max(2**20, MOST_RATIO * info.compress_size):
        raise TextError(f"{path!r} in the archive unpacks to {info.file_size // 2**20} MB, as no text does")
    try:
        return archive.read(info)
    except Exception as error:  # zlib.error and what zipfile raises for damaged headers
        raise TextError(f"{path!r} in the archive is damaged: {error}") from error


def parse_xml(data: bytes, path: str) -> ElementTree.Element:
    """Return the root of an XML document that declares no entities.

    Raises:
        TextError: it is damaged, or declares entities.
    """
    if b"<!ENTITY" in data or b"<\0!\0E\0N\0T" in data or b"\0<\0!\0E\0N\0T" in data:
        raise TextError(f"{path!r} declares XML entities, which no book needs")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise TextError(f"{path!r} is damaged XML: {error}") from error


def check_drm(archive: zipfile.ZipFile, package: Package) -> None:
    """Refuse a book whose documents are encrypted; fonts may be.

    Raises:
        TextError: it is protected.
    """
    names = set(archive.namelist())
    if "META-INF/encryption.xml" not in names:
        return
    root = parse_xml(read_member(archive, "META-INF/encryption.xml"), "META-INF/encryption.xml")
    for data in _all(root, "EncryptedData"):
        method = next((one.get("Algorithm", "") for one in _all(data, "EncryptionMethod")), "")
        of = [unquote(one.get("URI", "")) for one in _all(data, "CipherReference")]
        if method not in _FONTS and any(path in package.spine for path in of):
            raise TextError("it is protected by digital rights management (DRM); use a copy without it")


def read_package(archive: zipfile.ZipFile) -> Package:
    """Return what the EPUB says of itself.

    Raises:
        TextError: it is damaged or has no documents.
    """
    opf = _opf_path(archive)
    root = parse_xml(read_member(archive, opf), opf)
    base = posixpath.dirname(opf)
    items = {item.get("id", ""): item for item in _all(root, "item")}
    paths = {key: _resolved(base, item.get("href", "")) for key, item in items.items()}
    names = set(archive.namelist())
    spine, roles = [], dict(_guide_roles(root, base))
    for ref in _all(root, "itemref"):
        item = items.get(ref.get("idref", ""))
        path = paths.get(ref.get("idref", ""), "")
        kind = item.get("media-type", "") if item is not None else ""
        if path in names and ("html" in kind or path.lower().endswith((".xhtml", ".html", ".htm", ".xml"))):
            spine.append(path)
            if item is not None and "nav" in item.get("properties", "").split():
                roles[path] = "contents"
            elif ref.get("linear") == "no":
                roles.setdefault(path, "notes")
    if not spine:
        raise TextError("the EPUB lists no documents that it holds")
    author = "; ".join(dict.fromkeys(text for text in map(_text, _authors(root)) if text))
    return Package(_title(root), author, tuple(dict.fromkeys(spine)), roles)


def _opf_path(archive: zipfile.ZipFile) -> str:
    if "META-INF/container.xml" in archive.namelist():
        container = parse_xml(read_member(archive, "META-INF/container.xml"), "META-INF/container.xml")
        for rootfile in _all(container, "rootfile"):
            if path := rootfile.get("full-path"):
                return path
    found = sorted(name for name in archive.namelist() if name.lower().endswith(".opf"))
    if not found:
        raise TextError("the EPUB has no package document (.opf)")
    return found[0]


def _guide_roles(root: ElementTree.Element, base: str) -> Iterator[tuple[str, BlockRole]]:
    for reference in _all(root, "reference"):
        role = _GUIDE.get((reference.get("type") or "").lower())
        if role is not None and "#" not in reference.get("href", ""):
            yield _resolved(base, reference.get("href", "")), role


def _resolved(base: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(base, unquote(href.partition("#")[0]))).lstrip("/")


def _authors(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield the creators that are authors, where roles are given, else all."""
    creators = list(_all(root, "creator"))
    refined = {
        meta.get("refines", "").lstrip("#"): (meta.text or "").strip()
        for meta in _all(root, "meta")
        if meta.get("property") == "role"
    }
    for creator in creators:
        said = [value for key, value in creator.attrib.items() if key.rpartition("}")[2] == "role"]
        role = said[0] if said else refined.get(creator.get("id", ""), "aut")
        if role == "aut":
            yield creator


def _title(root: ElementTree.Element) -> str:
    return next((text for text in map(_text, _all(root, "title")) if text), "")


def _text(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Yield the elements of this name in any namespace."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name:
            yield element
