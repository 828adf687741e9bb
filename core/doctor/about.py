"""Which Whetstone this is, and what it runs on: what a bug report should begin with."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from contextlib import closing

from whetstone.core.doctor.findings import Finding, fine, note
from whetstone.core.doctor.patient import Patient
from whetstone.core.loading.entry_points import OURS, version_of

_TOLD = ("click", "filelock", "litellm", "numpy", "pluggy", "pydantic", "xllamacpp")


def about() -> dict[str, str | None]:
    """Return the versions that a bug report should tell; `None` is what is not installed."""
    import sqlite3

    return {
        "whetstone": _version(OURS),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "machine": platform.machine(),
        "encoding": sys.stdout.encoding if sys.stdout else None,
        "sqlite": sqlite3.sqlite_version,
        **{name: _version(name) for name in _TOLD},
    }


def look(patient: Patient) -> Iterator[Finding]:
    """Tell the versions, and whether SQLite can search texts."""
    import sqlite3

    running = (
        f"{_version(OURS) or 'not installed'} on {platform.python_implementation()} "
        f"{platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )
    if _has_fts5():
        yield fine(f"{running} with FTS5")
    else:
        yield note(f"{running} without FTS5, so that passages are found by meaning alone")


def _version(distribution: str) -> str | None:
    from importlib_metadata import Distribution, PackageNotFoundError

    try:
        return version_of(Distribution.from_name(distribution))
    except PackageNotFoundError:
        return None


def _has_fts5() -> bool:
    import sqlite3

    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        except sqlite3.Error:
            return False
    return True
