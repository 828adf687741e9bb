"""A corpus on disk: its passages by number, those held out, and what was counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from whetstone.core.text.corpus import choosing, files
from whetstone.core.text.corpus.files import Table
from whetstone.core.text.corpus.reports import Repeated, RepeatedWork, Work
from whetstone.core.text.counts import PARTS, Counts
from whetstone.core.text.style.measuring import Sheet, measure_sheets
from whetstone.core.values.text import Excerpt

SAMPLE = 3_000_000
"""Phrases are counted in about this many characters, from stretches that are chosen by their hash."""

_SLAB = 800_000
_FEW_WORKS = 6
_ID_SPACE = 1 << 48


class Section(NamedTuple):
    """Where stretches come from: the file's number, the work's title, the headings."""

    source: int
    work: str
    name: str


class Corpus:
    """Passages of some works, numbered in reading order from 0 to `len(corpus) - 1`.

    A passage that stands, or nearly stands, earlier has no number. Those that are held out have one, but
    are in neither `pool` nor `counts`.

    Attributes:
        works: the works in reading order.
        held_out: the numbers of the passages that are held out, ascending.
        repeated: what was left out because it stands elsewhere.
    """

    def __init__(self, folder: Path, sections: Sequence[Section], repeated: Any, map: Any) -> None:
        import numpy as np

        self._folder = folder
        self._map = map
        self._sections = sections
        self._passages = Table(folder / files.PASSAGES, files.PASSAGE)
        self._stretches = Table(folder / files.STRETCHES, files.STRETCH)
        self._texts = (folder / files.TEXTS).open("rb")
        self._places = np.flatnonzero(repeated == np.arange(len(repeated))).astype(np.uint32)
        self._set_aside = np.zeros(len(self._places), bool)
        self._work_of_section, titles = _works(sections)
        self._work_of = self._work_of_section[self._stretches.column("section")]
        self.works, self.repeated = self._sizes(titles, repeated)
        self.held_out: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self._places)

    def close(self) -> None:
        """Close the files; the folder stays."""
        self._texts.close()
        self._passages.close()
        self._stretches.close()

    def excerpt(self, number: int) -> Excerpt:
        """Return the passage of this number, as `excerpts` does."""
        return self.excerpts([number])[0]

    def excerpts(self, numbers: Iterable[int]) -> list[Excerpt]:
        """Return the passages of these numbers, in their order.

        Raises:
            IndexError: there is none of a number.
        """
        import numpy as np

        places = np.array([self._place(number) for number in numbers], np.int64)
        passages = self._passages.rows(places)
        stretches = self._stretches.rows(passages["stretch"].astype(np.int64))
        first = stretches["offset"] + passages["first"]
        start, end = stretches["start"] + passages["start"], stretches["start"] + passages["end"]
        size = passages["last"] - passages["first"]
        columns = (passages["id"], stretches["section"], start, end, first, size)
        return [self._excerpt(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    def work_of(self, number: int) -> int:
        """Return the place in `works` of the work that a passage is from."""
        passage, _ = self._row(number)
        return int(self._work_of[int(passage["stretch"])])

    def before(self, number: int) -> int | None:
        """Return the passage that stands right before this one in its section.

        `None` where there is none, where it is repeated from elsewhere, and where it is held out and this one
        is not.
        """
        return self._neighbour(number, -1)

    def after(self, number: int) -> int | None:
        """Return the passage that stands right after this one in its section, as `before` does."""
        return self._neighbour(number, 1)

    def pool(self, limit: int, seed: int = 0) -> list[int]:
        """Return at most `limit` passages, ascending: a sample by hash, spread over the works.

        A work has a share that grows with the square root of its size, so that small ones are heard.
        """
        import numpy as np

        open_to_all = np.flatnonzero(~self._set_aside)
        return choosing.spread_sample(
            open_to_all, self._ids()[open_to_all], self._work_numbers(), limit, seed
        )

    def hold_out(self, share: float = 0.1, most: int = 200) -> None:
        """Hold out a share of the passages, `most` at most: whole runs of neighbours, spread over the works.

        The runs are chosen by their hashes. Other passages that share more with them than a common phrase are
        set aside too: not held out, but in neither `pool` nor `counts`. Call it before anything is read from
        the corpus; once more, and it chooses anew.
        """
        import numpy as np

        passages = self._places.astype(np.int64)
        stretch = self._passages.column("stretch")[passages]
        section = self._stretches.column("section")[stretch]
        new = np.append(True, (np.diff(passages) != 1) | (np.diff(section.astype(np.int64)) != 0))
        chosen = choosing.runs(new[: len(passages)], self._ids(), self._work_numbers(), share, most)
        self.held_out = tuple(chosen)
        self._set_aside = np.zeros(len(self._places), bool)
        self._set_aside[chosen] = True
        self._set_aside[self._much_like(chosen)] = True
        self.__dict__.pop("counts", None)

    @property
    def seal(self) -> str:
        """The SHA-256 of the ids of what is held out, so that it can be shown to be the same later."""
        ids = sorted(excerpt.id for excerpt in self.excerpts(self.held_out))
        return "sha256:" + sha256("\n".join(ids).encode()).hexdigest()

    @cached_property
    def counts(self) -> Counts:
        """What is counted in all passages but those that are held out; counted on first use."""
        total = Counts()
        for counts in self._map("measuring", measure_sheets, self._slabs()):
            total.add(counts)
        return total

    def _excerpt(self, id: int, section: int, start: int, end: int, first: int, size: int) -> Excerpt:
        self._texts.seek(first)
        text = self._texts.read(size).decode(errors=files.ERRORS)
        found = self._sections[section]
        return Excerpt(f"p{id:012x}", found.work, found.name, start, end, text)

    def _place(self, number: int) -> int:
        if not 0 <= number < len(self):
            raise IndexError(f"there is no passage {number} in a corpus of {len(self)}")
        return int(self._places[number])

    def _row(self, number: int) -> tuple[Any, Any]:
        place = self._place(number)
        passage = self._passages.read(place, place + 1)[0]
        stretch = int(passage["stretch"])
        return passage, self._stretches.read(stretch, stretch + 1)[0]

    def _neighbour(self, number: int, step: int) -> int | None:
        other = number + step
        if not 0 <= other < len(self) or int(self._places[other]) != int(self._places[number]) + step:
            return None
        if self._set_aside[other] and not self._set_aside[number]:
            return None
        here, there = self._row(number)[1], self._row(other)[1]
        return other if here["section"] == there["section"] else None

    def _ids(self) -> Any:
        return self._passages.column("id")[self._places]

    def _work_numbers(self) -> Any:
        return self._work_of[self._passages.column("stretch")[self._places]]

    def _much_like(self, chosen: Sequence[int]) -> Any:
        """Return the numbers of the passages that share sampled shingles with the chosen ones."""
        import numpy as np

        wanted = self._places[list(chosen)]
        found = [np.zeros(0, np.uint32)]
        for _, pairs in Table(self._folder / files.ALIKE, files.ALIKE_PAIR).chunks():
            found.append(pairs["earlier"][np.isin(pairs["later"], wanted)])
            found.append(pairs["later"][np.isin(pairs["earlier"], wanted)])
        return np.flatnonzero(np.isin(self._places, np.concatenate(found)))

    def _slabs(self) -> Iterator[list[Sheet]]:
        import numpy as np

        characters = sum(work.characters for work in self.works)
        heard = np.zeros(len(self._passages), bool)
        heard[self._places[~self._set_aside]] = True
        slab: list[Sheet] = []
        size = so_far = 0
        for first, stretches in self._stretches.chunks(1_000):
            ends = self._ends(first, stretches)
            for place, stretch in enumerate(stretches):
                start, end = int(stretch["passage"]), ends[place]
                part = self._part(first + place, so_far, characters)
                so_far += int(stretch["size"])
                if heard[start:end].any():
                    slab.append(self._sheet(stretch, start, end, heard[start:end], part, SAMPLE / characters))
                    size += len(slab[-1].text)
                if size >= _SLAB:
                    yield slab
                    slab, size = [], 0
        if slab:
            yield slab

    def _sheet(self, stretch: Any, start: int, end: int, heard: Any, part: int, sampled: float) -> Sheet:
        import numpy as np

        self._texts.seek(int(stretch["offset"]))
        text = self._texts.read(int(stretch["size"])).decode(errors=files.ERRORS)
        passages = self._passages.read(start, end)
        wanted = None
        if not heard.all():
            turns = np.diff(heard.astype(np.int8), prepend=0, append=0)
            starts, ends = np.flatnonzero(turns == 1), np.flatnonzero(turns == -1) - 1
            spans = zip(passages["start"][starts].tolist(), passages["end"][ends].tolist(), strict=True)
            wanted = tuple(spans)
        return Sheet(text, part, wanted, int(passages["id"][0]) / _ID_SPACE < sampled)

    def _ends(self, first: int, stretches: Any) -> list[int]:
        """Return where the passages of some stretches end: where those of the next one begin."""
        after = first + len(stretches)
        last = len(self._passages)
        if after < len(self._stretches):
            last = int(self._stretches.read(after, after + 1)[0]["passage"])
        return [*stretches["passage"][1:].tolist(), last]

    def _part(self, stretch: int, so_far: int, characters: int) -> int:
        """Return the part that a stretch's words are counted in: by work, or of few works by place."""
        if len(self.works) >= _FEW_WORKS:
            return int(self._work_of[stretch]) % PARTS
        return min(PARTS - 1, so_far * PARTS // max(1, characters))

    def _sizes(self, titles: Sequence[Section], repeated: Any) -> tuple[tuple[Work, ...], Repeated]:
        import numpy as np

        count = len(titles)
        sizes = np.zeros(count, np.int64)
        words = np.zeros(count, np.int64)
        numbers = np.zeros(count, np.int64)
        pairs: dict[tuple[int, int], list[int]] = {}
        stretch = self._passages.column("stretch")
        for first, passages in self._passages.chunks():
            length = passages["end"].astype(np.int64) - passages["start"]
            works = self._work_of[passages["stretch"]]
            other = repeated[first : first + len(passages)]
            own = other == np.arange(first, first + len(passages))
            sizes += np.bincount(works[own], length[own], count).astype(np.int64)
            words += np.bincount(works[own], passages["words"][own], count).astype(np.int64)
            numbers += np.bincount(works[own], minlength=count)
            of = self._work_of[stretch[other[~own]]]
            for work, elsewhere, size in zip(
                works[~own].tolist(), of.tolist(), length[~own].tolist(), strict=True
            ):
                pair = pairs.setdefault((work, elsewhere), [0, 0])
                pair[0] += 1
                pair[1] += size
        works = tuple(
            Work(title.work, title.source, int(size), int(word_count), int(number))
            for title, size, word_count, number in zip(titles, sizes, words, numbers, strict=True)
        )
        found = tuple(RepeatedWork(work, of, *total) for (work, of), total in sorted(pairs.items()))
        total = Repeated(sum(r.passages for r in found), sum(r.characters for r in found), found)
        return works, total


def _works(sections: Sequence[Section]) -> tuple[Any, list[Section]]:
    """Return the number of each section's work, and the works by the first of their sections."""
    import numpy as np

    numbers: dict[tuple[int, str], int] = {}
    titles: list[Section] = []
    of = []
    for section in sections:
        work = (section.source, section.work)
        if work not in numbers:
            numbers[work] = len(numbers)
            titles.append(section)
        of.append(numbers[work])
    return np.array(of, np.int64), titles
