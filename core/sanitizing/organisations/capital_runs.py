"""Names of several words, with small words in them: "Smith, Jones and Miller", "Bank of Ulm"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from whetstone.core.sanitizing.common_words import COMMON
from whetstone.core.sanitizing.organisations.words import (
    DAYS,
    GENERIC,
    JOB_TITLES,
    LINKS,
    PARTNERS,
    PUBLIC,
    STOPPERS,
)
from whetstone.core.sanitizing.word_lists import words

_REACH = 90
_MOST = 8
_PIECE = re.compile(r"\S+")
_SHAPE = re.compile(r"[\w&'’./+*-]+")
_OPENING = "\"'“”«»‘([{}<>*|_-–—•"
_SHORT = re.compile(r"(?:[^\W\d_]\.)+|(?:St|Dr|Mt|Ft|Co|Bros|Gebr)\.")
_QUOTED = re.compile(r"[\"“«„‘]([^\"“”«»„‘’\n]{2,50})[\"”»“’]")
_LISTED = re.compile(
    r"(?=[^\W\d_])(?P<first>[\w'’-]+)(?:, (?P<others>[\w'’-]+))?,? "
    r"(?:and|und|et|y|e|en|og|och|&) (?P<last>[\w'’-]+)"
)
_OPENERS = words("the die der das le la les el los il lo het de den our your this that all every")
_LASTING = words(
    "best better big first good great happy lucky new next one open perfect pretty prime real smart super "
    "sweet total true united wild young nice american british canadian chinese european indian italian "
    "japanese russian spanish english german french"
)
_AND = words("& + and und et y e i og och en")
_OF_HEADS = words(
    """
    association bank board brewery brothers center centre church city college commonwealth company council
    department foundation friends hospital house institute kingdom ministry museum order school society sons
    state university
    """
)


class _Word(NamedTuple):
    start: int
    end: int
    bare: str


def named_before(text: str, end: int, *, small: bool = False) -> tuple[int, list[str]]:
    """Return where the name begins whose last word (a legal form, or a kind) stands at `end`, and its words.

    The words come in small letters, without `end`'s; there are none where no name is. With `small`, they
    need no capitals.
    """
    floor = max(0, end - _REACH)
    floor = max(text.rfind("\n", floor, end) + 1, floor)
    taken: list[_Word] = []
    linked = listed = False
    last = end
    for match in reversed(list(_PIECE.finditer(text, floor, end))):
        piece = match[0].lstrip(_OPENING)
        bare = piece.strip(".,'’")
        if (taken and _is_gap(text, match.end(), last)) or (
            not _goes_on(piece, bool(taken), listed) or len(taken) == _MOST
        ):
            break
        if bare in _AND or piece in ("&", "+", "-"):
            linked, listed = True, len(taken) == 1
        elif (bare in LINKS or bare.isdigit()) and not small and taken:
            linked = not bare.isdigit()
        elif len(taken) < _MOST and _may_be(bare, small) and not (linked and _is_no_head(text, match, bare)):
            taken.append(_Word(match.end() - len(piece), match.end(), bare))
            linked, listed = False, (listed and piece.endswith(",")) or (listed and len(taken) == 2)
        else:
            break
        last = match.start()
        if len(piece) < len(match[0]):
            break
    taken.reverse()
    while taken and _only_opens(text, taken):
        taken.pop(0)
    return (taken[0].start if taken else end), [word.bare.lower() for word in taken]


def named_after(text: str, start: int) -> int:
    """Return where the name ends that begins at `start`, or `start` where none does."""
    if (quoted := _QUOTED.match(text, start)) is not None:
        return quoted.end(1) if quoted[1][:1].isupper() else start
    if (listed := _LISTED.match(text, start)) is not None and _are_partners(listed):
        return listed.end()
    line = text.find("\n", start, start + _REACH)
    stop = line if line >= 0 else start + _REACH
    end, said, linked = start, list[str](), ""
    last = start
    for match in _PIECE.finditer(text, start, stop):
        if _is_gap(text, last, match.start()):
            break
        last = match.end()
        bare = re.sub(r"['’]s$", "", match[0].rstrip(".,;:!?)]}\"”»…'’").rstrip())
        whole = match.start() + len(bare)
        if said and bare == match[0] and (bare in LINKS or bare.isdigit()):
            linked = "" if bare.isdigit() else bare
            continue
        if not _may_be(bare, False) or len(said) == _MOST or not _links(linked, said, bare):
            break
        said.append(bare.lower())
        end, linked = whole, ""
        if len(bare) < len(match[0]) and not _SHORT.fullmatch(match[0]):
            break
    return end if said and is_telling(said) else start


def is_telling(said: Sequence[str]) -> bool:
    """Return whether the words of a name, in small letters, are more than what everybody calls things."""
    if all(word in GENERIC or word in STOPPERS or word in DAYS for word in said):
        return False
    return not all(word in COMMON and word not in PUBLIC for word in said) or len(said) > 2


def is_public(said: Sequence[str]) -> bool:
    """Return whether a name is one that everybody talks about ("Google", "Ubuntu Linux")."""
    return " ".join(said) in PUBLIC or all(word in PUBLIC or word in COMMON for word in said)


def _is_gap(text: str, end: int, start: int) -> bool:
    """Return whether more than a space stands between two words."""
    return start - end > 1 or "\t" in text[end:start]


def _goes_on(piece: str, inside: bool, listed: bool) -> bool:
    """Return whether after `piece` a name can go on."""
    last = piece[-1:]
    if last == ",":
        return not inside or listed
    if last == "." and not _SHORT.fullmatch(piece):
        return False
    return bool(last) and last not in ';:!?)]}"”»…'


def _may_be(bare: str, small: bool) -> bool:
    """Return whether `bare` may be a word of a name."""
    lowered = bare.lower()
    if bare in ("The", "THE"):
        return True
    if lowered in STOPPERS or lowered in DAYS or not _SHAPE.fullmatch(bare) or "//" in bare:
        return False
    if small:
        return bare[0].isalnum() and not bare.isdigit() and lowered not in COMMON
    return bare[0].isupper() or (any(map(str.isupper, bare)) and bare.isalnum())


def _is_no_head(text: str, match: re.Match[str], bare: str) -> bool:
    """Return whether what follows `bare` is no part of its name.

    So it is in "the boss of Zorblax Ltd" and "Ann Lee and Zorblax Ltd", but not in "Smith and Miller Ltd".
    """
    following = _PIECE.search(text, match.end())
    if following is None or following[0] in ("&", "+", "-"):
        return False
    if following[0] in _AND:
        before = text[max(0, match.start() - 40) : match.start()].split(" ")
        return len(before) > 1 and _may_be(before[-2].strip("."), False)
    lowered = bare.lower()
    if following[0] in ("of", "von", "van"):
        return lowered not in _OF_HEADS
    return lowered in JOB_TITLES or (_begins(text, match.start()) and lowered not in _OF_HEADS)


def _begins(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t\"'“«(*>-")
    return not before or before[-1] in ".!?…\n:"


def _only_opens(text: str, taken: Sequence[_Word]) -> bool:
    lowered = taken[0].bare.lower()
    if lowered in _OPENERS and (len(taken) == 1 or lowered != "the" or _begins(text, taken[0].start)):
        return True
    opens = _begins(text, taken[0].start) and lowered in COMMON and lowered not in _LASTING
    return opens and len(taken) > 1


def _links(link: str, said: Sequence[str], bare: str) -> bool:
    """Return whether `link` holds `bare` and what was `said` before together."""
    if not link or link in ("&", "+"):
        return True
    return (
        bare.lower() in PARTNERS
        if link in _AND
        else said[-1] in _OF_HEADS or link not in ("of", "the", "for")
    )


def _are_partners(listed: re.Match[str]) -> bool:
    """Return whether "Smith, Jones and Miller" or "Smith & Jones" stands there, by its capitals."""
    who = [name for name in listed.group("first", "others", "last") if name]
    ampersand = "&" in listed[0]
    return all(map(_is_capital, who)) and (len(who) == 3 or ampersand)


def _is_capital(name: str) -> bool:
    return name[0].isupper() and name.lower() not in STOPPERS | DAYS
