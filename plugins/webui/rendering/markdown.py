"""Markdown that a model wrote, as HTML in which nothing runs and nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

LONGEST = 40_000
"""A longer text, in characters, is shown as it was written: of some, Markdown takes very long to read."""

_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")
_TAGS = "a blockquote br code div em h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul"
_ATTRIBUTES = {
    "a": {"href", "title", "target"},
    "div": {"class", "tabindex"},
    "pre": {"tabindex"},
    "code": {"class"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
}


def rendered(text: str) -> Markup:
    """Return `text` as HTML, with headings from the third level on and without images.

    Raw HTML in it is shown as text. Links go to `http`, `https` and `mailto` alone, in another tab; a picture
    becomes a link to it.
    """
    import nh3

    text = sound(text)
    if len(text) > LONGEST:
        return as_written(text)
    clean = nh3.clean(
        _reader().render(text),
        tags=set(_TAGS.split()),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    return Markup(clean)


def as_written(text: str) -> Markup:
    """Return `text` as HTML that shows it character by character."""
    return Markup('<div class="as-written">{}</div>').format(sound(text))


def sound(text: str) -> str:
    """Return `text` as it can be sent: half of a surrogate pair, which a log may hold, becomes U+FFFD."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 24}).enable(["table", "strikethrough"])
    reader.validateLink = lambda url: _LINK.fullmatch(url) is not None  # type: ignore[method-assign]
    for name, rule in _RULES.items():
        reader.add_render_rule(name, rule)
    return reader


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    place: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    token = tokens[place]
    source = str(token.attrGet("src") or "")
    words = renderer.renderInlineAsText(token.children, options, env) if token.children else ""
    return f'<a href="{escape(source)}">{escape(words or source)}</a>'


def _heading(renderer: RendererHTML, tokens: Sequence[Token], place: int, *_: Any) -> str:
    level = min(6, int(tokens[place].tag[1:]) + 2)
    return f"<h{level}>" if tokens[place].nesting == 1 else f"</h{level}>\n"


def _table(renderer: RendererHTML, tokens: Sequence[Token], place: int, *_: Any) -> str:
    opens = tokens[place].nesting == 1
    return '<div class="table" tabindex="0"><table>\n' if opens else "</table></div>\n"


def _cell(renderer: RendererHTML, tokens: Sequence[Token], place: int, *_: Any) -> str:
    """Align by a class: a `style` attribute is nothing that our policy lets through."""
    token = tokens[place]
    aligned = re.search(r"right|center", str(token.attrGet("style") or ""))
    return f'<{token.tag} class="{aligned[0]}">' if aligned else f"<{token.tag}>"


def _block(renderer: RendererHTML, tokens: Sequence[Token], place: int, *_: Any) -> str:
    return f'<pre tabindex="0"><code>{escape(tokens[place].content)}</code></pre>\n'


_RULES = {
    "image": _image,
    "heading_open": _heading,
    "heading_close": _heading,
    "table_open": _table,
    "table_close": _table,
    "th_open": _cell,
    "td_open": _cell,
    "fence": _block,
    "code_block": _block,
}
