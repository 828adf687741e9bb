"""Whether a report of the Forge agrees with itself and with the cartridge around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from whetstone.core import reports
from whetstone.core.text.passages import paragraphs
from whetstone.core.values.cartridge import Cartridge, source_hash_of
from whetstone.core.verification import claims
from whetstone.core.verification.check import Check, judged, unknown
from whetstone.core.verification.claims import PassageClaim

_HEADING_PARAGRAPHS = 2

_ID = re.compile(r"p[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def check_consistency(cartridge: Cartridge, report: Mapping[str, Any]) -> list[Check]:
    """Return the checks of `report`, the cartridge's own, that need no sources."""
    named = claims.passages(report)
    return [
        _source_hash(cartridge, report),
        _passages(named),
        _citations(report, named),
        _library(cartridge, report, named),
    ]


def _source_hash(cartridge: Cartridge, report: Mapping[str, Any]) -> Check:
    about = "source hash"
    digests = [source.sha256 for source in claims.sources(report)]
    if not digests:
        return unknown(about, "the report names no sources")
    made = source_hash_of(digests)
    faults = (
        []
        if made == cartridge.metadata.source_hash
        else [f"metadata.json says {cartridge.metadata.source_hash}"]
    )
    return judged(
        about,
        faults,
        f"it is that of the {len(digests):,} sources in the report",
        f"the sources in the report make {made}",
    )


def _passages(named: Mapping[str, PassageClaim]) -> Check:
    faults = [
        f"{id[:40]!r} has no sound id, place or sha256"
        for id, claim in named.items()
        if not (
            _ID.fullmatch(id) and _DIGEST.fullmatch(claim.sha256) and claim.work and claim.start < claim.end
        )
    ]
    return judged(
        "passages",
        faults,
        f"{len(named):,} named, each with work, place and hash",
        "the report names passages badly",
    )


def _citations(report: Mapping[str, Any], named: Mapping[str, PassageClaim]) -> Check:
    found = list(claims.citations(report))
    faults = [f"{cited.by} cites {cited.id}" for cited in found if cited.id not in named]
    return judged(
        "citations",
        list(dict.fromkeys(faults)),
        f"{len(found):,}, each of a passage that the report names",
        "passages that the report does not name are cited",
    )


def _library(cartridge: Cartridge, report: Mapping[str, Any], named: Mapping[str, PassageClaim]) -> Check:
    listed = {
        reports.text(entry, "file").removeprefix("library/"): entry
        for entry in reports.rows(report, "selection", "library")
    }
    faults = []
    for file in sorted(listed.keys() | cartridge.library.keys()):
        if file not in cartridge.library:
            faults.append(f"{file} is missing")
        elif file not in listed:
            faults.append(f"{file} is not in the report")
        else:
            wanted = {id: named[id] for id in claims.library_ids(listed[file]) if id in named}
            faults += _text_faults(file, cartridge.library[file], wanted)
    return judged(
        "library",
        faults,
        f"{len(listed):,} texts, each holding its passages word for word",
        "texts are not what the report says",
    )


def _text_faults(file: str, text: str, wanted: Mapping[str, PassageClaim]) -> Iterator[str]:
    """Yield what is wrong with a library text: a heading, then the passages `wanted` and nothing else."""
    starts = [start for start, _ in islice(paragraphs(text), _HEADING_PARAGRAPHS)]
    end = 0
    for id, claim in wanted.items():
        ends = (found for start in starts if (found := claims.holds(claim, text, start)) is not None)
        if not (end := next(ends, 0)):
            yield f"{file} does not hold {id} word for word"
            return
        starts = [end + _space(text, end)]
    if wanted and starts[0] < len(text):
        yield f"{file} has more than its passages"


def _space(text: str, start: int) -> int:
    rest = text[start : start + 8]
    return len(rest) - len(rest.lstrip())
