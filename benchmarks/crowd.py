"""What a crowd of personas costs: many imported at once, and one more, a list and a turn among many.

    python -m benchmarks.crowd [PERSONAS]

The peer of an import is the least that durable files can do in the same run: as many folders of five
small files, each file synced by itself. The rest is measured in a home of PERSONAS (10,000 if not given),
commands as whole processes.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from whetstone import Host, build_cartridge
from whetstone.testing import temporary_host

IMPORTED = 1_000
ROUNDS = 5
AVATAR = Path(__file__).parents[1] / "philosophy_library" / "socrates" / "avatar.png"
WORDS = [f"{a}{b}{c}" for a in "bdfglmn" for b in ("a", "e", "io", "u") for c in ("ra", "ten", "lis", "mo")]


def main(crowd: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = folder / "files"
        _write_cartridges(files, range(IMPORTED))
        raw, ours = [], []
        for number in range(3):
            raw.append(_rate(IMPORTED // 2, lambda n=number: _synced_folders(folder / f"raw-{n}")))
            ours.append(_rate(IMPORTED, lambda n=number: _import(files, folder / f"home-{n}")))
            listed = json.loads((folder / f"home-{number}" / "personas.json").read_bytes())["personas"]
            assert len(listed) == IMPORTED
            shutil.rmtree(folder / f"raw-{number}")
            shutil.rmtree(folder / f"home-{number}")
        print(f"{'import of 1,000 files, one command':<44} {statistics.median(ours):>8.0f} /s")
        print(f"{'five synced files in a folder (peer)':<44} {statistics.median(raw):>8.0f} /s")
        ratios = [mine / peer for mine, peer in zip(ours, raw, strict=True)]
        print(f"{'ratio (200/331 = 0.60 is asked for)':<44} {statistics.median(ratios):>8.2f}")
        home = folder / "crowd"
        fill(home, crowd)
        _print_crowd(home, crowd, folder)


def _print_crowd(home: Path, crowd: int, folder: Path) -> None:
    print(f"\nin a home of {crowd:,} personas")
    with temporary_host(home=home, replies=["A short answer."]) as host:
        host.registry.personas()
        more = list(_cartridges(range(crowd, crowd + ROUNDS)))
        _line(
            "one more import, in a running program",
            [_seconds(lambda c=c: host.registry.install(c, "imported")) for c in more],
        )
        talk = host.converse(more[0].id, model="scripted")
        _line("a turn", [_seconds(lambda: _say(host, talk)) for _ in range(ROUNDS)])
        _line("list, in a running program", [_seconds(host.registry.personas) for _ in range(ROUNDS)])
    empty = folder / "empty"
    extra = folder / "extra"
    _write_cartridges(extra, range(crowd + ROUNDS, crowd + 2 * ROUNDS))
    paths = sorted(extra.iterdir())
    _line("whetstone list --json", [_command("list", "--json", home=home) for _ in range(ROUNDS)])
    _line("  in an empty home (peer)", [_command("list", "--json", home=empty) for _ in range(ROUNDS)])
    _line("whetstone import FILE", [_command("import", path, home=home) for path in paths])
    _line("  into an empty home (peer)", [_command("import", path, home=empty) for path in paths])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'most memory of a command':<44} {peak:>8.0f} MB")


def _cartridges(numbers: range) -> Iterator:  # type: ignore[type-arg]
    avatar = AVATAR.read_bytes()
    for number in numbers:
        rng = random.Random(number)
        yield build_cartridge(
            {
                "version": "1.0",
                "author": "benchmark",
                "source_hash": "none",
                "id": f"one-of-many-{number:06}",
                "name": f"Number {number}",
                "description": f"One who speaks of {' '.join(rng.choices(WORDS, k=8))}.",
                "tags": rng.sample(WORDS, 3),
            },
            prompt=" ".join(rng.choices(WORDS, k=800)),
            config={"weirdness": 0.5},
            avatar=avatar,
            library={"notes.txt": "Notes\n\n" + " ".join(rng.choices(WORDS, k=400))},
        )


def _write_cartridges(folder: Path, numbers: range) -> None:
    folder.mkdir()
    with Host(folder.with_name("unused"), block=()) as host:
        for cartridge in _cartridges(numbers):
            (folder / f"{cartridge.id}.whetstone").write_bytes(host.formats.write(cartridge, None)[0])


def fill(home: Path, crowd: int) -> None:
    """Install so many made personas in `home`."""
    with Host(home) as host, host.registry.batch("imported") as batch:
        for cartridge in _cartridges(range(crowd)):
            batch.add(cartridge)


def _import(files: Path, home: Path) -> None:
    _command("import", files, home=home)


def _synced_folders(folder: Path) -> None:
    for number in range(IMPORTED // 2):
        place = folder / str(number)
        place.mkdir(parents=True)
        for name in ("metadata.json", "prompt.txt", "config.json", "avatar.png", "notes.txt"):
            with (place / name).open("wb") as file:
                file.write(b"x" * 3_000)
                file.flush()
                os.fsync(file.fileno())


def _say(host: Host, talk) -> None:  # type: ignore[no-untyped-def]
    for _ in host.loop.iterate(talk.say("What of it?")):
        pass


def _command(*arguments: str | Path, home: Path) -> float:
    command = [sys.executable, "-m", "whetstone", "--home", home, *arguments]
    return _seconds(
        lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _rate(count: int, work: Callable[[], object]) -> float:
    return count / _seconds(work)


def _line(name: str, seconds: list[float]) -> None:
    print(f"{name:<44} {statistics.median(seconds) * 1000:>8.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
