"""What speaks for a section being by another hand: how it speaks of the author, and of editions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from whetstone.core.texts.wording import HeadingKind

_EDITORIAL = re.compile(
    r"\b(?:translat(?:or|ors|ion|ions|ed)|edit(?:ion|ions|or|ors|ed)|manuscripts?|mss?|readers?|critics?|criticisms?|"
    r"commentators?|scholars?|publish(?:ed|er|ers)|publication|biograph\w+|footnotes?|author|authors|"
    r"writings|poems|dialogues?|treatises?|essays?|novels?|works|century|preface|introduction|"
    r"über?setz\w*|herausgegeb\w*|herausgeber\w*|ausgaben?|handschrift\w*|verfasser\w*|autors?|dichters?|werke?|schriften|jahrhunderts?|"
    r"tradu(?:ction|cteur|it|its)|édit(?:ion|ions|eur|eurs)|auteurs?|ouvrages?|œuvres?|siècle|"
    r"traduc(?:ción|tor|ido)|edici(?:ón|ones)|obras?|siglo|traduzion\w*|edizion\w*|autore|opere|secolo|"
    r"перевод\w*|издани\w*|редактор\w*|автор\w*|сочинени\w*|произведени\w*)\b",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"\b(?:translat(?:or|ion)s?|this (?:edition|volume|selection)|edition|über?setzung\w*|über?setzer\w*|ausgabe|traduction|traducteur|"
    r"traducción|traduzione|tradução|vertaling|перевод\w*|издани\w*|译者|譯者|译本)\b",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"(?:[A-ZÀ-Þ]\.[ ]?){1,4}(?:[A-ZÀ-Þ][\w’'-]+\.?)?|(?:[A-ZÀ-Þ][\w’'-]+ ){1,3}[A-ZÀ-Þ][\w’'-]+\.?")
_NO_NAMES = frozenset("the of and von van de der la le du di da al ibn bin saint st sir lord lady dr mr mrs anonymous various".split())

ENOUGH = 1.5
"""Evidence of this weight leaves a section out."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a section speaks. Rates are per 1,000 words.

    `mentions` counts the author's name where nobody is addressed by it, `editorial` the words of editors and critics.
    """

    words: int
    mentions: int
    editorial: int
    edition: int
    signed: str = ""

    def rate(self, count: int) -> float:
        """Return a count per 1,000 words."""
        return 1000 * count / max(self.words, 100)


@lru_cache(maxsize=64)
def name_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern for the telling names among those of the author, where nobody is addressed by them."""
    telling: list[str] = []
    for name in names:
        parts = [part for part in re.findall(r"[^\W\d_][\w’'-]+", name) if part.lower() not in _NO_NAMES]
        telling += parts[-1:] if len(parts) < 3 or len(parts[-1]) > 3 else parts[-2:]
        if not parts and name.strip():
            telling.append(name.strip())
    if not telling:
        return None
    one = "|".join(map(re.escape, dict.fromkeys(telling)))
    return re.compile(rf"(?<![,“\"‘—] )(?<!\bO )\b(?:{one})(?:[’']?s?\b|(?=\W))(?!\n)|\b(?:of|by|von|de|di) (?:{one})\b")


def gather(paragraphs: Sequence[str], names: tuple[str, ...]) -> Evidence:
    """Return the evidence in the paragraphs of a section by whose author has `names`."""
    text = "\n\n".join(paragraphs)[:400_000]
    pattern = name_pattern(names)
    return Evidence(
        words=text.count(" ") + text.count("\n") + 1,
        mentions=sum(1 for _ in pattern.finditer(text)) if pattern else 0,
        editorial=sum(1 for _ in _EDITORIAL.finditer(text)),
        edition=sum(1 for _ in _EDITION.finditer(text)),
        signed=_signature(paragraphs[-3:]),
    )


def weigh(evidence: Evidence, kind: HeadingKind | None, marked: bool, names: Iterable[str]) -> tuple[float, list[str]]:
    """Return the weight of what speaks for another hand, and the phrases that say what does."""
    weight, why = 0.0, []
    if kind == "foreign":
        weight, why = weight + 2.0, [*why, "its heading"]
    elif kind == "own":
        weight -= 2.0
    elif kind == "front" or marked:
        weight += 0.5
    third, editorial = evidence.rate(evidence.mentions), evidence.rate(evidence.editorial)
    if evidence.mentions >= 2 and third >= 0.4:
        weight += 2.0 if third >= 4 else 1.2 if third >= 1 else 0.7
        why.append(f"speaks of the author {evidence.mentions} times")
    elif evidence.mentions == 1 and evidence.words < 1500:
        weight += 0.5
        why.append("speaks of the author")
    elif evidence.words >= 800:
        weight -= 0.5
    if editorial >= 2:
        weight += 1.0 if editorial >= 5 else 0.5
    if evidence.edition:
        weight += 0.5
        why.append("speaks of the translation or edition")
    if evidence.signed:
        own = any(part in evidence.signed for name in names for part in name.split() if len(part) > 2)
        weight += -2.0 if own else 1.0
        why.append(f"signed {evidence.signed}")
    return weight, why


def is_essay_about(evidence: Evidence) -> bool:
    """Return whether a section without a telling heading is about the author all the same."""
    return (
        evidence.words >= 300
        and evidence.mentions >= 5
        and evidence.rate(evidence.mentions) >= 3
        and evidence.rate(evidence.editorial) >= 5
    )


def _signature(last: Sequence[str]) -> str:
    for text in reversed(last):
        line = text.rsplit("\n", 1)[-1].strip(" .,—–-")
        if len(line) <= 40 and _SIGNATURE.fullmatch(line):
            return line
    return ""
