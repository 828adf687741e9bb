"""Making a persona: from the corpus to a cartridge with its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.core.checks.cartridge import build_cartridge
from whetstone.core.distilling.claims import NO_ANSWER, Claim, Distillation
from whetstone.core.distilling.distil import distil
from whetstone.core.distilling.wording import paragraphs_by_facet
from whetstone.core.portrait.avatar import RAYS, draw_avatar
from whetstone.core.portrait.prompt import Prompt, fitted
from whetstone.core.portrait.reading import estimated_tokens
from whetstone.core.portrait.settings import Setting, as_config, derive
from whetstone.core.portrait.style import Style
from whetstone.core.values.asking import Asking
from whetstone.core.values.cartridge import FORMAT, Cartridge, source_hash_of
from whetstone.core.values.job import Work
from whetstone.core.values.text import Excerpt
from whetstone.plugins.forge import reporting
from whetstone.plugins.forge.exchanges import exchanges
from whetstone.plugins.forge.gathering import Reading, gathered, outcomes
from whetstone.plugins.forge.material import OBJECTIVE, Material, chosen
from whetstone.plugins.forge.measuring import measured
from whetstone.plugins.forge.parameters import ForgeParameters
from whetstone.plugins.forge.trying import tried
from whetstone.plugins.forge.wording import Findings, parts_of

if TYPE_CHECKING:
    from whetstone.core.text.corpus.corpus import Corpus
    from whetstone.core.trials.trial import Trials

PROMPT_TOKENS = 3_000
"""The longest prompt."""

SMALL_PROMPT_TOKENS = 1_500
"""The longest prompt made by a very small model or by none: it may be talked with through a small one."""

TOLD_ENGLISH = 0.02
"""So much English in texts of another language is told."""

EXCERPT = "excerpt"
CLAIM = "claim"
"""What a job of the Forge tells that it found."""

_FOR_READING = 0.5
_FOR_READING_WHEN_SMALL = 0.25
"""The share of the calls that read; the others try the persona, and a very small model says little."""


@dataclass(frozen=True, slots=True)
class Forged:
    """A persona, and what is told of its making."""

    cartridge: Cartridge
    summary: str
    notes: Sequence[str]
    trials: Trials | None


def made(work: Work, parameters: ForgeParameters, asking: Asking | None) -> Forged:
    """Return the persona that `parameters` ask for; `asking` is the model that takes part, if one does.

    Raises:
        ForgeError: there is no persona in the texts.
    """
    corpus, reading = gathered(work, parameters)
    work.tell("measuring style", 0, 1)
    style = measured(corpus, RAYS)
    work.tell("choosing passages", 0, 1)
    material = chosen(corpus, style)
    for excerpt in (*material.exemplars, *material.answers):
        work.found(EXCERPT, excerpt.text, _place(excerpt))
    distillation = _distilled(work, parameters, style, material, asking)
    written = _written(parameters, corpus, style, material, distillation, asking)
    draft = _packed(parameters, reading, style, material, written, None)
    trials, coverage = tried(work, corpus, material, draft, style.language, asking)
    notes = _notes(parameters, reading, material, distillation, asking)
    report = {
        "kind": "forge",
        "version": 1,
        "made_from": reporting.made_from(corpus, reading, style.language, parameters),
        "model": reporting.model_part(asking, parameters.budget),
        "profile": style.profile.as_json(),
        "selection": reporting.selection(material, OBJECTIVE),
        "passages": reporting.cited_passages(material, distillation, written.quoted),
        "distillation": reporting.distilled_part(distillation),
        "prompt": reporting.prompt_part(written.prompt, written.most),
        "config": reporting.config_part(written.settings),
        "trials": trials.as_json() if trials else None,
        "coverage": coverage.as_json(),
        "notes": notes,
    }
    cartridge = _packed(parameters, reading, style, material, written, report)
    return Forged(cartridge, _summary(cartridge, corpus, style.profile.unit, trials), notes, trials)


def _distilled(
    work: Work, parameters: ForgeParameters, style: Style, material: Material, asking: Asking | None
) -> Distillation:
    if asking is None:
        return Distillation()
    works = {shown.id: shown.work for group in material.reading for shown in group.excerpts}

    def found(claim: Claim) -> None:
        work.found(CLAIM, claim.text, "; ".join(dict.fromkeys(works[id] for id in claim.cites)))

    share = _FOR_READING_WHEN_SMALL if asking.small else _FOR_READING
    return distil(
        parameters.name,
        style.language,
        material.reading,
        asking,
        style.knows,
        budget=round(asking.left * share),
        found=found,
    )


def _place(excerpt: Excerpt) -> str:
    """Return in words where an excerpt stands."""
    return ", ".join(filter(None, (excerpt.work, excerpt.section)))


@dataclass(frozen=True, slots=True, eq=False)
class _Written:
    """The prompt and the settings. `quoted` are the passages that the exchanges are made from."""

    prompt: Prompt
    most: int
    settings: Mapping[str, Setting]
    quoted: Sequence[Excerpt]


def _written(
    parameters: ForgeParameters,
    corpus: Corpus,
    style: Style,
    material: Material,
    distillation: Distillation,
    asking: Asking | None,
) -> _Written:
    counts = corpus.counts.numbers
    sentence, paragraph = style.typical_sentence, style.typical_paragraph
    few = max(2, round(paragraph / max(sentence, 1)))
    spoken = paragraphs_by_facet(distillation, you=parameters.name)
    findings = Findings(
        name=parameters.name,
        language=style.language,
        style=style.directions,
        themes=_themes(material, style),
        claims={str(facet): said for facet, said in spoken.items()},
        exemplars=material.exemplars,
        works=list(
            dict.fromkeys(work.title for work in sorted(corpus.works, key=lambda work: -work.characters))
        ),
        words=counts["words"],
        unit=style.profile.unit,
        model=asking.name if asking else None,
        reply_sentences=(min(few, 4), min(max(few + 2, 5), 9)),
    )
    most = SMALL_PROMPT_TOKENS if asking is None or asking.small else PROMPT_TOKENS
    prompt = fitted(parts_of(findings), most, estimated_tokens)
    examples, quoted = exchanges(material.answers, style.language)
    opening = prompt.tokens + sum(estimated_tokens(one.user + one.reply) for one in examples)
    settings = derive(
        voice=style.directions[:2],
        variety=style.variety,
        paragraph_words=paragraph,
        opening_tokens=opening,
        examples=examples,
    )
    return _Written(prompt, most, settings, quoted)


def _packed(
    parameters: ForgeParameters,
    reading: Reading,
    style: Style,
    material: Material,
    written: _Written,
    report: Mapping[str, Any] | None,
) -> Cartridge:
    themes = [words[0] for words in _themes(material, style)]
    return build_cartridge(
        {
            "format": FORMAT,
            "id": parameters.id,
            "name": parameters.name,
            "type": "persona",
            "version": parameters.version,
            "author": parameters.author,
            "source_hash": source_hash_of(source["sha256"] for source in reading.sources if source["sha256"]),
            "description": _description(parameters, reading, themes),
            "tags": list(dict.fromkeys(themes))[:6],
            "language": style.language,
            "generator": "whetstone forge",
        },
        prompt=written.prompt.text,
        config=as_config(written.settings),
        stem=parameters.id,
        avatar=draw_avatar(parameters.name, style.sentence_words),
        library={text.name: text.text for text in material.library},
        report=report,
    )


def _themes(material: Material, style: Style) -> list[tuple[str, ...]]:
    """Return the words for each theme that say something."""
    told = (tuple(filter(style.names_something, words)) for words in material.themes.words)
    return [words for words in told if words]


def _description(parameters: ForgeParameters, reading: Reading, themes: Sequence[str]) -> str:
    read = sum(source["outcome"] == "read" for source in reading.sources)
    texts = f"{read} text{'s' if read > 1 else ''}"
    return f"{parameters.name}, made from {texts} of their own; on {', '.join(themes[:4])}."


def _notes(
    parameters: ForgeParameters,
    reading: Reading,
    material: Material,
    distillation: Distillation,
    asking: Asking | None,
) -> list[str]:
    notes = []
    troubled = [source for source in reading.sources if source["outcome"] != "read"]
    for unread, said in ((True, "gave nothing"), (False, "could be read in part only")):
        found = [source for source in troubled if unread is not bool(source["characters"])]
        if found:
            files = f"{len(found)} of {len(reading.sources)} files"
            notes.append(f"{files} {said} ({outcomes(found)}).")
    if material.english >= TOLD_ENGLISH:
        notes.append(
            f"Some {material.english:.0%} of these texts are in English: they are hardly quoted, but their "
            "habits are counted too. --exclude leaves such files and sections out."
        )
    if asking is not None and not distillation.claims:
        reasons = Counter(drop.reason for drop in distillation.dropped if drop.reason != NO_ANSWER)
        told = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common(3))
        said = f"Nothing that {asking.name} said of the passages stood up to the checks: {told}"
        silent = f"{asking.name} said nothing of the passages"
        notes.append(f"{said if told else silent}; the prompt is made of what was measured alone.")
    if asking is not None and asking.failed:
        failed, calls = sum(asking.failed.values()), parameters.budget - asking.left
        notes.append(f"{failed} of {calls} calls of {asking.name} failed.")
    return notes


def _summary(cartridge: Cartridge, corpus: Corpus, unit: str, trials: Trials | None) -> str:
    words, works = corpus.counts.numbers["words"], len(corpus.works)
    said = (
        f"Forged {cartridge.name} from {words:,} {unit}s of {works} work{'s' * (works != 1)}: a prompt of "
        f"{len(cartridge.prompt.split()):,} words, {len(cartridge.library)} texts in the library."
    )
    gain = trials.gains.get("none") if trials else None
    if trials is None or gain is None:
        return said
    direction = "nearer to" if gain.mean > 0 else "further from"
    chance = ", so it may be chance" if gain.low <= 0 <= gain.high else ""
    windows = f"{trials.windows} window{'s' * (trials.windows != 1)} of ten replies"
    return (
        f"{said} Replies are {abs(gain.mean):.2f} {direction} the author's style than without it{chance} "
        f"(95 % interval {gain.low:+.2f} to {gain.high:+.2f}, {windows})."
    )
