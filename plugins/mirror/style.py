"""How somebody writes in chats: what of the measured style is a habit, and gives nothing away.

`traits` says which words and phrases are habits that may be told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from whetstone.core.portrait.avatar import RAYS
from whetstone.core.portrait.style import Style, style_of
from whetstone.core.text.counts import PARTS, Counts
from whetstone.core.text.profile import StyleProfile, style_profile
from whetstone.core.text.style.findings import findings
from whetstone.plugins.mirror.taking import CleanTurn
from whetstone.plugins.mirror.traits import Traits, bare, is_habit, said_once, without_placeholders

_BY_ITSELF = re.compile(r"[\w'’]+(?: [\w'’]+){0,2}(?=[,.;!?…]|$| [:;=][-']?[()DPp3/|])")
_SLAB = 2_000
_SAMPLE = 3_000


def spoken(turns: Iterable[CleanTurn]) -> list[str]:
    """Return the turns' words without the placeholders that stand for what was taken out."""
    return [text for text in map(bare, turns) if text]


def heard(turns: Iterable[CleanTurn]) -> list[str]:
    """Return what others said before the turns, without placeholders."""
    return [text for text in (without_placeholders(turn.before) for turn in turns) if text]


def counted(turns: Sequence[CleanTurn]) -> Counts:
    """Return what is counted in the turns, a message being a paragraph and every day in one part."""
    from whetstone.core.text.style.measuring import Sheet, measure_sheets

    days = {day: place for place, day in enumerate(dict.fromkeys(turn.day for turn in turns))}
    counts = Counts()
    for first in range(0, len(turns), _SLAB):
        dealt: dict[int, list[CleanTurn]] = {}
        for turn in turns[first : first + _SLAB]:
            dealt.setdefault(days[turn.day] % PARTS, []).append(turn)
        counts += measure_sheets([Sheet("\n\n".join(spoken(dealt[part])), part) for part in sorted(dealt)])
    return counts


def measured(turns: Sequence[CleanTurn], names_nobody: Callable[[str], bool]) -> Style:
    """Return the style of `turns`, as far as it is habit and gives nothing away; see `profile_of`."""
    from whetstone.core.text.reference import language_of

    texts = spoken(turns)
    step = max(1, len(texts) // _SAMPLE)
    sample = texts[::step][:_SAMPLE]
    language = language_of(sample)
    different = said_once(turns)
    counts = counted(different)
    profile = profile_of(different, counts, language, names_nobody)
    return style_of(profile, counts, sample, RAYS, chats=True)


def profile_of(
    turns: Sequence[CleanTurn], counts: Counts, language: str, names_nobody: Callable[[str], bool]
) -> StyleProfile:
    """Return the profile of what was counted in `turns`, with the words and phrases that are traits.

    Names, whom somebody calls, and what they set off with commas are left out: they tell of other people.
    `names_nobody` tells of a word that the log knows no one by it.
    """
    profile = style_profile(counts, language)
    traits = Traits(turns, language, names_nobody)
    favourite_words = traits.favourites(profile.favourite_words)
    phrases = traits.phrases(profile.phrases)
    values: dict[str, dict[str, Any]] = {group: dict(told) for group, told in profile.values.items()}
    for group, name, may_be_told in (
        ("openings", "first_word_percent_of_sentences", traits.opens),
        ("openings", "first_two_words_percent_of_sentences", traits.opens),
        ("asking", "first_word_percent_of_questions", traits.opens),
        ("writing", "emoji_and_emoticons_per_1000_words", traits.has_sign),
    ):
        values[group][name] = {
            said: share for said, share in values[group][name].items() if may_be_told(said)
        }
    values["addressing"] |= {"addresses_per_1000_sentences": {}, "asides_per_1000_sentences": {}}
    return replace(
        profile,
        values=values,
        favourite_words=favourite_words,
        names=(),
        phrases=phrases,
        findings=findings(values, favourite_words, phrases, profile.unit, language),
    )


def said_often(
    turns: Sequence[CleanTurn], language: str, names_nobody: Callable[[str], bool], most: int = 12
) -> list[str]:
    """Return what of one to three words somebody says by itself as a habit, the most frequent first.

    It is a whole message, or stands at the beginning of one before a comma, a stop or a smiley. It is written
    as it mostly is.
    """
    seen: dict[str, list[tuple[CleanTurn, str]]] = {}
    for turn in turns:
        said = _BY_ITSELF.match(bare(turn))
        if said is not None:
            seen.setdefault(said[0].casefold(), []).append((turn, said[0]))
    traits = Traits((), language, names_nobody)
    often = {
        text: Counter(written for _, written in found).most_common(1)[0][0]
        for text, found in seen.items()
        if is_habit([turn for turn, _ in found]) and traits.is_saying(text)
    }
    return [often[text] for text in sorted(often, key=lambda text: (-len(seen[text]), text))[:most]]
