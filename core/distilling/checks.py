"""What a finding must be to be taken: each check is a function, each reason a phrase in the report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from whetstone.core.distilling.claims import Claim, Draft, Dropped, Shown
from whetstone.core.distilling.grounding import (
    LEAST_SHARE,
    share_found,
    stems_of,
    telling_words,
    unknown_names,
    unknown_numbers,
)
from whetstone.core.distilling.languages import is_in
from whetstone.core.distilling.quoting import in_marks, mended
from whetstone.core.distilling.wording import in_third_person
from whetstone.core.text.quoting.copied import copied
from whetstone.core.text.quoting.verbatim import Verbatim
from whetstone.core.text.words import words

LEAST_WORDS, MOST_WORDS, MOST_CHARACTERS = 4, 60, 420

_REFUSAL = re.compile(
    r"\bas an? (?:ai|artificial|language|large language|assistant)\b|\blanguage model\b"
    r"|\bi(?:'m| am) (?:sorry|unable|not able|an ai)\b"
    r"|\bi (?:cannot|can't|can not|won't|apologi[sz]e|do not have|don't have)\b"
    r"|\b(?:cannot|can't|unable to) (?:be determined|assist|help|fulfil|comply|determine|provide)\b"
    r"|\bno (?:relevant )?(?:passages?|information|findings?|evidence)\b",
    re.I,
)
_CHATTER = re.compile(
    r"^(?:sure|certainly|of course|okay|ok|absolutely|great|here(?:'s| is| are)|let me|let's|note that|note:|"
    r"based on|in (?:summary|conclusion)|please|thanks?|thank you|i hope|feel free|hello|dear)\b"
    r"|\blet me know\b|\bfeel free\b|\bhope this helps\b",
    re.I,
)
_FIRST_PERSON = re.compile(r"(?:^|[.!?]\s+|\b(?:and|that|but)\s+)(?:I|We|My|Our)\b(?!\.)")
_ABOUT_THE_TASK = re.compile(
    r"\b(?:passages?|excerpts?|texts?|notes?|statements?)\s*(?:#|no\.?)?\s*\d|\bthe (?:passages?|excerpts?"
    r"|quotes?|prompt|statements?)\b|\b(?:this|these) (?:passages?|excerpts?|texts?)\b|\bsystem prompt\b"
    r"|<\||\|>|\{\{|\}\}|</?[a-z]+[^>]*>|^(?:user|assistant|system|human)\s*:|\[inst\]|#{2,}|\bFACET\b",
    re.I,
)
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|above|previous|prior)\b"
    r"|\b(?:you (?:are|must) now|from now on,? you|your (?:new )?(?:instructions?|task|role) (?:is|are))\b"
    r"|\b(?:reveal|repeat|print)\b.{0,30}\b(?:prompt|instructions?)\b|\bhttps?://|\bwww\.",
    re.I,
)
_MODERN_WORDS = """
algorithm algorithms android app apps automobile blockchain blog broadband chatbot chatgpt computer
computers covid cyber cybersecurity database databases digital ecommerce email emails facebook google
hashtag internet iphone laptop login multimedia neuroscience online podcast podcasts quantum robot robots
smartphone smartphones software spreadsheet startup startups television tweet tweets twitter url video
videos vlog web website websites wifi youtube
"""
_MODERN = frozenset(_MODERN_WORDS.split())
_COMMON_RUN = 6


@dataclass(frozen=True)
class Ground:
    """What findings are held against.

    `sources` says for each number that the model could cite which passages stand behind it, `said` is all
    that it was told besides them. `known` tells whether a word stands in the author's texts at all.
    """

    name: str
    language: str
    sources: Mapping[int, Sequence[Shown]]
    said: str
    known: Callable[[str], bool]

    @cached_property
    def told(self) -> list[str]:
        """The instructions, as one text that findings can be compared to."""
        return [self.said]


def examined(draft: Draft, ground: Ground) -> Claim | Dropped:
    """Return the claim that `draft` makes, with its quotations mended, or why it makes none."""
    if ground.language == "en":
        draft = replace(draft, text=in_third_person(draft.text, ground.name))
    reason = next((reason for check in OF_THE_TEXT if (reason := check(draft, ground))), "")
    if reason or draft.facet is None:
        return dropped(reason or "it names no facet", draft)
    passages = _cited(draft, ground)
    text = mended(draft.text, [passage.text for passage in passages])
    if text is None:
        passages = [*passages, *_others(draft, ground, passages)]
        text = mended(draft.text, [passage.text for passage in passages])
        if text is None:
            return dropped("it quotes what the cited passages do not say", draft)
        passages = _quoted_or_cited(text, draft, ground, passages)
    draft = replace(draft, text=text)
    reason = next((reason for check in OF_THE_GROUND if (reason := check(draft, ground, passages))), "")
    if reason or draft.facet is None:
        return dropped(reason, draft)
    cites = tuple(dict.fromkeys(passage.id for passage in passages))
    return Claim(draft.facet, text, cites, in_marks(text))


def dropped(reason: str, draft: Draft) -> Dropped:
    """Return what is told of a draft that was not taken."""
    text = " ".join(draft.text.split())
    text = "".join(c for c in text if c.isprintable())
    return Dropped(reason, text if len(text) <= 200 else text[:199] + "…", draft.facet)


def is_empty(draft: Draft, ground: Ground) -> str:
    """It says nothing."""
    return "" if any(map(str.isalpha, draft.text)) else "it is empty"


def refuses(draft: Draft, ground: Ground) -> str:
    """The model speaks of itself or declines."""
    return "it is a refusal" if _REFUSAL.search(draft.text) else ""


def names_no_facet(draft: Draft, ground: Ground) -> str:
    """It cannot be told what it is about."""
    return "it names no facet" if draft.facet is None else ""


def chatters(draft: Draft, ground: Ground) -> str:
    """It is talk with whoever asked."""
    bare = draft.text
    for quote in in_marks(bare):
        bare = bare.replace(quote, "")
    return "it talks to whoever asked" if _CHATTER.search(bare) or _FIRST_PERSON.search(bare) else ""


def leaks(draft: Draft, ground: Ground) -> str:
    """It speaks of the task, or holds its markup."""
    return "it speaks of the task" if _ABOUT_THE_TASK.search(draft.text) else ""


def gives_orders(draft: Draft, ground: Ground) -> str:
    """It would give orders to the model that is prompted with it."""
    return "it gives orders to a model" if _ORDERS.search(draft.text) else ""


def wrong_length(draft: Draft, ground: Ground) -> str:
    """It is no sentence, or a speech."""
    size = len(words(draft.text))
    if size < LEAST_WORDS:
        return "it is too short"
    return "it is too long" if size > MOST_WORDS or len(draft.text) > MOST_CHARACTERS else ""


def repeats_itself(draft: Draft, ground: Ground) -> str:
    """The model went round in circles."""
    spoken = words(draft.text)
    threes = list(zip(spoken, spoken[1:], spoken[2:], strict=False))
    circles = len(threes) - len(set(threes)) >= 2 or (len(spoken) > 12 and len(set(spoken)) < len(spoken) / 2)
    return "it repeats itself" if circles or re.search(r"(.)\1{5}", draft.text) else ""


def wrong_language(draft: Draft, ground: Ground) -> str:
    """It is written in another language than was asked for."""
    return "" if is_in(draft.text, ground.language) else "it is in another language"


def cites_nothing(draft: Draft, ground: Ground) -> str:
    """No passage is named, or one that was not shown."""
    if not draft.numbers:
        return "it cites nothing"
    unknown = [number for number in draft.numbers if number not in ground.sources]
    return "it cites a passage that was not shown" if unknown else ""


def echoes(draft: Draft, ground: Ground) -> str:
    """It gives back the instructions or their examples."""
    theirs = [passage.text for passage in _cited(draft, ground)]
    for run in copied(draft.text, ground.told, _COMMON_RUN):
        if not copied(run.text, theirs, _COMMON_RUN):
            return "it echoes the instructions"
    return ""


def copies(draft: Draft, ground: Ground, passages: Sequence[Shown]) -> str:
    """It gives the passage's words for its own."""
    bare = draft.text
    for quote in in_marks(bare):
        bare = bare.replace(quote, "")
    runs = copied(bare, [passage.text for passage in passages])
    return "it copies a passage without saying so" if sum(run.words for run in runs) > 12 else ""


def names_strangers(draft: Draft, ground: Ground, passages: Sequence[Shown]) -> str:
    """A name that the cited passages do not have."""
    allowed = [ground.name, *(passage.work for passage in passages)]
    stems = stems_of(passage.text for passage in passages)
    strangers = unknown_names(draft.text, allowed, stems, ground.language)
    return "it names someone or something that the cited passages do not" if strangers else ""


def counts_otherwise(draft: Draft, ground: Ground, passages: Sequence[Shown]) -> str:
    """A number that the cited passages do not have."""
    theirs = [text for passage in passages for text in (passage.text, passage.work)]
    return "it has a number that the cited passages do not" if unknown_numbers(draft.text, theirs) else ""


def is_modern(draft: Draft, ground: Ground, passages: Sequence[Shown]) -> str:
    """A thing of our days that the author never spoke of."""
    theirs = {word for passage in passages for word in words(passage.text)}
    modern = [word for word in words(draft.text) if word in _MODERN and word not in theirs]
    return "it speaks of things after the author's time" if any(not ground.known(w) for w in modern) else ""


def stands_alone(draft: Draft, ground: Ground, passages: Sequence[Shown]) -> str:
    """Too few of its words have to do with what it cites."""
    assert draft.facet is not None
    telling = telling_words(draft.text, words(ground.name))
    found = share_found(telling, stems_of(passage.text for passage in passages))
    least = LEAST_SHARE[draft.facet]
    return "the cited passages do not speak of it" if least and found < least else ""


OF_THE_TEXT: tuple[Callable[[Draft, Ground], str], ...] = (
    is_empty,
    refuses,
    gives_orders,
    leaks,
    chatters,
    names_no_facet,
    repeats_itself,
    wrong_length,
    wrong_language,
    cites_nothing,
    echoes,
)
"""Checks of what was written, in the order in which their reasons are told."""

OF_THE_GROUND: tuple[Callable[[Draft, Ground, Sequence[Shown]], str], ...] = (
    copies,
    names_strangers,
    counts_otherwise,
    is_modern,
    stands_alone,
)
"""Checks of what it says against the passages it cites."""


def _cited(draft: Draft, ground: Ground) -> list[Shown]:
    return [passage for number in draft.numbers for passage in ground.sources.get(number, ())]


def _others(draft: Draft, ground: Ground, passages: Sequence[Shown]) -> list[Shown]:
    held = {passage.id for passage in passages}
    return [p for some in ground.sources.values() for p in some if p.id not in held]


def _quoted_or_cited(text: str, draft: Draft, ground: Ground, passages: Sequence[Shown]) -> list[Shown]:
    """Return the passages that were cited and the first that each other quotation really stands in."""
    cited = _cited(draft, ground)
    for quote in in_marks(text):
        if Verbatim([passage.text for passage in cited]).find(quote) is None:
            cited += [p for p in passages if Verbatim([p.text]).find(quote) is not None][:1]
    return cited
