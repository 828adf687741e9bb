"""Trying the persona on passages that nothing was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from whetstone.core.values.asking import Asking
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.job import Work
from whetstone.core.values.passage import Passage
from whetstone.plugins.forge.material import POOL, Material

if TYPE_CHECKING:
    from whetstone.core.text.corpus.corpus import Corpus
    from whetstone.core.trials.coverage import Coverage
    from whetstone.core.trials.trial import Trials

CONTEXTS = 40
"""Questions and lines of dialogue that are tried, at the most."""

_STYLE_SAMPLE = 2_000
_COVERED = 200


def tried(
    work: Work,
    corpus: Corpus,
    material: Material,
    cartridge: Cartridge,
    language: str,
    asking: Asking | None,
) -> tuple[Trials | None, Coverage]:
    """Return what a trial of the persona gives (`None` without a model), and what its library covers.

    Three prompts are compared on the same questions: the persona as people will talk with it, `You are NAME.`
    and none.
    """
    from whetstone.core.text.scale.likeness import AuthorStyle
    from whetstone.core.trials.contexts import contexts_from
    from whetstone.core.trials.coverage import cover
    from whetstone.core.trials.replies import Condition
    from whetstone.core.trials.trial import try_out

    held_out = {excerpt.id: excerpt for excerpt in corpus.excerpts(corpus.held_out)}
    contexts = contexts_from(list(held_out.values()), language, _COVERED)

    def find(query: str, limit: int) -> Sequence[Passage]:
        found: Sequence[Passage] = work.host.library.search(
            cartridge.content_hash, cartridge.library, query, limit
        )
        return found

    shelf = {
        name: replace(excerpts[0], end=excerpts[-1].end, text="\n\n".join(one.text for one in excerpts))
        for name, excerpts in material.library_excerpts.items()
    }
    sample = corpus.excerpts(corpus.pool(min(POOL, _STYLE_SAMPLE)))
    coverage = cover(
        contexts,
        held_out,
        shelf,
        language,
        lambda query, limit: [one.source for one in find(query, limit)],
        sample,
    )
    if asking is None or not asking.left or not contexts:
        return None, coverage
    style = AuthorStyle.learn((excerpt.text for excerpt in sample), language)
    conditions = {
        "forged": Condition(cartridge.prompt, cartridge.config, find),
        "named": Condition(f"You are {cartridge.name}."),
        "none": Condition(),
    }
    trials = try_out(
        asking,
        conditions,
        contexts[:CONTEXTS],
        name=cartridge.name,
        style=style,
        given=[cartridge.prompt, *cartridge.library.values()],
        coverage=coverage,
    )
    return trials, coverage
