"""Show every archive of the tests to every reader on this machine; print who reads how many.

    python tools/readers.py

Archives that programs make are to be read, hostile ones are to be refused. The last line tells where another
reader sees other names or bytes than ours in an archive that ours reads; the exit code is 1 if one does.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from archives.hostile import hostile_archives
from fuzzing.properties import FORMAT, Disagreement, agreed
from fuzzing.sources import good_archives
from fuzzing.witnesses import PROGRAMS, CannotSpell, Refuses, zipfile_sees

from whetstone import CartridgeError


def main() -> int:
    """Print the table; return the exit code."""
    readers: dict[str, Callable[[bytes], object]] = {
        "whetstone": lambda data: FORMAT.read(data, "plato.whetstone"),
        "zipfile": zipfile_sees,
        **PROGRAMS,
    }
    families = {"by programs": list(good_archives().values())}
    for case in hostile_archives():
        families.setdefault(case.name.partition(":")[0].replace("_", " "), []).append(case.data)
    print(f"{'archives':<28} {'number':>7}" + "".join(f"{name:>11}" for name in readers))
    hostile: Counter[str] = Counter()
    disagreements = 0
    for family, archives in families.items():
        read = {name: sum(_reads(sees, data) for data in archives) for name, sees in readers.items()}
        _row(family, len(archives), read)
        disagreements += sum(_disagrees(data) for data in archives)
        if family != "by programs":
            hostile.update({"": len(archives), **read})
    _row("hostile, all", hostile.pop(""), {name: hostile[name] for name in readers})
    print(f"{disagreements} archives that whetstone reads and another reader sees otherwise")
    return 1 if disagreements else 0


def _row(family: str, number: int, read: dict[str, int]) -> None:
    print(f"{family:<28} {number:>7}" + "".join(f"{count:>11}" for count in read.values()), flush=True)


def _reads(sees: Callable[[bytes], object], data: bytes) -> bool:
    try:
        sees(data)
    except (Refuses, CannotSpell, CartridgeError):
        return False
    return True


def _disagrees(data: bytes) -> bool:
    try:
        agreed(data, PROGRAMS)
    except Disagreement as error:
        print(f"    {error}")
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
