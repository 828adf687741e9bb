"""A report as the persona page draws it: figures with their charts, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from whetstone.core import measured, reports
from whetstone.core.measured import CLONE, PERSON, SHARES, Figure
from whetstone.core.text.style.tokens import KINDS
from whetstone.plugins.webui.rendering import charts, language

_FEW = 8
_MARKS = 4
_CLAIMS = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a chart: what it is of, the drawing, and the figure in words or numbers.

    `key` names a text of the catalogue; where it is empty, `name` is shown as it is.
    """

    name: str
    drawn: Markup
    value: float
    low: float | None = None
    high: float | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Gain:
    """How much more a persona sounds like its author than with another prompt; `over` as in `Row.name`."""

    over: str
    found: Figure
    key: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A share of the person's messages beside that of the clone's; `often` is one in 1,000 words."""

    name: str
    person: Row | None
    clone: Row | None
    key: str = ""
    often: bool = False


@dataclass(frozen=True, slots=True)
class Measurements:
    """All that is drawn of a report. `kind` is `forge`, `clone` or `other`."""

    kind: str
    report: Mapping[str, Any]
    works: list[Row] = field(default_factory=list)
    left_out: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    likeness: list[Row] = field(default_factory=list)
    gains: list[Gain] = field(default_factory=list)
    coverage: Row | None = None
    findings: list[str] = field(default_factory=list)
    sentences: tuple[list[float], Markup] | None = None
    words: list[Row] = field(default_factory=list)
    marks: list[Row] = field(default_factory=list)
    lengths: list[tuple[str, list[float], Markup]] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    claims: list[tuple[str, str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def measurements(report: Mapping[str, Any]) -> Measurements:
    """Return what is drawn of a report, which anybody may have written."""
    kind = reports.text(report, "kind")
    if kind not in (reports.FORGE, reports.CLONE):
        return Measurements("other", report)
    made_from = reports.table(report, "made_from")
    trials = reports.table(report, "trials")
    profile = reports.table(report, "profile")
    known = measured.deciles(profile, "rhythm", "words_per_sentence_deciles")
    return Measurements(
        kind,
        report,
        works=_sizes(measured.works(made_from)),
        left_out=_sizes(measured.left_out(made_from)),
        sources=_named("format", measured.rates(made_from, "turns_by_source")),
        removed=_named("type", measured.rates(report, "sanitized", "found_by_type")),
        likeness=_likeness(trials, kind),
        gains=list(_gains(trials, kind)),
        coverage=_coverage(reports.table(trials, "coverage") or reports.table(report, "coverage")),
        findings=[
            said for one in reports.rows(profile, "findings") if (said := reports.text(one, "sentence"))
        ],
        sentences=(known, charts.steps(known)) if known else None,
        words=_words(profile),
        marks=_marks(measured.rates(profile, "punctuation", "per_1000_words")),
        lengths=_lengths(reports.table(report, "distributions")),
        pairs=_pairs(reports.table(report, "distributions")),
        claims=[_claim(claim) for claim in reports.rows(report, "distillation", "claims")[:_CLAIMS]],
        notes=reports.texts(report, "notes"),
    )


def _sizes(sizes: Mapping[str, float]) -> list[Row]:
    most = max(sizes.values(), default=0) or 1
    return [Row(name, charts.bar(size / most), size) for name, size in sizes.items()]


def _named(what: str, sizes: Mapping[str, float]) -> list[Row]:
    """Return rows of what the Mirror has words for; what a plugin calls its own keeps that name."""
    known = language.catalogue(language.DEFAULT)
    rows = _sizes(sizes)
    return [
        replace(row, key=key) if (key := f"mirroring.{what} {row.name}") in known else row for row in rows
    ]


def _marks(often: Mapping[str, float]) -> list[Row]:
    return [replace(row, key=_mark(row.name)) for row in _sizes(often)]


def _mark(name: str) -> str:
    return f"agora.mark_{name}" if name in KINDS else ""


def _likeness(trials: Mapping[str, Any], kind: str) -> list[Row]:
    shown = measured.likeness(trials)
    if not shown:
        return []
    axis = min(0.0, *(one.low for one in shown.values())), max(1.0, *(one.high for one in shown.values()))
    return [
        Row(name, charts.interval(*one, axis), *one, key=_condition(name, kind))
        for name, one in shown.items()
    ]


_CONDITIONS = {
    reports.FORGE: ("forged", "named", "none", "author"),
    reports.CLONE: ("clone", "somebody_else", "generic", "author"),
}


def _condition(name: str, kind: str) -> str:
    return f"agora.condition_{kind}_{name}" if name in _CONDITIONS[kind] else ""


def _gains(trials: Mapping[str, Any], kind: str) -> list[Gain]:
    found = [(reports.text(gain, "over"), measured.figure(gain)) for gain in reports.rows(trials, "gains")]
    return [Gain(over, one, _condition(over, kind)) for over, one in found if one]


def _coverage(coverage: Mapping[str, Any]) -> Row | None:
    found = measured.figure(coverage, "found_share")
    return Row("", charts.interval(*found), *found) if found else None


def _words(profile: Mapping[str, Any]) -> list[Row]:
    words = reports.rows(profile, "favourite_words")[:_FEW]
    often = {
        reports.text(word, "text"): reports.number(word, "per_1000_words")
        or reports.number(word, "per_1000_characters")
        or 0.0
        for word in words
    }
    return _sizes(often)


def _lengths(distributions: Mapping[str, Any]) -> list[tuple[str, list[float], Markup]]:
    found = {
        side: measured.deciles(distributions, side, "words_per_paragraph_deciles") for side in (PERSON, CLONE)
    }
    if not all(found.values()):
        return []
    most = max(max(values) for values in found.values())
    return [(side, values, charts.steps(values, most)) for side, values in found.items()]


def _pairs(distributions: Mapping[str, Any]) -> list[Pair]:
    person, clone = (reports.table(distributions, side) for side in (PERSON, CLONE))
    if not person or not clone:
        return []
    pairs = [
        _pair(key, f"agora.share_{key}", measured.percent(person, key), measured.percent(clone, key), 100.0)
        for key in SHARES
    ]
    often = measured.rates(clone, "per_1000_words")
    for mark, times in list(measured.rates(person, "per_1000_words").items())[:_MARKS]:
        found = measured.per_1000_words(person, times), measured.per_1000_words(clone, often.get(mark, 0.0))
        pairs.append(_pair(mark, _mark(mark), *found))
    return pairs


def _pair(name: str, key: str, person: Figure | None, clone: Figure | None, most: float = 0.0) -> Pair:
    """Return two shares on one axis, from 0 to `most` or, without it, to the largest that either may be."""
    end = most or max((one.high for one in (person, clone) if one), default=0.0) or 1.0
    return Pair(name, _share(person, end), _share(clone, end), key, often=not most)


def _share(found: Figure | None, most: float) -> Row | None:
    return None if found is None else Row("", charts.interval(*found, (0.0, most), (0.0, most)), *found)


def _claim(claim: Mapping[str, Any]) -> tuple[str, str, int]:
    passages = len(reports.items(claim, "cites")) or reports.count(claim, "passages")
    return reports.text(claim, "facet"), reports.text(claim, "text"), passages
