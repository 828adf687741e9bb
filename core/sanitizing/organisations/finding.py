"""Organisations by their names' form, and by what is said around them: employers, firms, schools, hospitals.

What somebody works at is private, a product that one talks about is not. So a name counts where it has a
legal form or says what kind of organisation it is ("Zorblax GmbH", "Zorblax University"), where somebody's
employer is named ("I work at Zorblax"), or where it stands like one in an address. A name that is merely
talked of does not; one that everybody knows counts with its legal form alone, or as an employer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.common_words import COMMON
from whetstone.core.sanitizing.line_ends import with_line_ends
from whetstone.core.sanitizing.organisations.capital_runs import (
    is_public,
    is_telling,
    named_after,
    named_before,
)
from whetstone.core.sanitizing.organisations.employers import HINTS as EMPLOYERS
from whetstone.core.sanitizing.organisations.employers import employers
from whetstone.core.sanitizing.organisations.letterheads import letterheads
from whetstone.core.sanitizing.organisations.words import (
    CAPITAL_FORMS,
    GENERIC,
    KINDS,
    KINDS_FIRST,
    SMALL_FORMS,
    SURE_FORMS,
)
from whetstone.core.sanitizing.word_lists import either

FORM, KIND = 0.92, 0.8
"""Scores of names with a legal form, which is surer than any name of a person, and with a kind."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’.&/][^\W\d_]+)*")


_FORM = re.compile(
    rf"(?<=[\w.,)&][ ,])(?:(?:, )?(?P<sure>(?i:{either(SURE_FORMS)}))|(?P<capital>{either(CAPITAL_FORMS)}))"
    r"(?![\w=-])\.?"
)
_TOUCHING = ("Ltd", "LTD", "Inc", "INC", "LLC", "mbH", "Corp")
_GLUED = re.compile(
    r"(?<!\S)(?:[A-Z][\w&.-]*?)??(?:[a-z](?=Ltd|Inc|LLC|GmbH|Corp)|[A-Z](?=LTD)|"
    r"(?:C[Oo]|INC|PTE|PVT)\.,?(?=Ltd|LTD|Inc|INC))(?:Ltd|LTD|Inc|INC|LLC|GmbH|Corp)(?!\w)\.?"
)
_MORE = re.compile(
    rf"(?:,? ?(?:&|and|de|e|y) ?)?,? ?(?:(?i:{either(SURE_FORMS)}|c\.v|r\.l)|{either(CAPITAL_FORMS)}|"
    r"Cie|I{1,3}|IV|V|International|Worldwide|USA|UK|America|Europe|Deutschland)(?![\w-])\.?"
)
_KIND = re.compile(rf"(?<=[\w.] )(?:{either(KINDS)})(?: of(?: the)? (?P<of>[A-Z]))?(?![\w-])")
_FIRST = KINDS_FIRST | {"Bank", "College", "Institute", "School"}
_KIND_FIRST = re.compile(
    rf"(?<![\w-])(?:{either(_FIRST)})"
    r"(?= (?:of |de |di |do |da |du |van |des |der |für )?(?:the |la |l['’])?[^\W\d_a-z])"
)
_APPOSED = re.compile(
    r"(?<=[\w.] )(?!after |over |under |[nw]?h?ever |other |whether |however |rather |either |together |per )"
    r"[a-z-]*[a-z]{2}(?:er|or|ist|ian|man|woman|person|ant|yst|eer|ive|ceo|cto|cfo) "
    r"(?=[^\W\d_a-z][^\W\d_]+ (?:[^\W\d_]\.? )?[^\W\d_a-z][^\W\d_])"
    r"|(?<=\w )(?:resignation [Ll]etter|pay ?slip|pay ?stub|pay ?check|offer letter|job offer|"
    r"employee handbook|employee badge|HR)(?!\w)"
)
_EAST_ASIAN = re.compile(
    r"(?:株式会社|有限会社|合同会社|주식회사 ?|\(주\) ?)[\w・]{1,16}?"
    r"(?=[はがのでにをとへ、。\s,.]|에서|은|는|이|가|의|$)"
    r"|(?:(?!在|于|是|到|去|为|给|我|你|他|她|的|和|与|进|入|は|が|の|で|に|を|と)[\w・]){2,16}"
    r"(?:股份有限公司|有限责任公司|有限公司|株式会社|有限会社)"
    r"|(?<!\w)(?:ООО|ОАО|ЗАО|ПАО|АО|ИП|ТОВ|ТОО) ?[«\"][^»\"\n]{2,50}[»\"]"
)
_FORM_WORDS = frozenset(form.lower().partition(".")[0] for form in SURE_FORMS | CAPITAL_FORMS) | {
    form.lower() for form in SURE_FORMS | CAPITAL_FORMS
}
_KIND_WORDS = frozenset(kind.lower() for kind in KINDS | _FIRST)
_HINTS = _FORM_WORDS | _KIND_WORDS | EMPLOYERS


def organisations(text: str) -> list[tuple[int, int, float]]:
    """Return the start, end and score of names of organisations, in their order and apart."""
    text = with_line_ends(text)
    found = list(_formed(text))
    said = frozenset(_WORD.findall(text.lower()))
    if not _HINTS.isdisjoint(said):
        if not _FORM_WORDS.isdisjoint(said):
            found += _with_forms(text)
        if not _KIND_WORDS.isdisjoint(said):
            found += _with_kinds(text)
        if not EMPLOYERS.isdisjoint(said):
            found += employers(text, said)
    if _APPOSED.search(text):
        found += _apposed(text)
    if any(map(str.isdigit, text)):
        found += letterheads(text)
    return _united(found)


def without_form(name: str) -> str:
    """Return a name without the legal form at its end, which people leave out."""
    forms = [match for match in _FORM.finditer(name) if match.start() > 0]
    glued = _GLUED.match(name)
    if glued is not None and not forms:
        return re.sub(r"\.?,?(?:Ltd|LTD|Inc|INC|LLC|GmbH|Corp)\.?$", "", name)
    return name[: forms[0].start()].rstrip(" ,&") if forms else name


def _formed(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield names that touch their legal form."""
    if any(form in text for form in _TOUCHING):
        for match in _GLUED.finditer(text):
            start, _ = named_before(text, match.start())
            yield start, match.end(), FORM
    if not text.isascii():
        for match in _EAST_ASIAN.finditer(text):
            yield *match.span(), FORM


def _with_forms(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _FORM.finditer(text):
        form = match["sure"] or match["capital"]
        start = match.start("sure") if match["sure"] else match.start("capital")
        small = form.islower()
        begin, said = named_before(text, start)
        if small and (form not in SMALL_FORMS or not _closes(text, match.end())):
            continue
        if not said and small:
            begin, said = named_before(text, start, small=True)
        if not said or GENERIC.issuperset(said):
            continue
        if match["capital"] and (not is_telling(said) or is_public(said)):
            continue
        if len(form) < 3 and _is_shouted(text, begin, match.end()):
            continue
        end = match.end()
        while (more := _MORE.match(text, end)) is not None and more.end() > end:
            end = more.end()
        yield begin, end - (text[end - 1] == "." and _is_last(text, end)), FORM


def _is_shouted(text: str, begin: int, end: int) -> bool:
    """Return whether two letters are a word among others in capitals ("THE ENTIRE RISK AS TO")."""
    follows = re.match(r" ([^\W_]+)", text[end : end + 20])
    shouted = follows is not None and (follows[1].isupper() or follows[1].isdigit())
    return shouted and text[begin:end].isupper()


def _closes(text: str, end: int) -> bool:
    """Return whether what follows a form in small letters does not belong to it ("prices inc vat")."""
    follows = re.match(r" ([^\W\d_]+)", text[end : end + 20])
    return follows is None or follows[1] in COMMON


def _is_last(text: str, end: int) -> bool:
    """Return whether the full stop before `end` may as well end the sentence."""
    return not text[end : end + 20].strip() or text[end : end + 1] == "\n"


def _with_kinds(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _KIND.finditer(text):
        begin, said = named_before(text, match.start())
        end = named_after(text, match.start("of")) if match["of"] else match.end()
        if said and not is_public(said) and is_telling(said):
            yield begin, max(end, match.start() + len(match[0].partition(" ")[0])), KIND
    for match in _KIND_FIRST.finditer(text):
        end = named_after(text, match.start())
        if end > match.end():
            yield match.start(), end, KIND


def _apposed(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _APPOSED.finditer(text):
        begin, said = named_before(text, match.start())
        if said and is_telling(said) and not is_public(said):
            yield begin, match.start() - 1, 0.7


def _united(found: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    united: list[tuple[int, int, float]] = []
    for start, end, score in sorted(found):
        if united and start < united[-1][1]:
            first, last, best = united.pop()
            united.append((first, max(last, end), max(best, score)))
        else:
            united.append((start, end, score))
    return united
