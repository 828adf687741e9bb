"""What an element of a page is, as far as its tag, its class and its `epub:type` say so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from whetstone.core.values.text import BlockRole

DROPPED = (
    "script, style, template, noscript, svg, math, iframe, object, audio, video, canvas, form, button, "
    "select, textarea, input, img, map, rt, rp, "
    "[epub\\:type~='noteref'], [epub\\:type~='pagebreak'], [epub\\:type~='backlink'], "
    "[role='doc-noteref'], [role='doc-pagebreak'], [role='doc-backlink'], [hidden], "
    ".pagenum, .pageno, .pageNumber, .page-number, .page_number, .pagebreak, .ns, .mw-editsection"
)
"""What holds no words of a text: taken out before anything is read."""

NOTE_MARK = re.compile(r"[\[({]?\s*(?:\d{1,4}|[ivxl]{1,6}|[a-z]|[*†‡§¶#]{1,4}|note)\s*[\])}]?", re.IGNORECASE)
"""What stands in a raised letter or a link where it points to a note."""

NOTE_LINK = re.compile(r"#.*?(?:note|fn|ftn|end|anm|foot)|#(?:n|f|r|nt|ref)[-_.]?\d+$", re.IGNORECASE)
"""Where a link goes that points to a note."""

_TYPES: dict[str, BlockRole] = {
    **dict.fromkeys(("toc", "landmarks", "loi", "lot", "lov", "index", "page-list", "glossary"), "contents"),
    **dict.fromkeys(("dramatis-personae",), "contents"),
    **dict.fromkeys(
        (
            "titlepage",
            "halftitlepage",
            "imprint",
            "colophon",
            "copyright-page",
            "cover",
            "cover-image",
            "errata",
        ),
        "licence",
    ),
    **dict.fromkeys(("other-credits", "contributors", "covertitle", "halftitle", "credits"), "licence"),
    **dict.fromkeys(("footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"), "notes"),
    **dict.fromkeys(("note", "notes", "annotation", "bibliography", "biblioentry", "errata"), "notes"),
    **dict.fromkeys(
        ("foreword", "introduction", "preface", "afterword", "appendix", "dedication"), "introduction"
    ),
    **dict.fromkeys(("frontmatter", "backmatter", "acknowledgments", "commentary"), "introduction"),
    **dict.fromkeys(("fiction", "bodymatter", "prologue", "epilogue"), "text"),
}
"""Roles by the words of `epub:type` (EPUB 3 Structural Semantics, Z39.98-2012) and of `role="doc-…"`."""

_CLASSES: tuple[tuple[BlockRole, re.Pattern[str]], ...] = (
    (
        "licence",
        re.compile(r"\b(?:pg-?header|pg-?footer|pg-?boilerplate|trans(?:criber)?s?-?note|tnote|copyright)\b"),
    ),
    ("notes", re.compile(r"\b(?:foot|end|side)-?notes?\b|\bfnotes?\b|\bbibliography\b|\breflist\b")),
    ("contents", re.compile(r"\btoc\b|\btable-?of-?contents\b|\btocnav\b")),
    ("caption", re.compile(r"\b(?:fig|wp-|illus)?caption\b|\bfigcenter\b|\binfobox\b")),
    (
        "furniture",
        re.compile(
            r"(?:^| )(?:header|footer|meta|date|byline)(?: |$)|\b(?:entry|post)-(?:meta|date)\b|"
            r"\b(?:nav(?:bar|igation)?|menu|sidebar|breadcrumbs?|cookie\w*|newsletter|advert\w*|share|sharing|social|"
            r"related(?:-posts)?|comments?|comment-list|site-(?:header|footer)|masthead|skip-link|pagination)\b"
        ),
    ),
)

_TAGS: dict[str, BlockRole] = {
    "nav": "furniture",
    "figure": "caption",
    "figcaption": "caption",
    "caption": "caption",
    "aside": "caption",
    "menu": "furniture",
}


def role_of(tag: str, attributes: Mapping[str, str | None], inherited: BlockRole, book: bool) -> BlockRole:
    """Return the role of what stands in an element, which has `inherited` from those around it.

    In a `book`, a header and a footer belong to the text (an inscription, a signature); on a web page they
    are furniture where they stand outside of an article.
    """
    if not attributes:
        return _of_tag(tag, inherited, book)
    said = f"{attributes.get('epub:type') or ''} {attributes.get('role') or ''}".replace("doc-", "")
    found: BlockRole | None = None
    for word in said.replace("z3998:", "").replace("se:", "").split():
        role = _TYPES.get(word)
        if role is not None and (found is None or found == "introduction" or role != "introduction"):
            found = role
    if found == "text":
        return "text" if inherited in ("text", "introduction") else inherited
    if inherited not in ("text", "introduction"):
        return inherited
    if found is not None:
        return found
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower().replace("_", "-")
    if names and tag not in ("body", "html", "main", "article"):
        for role, pattern in _CLASSES:
            if (role != "furniture" or not book) and pattern.search(names):
                return role
    if not book and attributes.get("role") in ("navigation", "banner"):
        return "furniture"
    return _of_tag(tag, inherited, book)


def _of_tag(tag: str, inherited: BlockRole, book: bool) -> BlockRole:
    if inherited not in ("text", "introduction"):
        return inherited
    if not book and tag in ("header", "footer"):
        return "furniture"
    return _TAGS.get(tag, inherited)
