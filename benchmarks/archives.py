"""How long an archive takes to become a durable persona, beside `zipfile` and the same number of syncs.

    python -m benchmarks.archives [ROUNDS]

All read the same file and write the same content. Ours reads, checks and installs it; the peer does
`ZipFile.extractall` and makes that durable with the same syncs in the same order, counted in the last
column: one after the other, as a script would, and then (the second ratio) eight at once, as ours are.
Below that, the same with reading alone, into memory. Rounds alternate; printed are medians.
"""

from __future__ import annotations

import io
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from whetstone import Host, build_cartridge
from whetstone.core import home
from whetstone.testing import temporary_host

SYLLABLES = ["".join(pair) for pair in itertools.product("bdfgklmnprstvz", "aeiou")]
METADATA = {"version": "1", "author": "benchmark", "source_hash": "none", "id": "reader"}
AVATAR = Path(__file__).resolve().parent.parent / "philosophy_library" / "socrates" / "avatar.png"
METHODS = {"stored": zipfile.ZIP_STORED, "deflated": zipfile.ZIP_DEFLATED}


def main(rounds: int) -> None:
    """Print the tables."""
    shapes = {
        "15 texts and an avatar": _files(15, 12_000, avatar=True),
        "4,000 small texts": _files(4_000, 600),
        "7 texts, 100 MB": _files(7, 100_000_000 // 7),
    }
    title = f"median of {rounds} rounds, taken in turn"
    print(f"{title:<38} {'ours':>10} {'zipfile':>10} {'ratio':>6} {'8 syncs at once':>17} {'syncs':>12}")
    for (shape, files), (packing, method) in itertools.product(shapes.items(), METHODS.items()):
        _compare(f"{shape}, {packing}", _archive(files, method), rounds)


def _compare(name: str, data: bytes, rounds: int) -> None:
    durable: tuple[list[float], ...] = ([], [], [])
    read: tuple[list[float], ...] = ([], [])
    with tempfile.TemporaryDirectory() as folder, temporary_host(home=Path(folder) / "home") as host:
        archive, out = Path(folder) / "reader.whetstone", Path(folder) / "out"
        archive.write_bytes(data)
        out.mkdir()
        _install(host, archive, 999)
        with _counting() as ours:
            _install(host, archive, 0)
        with _counting() as theirs:
            _extract(archive, out / "warm", at_once=8)
        for number in range(1, rounds + 1):
            actions: list[tuple[list[float], Callable[[], object]]] = [
                (durable[0], lambda number=number: _install(host, archive, number)),
                (durable[1], lambda number=number: _extract(archive, out / f"a{number}", at_once=1)),
                (durable[2], lambda number=number: _extract(archive, out / f"b{number}", at_once=8)),
                (read[0], lambda: host.formats.read_file(archive)),
                (read[1], lambda: _read_all(archive)),
            ]
            for seconds, action in actions if number % 2 else actions[::-1]:
                os.sync()
                seconds.append(_seconds(action))
    _row(name, durable, f"{ours[0]} and {theirs[0]}")
    _row("    reading alone", read, "")


def _row(name: str, seconds: tuple[list[float], ...], syncs: str) -> None:
    ours, *peers = map(statistics.median, seconds)
    told = "".join(f" {theirs * 1e3:>7.1f} ms {ours / theirs:>6.2f}" for theirs in peers)
    print(f"{name:<38} {ours * 1e3:>7.1f} ms{told} {syncs:>12}")


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _install(host: Host, archive: Path, number: int) -> None:
    host.registry.install(host.formats.read_file(archive), "imported", as_id=f"reader{number}")


def _extract(archive: Path, folder: Path, at_once: int) -> None:
    """Unpack `archive` and make it durable as ours is, with the same syncs in the same order.

    A draft's files and its record, some `at_once`; the draft's folders; both renamed into place; the folders
    above; then a list, written anew and renamed.
    """
    above, shelf = folder.parent / f"{folder.name}-above", folder.parent
    above.mkdir()
    draft, record, listed = above / "draft", above / "record", shelf / "list"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(draft)
    record.write_bytes(b"x" * 500)
    paths = [*draft.rglob("*")]
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(_sync, [record, *(path for path in paths if path.is_file())]))
        list(pool.map(_sync, [draft, *(path for path in paths if path.is_dir())]))
    draft.rename(above / "content")
    record.rename(above / "content.json")
    _sync(above)
    _sync(shelf)
    listed.write_bytes(b"x" * 500)
    _sync(listed)
    listed.rename(shelf / "list.json")
    _sync(shelf)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        home.sync(handle)
    finally:
        os.close(handle)


def _read_all(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@contextmanager
def _counting() -> Iterator[list[int]]:
    """Count the syncs, ours and the peer's."""
    count, original = [0], home.sync

    def counted(handle: int) -> None:
        count[0] += 1
        original(handle)

    home.sync = counted
    try:
        yield count
    finally:
        home.sync = original


def _files(count: int, size: int, *, avatar: bool = False) -> dict[str, bytes]:
    rng = random.Random(count)
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(5_000)]
    text = " ".join(rng.choices(words, k=200_000))
    library = {}
    for number in range(count):
        at = rng.randrange(len(text))
        library[f"text_{number}.txt"] = (text[at:] + (size // len(text) + 1) * text)[:size]
    picture = AVATAR.read_bytes() if avatar else None
    built = build_cartridge(
        METADATA,
        prompt="You are a reader. " * 200,
        config={"weirdness": 0.5},
        library=library,
        avatar=picture,
    )
    return dict(built.files)


def _archive(files: dict[str, bytes], method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
