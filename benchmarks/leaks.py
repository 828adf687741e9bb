"""What it costs to look for eight words in a row of a log, and for what was removed from it, in a cartridge.

    python -m benchmarks.leaks [MEGABYTES]

The log is written to a file first, of words of no language as frequent as those of a language are, in
messages of one to three sentences, one in eight with accents, one in forty with markup; it is read line by
line. The cartridge is the bundled Socrates with ten runs of the log's first tenth planted in it. The naive
peer in the same run holds every run of eight words of the log in a set and looks the cartridge's up; it gets
the first tenth of the log. So does core/text/quoting/copied.py, which keeps the small side too. Each part
runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import whetstone

PERSONA = Path(whetstone.__file__).parent / "philosophy_library" / "socrates"
RANDOM = random.Random(7)
SYLLABLES = re.findall("..", "bacedifoguhaleminopurasetivowudakelimonutaresigo")
WORDS = ["".join(RANDOM.choices(SYLLABLES, k=RANDOM.choice((1, 2, 2, 3, 3, 4)))) for _ in range(30_000)]
WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(len(WORDS))))
LONG = [word for word in WORDS if len(word) > 5]
PLANTED = 10
ORIGINALS = 200_000


def main(megabytes: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        log, some = Path(folder) / "log.txt", Path(folder) / "some.txt"
        runs = _write(log, some, megabytes)
        (Path(folder) / "runs.json").write_text(json.dumps(runs), "utf-8")
        print(f"{'':<44}{'MB':>6}{'MB/s':>8}{'CPU s/GB':>10}{'peak MB':>9}{'found':>7}")
        for name, part, path in (
            ("reading the lines, nothing else", "nothing", log),
            ("core/leaks", "leaks", log),
            ("core/text/quoting/copied.py", "copied", some),
            ("every run of the log in a set (naive)", "naive", some),
        ):
            told = _alone(part, path)
            size = path.stat().st_size / 1e6
            rate = f"{size / told['seconds']:>8.1f}{told['cpu'] / size * 1e3:>10.0f}"
            print(f"{name:<44}{size:>6.0f}{rate}{told['peak']:>9.0f}{told.get('found', ''):>7}")
        told = _alone("removed", log)
        rate = f"{ORIGINALS / told['seconds']:,.0f} a second"
        print(
            f"{ORIGINALS:,} originals looked for: {rate}, peak {told['peak']:.0f} MB, {told['found']} found"
        )


def _alone(part: str, log: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.leaks", part, str(log)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def measure(part: str, log: Path) -> None:
    """Do one part and print what it cost as JSON."""
    files = _files(log)
    begun, worked = time.perf_counter(), time.process_time()
    found = PARTS[part](files, log)
    told = {
        "found": found,
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - worked,
        "peak": _peak(),
    }
    print(json.dumps(told))


def _peak() -> float:
    """Return this program's peak memory in MB; Linux's `ru_maxrss` has that of the program before it too."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return (int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1e3


def _leaks(files: dict[str, bytes], log: Path) -> int:
    from whetstone.core.leaks.checking import Secrets, look_for_leaks

    return len(look_for_leaks(files, Secrets(lambda: _lines(log))).findings)


def _removed(files: dict[str, bytes], log: Path) -> int:
    from whetstone.core.leaks.checking import Secrets, look_for_leaks

    report = look_for_leaks(files, Secrets(lambda: (), removed=_originals()))
    return sum(found.count for found in report.findings)


def _originals() -> Iterator[tuple[str, str]]:
    draw = random.Random(3)
    for number in range(ORIGINALS):
        first, last = (draw.choice(LONG).title() for _ in range(2))
        yield (
            ("PERSON", f"{first} {last}"),
            ("EMAIL", f"{first}.{last}{number}@{last}.org"),
            ("PHONE", f"+1 {draw.randrange(200, 999)} {draw.randrange(1000):03} {draw.randrange(10_000):04}"),
        )[number % 3]


def _copied(files: dict[str, bytes], log: Path) -> int:
    from whetstone.core.text.quoting.copied import copied

    return len(copied("\n".join(data.decode("utf-8", "replace") for data in files.values()), _lines(log)))


def _naive(files: dict[str, bytes], log: Path) -> int:
    runs: set[str] = set()
    kept: list[str] = []
    for line in _lines(log):
        kept += re.findall(r"\w+", line.lower())
        runs.update(" ".join(kept[at : at + 8]) for at in range(len(kept) - 7))
        kept = kept[-7:]
    count = 0
    for data in files.values():
        words = re.findall(r"\w+", data.decode("utf-8", "replace").lower())
        there = [" ".join(words[at : at + 8]) in runs for at in range(len(words) - 7)]
        count += sum(now and not before for before, now in pairwise([False, *there]))
    return count


def _nothing(files: dict[str, bytes], log: Path) -> str:
    for _ in _lines(log):
        pass
    return ""


PARTS: dict[str, Any] = {
    "leaks": _leaks,
    "removed": _removed,
    "copied": _copied,
    "naive": _naive,
    "nothing": _nothing,
}


def _files(log: Path) -> dict[str, bytes]:
    found = {
        str(path.relative_to(PERSONA)): path.read_bytes() for path in PERSONA.rglob("*") if path.is_file()
    }
    for number, run in enumerate(json.loads((log.parent / "runs.json").read_text("utf-8"))):
        found[f"library/run {number}.txt"] = f"It is said:\n\n{run}\n\nso it is.".encode()
    return found


def _lines(log: Path) -> Iterator[str]:
    with log.open(encoding="utf-8") as file:
        yield from file


def _write(log: Path, some: Path, megabytes: int) -> list[str]:
    """Write the log, and its first tenth to `some`; return runs of twelve words from that."""
    sentences = [_sentence(number) for number in range(20_000)]
    runs: list[str] = []
    with log.open("w", encoding="utf-8") as file:
        while file.tell() < megabytes * 1_000_000:
            messages = [" ".join(RANDOM.choices(sentences, k=RANDOM.choice((1, 2, 3)))) for _ in range(500)]
            file.write("\n".join(messages) + "\n")
            if len(runs) < PLANTED:
                runs.append(" ".join(messages[-1].split()[:12]).upper())
    with log.open("rb") as whole, some.open("wb") as beginning:
        beginning.write(whole.read(megabytes * 100_000))
        beginning.write(whole.readline())
    return runs


def _sentence(number: int) -> str:
    words = RANDOM.choices(WORDS, cum_weights=WEIGHTS, k=12)
    if number % 8 == 0:
        words[3] = words[3].replace("a", "é") + "ø"
    if number % 40 == 0:
        words[5] = f"**{words[5]}** & [{words[6]}](https://example.org)"
    return f"{' '.join(words).capitalize()}."


if __name__ == "__main__":
    if len(sys.argv) > 2:
        measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
