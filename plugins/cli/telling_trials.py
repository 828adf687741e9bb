"""What came of a trial, in words and a small chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from whetstone.core import reports
from whetstone.core.measured import Figure, figure, likeness
from whetstone.plugins.cli.charts import padded, whiskers

_NAME = 10


class Words(NamedTuple):
    """What a trial is told in: what each condition is called, and whom the replies should sound like."""

    called: Mapping[str, str]
    like: str
    to: str

    def of(self, condition: str) -> str:
        """Return what a condition is called."""
        return self.called.get(condition, condition)


AUTHOR = Words(
    {
        "forged": "this persona",
        "named": "“You are NAME.”",
        "none": "no persona",
        "author": "the author",
    },
    like="its author",
    to="the author",
)
"""How the trial of a forged persona is told."""


def trial_lines(trials: Mapping[str, Any], words: Words = AUTHOR) -> Iterator[str]:
    """Yield how much the replies sound like the author, by condition, and what the persona gains."""
    shown = likeness(trials)
    windows = reports.count(trials, "windows")
    if shown:
        yield from _chart(shown, words)
        for gain in reports.rows(trials, "gains"):
            yield _gain(reports.text(gain, "over"), figure(gain), words)
        floor = [*(name for name in shown if name == "author"), *(n for n in shown if n != "author")][-1]
        yield from _share(figure(trials, "share_of_the_way_to_the_author"), words.of(floor), words, windows)
    yield from _copied(trials, words)
    yield from _counts(trials, windows)
    yield from (f"  {note}" for note in reports.texts(trials, "notes"))


def coverage_lines(coverage: Mapping[str, Any]) -> Iterator[str]:
    """Yield how much of what the author returns to the library can answer."""
    asked = reports.count(coverage, "held_out_passages")
    share = figure(coverage, "found_share")
    if not asked or share is None:
        return
    found, reachable = (reports.count(coverage, name) for name in ("found", "theme_is_in_the_library"))
    chance = reports.number(coverage, "found_by_chance") or 0
    yield (
        f"  {found:,} of {asked:,} held-out passages find a text of their theme among the first three "
        f"({share.mean:.0%}, {share.low:.0%} to {share.high:.0%}); by chance {chance:,.0f} would"
    )
    yield f"  {reachable:,} have a text of their theme in the library"


def _chart(shown: Mapping[str, Figure], words: Words) -> Iterator[str]:
    axis = min(0.0, *(one.low for one in shown.values())), max(1.0, *(one.high for one in shown.values()))
    width = max(len(words.of(name)[:24]) for name in shown)
    for name, one in shown.items():
        called = padded(words.of(name), width)
        yield f"  {called}  {whiskers(*one, axis)}  {one.mean:5.2f}  ({one.low:.2f} to {one.high:.2f})"


def _gain(over: str, gain: Figure | None, words: Words) -> str:
    than = words.of(over)
    if gain is None:
        return f"  gain over {than}: not told"
    if gain.verdict == "more":
        said = f"it sounds more like {words.like} than with {than}"
    elif gain.verdict == "less":
        said = f"it sounds LESS like {words.like} than with {than}"
    else:
        said = f"no difference to {than} that could be told from chance"
    return f"  {_signed(gain)}: {said}"


def _signed(gain: Figure) -> str:
    return f"{gain.mean:+.2f} ({gain.low:+.2f} to {gain.high:+.2f})"


def _share(share: Figure | None, floor: str, words: Words, windows: int) -> Iterator[str]:
    if share is not None:
        span = f"{share.low:.0%} to {share.high:.0%}"
        yield f"  {share.mean:.0%} of the way from {floor} to {words.to} ({span}, {_windows(windows)})"


def _copied(trials: Mapping[str, Any], words: Words) -> Iterator[str]:
    shares = {
        name: share
        for name in reports.table(trials, "copied_words_share")
        if (share := reports.number(trials, "copied_words_share", name)) is not None
    }
    if any(shares.values()):
        told = ", ".join(f"{words.of(name)} {share:.1%}" for name, share in shares.items())
        yield f"  words repeated from what it was given, in runs of eight or more: {told}"
    for gain in reports.rows(trials, "gains_without_copied_words"):
        if found := figure(gain):
            than = words.of(reports.text(gain, "over"))
            yield f"  without them: {_signed(found)} to {than}"


def _counts(trials: Mapping[str, Any], windows: int) -> Iterator[str]:
    asked, judged = (reports.count(trials, "contexts", name) for name in ("asked", "judged"))
    lines = reports.count(trials, "contexts", "lines_of_dialogue")
    if not asked:
        return
    replies = reports.table(trials, "failed_replies")
    failed = sum(reports.count(replies, name) for name in replies)
    size = reports.count(trials, "replies_a_window")
    told = f"{judged:,} of {asked:,} questions judged, {lines:,} lines of dialogue"
    yield f"  {told}; {failed:,} replies failed"
    yield f"  {_windows(windows)} of {size:,} replies, by {reports.text(trials, 'model')}"


def _windows(number: int) -> str:
    return f"{number:,} window{'' if number == 1 else 's'}"
