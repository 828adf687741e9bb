"""An answer as a whole: the claims in it, what was dropped, and whether it is worth asking again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from whetstone.core.distilling.checks import Ground, examined, refuses
from whetstone.core.distilling.claims import NO_ANSWER, Claim, Draft, Dropped, Facet
from whetstone.core.distilling.reading import MOST_CHARACTERS, read_answer, without_reasoning
from whetstone.core.values.asking import Answer

_AT_ONCE = re.compile(r"(?<!\d)(\d{1,3})[\])*\"]{0,4} ?[.:)=–—-]{0,3} ?[*\"]{0,4} ?(yes|no)\b", re.I)
_AT_THE_END = re.compile(
    r"^\W{0,9}(?:statement )?(\d{1,3})\b[^\n]{1,600}[ :–—-](yes|no)\W{0,9}$", re.I | re.M
)

_WHY = {
    "it is in another language": "language",
    "it is a refusal": "refusal",
    "it quotes what the cited passages do not say": "ground",
    "it cites a passage that was not shown": "ground",
    "the cited passages do not speak of it": "ground",
    "it names someone or something that the cited passages do not": "ground",
    "it has a number that the cited passages do not": "ground",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one answer. `why` says what a hint would be about; empty where asking again is no use."""

    claims: tuple[Claim, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    why: str = ""
    failed: tuple[Draft, ...] = ()


def heard(answer: Answer, ground: Ground, default: Facet | None = None) -> Heard:
    """Return the claims of `answer` that stand up to the checks, and the others with their reasons."""
    if answer.error:
        return Heard(dropped=(Dropped(NO_ANSWER, answer.error[:200]),))
    drafts = read_answer(answer.text, default)
    if not any(draft.facet is not None or draft.numbers for draft in drafts):
        return _formless(answer.text, ground)
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    failed: list[Draft] = []
    for draft in drafts:
        if draft.facet is None and not draft.numbers:
            continue  # a preface or a closing remark
        match examined(draft, ground):
            case Claim() as claim:
                claims.append(claim)
            case fault:
                dropped.append(fault)
                failed.append(draft)
    why = "" if claims else _commonest(dropped)
    return Heard(tuple(claims), tuple(dropped), why, tuple(failed))


def verdicts(answer: Answer) -> dict[int, bool]:
    """Return what a second look says of each statement by its number; only what is said clearly."""
    text = re.sub(r"[^\S\n]+", " ", without_reasoning(answer.text[:MOST_CHARACTERS]))
    said: dict[int, bool] = {}
    for number, verdict in [*_AT_ONCE.findall(text), *_AT_THE_END.findall(text)]:
        said.setdefault(int(number), verdict.lower() == "yes")
    return said


def _formless(text: str, ground: Ground) -> Heard:
    bare = " ".join(without_reasoning(text[:MOST_CHARACTERS]).split())
    draft = Draft(None, bare[:400], ())
    begins = bare[:199] + "…" if len(bare) > 200 else bare
    if not bare:
        return Heard(dropped=(Dropped("the answer is empty", ""),), why="form")
    if refuses(draft, ground):
        return Heard(dropped=(Dropped("it is a refusal", begins),), why="refusal")
    return Heard(dropped=(Dropped("the answer has no findings in it", begins),), why="form")


def _commonest(dropped: list[Dropped]) -> str:
    counted = Counter(_WHY.get(fault.reason, "form") for fault in dropped)
    return max(counted, key=lambda why: (counted[why], why))
