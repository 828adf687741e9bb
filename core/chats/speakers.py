"""Whose messages are the user's."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from whetstone.core.errors import HistoryError, near

_NAMED = 12


def folded(name: str) -> str:
    """Return `name` as names are compared: without regard to case, spaces and marks that nobody sees."""
    shown = (c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return " ".join("".join(shown).split()).casefold()


class Me:
    """The names under which the user speaks."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {folded(name): name for name in names}
        self._known: dict[str, bool] = {}

    def speaks(self, speaker: str) -> bool:
        """Return whether this speaker is the user."""
        found = self._known.get(speaker)
        if found is None:
            found = folded(speaker) in self._names
            if len(self._known) < 100_000:
                self._known[speaker] = found
        return found

    def check(self, speakers: Counter[str], shown: Sequence[str]) -> None:
        """Refuse to go on where these `speakers`, of the files `shown`, leave open who the user is.

        Raises:
            HistoryError: no name was given, or nobody has one of them; the speakers are named.
        """
        place = shown[0] if len(shown) == 1 else f"the {len(shown)} files"
        if not speakers:
            return
        if not self._names:
            raise HistoryError(
                f"{place} does not say who you are; give --me NAME, one of: {counted(speakers)}"
                if len(shown) == 1
                else f"{place} do not say who you are; give --me NAME, one of: {counted(speakers)}"
            )
        spoken = {folded(name) for name in speakers}
        for name, as_given in self._names.items():
            if name not in spoken:
                raise HistoryError(
                    f"nobody in {place} is called {as_given!r}{near(as_given, speakers)}; "
                    f"give --me one of: {counted(speakers)}"
                )


def counted(speakers: Counter[str]) -> str:
    """Return the speakers with the number of their messages, those with the most first."""
    ranked = sorted(speakers.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{name} ({count:,})" for name, count in ranked[:_NAMED])
    rest = len(ranked) - _NAMED
    return f"{named} and {rest:,} more" if rest > 0 else named
