"""Claims as sentences of a prompt: in the third person, or as said to the persona where that is safe.

A claim is kept as a sentence in the third person with the author's name for its subject: `Plato holds that
virtue is knowledge.` That stands in a report as it is, and after `You are Plato.` it is understood. To say
`you` instead, the verb has to change with it, and verbs and pronouns further on may be the author's or not.
So it is done only for English sentences whose one verb stands behind the name.
"""

from __future__ import annotations

import re

from whetstone.core.distilling.claims import FACETS, Claim, Distillation, Facet

_ADVERBS = "(?:also|always|even|first|gladly|never|often|rarely|readily|seldom|sometimes|usually)"
_BASES = """
abandon accept accuse act add address admire admit advise affirm allow answer appeal approach argue ask
assert assume attack avoid balance banish begin believe blame borrow break bring build call challenge change
charge claim close comfort compare concede conclude condemn confess consider contrast count cut deal declare
decline defend define deliver demand deny depict describe despise disclaim dismiss distinguish distrust
divide doubt draw dwell employ end endure enjoy examine exhort expect explain expose express fall favour
fear feign find finish follow forbid frame gather give grant greet ground hate hold honour imagine insist
introduce invite invoke join judge keep know lay lead leave let like liken link list listen live look love
maintain make mark measure meet mention mock move name narrate need note offer open oppose owe paint picture
pile place play plead point postpone praise prefer present press pretend proceed profess promise propose
prove provoke pull push put question quote raise reach read reason recall reckon refer refuse regard reject
rely remain remember remind repeat reply report reproach resist rest return reverse reward rule save say
search see seek separate set shame share show shrink shun single sketch slow soften sound speak start stay
step stop strip submit suffer suggest swear take talk teach tease tell temper test thank think threaten
trace treat trust turn twist urge use value vow wait want warn watch weave weigh welcome wish withdraw
withhold wonder work worry write yield
"""
_IRREGULAR = {"is": "are", "has": "have", "does": "do", "goes": "go", "was": "were"}


def _third(base: str) -> str:
    if re.search(r"(?:s|sh|ch|x|z)$", base):
        return base + "es"
    return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"


_VERBS = {**_IRREGULAR, **{_third(base): base for base in _BASES.split()}}
_NOT_FIRST = "answers fears is judges needs places plays questions values was wonders works"
_NOUNS = frozenset(_NOT_FIRST.split())
_SOMEONE = re.compile(r"^(?:he|she|they|the (?:author|writer|speaker|philosopher))\s+(?=[a-z]+s\b)", re.I)
_OWN = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself|they|them|their|theirs|themselves)\b", re.I)
_SECOND_VERB = re.compile(
    rf"(?:\b(?:and|but|or|nor|then|yet|than|as)\s+|[,;:—]\s*)(?:{_ADVERBS}\s+)?([a-z]+s)\b"
)


def paragraphs_by_facet(distillation: Distillation, *, you: str = "") -> dict[Facet, list[str]]:
    """Return the sentences of each facet that has any, in the order of `FACETS`.

    Those that most passages show stand first. With `you`, the author's name, a facet is worded as said to
    the author where every sentence of it can be; a paragraph never changes from one person to the other.
    """
    said: dict[Facet, list[str]] = {}
    for facet in FACETS:
        claims = [claim for claim in distillation.claims if claim.facet == facet]
        if claims:
            said[facet] = _sentences(sorted(claims, key=lambda claim: -len(claim.cites)), you)
    return said


def as_second_person(sentence: str, name: str) -> str | None:
    """Return `Plato holds …` as `You hold …`; `None` where that might say something else.

    It might where a pronoun could be the author's or another's, where a second verb follows, where the name
    comes again, or where the verb is not one of those that critics use.
    """
    found = (
        re.match(rf"{re.escape(name)} ((?:{_ADVERBS} )?)([a-z]+)\b(.*)$", sentence, re.S) if name else None
    )
    if found is None or found[2] not in _VERBS:
        return None
    rest = found[3]
    second = any(verb[1] in _VERBS for verb in _SECOND_VERB.finditer(rest))
    if second or name in rest or _OWN.search(rest):
        return None
    return f"You {found[1]}{_VERBS[found[2]]}{rest}"


def in_third_person(text: str, name: str) -> str:
    """Return an English finding as a whole sentence about `name`, where it began with a pronoun or a verb.

    `He asks …`, `The author asks …` and `Asks …` become `Plato asks …`; others stay as they are.
    """
    text = _SOMEONE.sub(lambda _: f"{name} ", text)
    first, _, rest = text.partition(" ")
    if first.lower() in _VERBS and first.lower() not in _NOUNS and rest:
        text = f"{name} {first.lower()} {rest}"
    return text if not text or text[-1] in '.!?…。！？"”»)' else f"{text}."


def _sentences(claims: list[Claim], you: str) -> list[str]:
    told = [as_second_person(claim.text, you) for claim in claims]
    said = [sentence for sentence in told if sentence is not None]
    return said if len(said) == len(claims) else [claim.text for claim in claims]
