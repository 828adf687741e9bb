"""The prompt: measured and distilled findings, written as instructions, inside a number of tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the prompt under its own heading.

    `items` are sentences or quotations, the most telling first; the last ones go first where room is
    short, but `least` stay. `ids` name the passage that an item quotes (empty for none).
    """

    heading: str
    items: tuple[str, ...]
    least: int = 1
    between: str = " "
    ids: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The part as it is written."""
        body = self.between.join(self.items)
        return f"{self.heading}\n{body}" if self.heading else body

    def shorter(self) -> Part:
        """Return the part without its last item."""
        return replace(self, items=self.items[:-1], ids=self.ids[: len(self.items) - 1])


@dataclass(frozen=True, slots=True)
class Prompt:
    """A written prompt, how long it is in tokens, and the passages that it quotes."""

    text: str
    tokens: int
    quotes: tuple[str, ...]


def fitted(parts: Sequence[Part], most: int, count: Callable[[str], int]) -> Prompt:
    """Return `parts` as one text of at most `most` tokens.

    The longest part that has something to spare gives up its last item, until all fits.
    """
    kept = [part for part in parts if part.items]
    while (tokens := count(_joined(kept))) > most:
        spare = [place for place, part in enumerate(kept) if len(part.items) > part.least]
        if not spare:
            break
        longest = max(spare, key=lambda place: (len(kept[place].text), place))
        kept[longest] = kept[longest].shorter()
        kept = [part for part in kept if part.items]
    quotes = tuple(dict.fromkeys(id for part in kept for id in part.ids if id))
    return Prompt(_joined(kept), tokens, quotes)


def _joined(parts: Sequence[Part]) -> str:
    return "\n\n".join(part.text for part in parts) + "\n"
