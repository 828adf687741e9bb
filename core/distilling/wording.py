"""Claims as sentences for a prompt."""

from __future__ import annotations

from whetstone.core.distilling.claims import FACETS, Distillation, Facet


def paragraphs_by_facet(distillation: Distillation) -> dict[Facet, list[str]]:
    """Return the sentences of each facet that has any, in the order of `FACETS`.

    They are whole sentences in the third person, with the author's name for their subject; those that most
    passages show stand first.
    """
    said: dict[Facet, list[str]] = {}
    for facet in FACETS:
        claims = [claim for claim in distillation.claims if claim.facet == facet]
        if claims:
            said[facet] = [claim.text for claim in sorted(claims, key=lambda claim: -len(claim.cites))]
    return said
