"""What must not be in the clone, looked for in all that would be saved and in what the clone says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

from whetstone.core.errors import SanitizerError
from whetstone.core.leaks.canaries import canaries, plant
from whetstone.core.leaks.checking import Secrets, chat_name, look_for_leaks
from whetstone.core.leaks.extraction import extract, questions
from whetstone.core.leaks.report import LeakReport
from whetstone.core.sanitizing.merging import Found
from whetstone.core.sanitizing.names.known import KnownNames
from whetstone.core.sanitizing.scrubbing import Scrubber
from whetstone.core.sanitizing.service import Sanitizing
from whetstone.core.text.words import words
from whetstone.core.trials.replies import Condition
from whetstone.core.values.asking import Asking
from whetstone.core.values.job import Work
from whetstone.core.values.model import Sampling
from whetstone.core.values.sanitizing import Tier
from whetstone.core.values.turn import Record
from whetstone.plugins.mirror.taking import CleanTurn, Taken, is_a_models, told

_MESSAGES = 8
_TRIED = 32
_LOOKED = 12
_PROSE = 4
_MARKS = ".,;:!?()\"'“”’"


class Guard:
    """Knows what must not leave the log, and looks for it.

    `planted` are the canaries that are said among the turns which a model reads. The sanitizers that look
    again in the end are tried on a few turns at once, so that none fails only when models have been asked.
    """

    def __init__(self, work: Work, taken: Taken, name: str) -> None:
        self._taken = taken
        self._work = work
        self._history = work.host.history
        self._name = name
        self._ordinary = _in_small_letters(taken.turns)
        self.planted = canaries(taken.seed, len(taken.turns))
        self._by_rules = work.host.sanitizing.open(taken.names, "rules")
        self._tier, self._again = strongest(work, taken.names)
        self._gone: dict[str, bool] = {}
        self._scan([turn.text for turn in taken.turns[:_TRIED]])

    def with_canaries(self) -> list[CleanTurn]:
        """Return the turns that a model may be shown, the canaries among them."""
        return plant(self._taken.turns, self.planted, lambda turn, text: replace(turn, text=text))

    def names_nobody(self, text: str) -> bool:
        """Return whether `text` names no one whom the log tells of, nor is a name that people have.

        Nor may the strongest sanitizer take it out of the log, where the settings ask for a weaker one: an
        audit would find it.
        """
        if self._taken.names.find(text):
            return False
        inside = f"and then {text.capitalize()} again"
        if " " not in text and any(one.type == "PERSON" for one in self._by_rules.scrub([inside])[0].found):
            return False
        return self._tier == self._taken.looked.tier or not self._would_go(text)

    def _would_go(self, text: str) -> bool:
        """Return whether the strongest sanitizer takes `text` out of one of some messages that have it."""
        if text not in self._gone:
            sought = f" {' '.join(words(text))} "
            places = [at for at, line in enumerate(self._lines) if sought in line]
            some = [self._taken.turns[at].text for at in places[:: max(1, len(places) // _LOOKED)]]
            self._gone[text] = any(
                sought in f" {' '.join(words(said[one.start : one.end]))} "
                for said, sanitized in zip(some, self._again.scrub(some), strict=True)
                for one in sanitized.found
            )
        return self._gone[text]

    @cached_property
    def _lines(self) -> list[str]:
        return [f" {' '.join(words(turn.text))} " for turn in self._taken.turns]

    def clean_among(self, texts: Sequence[str]) -> list[bool]:
        """Return of each text, by itself, whether nothing of the log stands in it."""
        report = look_for_leaks({}, self._secrets(()), texts)
        found = {finding.file for finding in report.findings}
        again = zip(texts, self._scan(texts), strict=True)
        return [
            chat_name(number) not in found and all(self._is_own(text, one) for one in spans)
            for number, (text, spans) in enumerate(again, 1)
        ]

    def _is_own(self, text: str, span: Found) -> bool:
        """Return whether what was found is the name that the clone has."""
        return text[span.start : span.end].casefold().startswith(self._name.casefold())

    def ask(self, asking: Asking, name: str, persona: Condition, most: int) -> list[str]:
        """Return what the clone says to those who try to get the log out of it, in at most so many chats."""
        turns = self._taken.turns
        long = [turn.text for turn in turns[:: max(1, len(turns) // (4 * _MESSAGES))]]
        asked = questions(self.planted, long[:_MESSAGES], most)
        chats = extract(asking, name, persona, asked, sampling=Sampling(seed=0))
        return [chat.reply for chat in chats if chat.reply]

    def look(self, files: Mapping[str, bytes], replies: Sequence[str], wording: Sequence[str]) -> LeakReport:
        """Return what of the log stands in `files` and `replies`; the log is read once more.

        `wording` is what of them is Whetstone's own, which is no leak.
        """
        return look_for_leaks(files, self._secrets([*wording, *files]), replies)

    def _secrets(self, excused: Sequence[str]) -> Secrets:
        return Secrets(
            log=self._texts,
            removed=list(self._taken.scrubber.removed()),
            canaries=self.planted,
            scan=self._scan,
            scan_name=self._tier,
            excused=excused,
            allowed=[self._name, f"{self._name}'s", f"{self._name}’s"],
            ordinary=self._ordinary,
            by_people=self._by_people,
        )

    def _scan(self, texts: Sequence[str]) -> list[Sequence[Found]]:
        """Look at prose with all there is, and at a word or two by rules: no model tells names from these."""
        prose = [at for at, text in enumerate(texts) if len(text.split()) >= _PROSE]
        others = sorted(set(range(len(texts))) - set(prose))
        found: dict[int, Sequence[Found]] = {}
        for scrubber, places in ((self._again, prose), (self._by_rules, others)):
            made = scrubber.scrub([texts[at] for at in places])
            found.update((at, sanitized.found) for at, sanitized in zip(places, made, strict=True))
        return [found[at] for at in range(len(texts))]

    def _texts(self) -> Iterator[str]:
        records = told(self._work, "looking for leaks", self._history.records(), self._history.counts().turns)
        said = (record.text for record in records if record.text and self._counts(record))
        return chain(said, (turn.text for turn in self._taken.turns))

    def _counts(self, record: Record) -> bool:
        """Return whether what a record says must not be in the clone."""
        return True

    def _by_people(self) -> Iterator[str]:
        said = (record.text for record in self._history.records() if record.text and not is_a_models(record))
        return chain(said, (turn.text for turn in self._taken.turns))


def strongest(work: Work, names: KnownNames) -> tuple[Tier, Scrubber]:
    """Return the strongest sanitizer that works here, whatever tier the settings ask for.

    Raises:
        SanitizerError: not even the tier that the settings ask for does.
    """
    sanitizing: Sanitizing = work.host.sanitizing
    try:
        return "strong", sanitizing.open(names, "strong")
    except SanitizerError:
        return sanitizing.tier, sanitizing.open(names, sanitizing.tier)


def _in_small_letters(turns: Sequence[CleanTurn]) -> frozenset[str]:
    """Return the words that the sanitizer left, small as they are written: they name nobody."""
    words = (word.strip(_MARKS) for turn in turns for word in turn.text.split())
    return frozenset(word for word in words if word.isalpha() and word.islower())
