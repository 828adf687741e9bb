"""Counting hits and misses by characters and by spans."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from benchmarks.sanitizer.kinds import agrees
from whetstone.core.values.sanitizing import TYPES

Spans = Sequence[tuple[int, int, str]]


class Scores:
    """What one finder reached. Characters count where they are letters or digits."""

    def __init__(self, name: str, ready: float, rate: float) -> None:
        self.name, self.ready, self.rate = name, ready, rate
        self.wanted: Counter[str] = Counter()
        self.hit: Counter[str] = Counter()
        self.covered: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.spans: Counter[str] = Counter()
        self.exact: Counter[str] = Counter()
        self.alarms: Counter[str] = Counter()
        self.texts = self.leaking = self.clean = self.innocent = self.removed_innocent = 0
        self.missed: defaultdict[str, list[str]] = defaultdict(list)
        self.false: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, text: str, wanted: Spans, found: Spans) -> None:
        """Take in one text with what was annotated and what was found."""
        self.texts += 1
        counts = [c.isalnum() for c in text]
        by_place: dict[int, str] = {p: type for start, end, type in found for p in range(start, end)}
        annotated: dict[int, str] = {p: type for start, end, type in wanted for p in range(start, end)}
        leaks = False
        for start, end, type in wanted:
            leaks |= self._wanted(text, (start, end, type), counts, by_place) and type in TYPES
            self.exact[type] += any(f[:2] == (start, end) and agrees(f[2], type) for f in found)
        self.leaking += leaks
        for start, end, type in found:
            places = [p for p in range(start, end) if counts[p]]
            right = sum(p in annotated and agrees(type, annotated[p]) for p in places)
            self.found[type] += len(places)
            self.right[type] += right
            if not right:
                self.false[type].append(f"{text[start:end]!r} in {text[max(0, start - 40) : end + 30]!r}")
        outside = [p for p, counted in enumerate(counts) if counted and p not in annotated]
        self.innocent += len(outside)
        self.removed_innocent += sum(p in by_place for p in outside)
        if not wanted:
            self.clean += 1
            self.alarms.update({type for *_, type in found})

    def _wanted(
        self, text: str, span: tuple[int, int, str], counts: list[bool], found: dict[int, str]
    ) -> bool:
        """Count one annotation; return whether some of it was left."""
        start, end, type = span
        places = [p for p in range(start, end) if counts[p]]
        hit = sum(p in found and agrees(found[p], type) for p in places)
        covered = sum(p in found for p in places)
        self.spans[type] += 1
        self.wanted[type] += len(places)
        self.hit[type] += hit
        self.covered[type] += covered
        if hit < len(places):
            self.missed[type].append(f"{text[start:end]!r} in {text[max(0, start - 50) : end + 30]!r}")
        return covered < len(places)

    def row(self, type: str) -> dict[str, float]:
        """Return precision, recall and F2 by characters, the share removed as whatever type, and exact "
        "spans."""
        recall = self.hit[type] / max(1, self.wanted[type])
        precision = self.right[type] / self.found[type] if self.found[type] else float(not self.wanted[type])
        return {
            "spans": self.spans[type],
            "precision": precision,
            "recall": recall,
            "f2": 5 * precision * recall / max(1e-9, 4 * precision + recall),
            "removed": self.covered[type] / max(1, self.wanted[type]),
            "exact": self.exact[type] / max(1, self.spans[type]),
        }

    def overall(self) -> dict[str, float]:
        """Return the same over all types that we look for, whichever of them was found."""
        covered = sum(self.covered[type] for type in TYPES)
        recall = covered / max(1, sum(self.wanted[type] for type in TYPES))
        precision = covered / max(1, covered + self.removed_innocent)
        return {
            "precision": precision,
            "recall": recall,
            "f2": 5 * precision * recall / max(1e-9, 4 * precision + recall),
            "leaking": self.leaking / max(1, self.texts),
            "innocent_removed": self.removed_innocent / max(1, self.innocent),
            "texts_per_second": self.rate,
            "ready_seconds": self.ready,
        }

    def summary(self) -> dict[str, object]:
        """Return all of it in plain values."""
        types = sorted(type for type in {*self.spans, *self.found} if self.spans[type])
        alarms = {type: 1000 * n / self.clean for type, n in self.alarms.items()}
        return {
            "name": self.name,
            "texts": self.texts,
            "types": {type: self.row(type) for type in types},
            "overall": self.overall(),
            "false_alarms_in_1000_texts_without_annotation": alarms,
        }

    def show(self, misses: int = 0) -> None:
        """Print it, with so many `misses` of each type."""
        print(f"\n{self.name}: {self.texts:,} texts")
        print(f"{'':<18}{'spans':>8}{'precision':>11}{'recall':>9}{'F2':>8}{'removed':>9}{'exact':>8}")
        for type in sorted(self.spans):
            row = self.row(type)
            line = "".join(
                f"{row[key]:>{w}.3f}"
                for key, w in (("precision", 11), ("recall", 9), ("f2", 8), ("removed", 9), ("exact", 8))
            )
            print(f"{type:<18}{self.spans[type]:>8,}{line}{'' if type in TYPES else '   (not looked for)'}")
        all_ = self.overall()
        print(f"{'all looked for':<26}{all_['precision']:>11.3f}{all_['recall']:>9.3f}{all_['f2']:>8.3f}")
        print(
            f"texts with anything leaked {all_['leaking']:.1%}, "
            f"innocent letters removed {all_['innocent_removed']:.2%}"
        )
        print(f"{self.rate:,.0f} texts/s, ready in {self.ready:.2f} s")
        if self.clean:
            alarms = ", ".join(
                f"{type} {1000 * n / self.clean:.1f}" for type, n in sorted(self.alarms.items())
            )
            print(f"false alarms in 1,000 of {self.clean:,} texts without annotations: {alarms or 'none'}")
        for label, examples in (("missed", self.missed), ("false", self.false)):
            for type, shown in sorted(examples.items()) if misses else ():
                print(f"-- {label} {type} ({len(shown)})")
                for one in shown[:: max(1, len(shown) // misses)][:misses]:
                    print(f"   {one}")
