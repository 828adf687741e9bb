"""What speaks for a section being by another hand: how it speaks of the author, and of editions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from whetstone.core.texts.wording import HeadingKind

_EDITORIAL = re.compile(
    r"translat(?:or|ors|ion|ions|ed)|edit(?:ion|ions|or|ors|ed)|manuscripts?|mss?|readers?|critics?|criticisms?|"
    r"commentators?|scholars?|publish(?:ed|er|ers)|publication|biograph\w+|footnotes?|authors?|"
    r"writings|poems|dialogues?|treatises?|essays?|novels?|works|century|preface|introduction|"
    r"übersetz\w*|uebersetz\w*|herausg\w+|ausgaben?|handschrift\w*|verfasser\w*|autors?|dichters?|werke?|schriften|jahrhunderts?|"
    r"tradu(?:ction|cteur|its?)|édit(?:ions?|eurs?)|auteurs?|ouvrages?|œuvres?|siècle|"
    r"traduc(?:ción|tor|ido)|edici(?:ón|ones)|obras?|siglo|traduzion\w*|edizion\w*|autore|opere|secolo|"
    r"перевод\w*|издани\w*|редактор\w*|автор\w*|сочинени\w*|произведени\w*"
)
_EDITION = re.compile(
    r"translat(?:or|ion)s?|editions?|über?setzung\w*|über?setzer\w*|ausgabe|traduction|traducteur|"
    r"traducción|traductor|traduzione|tradução|vertaling|vertaler|перевод\w*|издани\w*"
)
_EDITION_HAN = ("译者", "譯者", "译本", "譯本")
_WORD = re.compile(r"[^\W\d_]+")
_OWN = frozenset(
    [
        "i",
        "me",
        "my",
        "mine",
        "myself",
        "ich",
        "mich",
        "mir",
        "mein",
        "meine",
        "meinem",
        "meinen",
        "meiner",
        "meines",
        "je",
        "moi",
        "mon",
        "ma",
        "mes",
        "yo",
        "mí",
        "mi",
        "mis",
        "io",
        "mio",
        "mia",
        "miei",
        "eu",
        "meu",
        "minha",
        "ik",
        "mij",
        "mijn",
        "я",
        "меня",
        "мне",
        "мной",
        "мой",
        "моя",
        "мои",
        "моего",
        "моей",
        "моих",
        "ego",
        "mihi",
        "meus",
        "我",
    ]
)
_SIGNATURE = re.compile(
    r"(?:[A-ZÀ-Þ]\.[ ]?){1,4}(?:[A-ZÀ-Þ][\w’'-]+\.?)?|(?:[A-ZÀ-Þ][\w’'-]+ ){1,3}[A-ZÀ-Þ][\w’'-]+\.?"
)
_NO_NAMES = frozenset(
    [
        "the",
        "of",
        "and",
        "von",
        "van",
        "de",
        "der",
        "la",
        "le",
        "du",
        "di",
        "da",
        "al",
        "ibn",
        "bin",
        "saint",
        "st",
        "sir",
        "lord",
        "lady",
        "dr",
        "mr",
        "mrs",
        "anonymous",
        "various",
    ]
)

_INFLECTED = re.compile(r"[a-zà-ÿа-яё]{1,3}\b")
_MENTIONS = 5

ENOUGH = 1.5
"""Evidence of this weight leaves a section out."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a section speaks. Rates are per 1,000 words.

    `mentions` counts the author's name where nobody is addressed by it, `editorial` the words of editors and
    critics, `edition` those for translations and editions, `own` the words for I and my, `title` the work's
    title in quotation marks; `signed` is the name below it.
    """

    words: int
    mentions: int
    editorial: int
    edition: int
    own: int = 0
    title: int = 0
    signed: str = ""

    def rate(self, count: int) -> float:
        """Return a count per 1,000 words."""
        return 1000 * count / max(self.words, 100)


@lru_cache(maxsize=64)
def telling_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words among an author's names by which others speak of them: the last of each name."""
    telling: list[str] = []
    for name in names:
        parts = [part for part in re.findall(r"[^\W\d_][\w’'-]+", name) if part.lower() not in _NO_NAMES]
        telling += parts[-1:] or ([name.strip()] if name.strip() else [])
    return tuple(dict.fromkeys(telling))


@lru_cache(maxsize=4096)
def _is_editorial(word: str) -> tuple[bool, bool]:
    return _EDITORIAL.fullmatch(word) is not None, _EDITION.fullmatch(word) is not None


def may_be_about(paragraphs: Sequence[str], names: tuple[str, ...]) -> bool:
    """Return whether the author is named so often that a closer look is worth it."""
    return sum(text.count(name) for text in paragraphs for name in telling_names(names)) >= _MENTIONS


def gather(paragraphs: Sequence[str], names: tuple[str, ...], title: str = "", byline: str = "") -> Evidence:
    """Return the evidence in the paragraphs of a section of the work `title`, whose author has `names`.

    `byline` is the line under its heading that says by whom it is.
    """
    text = "\n\n".join(paragraphs)[:400_000]
    words = Counter(_WORD.findall(text.lower()))
    said = [(count, *_is_editorial(word)) for word, count in words.items()]
    return Evidence(
        words=words.total(),
        mentions=sum(_mentions(text, name) for name in telling_names(names)),
        editorial=sum(count for count, editorial, _ in said if editorial),
        edition=sum(count for count, _, edition in said if edition) + sum(map(text.count, _EDITION_HAN)),
        own=sum(words[word] for word in _OWN),
        title=len(re.findall(rf"[“\"‘'«„_*]{re.escape(title)}\b", text)) if title else 0,
        signed=byline.removeprefix("by ").removeprefix("By ") or _signature(paragraphs[-3:]),
    )


def _mentions(text: str, name: str) -> int:
    """Count where a name stands for somebody who is spoken of, not to."""
    count = 0
    spoken_to = name.isascii() or name[:1].isupper()
    for found in re.finditer(re.escape(name), text):
        before, after = text[max(0, found.start() - 2) : found.start()], text[found.end() : found.end() + 2]
        if before[-1:].isalpha() and name[:1].isupper():
            continue
        if after[:1].isalpha() and spoken_to and not _INFLECTED.match(text, found.end()):
            continue
        called = before.rstrip()[-1:] in (",", "“", "‘", '"', "—", "") or before == "O "
        if not (called and (after[:1] in ',.!?;:”’"\n' and after not in ("’s", "'s"))):
            count += 1
    return count


def weigh(
    evidence: Evidence,
    kind: HeadingKind | None,
    names: Iterable[str],
    *,
    marked: bool = False,
    inside: bool = False,
) -> tuple[float, list[str]]:
    """Return the weight of what speaks for another hand, and the phrases that say what does.

    `kind` is what the heading says, `marked` whether the file calls it front or back matter, `inside`
    whether it stands between a work's title and the title once more.
    """
    weight, why = 0.5 * marked + 0.5 * inside, []
    if kind == "foreign":
        weight, why = weight + 2.0, ["has a heading that says so"]
    elif kind is not None:
        weight += -2.0 if kind == "own" else 0.5
    third, editorial = evidence.rate(evidence.mentions), evidence.rate(evidence.editorial)
    if evidence.mentions >= 2 and third >= 0.4:
        weight += 2.0 if third >= 4 else 1.2 if third >= 1 else 0.7
    elif evidence.mentions:
        weight += 0.3
    if evidence.mentions:
        why.append(f"names the author {evidence.mentions} {'time' if evidence.mentions == 1 else 'times'}")
    if editorial >= 2:
        weight += 1.0 if editorial >= 5 else 0.5
    if evidence.edition:
        weight += 0.5
        why.append("speaks of the translation or edition")
    if evidence.title >= 2:
        weight += 0.7
        why.append("speaks of the work by its title")
    if kind != "foreign" and evidence.rate(evidence.own) >= 12 and evidence.mentions <= 2:
        weight -= 1.0
    if evidence.signed:
        own = any(part in evidence.signed for name in names for part in telling_names((name,)))
        weight += -2.0 if own else 1.0
        why.append(f"is signed {evidence.signed}")
    return weight, why


def is_essay_about(evidence: Evidence) -> bool:
    """Return whether a section without a telling heading is about the author all the same."""
    return (
        evidence.words >= 300
        and evidence.mentions >= _MENTIONS
        and evidence.rate(evidence.mentions) >= 3
        and evidence.rate(evidence.editorial) >= 5
    )


def _signature(last: Sequence[str]) -> str:
    for text in reversed(last):
        line = text.rsplit("\n", 1)[-1].strip(" .,—–-")
        if len(line) <= 40 and _SIGNATURE.fullmatch(line):
            return line
    return ""
