"""One log on its way out: each text with what is personal replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from whetstone.core.sanitizing.checking import spans_of
from whetstone.core.sanitizing.merging import Found, merged
from whetstone.core.sanitizing.names.known import KNOWN, KnownNames
from whetstone.core.sanitizing.names.sure import SureNames
from whetstone.core.sanitizing.placeholders import Placeholders
from whetstone.core.values.plugin import PluginRecord
from whetstone.core.values.sanitizing import Sanitizer, Span

_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Sanitized:
    """A text without what was found in it.

    `text` has placeholders; `found` are the stretches of the original that went, in their order, and
    `placeholders` what stands for each. The originals are not in here.
    """

    text: str
    found: tuple[Found, ...]
    placeholders: tuple[str, ...]


class Scrubber:
    """Sanitizes the texts of one log, so that the same person or number has the same placeholder in all.

    Made by `Sanitizing.open`. The map from placeholder to original stays in here: it is in no repr, and a
    scrubber cannot be pickled.
    """

    def __init__(self, sanitizers: Sequence[tuple[PluginRecord, Sanitizer]], names: KnownNames) -> None:
        self._sanitizers = sanitizers
        self._names = names
        self._sure = SureNames()
        self._placeholders = Placeholders(names.full_names())
        self.counts: Counter[str] = Counter()

    def scrub(self, texts: Sequence[str], tell: Callable[[int], None] = lambda done: None) -> list[Sanitized]:
        """Return each of `texts` sanitized; `counts` adds up what was found by type.

        A name of which a sanitizer is sure in some of the texts goes from all of them, and from those that
        come after them. `tell` hears now and then how many texts were looked at.

        Raises:
            SanitizerError: a sanitizer failed. Nothing of the log may leave then, nor what came before.
        """
        spans: list[list[tuple[str, Span]]] = []
        for at in range(0, len(texts), _AT_ONCE):
            tell(at)
            spans += self._spans(texts[at : at + _AT_ONCE])
        self._sure.learn(texts, spans)
        made = []
        for text, found in zip(texts, spans, strict=True):
            again = [(KNOWN, span) for span in self._sure.find(text, found)]
            made.append(self._replaced(text, merged(text, found + again)))
        return made

    def removed(self) -> Iterator[tuple[str, str]]:
        """Yield the type and spelling of each original that was replaced, to compare. Write them nowhere."""
        return self._placeholders.removed()

    def _spans(self, texts: Sequence[str]) -> list[list[tuple[str, Span]]]:
        spans = [[(KNOWN, span) for span in self._names.find(text)] for text in texts]
        for record, sanitizer in self._sanitizers:
            for mine, found in zip(spans, spans_of(record, sanitizer, texts), strict=True):
                mine += [(sanitizer.name, span) for span in found]
        return spans

    def _replaced(self, text: str, found: list[Found]) -> Sanitized:
        parts, placeholders, end = [], [], 0
        for one in found:
            placeholders.append(self._placeholders.for_(one.type, text[one.start : one.end]))
            parts += [text[end : one.start], placeholders[-1]]
            end = one.end
            self.counts[one.type] += 1
        return Sanitized("".join(parts) + text[end:], tuple(found), tuple(placeholders))
