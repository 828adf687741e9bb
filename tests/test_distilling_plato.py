"""A strong model reads Plato: what is true is kept with its passages, what it makes up is not."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from distillers import Scripted, excerpt
from plato_readers import ERRORS, FINDINGS, grouped, own_groups, strong

from whetstone.core.distilling.claims import Group
from whetstone.core.distilling.distil import distil
from whetstone.core.distilling.wording import paragraphs_by_facet
from whetstone.core.text.passages import split_passages
from whetstone.core.text.quoting.verbatim import Verbatim

TEXTS = Path(__file__).parents[2] / "shared/data/texts/plato"


@cache
def real_groups() -> list[Group]:
    found = {}
    for path in sorted(TEXTS.glob("*.txt")):
        text = path.read_text("utf-8")
        start = max((m.start() for m in re.finditer(r"(?m)^(Persons of the|Apology$)", text)), default=0)
        for passage in split_passages(path.name, text[start:]):
            told = " ".join(passage.text.split())
            keys = {key for *_, keys in FINDINGS for key in keys if key in told}
            for key in sorted(keys - {key for _, known in found.values() for key in known}):
                found[f"p{len(found)}"] = (excerpt(f"p{len(found)}", path.stem.title(), passage.text), {key})
    return grouped([passage for passage, _ in found.values()])


SHELVES = [own_groups, *([real_groups] if TEXTS.is_dir() else [])]


@pytest.mark.parametrize("groups", SHELVES, ids=lambda make: make.__name__)
@pytest.mark.parametrize("budget", [3, 12, 40])
def test_a_strong_model_says_what_is_true_of_plato(groups, budget: int) -> None:  # type: ignore[no-untyped-def]
    shown = groups()
    texts = {passage.id: passage.text for group in shown for passage in group.excerpts}

    found = distil("Plato", "en", shown, Scripted(strong, budget))

    said = {claim.text for claim in found.claims}
    told = {text for _, text, _ in FINDINGS if text in said}
    assert len(told) >= len(FINDINGS) - 4
    assert said <= {text for _, text, _ in FINDINGS}
    for _, text, _, reason in ERRORS:
        assert text not in said
        assert reason in found.reasons
    for claim in found.claims:
        cited = Verbatim([texts[id] for id in claim.cites])
        assert all(cited.find(quote) for quote in claim.quotes)
    assert {"images", "beliefs", "arguing", "interlocutor", "avoids"} <= set(paragraphs_by_facet(found))
