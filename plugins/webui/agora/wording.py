"""What a persona's page says in words of the catalogue: signatures, and what a report tells in numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from whetstone.core import reports
from whetstone.core.signing.facts import SignatureFacts
from whetstone.core.values.cartridge import Metadata
from whetstone.plugins.webui.rendering import language
from whetstone.plugins.webui.rendering.templates import day

_SHOWN_ELSEWHERE = {*Metadata.model_fields, "sources"}


def signature_told(spoken: str, facts: SignatureFacts) -> Markup:
    """Return what a signature is worth, and what is known of its key."""
    t = partial(language.text, spoken)
    told = escape(t(f"agora.signature_{facts.state}", fault=facts.fault or "", signer=facts.key or ""))
    if facts.trust:
        since = (facts.revoked if facts.trust == "revoked" else facts.since) or ""
        named = f"{facts.name}: " if facts.name else ""
        told = Markup("{}{}, {}").format(named, told, t(f"agora.key_{facts.trust}", day=day(since)))
    if facts.bound_elsewhere:
        told = Markup("{}; {}").format(told, t("agora.bound_to", signer=facts.bound_to))
    return told


def is_bad(facts: SignatureFacts) -> bool:
    """Return whether a reader should be warned of a signature."""
    return facts.state == "invalid" or facts.trust == "revoked" or facts.bound_elsewhere


def numbers_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a report says of its model, its coverage and its leaks; `None` where it says nothing."""
    coverage = reports.table(report, "trials", "coverage") or reports.table(report, "coverage")
    leaks = reports.table(report, "leaks")
    clean = leaks.get("clean") is True and not reports.rows(leaks, "findings")
    return {
        "model": reports.text(report, "model", "name"),
        "calls": reports.count(report, "model", "calls"),
        "found": reports.count(coverage, "found"),
        "asked": reports.count(coverage, "held_out_passages"),
        "leaks": clean if leaks else None,
    }


def own_keys(metadata: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the keys of a metadata.json that nothing else on the page tells."""
    for key, value in metadata.items():
        if key not in _SHOWN_ELSEWHERE:
            yield key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def words_for(spoken: str) -> dict[str, Callable[..., Any]]:
    """Return the functions that templates say these things with."""
    return {
        "signature_words": partial(signature_told, spoken),
        "signature_bad": is_bad,
        "pretty": lambda value: json.dumps(value, ensure_ascii=False, indent=2),
    }
