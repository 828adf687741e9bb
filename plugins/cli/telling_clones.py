"""The report of a clone: what it was made from, how like its person it is, and what was looked for in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from whetstone.core import reports
from whetstone.plugins.cli.auditing import leak_lines
from whetstone.plugins.cli.telling_distributions import distribution_lines
from whetstone.plugins.cli.telling_parts import (
    FEW,
    Told,
    bars,
    by,
    counted,
    language,
    more,
    settings,
    some,
    total,
)
from whetstone.plugins.cli.telling_style import style_lines
from whetstone.plugins.cli.telling_trials import Words, trial_lines

if TYPE_CHECKING:
    from whetstone.core.values.cartridge import Cartridge


def told_clone(cartridge: Cartridge, report: Mapping[str, Any], everything: bool, own: bool) -> Told:
    """Return the report of a clone in parts; `own` says that it is a clone of whoever reads it."""
    person = "you" if own else "the person"
    trials = reports.table(report, "trials")
    messages = reports.count(report, "distributions", "clone", "messages")
    return f"{cartridge.name} {cartridge.metadata.version}, a clone made by the Mirror {by(report)}", [
        (_made_from(report), _turns(report, everything)),
        (_sanitized(report), _types(report, everything)),
        ("Style", style_lines(reports.table(report, "profile"), everything)),
        (
            f"How much it sounds like {person}: 0 as texts of others, 1 as {person}",
            trial_lines(trials, _words(person)) if trials else _untried(report),
        ),
        (
            f"How {person} and the clone write, in {counted(messages, 'message')} each (95 % intervals)",
            distribution_lines(reports.table(report, "distributions"), person),
        ),
        (f"What a model said of {person}", _claims(report, everything)),
        ("Leaks", (f"  {line}" for line in _leaks(report, everything))),
        ("Prompt and settings", settings(report, everything, person)),
        ("Notes", (f"  {note}" for note in reports.texts(report, "notes"))),
        *more(everything),
    ]


def _words(person: str) -> Words:
    called = {
        "clone": "this clone",
        "somebody_else": "somebody else's clone",
        "generic": "a generic assistant",
        "author": person,
    }
    return Words(called, like=person, to=person)


def _made_from(report: Mapping[str, Any]) -> str:
    made_from = reports.table(report, "made_from")
    first, last = (reports.text(made_from, f"{which}_month") for which in ("first", "last"))
    return (
        f"Made from {counted(reports.count(made_from, 'turns'), 'turn')} in "
        f"{language(reports.text(made_from, 'language'))}: "
        f"{counted(reports.count(made_from, 'sessions'), 'session')} on "
        f"{counted(reports.count(made_from, 'days'), 'day')}, {first or '?'} to {last or '?'}"
    )


def _turns(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    made_from = reports.table(report, "made_from")
    built, sampled = (reports.count(made_from, key) for key in ("built_on", "sampled"))
    kept = reports.count(made_from, "held_out", "turns")
    of_them = f" (an even sample of {sampled:,} of them)" if 0 < sampled < built else ""
    yield f"  built on {built:,}{of_them}; the last {kept:,} were kept back to try it with"
    if everything:
        yield f"  sealed as {reports.text(made_from, 'held_out', 'seal')}"
    yield from some(everything, bars(_counts(reports.table(made_from, "turns_by_source")), "turns"))
    topics = reports.rows(report, "topics")
    if everything and topics:
        sizes = ", ".join(f"{reports.count(topic, 'passages'):,}" for topic in topics)
        yield f"  {counted(len(topics), 'topic')}, in passages: {sizes}"


def _sanitized(report: Mapping[str, Any]) -> str:
    found = _counts(reports.table(report, "sanitized", "found_by_type"))
    tier = reports.text(report, "sanitized", "tier") or "?"
    return f"Taken out before anything looked at it: {sum(found.values()):,} places, by the tier {tier}"


def _types(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    sanitized = reports.table(report, "sanitized")
    yield from some(everything, bars(_counts(reports.table(sanitized, "found_by_type")), "places"))
    if everything:
        yield f"  looked: {', '.join(reports.texts(sanitized, 'sanitizers'))}"
    yield f"  it can miss {reports.text(sanitized, 'can_miss') or 'what is not told'}"


def _counts(table: Mapping[str, Any]) -> dict[str, int]:
    counts = {name: reports.count(table, name) for name in table}
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _untried(report: Mapping[str, Any]) -> Iterator[str]:
    if reports.table(report, "model"):
        yield "  it was not tried; see the notes"
    else:
        yield "  no model took part, so nobody spoke as it: make it again with --model NAME to know"


def _claims(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    claims = reports.rows(report, "distillation", "claims")
    dropped = reports.rows(report, "distillation", "dropped")
    if not claims and not dropped:
        return
    yield f"  {counted(len(claims), 'claim')}; {total(dropped, 'count'):,} dropped"
    for claim in claims if everything else islice(claims, FEW):
        passages = counted(reports.count(claim, "passages"), "passage")
        yield f"  {reports.text(claim, 'facet')}: {reports.text(claim, 'text')} [{passages}]"
    for row in dropped if everything else ():
        yield f"  dropped {reports.count(row, 'count'):,}: {reports.text(row, 'reason')}"
    if claims:
        yield "  which turns each rests on is kept where it was made, and never in the cartridge"


def _leaks(report: Mapping[str, Any], everything: bool) -> Iterator[str]:
    leaks = reports.table(report, "leaks")
    yield from leak_lines(leaks, everything) if leaks else ("the report does not say what was looked for",)
