"""A trial: the same questions under several prompts, and how much the replies sound like the author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whetstone.core.text.scale.bootstrap import Interval, compare, fidelity
from whetstone.core.text.scale.likeness import FLOOR, WINDOW, AuthorStyle, equally_long
from whetstone.core.trials.contexts import Context
from whetstone.core.trials.copying import copying
from whetstone.core.trials.coverage import Coverage
from whetstone.core.trials.replies import Condition, Reply, affordable, replies
from whetstone.core.values.asking import Asking
from whetstone.core.values.model import Sampling

AUTHOR = "author"
"""What the author's own words are called among the conditions."""

REPLY_TOKENS = 300
"""The longest reply in a trial."""


@dataclass(frozen=True, slots=True)
class Trials:
    """What came of a trial.

    `likeness` is that of `core/text/scale/likeness.py` by condition, in the order given (1 as the
    author's own texts, 0 as texts of others), and `gains` by how much the first condition's is higher than
    each other's.
    `author` is the likeness of the author's own words in the same places: the ceiling. The last condition is
    the floor, and `share` says how much of the way from there to the ceiling the first one goes; it is
    `None` where the ceiling is not clearly above the floor. All are means over `windows` windows of ten
    replies, with intervals. `copied` is the share (0 to 1) of each condition's words that stand in runs of
    eight or more in what the persona was given, and `own_gains` are the gains when such runs are taken out of
    the replies; there are none where nothing was copied, or everything. `failures` counts by condition the
    replies that did not come. Where no context could be judged there are no figures.
    """

    model: str
    contexts: int
    lines: int
    judged: int
    failures: Mapping[str, int]
    likeness: Mapping[str, Interval]
    gains: Mapping[str, Interval]
    author: Interval | None
    share: Interval | None
    copied: Mapping[str, float]
    own_gains: Mapping[str, Interval]
    coverage: Coverage | None = None
    notes: Sequence[str] = ()

    @property
    def windows(self) -> int:
        """How many windows of ten replies (one of fewer, where there are fewer) the means are over."""
        return max(1, self.judged // WINDOW) if self.judged else 0

    def as_json(self) -> dict[str, Any]:
        """Return the trial in plain JSON values, as `report.json` has it."""
        return {
            "measure": "likeness to the style of whom the persona imitates: 0 as others, 1 as themselves",
            "interval": "95 % bootstrap over contexts",
            "model": self.model,
            "contexts": {"asked": self.contexts, "lines_of_dialogue": self.lines, "judged": self.judged},
            "windows": self.windows,
            "replies_a_window": min(WINDOW, self.judged),
            "failed_replies": dict(self.failures),
            "likeness": {called: self._told(one) for called, one in self.likeness.items()},
            "author": self._told(self.author),
            "gains": [{"over": called, **self._figures(gain)} for called, gain in self.gains.items()],
            "share_of_the_way_to_the_author": self._told(self.share),
            "copied_words_share": dict(self.copied),
            "gains_without_copied_words": [
                {"over": called, **self._figures(gain)} for called, gain in self.own_gains.items()
            ],
            "coverage": self.coverage.as_json() if self.coverage else None,
            "notes": list(self.notes),
        }

    def _told(self, one: Interval | None) -> dict[str, float | int] | None:
        return None if one is None else self._figures(one)

    def _figures(self, one: Interval) -> dict[str, float | int]:
        figures = {"mean": round(one.mean, 3), "low": round(one.low, 3), "high": round(one.high, 3)}
        return {**figures, "windows": self.windows}


def try_out(
    asking: Asking,
    conditions: Mapping[str, Condition],
    contexts: Sequence[Context],
    *,
    name: str,
    style: AuthorStyle,
    given: Iterable[str] = (),
    sampling: Sampling | None = None,
    reply_tokens: int = REPLY_TOKENS,
    coverage: Coverage | None = None,
) -> Trials:
    """Return what comes of asking one model in each of `contexts` under each of `conditions`.

    The first condition is the persona that is tried, the last one the floor: no persona, or a generic
    assistant. `name` is the persona's, `style` the author's style learned without the passages that
    `contexts` were made from, and `given` all that the persona was made to know word for word (excerpts,
    library, prompt). There are as many contexts as the calls left allow, in whole windows of ten.

    Raises:
        PromptTooLong: a prompt does not fit the model.
        JobCancelled: the job was cancelled.
    """
    chosen = affordable(contexts, len(conditions), asking.left)
    said = replies(
        asking,
        name,
        conditions,
        chosen,
        sampling=sampling or Sampling(seed=0),
        reply_tokens=reply_tokens,
    )
    return judge(said, chosen, model=asking.name, style=style, given=given, coverage=coverage)


def judge(
    said: Mapping[str, Sequence[Reply]],
    contexts: Sequence[Context],
    *,
    model: str,
    style: AuthorStyle,
    given: Iterable[str] = (),
    coverage: Coverage | None = None,
    floor: int = FLOOR,
) -> Trials:
    """Return how much replies that were given sound like the author; see `try_out`.

    All replies to one context are cut to the length of the shortest (but not below `floor` characters), the
    author's own words among them, and a context in which a reply failed is judged for no condition.
    """
    whole = [at for at in range(len(contexts)) if all(not replies[at].error for replies in said.values())]
    columns = [[replies[at].text for at in whole] for replies in said.values()]
    cut = equally_long(*columns, [contexts[at].author for at in whole], floor=floor)
    texts = dict(zip([*said, AUTHOR], cut, strict=True))
    judged = len(texts[AUTHOR])
    likeness, gains, share = _figures(texts, style) if judged else ({}, {}, None)
    copies = copying({called: [reply.text for reply in replies] for called, replies in said.items()}, given)
    own = {called: [copies.own[called][at] for at in whole] for called in said}
    return Trials(
        model=model,
        contexts=len(contexts),
        lines=sum(context.kind == "line" for context in contexts),
        judged=judged,
        failures={called: sum(bool(reply.error) for reply in replies) for called, replies in said.items()},
        likeness={called: one for called, one in likeness.items() if called != AUTHOR},
        gains=gains,
        author=likeness.get(AUTHOR),
        share=share,
        copied=copies.shares,
        own_gains=_own_gains(own, style) if any(copies.shares.values()) else {},
        coverage=coverage,
        notes=_notes(said, len(contexts), judged),
    )


def _figures(
    texts: dict[str, list[str]], style: AuthorStyle
) -> tuple[dict[str, Interval], dict[str, Interval], Interval | None]:
    """Return likeness by condition, the gains of the first over the others, and its share of the way."""
    first, *others, _ = texts
    gains = {}
    likeness: dict[str, Interval] = {}
    for other in others or [first]:
        compared = compare(
            {**{called: texts[called] for called in texts if called != other}, other: texts[other]}, style
        )
        likeness = {called: compared.likeness[called] for called in texts}
        if other != first:
            gains[other] = compared.gains[first]
    share = fidelity(texts[first], texts[others[-1]], texts[AUTHOR], style) if others else None
    return likeness, gains, share


def _own_gains(own: dict[str, list[str]], style: AuthorStyle) -> dict[str, Interval]:
    """Return the gains of the first condition over the others in words of the model's own."""
    first, *others = own
    gains = {}
    for other in others:
        if any(mine and its for mine, its in zip(own[first], own[other], strict=True)):
            gains[other] = compare({first: own[first], other: own[other]}, style).gains[first]
    return gains


def _notes(said: Mapping[str, Sequence[Reply]], contexts: int, judged: int) -> list[str]:
    if not contexts:
        return ["Nothing was tried: no calls were left, or nothing that was kept back gave a question."]
    notes = []
    if judged < WINDOW:
        notes.append(
            f"Only {judged} contexts could be judged, and a window has {WINDOW}: the figures say little."
        )
    if judged < contexts:
        errors = [reply.error for replies in said.values() for reply in replies if reply.error]
        why = f"; the first one: {errors[0]}" if errors else ""
        notes.append(f"{contexts - judged} of {contexts} contexts were left out, for a reply failed{why}.")
    return notes
