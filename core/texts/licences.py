"""Where Project Gutenberg and its kin say their own words: before a text begins and after it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from whetstone.core.values.text import TextBlock

_START = re.compile(
    r"\*{2,}\s*START OF (?:THE|THIS) PROJECT GUTENBERG|\*END\*?\s*THE SMALL PRINT|"
    r"\*{3}START\*\*THE SMALL PRINT"
    r"|START OF THE PROJECT GUTENBERG EBOOK",
    re.IGNORECASE,
)
_END = re.compile(
    r"\*{2,}\s*END OF (?:THE|THIS) PROJECT GUTENBERG|^END OF (?:THE|THIS)? ?PROJECT GUTENBERG(?:[’']S)?"
    r"|START: FULL LICENSE|THE FULL PROJECT GUTENBERG",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^(title|author)\s*:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)
_CREDIT = re.compile(
    r"(?:this (?:e-?text|e-?book|etext)|e-?text|ebook|html version|produced|prepared|transcribed|scanned|"
    r"digitized|proofread)"
    r"\b.{0,40}\b(?:was |were )?(?:produced|prepared|by|from)\b|.{0,200}\bdistributed proofread|"
    r".{0,120}\bproject gutenberg"
    r"|.{0,100}\b(?:www\.)?(?:gutenberg\.org|pgdp\.net|archive\.org|standardebooks\.org|feedbooks)"
    r"|(?:copyright|©|\(c\))\s.{0,60}\d{4}|all rights reserved|isbn\b|first published\b|printed (?:in|by)\b"
    r"|no part of this (?:book|publication)|transcriber[’']?s?[’']? note",
    re.IGNORECASE,
)


_BYLINE = re.compile(
    r"(?:(?:newly |freely )?(?:written|translated|edited|selected|compiled|illustrated|introduced|"
    r"annotated|revised)(?: and \w+)? by|"
    r"by|von|par|de|por|di|door|aus dem \w+ (?:von|übersetzt)|übersetzt von|herausgegeben von|"
    r"traduit (?:de .{2,20} )?par|"
    r"traducción de|with (?:an introduction|notes|illustrations).{0,20} by|перевод|пер\.|в переводе)\s+"
    r"(?-i:(?:the |his |her )?[A-ZÀ-ÞА-Я]).{1,60}|translated (?:from|into|out of) .{1,60}",
    re.IGNORECASE,
)
_GUTENBERG_TITLE = re.compile(
    r"(?:the )?project gutenberg(?:[’']s)? (?:e-?book|e-?text)?(?: of|:)?\s+", re.IGNORECASE
)
_BY = re.compile(r",? by [A-Z][^,]{2,60}(?:, [^,]{2,40})?$")

_CALL = re.compile(
    r"\W*(?:\d{1,3}[- ]min(?:ute)?s? read|lesezeit:? .{1,20}|temps de lecture .{1,20})\W*"
    r"|(?:posted|published|filed) (?:by|on|in|under)\b.{1,80}|tags?: .{1,120}|read more\W*",
    re.IGNORECASE,
)
_HINTS = (
    "ubscri",
    "ewsletter",
    "mail",
    "references",
    "ollow",
    "hare ",
    "rowser",
    "ign up",
    "onner",
    "insc",
    "baja",
    "uscr",
)
_CALLS = re.compile(
    r"\b(?:view (?:this|the) (?:e-?mail|newsletter|message)|unsubscribe|update (?:your )?preferences|"
    r"(?:receiv(?:ed|ing)) this (?:e-?mail|newsletter)|our mailing address|"
    r"subscribe to (?:my|our|the|this) (?:newsletter|blog|channel|mailing list|feed)|"
    r"sign up (?:for|to) (?:my|our|the) (?:newsletter|mailing list)|"
    r"follow (?:me|us) on (?:twitter|facebook|instagram|mastodon|linkedin|bluesky|medium|x)|"
    r"share (?:this|on) (?:post|article|twitter|facebook)|"
    r"newsletter (?:abonnieren|abbestellen)|im browser (?:ansehen|anzeigen)|"
    r"se désabonner|désinscrire|s[’']abonner à (?:la|ma|notre) (?:newsletter|infolettre)|"
    r"darse de baja|suscríbete a (?:mi|nuestr[oa]))\b",
    re.IGNORECASE,
)

HEADER = 200
"""Among so many blocks at the beginning the marker that a text begins is looked for."""


def is_byline(text: str) -> bool:
    """Return whether a short line says who wrote, translated or edited what it stands under."""
    return (
        len(text) <= 90
        and "\n" not in text
        and text[-1:] not in "!?;:,…"
        and _BYLINE.fullmatch(text) is not None
    )


def is_credit(text: str) -> bool:
    """Return whether a short paragraph says who made the file, or who has its rights."""
    return len(text) <= 600 and _CREDIT.match(text.lstrip("[(*_ ")) is not None


def is_call(text: str) -> bool:
    """Return whether a short paragraph is what a blog or a newsletter puts around its texts."""
    if len(text) > 300:
        return False
    hinted = any(hint in text for hint in _HINTS)
    return _CALL.fullmatch(text) is not None or (hinted and _CALLS.search(text) is not None)


def title_in(text: str) -> str:
    """Return the title in what a file calls itself, without who provides it."""
    line = " ".join(text.split())
    bare = _GUTENBERG_TITLE.sub("", line, count=1)
    return (_BY.sub("", bare) if bare != line else bare).strip(" ,;:") or line


def without_licences(blocks: Iterator[TextBlock]) -> Iterator[TextBlock]:
    """Turn what stands before a marker that the text begins, and after one that it is over, into licence.

    The title and the author that stand there are kept as such.
    """
    first: list[TextBlock] = []
    for block in blocks:
        first.append(block)
        if _may_be_marker(block.text) and _START.search(block.text[:400]):
            named = {
                key.lower(): " ".join(value.split())
                for one in first
                for key, value in _FIELD.findall(one.text)
            }
            yield from (
                TextBlock(one.text, "licence") for one in first if one.role not in ("title", "author")
            )
            if "title" in named:
                yield TextBlock(named["title"], "title")
            if "author" in named:
                yield TextBlock(named["author"], "author")
            first = []
            break
        if len(first) >= HEADER:
            break
    over = False
    for block in chain(first, blocks):
        if block.role in ("title", "author"):
            yield block
            continue
        begins = False
        if _may_be_marker(block.text):
            begins = over and _START.search(block.text[:400]) is not None
            over = not begins and (over or _END.search(block.text[:400]) is not None)
        yield TextBlock(block.text, "licence") if over or begins else block


def _may_be_marker(text: str) -> bool:
    return "GUTENBERG" in text or "Gutenberg" in text or "SMALL PRINT" in text or "FULL LICENSE" in text
