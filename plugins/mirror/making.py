"""Making a clone: from the user's own turns to a cartridge that was tried and searched for leaks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from whetstone.core.checks.cartridge import build_cartridge
from whetstone.core.distilling.claims import Distillation, Dropped
from whetstone.core.distilling.wording import paragraphs_by_facet
from whetstone.core.errors import TextError
from whetstone.core.jobs.forgetting import forget_answers
from whetstone.core.portrait.avatar import draw_avatar
from whetstone.core.portrait.prompt import Prompt, fitted
from whetstone.core.portrait.reading import estimated_tokens
from whetstone.core.portrait.settings import Setting, as_config, derive
from whetstone.core.portrait.style import Style
from whetstone.core.trials.replies import Condition
from whetstone.core.values.asking import Asking
from whetstone.core.values.cartridge import FORMAT, Cartridge, source_hash_of
from whetstone.core.values.job import Work
from whetstone.plugins.mirror import reporting
from whetstone.plugins.mirror.analysing import analysed
from whetstone.plugins.mirror.exchanges import exchanges
from whetstone.plugins.mirror.leaking import Guard
from whetstone.plugins.mirror.parameters import CloneParameters
from whetstone.plugins.mirror.passages import passages
from whetstone.plugins.mirror.somebody_else import somebody_else
from whetstone.plugins.mirror.style import heard, measured, said_often, spoken
from whetstone.plugins.mirror.taking import Taken, taken
from whetstone.plugins.mirror.trying import Tried, contexts_of, tried
from whetstone.plugins.mirror.wording import PROMPT_TOKENS, SMALL_PROMPT_TOKENS, Findings, fixed, parts_of

if TYPE_CHECKING:
    from whetstone.core.leaks.report import LeakReport

LEAST_REPLY = 80
"""Tokens that a reply has room for at the least, however short the person's messages are."""

QUESTIONS, _FOR_QUESTIONS = 24, 0.25
"""Extraction chats at the most, and the share of the calls that they may take."""


@dataclass(frozen=True, slots=True)
class Cloned:
    """A clone, what is told of its making, and the turns that each claim cites, which stay at home."""

    cartridge: Cartridge
    report: Mapping[str, Any]
    summary: str
    notes: Sequence[str]
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A clone before it was tried: its prompt and settings, and what they were written from.

    `wording` is what of them is Whetstone's own, whoever is cloned.
    """

    style: Style
    distillation: Distillation
    prompt: Prompt
    most: int
    settings: Mapping[str, Setting]
    wording: Sequence[str]


def made(work: Work, parameters: CloneParameters, asking: Asking | None) -> Cloned:
    """Return the clone that `parameters` ask for; `asking` is the model that takes part, if one does.

    Raises:
        MirrorError: there are too few turns, no consent, or it is not clear who the user is.
        SanitizerError: the log is withheld.
        LeakError: something of the log stands in the clone, or came out of it; nothing is saved.
    """
    own = taken(work, parameters)
    guard = Guard(work, own, parameters.name)
    work.tell("measuring style", 0, 1)
    style = measured(own.turns, guard.names_nobody)
    read = passages(guard.with_canaries(), style.language, style.liked)
    distillation = analysed(work, parameters.name, style.language, len(own.turns), read, style.knows, asking)
    draft = _draft(parameters, own, style, distillation, guard, asking)
    bare = _packed(parameters, own, draft, None)
    replies: list[str] = []
    if asking is not None and asking.left:
        chats = min(QUESTIONS, round(asking.left * _FOR_QUESTIONS))
        replies = guard.ask(asking, parameters.name, Condition(bare.prompt, bare.config), chats)
    leaks = guard.look(bare.files, replies, draft.wording)
    _refuse(work, leaks)
    trial, trial_note = None, ""
    if asking is not None and asking.left:
        trial, trial_note = _tried(asking, parameters, own, bare, style)
    notes = _notes(own, draft.distillation, asking, trial_note)
    report = reporting.report(parameters, own, draft, read, asking, trial, leaks, notes)
    cartridge = _packed(parameters, own, draft, report)
    _refuse(work, guard.look(cartridge.files, (), [*draft.wording, *reporting.wording(report)]))
    evidence = reporting.evidence(own, draft, read)
    return Cloned(cartridge, report, _summary(cartridge, own, trial, leaks), notes, evidence)


def _refuse(work: Work, leaks: LeakReport) -> None:
    """Return where nothing leaks; else take with the clone what models answered for it.

    Raises:
        LeakError: something does.
    """
    if not leaks.clean:
        answers = forget_answers(work.host.home, work.id)
        leaks.refuse(
            "nothing was saved" + (" and what the model had answered was deleted" if answers else "")
        )


def _longest_words(style: Style) -> int:
    """Return the words that one message in ten exceeds."""
    tenths: Sequence[int] = style.profile.values["rhythm"]["words_per_paragraph_deciles"]
    return max(8, tenths[-1])


@dataclass(frozen=True, slots=True)
class _Said:
    """What prompt and report say that is not Whetstone's own wording, each piece looked at for leaks."""

    directions: Sequence[str]
    findings: Sequence[str]
    often: Sequence[str]
    distillation: Distillation


def _cleaned(own: Taken, style: Style, distillation: Distillation, guard: Guard) -> _Said:
    often = said_often(own.turns, style.language, guard.names_nobody)
    claims = distillation.claims
    texts = [*style.directions, *style.findings, *often, *(claim.text for claim in claims)]
    clean = guard.clean_among(texts)
    fit = {text for text, may_stand in zip(texts, clean, strict=True) if may_stand}
    kept = [claim for claim in claims if claim.text in fit]
    leaks = [
        Dropped("gives something of the log away", "", claim.facet)
        for claim in claims
        if claim.text not in fit
    ]
    return _Said(
        directions=[text for text in style.directions if text in fit],
        findings=[text for text in style.findings if text in fit],
        often=[text for text in often if text in fit],
        distillation=replace(distillation, claims=tuple(kept), dropped=(*distillation.dropped, *leaks)),
    )


def _draft(
    parameters: CloneParameters,
    own: Taken,
    style: Style,
    distillation: Distillation,
    guard: Guard,
    asking: Asking | None,
) -> Draft:
    said = _cleaned(own, style, distillation, guard)
    findings = Findings(
        name=parameters.name,
        language=style.language,
        style=said.directions,
        claims={
            str(facet): claims
            for facet, claims in paragraphs_by_facet(said.distillation, you=parameters.name).items()
        },
        often=said.often,
        turns=own.all_turns,
        model=asking.name if asking else None,
    )
    most = SMALL_PROMPT_TOKENS if asking is None or asking.small else PROMPT_TOKENS
    prompt = fitted(parts_of(findings), most, estimated_tokens)
    examples = exchanges(said.often)
    settings = derive(
        voice=findings.style[:2],
        variety=style.variety,
        paragraph_words=_longest_words(style),
        opening_tokens=prompt.tokens + sum(estimated_tokens(one.user + one.reply) for one in examples),
        examples=examples,
        passages=0,
        least_reply=LEAST_REPLY,
        why_examples="short things that are said often, as answers to questions of Whetstone's own",
    )
    metadata = _metadata(parameters, own, style.language)
    wording = [*fixed(findings), *reporting.wording(metadata), *reporting.wording(as_config(settings))]
    findings_told = zip(style.profile.findings, style.findings, strict=True)
    told = [finding for finding, sentence in findings_told if sentence in said.findings]
    style = replace(style, profile=replace(style.profile, findings=tuple(told)))
    return Draft(style, said.distillation, prompt, most, settings, wording)


def _packed(
    parameters: CloneParameters, own: Taken, draft: Draft, report: Mapping[str, Any] | None
) -> Cartridge:
    return build_cartridge(
        _metadata(parameters, own, draft.style.language),
        prompt=draft.prompt.text,
        config=as_config(draft.settings),
        stem=parameters.id,
        avatar=draw_avatar(parameters.name, sorted(draft.style.sentence_words)),
        report=report,
    )


def _metadata(parameters: CloneParameters, own: Taken, language: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": parameters.id,
        "name": parameters.name,
        "type": "clone",
        "version": parameters.version,
        "author": parameters.author,
        "source_hash": source_hash_of(
            hashlib.sha256(turn.text.encode("utf-8", "surrogatepass")).hexdigest() for turn in own.turns
        ),
        "description": f"{parameters.name}, made from {own.all_turns:,} turns of their own chats.",
        "tags": ["clone"],
        "language": language,
        "generator": "whetstone mirror",
        "consent": {"given": parameters.consent, "at": parameters.consented_at[:10]},
    }


def _tried(
    asking: Asking, parameters: CloneParameters, own: Taken, clone: Cartridge, style: Style
) -> tuple[Tried | None, str]:
    """Return how the clone did, or the sentence that says why nothing could be told."""
    from whetstone.core.text.scale.likeness import LEAST, AuthorStyle

    contexts = contexts_of(own.held_out)
    if not contexts:
        return None, "No message of others that was kept back has an answer of yours that could be compared."
    others = heard(own.turns)
    background = others if sum(map(len, others)) >= LEAST else None
    try:
        learned = AuthorStyle.learn(spoken(own.turns), style.language, background)
    except TextError as error:
        return None, f"How much the clone sounds like you could not be told: {error}."
    condition = Condition(clone.prompt, clone.config)
    other = somebody_else(style.language)
    return tried(asking, parameters.name, condition, other, contexts, learned, style.language), ""


def _notes(own: Taken, distillation: Distillation, asking: Asking | None, trial_note: str) -> list[str]:
    notes = [f"Sanitized by the tier {own.looked.tier}, which can miss {own.looked.misses}."]
    if own.all_turns > len(own.turns):
        notes.append(f"Built on an even sample of {len(own.turns):,} of {own.all_turns:,} turns.")
    if asking is not None and not distillation.claims:
        reasons = ", ".join(f"{why} ({count})" for why, count in list(distillation.reasons.items())[:3])
        notes.append(
            f"Nothing that {asking.name} said of your messages stood up to the checks"
            f"{f': {reasons}' if reasons else ''}; the prompt is made of what was measured alone."
        )
    return notes + ([trial_note] if trial_note else [])


def _summary(cartridge: Cartridge, own: Taken, trial: Tried | None, leaks: LeakReport) -> str:
    said = (
        f"Cloned {cartridge.name} from {own.all_turns:,} turns, {own.all_held_out:,} kept back: a prompt of "
        f"{len(cartridge.prompt.split()):,} words. Nothing of the log was found in it, nor in "
        f"{leaks.looked.replies} chats that tried to get it out."
    )
    share = trial.trials.share if trial else None
    if share is None or trial is None:
        return said
    counted = trial.trials.windows
    windows = f"{counted} window{'s' if counted > 1 else ''} of ten"
    return (
        f"{said} It goes {share.mean:.0%} of the way from a generic assistant to your own replies (95 % "
        f"interval {share.low:.0%} to {share.high:.0%}, {windows})."
    )
