"""Which steps of the cache the jobs used that were removed: `cache/steps/removed/<job>.json`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from whetstone.core.home import Home, draft_of

_FOLDER = "removed"


@dataclass(frozen=True, slots=True)
class Uses:
    """A job that was removed: its kind, the id of the persona it was about (or nothing), its steps' keys."""

    path: Path
    kind: str
    about: str
    steps: frozenset[str]

    def drop(self) -> None:
        """Delete what is kept of it."""
        draft_of(self.path).unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


def keep_uses(home: Home, id: str, record: Path, steps: Collection[str]) -> None:
    """Keep of the job `id`, which is about to be removed, what `record` says it was, and its `steps`.

    Raises:
        HomeError: it cannot be written.
    """
    if not steps:
        return
    try:
        job = json.loads(record.read_bytes())
        kind, about = str(job["kind"]), about_of(job["parameters"])
    except (OSError, ValueError, TypeError, KeyError):
        kind = about = ""
    kept = {"kind": kind, "about": about, "steps": sorted(steps)}
    home.replace(home.steps / _FOLDER / f"{id}.json", json.dumps(kept).encode())


def kept_uses(home: Home) -> Iterator[Uses]:
    """Yield what is kept of removed jobs; what is damaged is passed over, as all that a cache holds."""
    folder = home.steps / _FOLDER
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            kept = json.loads(path.read_bytes())
            yield Uses(path, str(kept["kind"]), str(kept["about"]), frozenset(map(str, kept["steps"])))
        except (OSError, ValueError, TypeError, KeyError):
            continue


def about_of(parameters: object) -> str:
    """Return the persona's id in the `parameters` of a job, an empty one where they name none."""
    found = parameters.get("id") if isinstance(parameters, dict) else None
    return found if isinstance(found, str) else ""
