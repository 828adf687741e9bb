"""`report.json`: what the persona was made from, how, and how well it went."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whetstone.core.values.asking import Asking
from whetstone.core.values.text import Excerpt

if TYPE_CHECKING:
    from whetstone.core.distilling.claims import Distillation
    from whetstone.core.portrait.prompt import Prompt
    from whetstone.core.portrait.settings import Setting
    from whetstone.core.text.corpus.corpus import Corpus
    from whetstone.plugins.forge.gathering import Reading
    from whetstone.plugins.forge.material import Material
    from whetstone.plugins.forge.parameters import ForgeParameters


def made_from(corpus: Corpus, reading: Reading, language: str, parameters: ForgeParameters) -> dict[str, Any]:
    """Return the part about the sources."""
    held_out = corpus.excerpts(corpus.held_out)
    return {
        "language": language,
        "include": list(parameters.include),
        "exclude": list(parameters.exclude),
        "sources": reading.sources,
        "works": [
            {
                "title": work.title,
                "source": work.source,
                "characters": work.characters,
                "passages": work.passages,
            }
            for work in corpus.works
        ],
        "left_out": [
            {
                "source": reading.sources[part.source]["name"],
                "reason": part.reason,
                "where": part.where,
                "characters": part.characters,
                "begins": part.begins,
            }
            for part in reading.left_out
        ],
        "left_out_characters_by_reason": dict(reading.left_out_by_reason.most_common()),
        "near_duplicates": _repeated(corpus),
        "held_out": {
            "passages": len(held_out),
            "characters": sum(len(excerpt.text) for excerpt in held_out),
            "seal": corpus.seal,
        },
    }


def _repeated(corpus: Corpus) -> dict[str, Any]:
    return {
        "passages": corpus.repeated.passages,
        "characters": corpus.repeated.characters,
        "works": [
            {
                "title": corpus.works[one.work].title,
                "of": corpus.works[one.of].title,
                "passages": one.passages,
                "characters": one.characters,
            }
            for one in corpus.repeated.works
        ],
    }


def selection(material: Material, objective: str) -> dict[str, Any]:
    """Return the part about what was chosen."""
    return {
        "objective": objective,
        "themes": [
            {"words": list(words), "passages": size}
            for words, size in zip(material.themes.words, material.themes.sizes, strict=True)
        ],
        "exemplars": [excerpt.id for excerpt in material.exemplars],
        "library": [
            {
                "file": text.name,
                "work": text.work,
                "section": text.section,
                "start": text.start,
                "end": text.end,
                "ids": [excerpt.id for excerpt in material.library_excerpts[text.name]],
            }
            for text in material.library
        ],
    }


def cited_passages(
    material: Material, distillation: Distillation, others: Sequence[Excerpt] = ()
) -> dict[str, dict[str, Any]]:
    """Return every passage that something cites, by id, with its place and the hash of its words."""
    read = {excerpt.id: excerpt for excerpt in material.read}
    cited = [read[id] for claim in distillation.claims for id in claim.cites if id in read]
    shelved = [excerpt for excerpts in material.library_excerpts.values() for excerpt in excerpts]
    found = {excerpt.id: excerpt for excerpt in (*material.exemplars, *shelved, *cited, *others)}
    return {
        id: {
            "work": excerpt.work,
            "section": excerpt.section,
            "start": excerpt.start,
            "end": excerpt.end,
            "sha256": hashlib.sha256(excerpt.text.encode("utf-8", "surrogatepass")).hexdigest(),
        }
        for id, excerpt in sorted(found.items())
    }


def distilled_part(distillation: Distillation) -> dict[str, Any]:
    """Return the part about what the model found, and what of it was dropped for which reason."""
    dropped = Counter(drop.reason for drop in distillation.dropped)
    return {
        "claims": [
            {
                "facet": claim.facet,
                "text": claim.text,
                "cites": list(claim.cites),
                "quotes": list(claim.quotes),
            }
            for claim in distillation.claims
        ],
        "dropped": [{"reason": reason, "count": count} for reason, count in dropped.most_common()],
    }


def model_part(asking: Asking | None, budget: int) -> dict[str, Any] | None:
    """Return which model took part, with how many calls."""
    if asking is None:
        return None
    return {"name": asking.name, "calls": budget - asking.left, "budget": budget}


def config_part(settings: Mapping[str, Setting]) -> dict[str, Any]:
    """Return each setting with the sentence that says where it comes from."""
    return {name: {"value": setting.value, "why": setting.why} for name, setting in settings.items()}


def prompt_part(prompt: Prompt, most: int) -> dict[str, Any]:
    """Return the part about the prompt."""
    return {"tokens_estimated": prompt.tokens, "tokens_at_most": most, "quotes": list(prompt.quotes)}
