"""Trying the clone on what the person answered after everything that it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.core.text.words import length as words_in
from whetstone.core.trials.contexts import Context
from whetstone.core.trials.replies import Condition, affordable, replies
from whetstone.core.trials.trial import REPLY_TOKENS, Trials, judge
from whetstone.core.values.asking import Asking
from whetstone.core.values.model import Sampling
from whetstone.plugins.mirror.style import spoken
from whetstone.plugins.mirror.taking import CleanTurn

if TYPE_CHECKING:
    from whetstone.core.text.scale.likeness import AuthorStyle

CONTEXTS = 40
"""Messages that are answered, at the most."""

SAID_WORDS = (4, 120)
"""Words of what the other said, to be put to the clone."""

ANSWER_WORDS = 3
"""Words of the person's own answer, at the least."""

CLONE, OTHER, GENERIC = "clone", "somebody_else", "generic"
"""Who replies: the clone, the clone of an invented person, and the model without a prompt."""

PERSON = "person"
"""What the person's own replies are called among the distributions."""

_TOLD = {
    "measured": ("words", "sentences"),
    "rhythm": ("words_per_paragraph_median", "words_per_paragraph_deciles", "words_per_sentence_mean"),
    "punctuation": ("per_1000_words",),
    "asking": ("questions_percent_of_sentences", "exclamations_percent_of_sentences"),
    "writing": (
        "paragraphs_that_begin_small_percent",
        "paragraphs_without_end_mark_percent",
        "words_in_capitals_per_1000_words",
        "i_written_small_percent",
        "emoji_and_emoticons_per_1000_words",
    ),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a trial, and how messages look that the person, the clone and the others wrote."""

    trials: Trials
    distributions: Mapping[str, Mapping[str, Any]]


def contexts_of(held_out: Sequence[CleanTurn]) -> list[Context]:
    """Return messages of others that the person answered, spread evenly over `held_out`."""
    texts = spoken_each(held_out)
    fit = [
        Context(turn.id, said, text, "line")
        for turn, text, said in zip(held_out, texts, _heard(held_out), strict=True)
        if words_in(text) >= ANSWER_WORDS and SAID_WORDS[0] <= words_in(said) <= SAID_WORDS[1]
    ]
    wanted = min(CONTEXTS, len(fit))
    return [fit[place * len(fit) // wanted] for place in range(wanted)]


def tried(
    asking: Asking,
    name: str,
    clone: Condition,
    other: Condition | None,
    contexts: Sequence[Context],
    style: AuthorStyle,
    language: str,
) -> Tried:
    """Return how much the clone's replies sound like the person, beside others' replies to the same messages.

    The floor is the model without a prompt, the ceiling the person's own replies; `other` is a clone of
    somebody else, which should be no nearer than the floor. No reply is judged by more than a long message
    of the person's.
    """
    conditions = {CLONE: clone, **({OTHER: other} if other else {}), GENERIC: Condition()}
    chosen = affordable(contexts, len(conditions), asking.left)
    said = replies(asking, name, conditions, chosen, sampling=Sampling(seed=0), reply_tokens=REPLY_TOKENS)
    trials = judge(
        said, chosen, model=asking.name, style=style, given=[clone.prompt], floor=_long_message(chosen)
    )
    texts = {called: [reply.text for reply in answers if reply.text] for called, answers in said.items()}
    texts[PERSON] = [context.author for context in chosen]
    return Tried(trials, {called: _distribution(some, language) for called, some in texts.items() if some})


def _long_message(contexts: Sequence[Context]) -> int:
    """Return the characters that one in ten of the person's answers exceeds, `FLOOR` at the most."""
    from whetstone.core.text.scale.likeness import FLOOR

    lengths = sorted(len(context.author) for context in contexts)
    return min(FLOOR, lengths[len(lengths) * 9 // 10]) if lengths else FLOOR


def spoken_each(turns: Sequence[CleanTurn]) -> list[str]:
    """Return each turn's words without placeholders; empty where nothing is left."""
    return ["".join(spoken([turn])) for turn in turns]


def _heard(turns: Sequence[CleanTurn]) -> list[str]:
    return [" ".join(turn.before.split()) for turn in turns]


def _distribution(texts: Sequence[str], language: str) -> dict[str, Any]:
    """Return lengths, punctuation, case and emoji of some messages, under the names of a style profile."""
    from whetstone.core.text.profile import style_profile
    from whetstone.core.text.style.measuring import Sheet, measure_sheets

    values = style_profile(measure_sheets([Sheet("\n\n".join(texts), 0)]), language).values
    told = {
        name: values[group][name] for group, names in _TOLD.items() for name in names if name in values[group]
    }
    return {"messages": len(texts), **told}
