"""How ready a log is for a clone, in words and a bar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from whetstone.plugins.cli.charts import bar

if TYPE_CHECKING:
    from whetstone.core.log.view import Counts
    from whetstone.core.readiness import Curve, Readiness, Style, Topics

_SHOWN = 12


def count_lines(counts: Counts, goal: int) -> Iterator[str]:
    """Yield how many turns there are of the `goal`, and what is missing."""
    turns = counts.answered
    yield f"Cloning Readiness: {turns}/{goal} turns"
    yield f"{bar(turns / goal):<20} {min(turns * 100 // goal, 100)} %"
    if turns >= goal:
        yield "There are enough of them for a clone."
    elif turns:
        yield (
            f"{goal - turns:,} more are needed: chat on, or bring chats from elsewhere with "
            "`whetstone history import FILE --me NAME`."
        )
    else:
        yield (
            "Begin with `whetstone chat socrates`, or bring chats from elsewhere with "
            "`whetstone history import FILE --me NAME`."
        )
    if others := counts.user_messages - turns:
        yield (
            f"{_messages(others)} of yours {'does' if others == 1 else 'do'} not count beside these: edits, "
            "messages beside nobody else's, and those without words of your own (commands to bots, pasted "
            "code, quotations)."
        )
    if counts.damaged:
        yield f"{counts.damaged} lines of the log are damaged and were passed over."


def readiness_lines(told: Readiness) -> Iterator[str]:
    """Yield what can be told of the turns already, and what not yet."""
    yield ""
    if told.sampled < told.turns:
        yield f"Measured on {told.sampled:,} of the turns, spread evenly over the log."
    yield from _style_lines(told.style, told.not_yet.get("style", ""))
    yield from _curve_lines(told.curve, told.not_yet.get("curve", ""))
    yield from _topic_lines(told.topics, told.not_yet.get("topics", ""))
    if told.language:
        yield from _language_lines(told.language, told.listed)


def _style_lines(style: Style | None, not_yet: str) -> Iterator[str]:
    if style is None:
        yield f"Your style: cannot be told from others' yet; {not_yet}."
        return
    beyond_chance = "" if style.low > 0.5 else ", so it may be chance"
    yield (
        f"Your style: told from the other speakers' in {_percent(style.told)} of 100 pairs "
        f"(95 %: {_percent(style.low)} to {_percent(style.high)}; by chance 50{beyond_chance})"
    )
    yield (
        f"  {style.windows} windows of ten turns of yours and {style.others} of theirs, from later sessions "
        f"than the {style.learned_from:,} turns that it was learned from; names are left out"
    )


def _curve_lines(curve: Curve | None, not_yet: str) -> Iterator[str]:
    if curve is None:
        yield f"The next 100 turns: what they would bring cannot be told yet; {not_yet}."
        return
    worth = f"some {100 * curve.gain:.1f} more of 100 pairs" if curve.measurable else "nothing measurable"
    yield f"The next {curve.more} turns: {worth} (95 %: {_change(curve.low)} to {_change(curve.high)} of 100)"
    learned = ", ".join(f"{_percent(told)} by {turns:,} turns" for turns, told in curve.points)
    yield f"  of 100 pairs were told: {learned}"


def _topic_lines(topics: Topics | None, not_yet: str) -> Iterator[str]:
    if topics is None:
        yield f"Topics: none can be told yet; {not_yet}."
        return
    yield (
        f"Topics with enough turns for beliefs: {topics.enough} "
        f"(of {len(topics.found)}; it takes {topics.least_turns} turns on {topics.least_days} days)"
    )
    for topic in topics.found[:_SHOWN]:
        days = "1 day" if topic.days == 1 else f"{topic.days} days"
        short = "" if topic.enough else ", not enough"
        yield f"  {', '.join(topic.words)}: {topic.turns} turns on {days}{short}"


def _language_lines(language: str, listed: bool) -> Iterator[str]:
    from whetstone.core.distilling.languages import language_name

    name = language_name(language)
    if listed:
        yield f"Language: {name}, by the frequencies of whose words a style is told as well."
    else:
        yield f"Language: {name}, of which there is no list of words: a style is held to the others' alone."


def _change(share: float) -> str:
    hundredths = round(100 * share, 1)
    return f"{hundredths:+.1f}" if hundredths else "0"


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number:,} messages"


def _percent(share: float) -> str:
    """Return `share` of 100, with a digit behind the point near the ends, where it makes a difference."""
    hundredths = 100 * share
    return f"{hundredths:.1f}" if 95 <= hundredths < 100 else f"{hundredths:.0f}"
