"""Entry points of installed distributions, where one with broken metadata does not hide the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib_metadata import Distribution, EntryPoint

OURS = "whetstone-personas"
"""The distribution that this package is."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A distribution that names our group in an entry_points.txt that cannot be read, and why."""

    distribution: str
    version: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """The entry points of one group, in the order of the module path, and what could not be read."""

    entries: list[EntryPoint] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


def entry_points(group: str) -> Found:
    """Return the entry points in `group`; of a distribution that is there twice, the first counts."""
    from importlib_metadata import distributions

    found = Found()
    seen = set()
    for distribution in distributions():
        key = getattr(distribution, "_normalized_name", None) or name_of(distribution)
        if key in seen:
            continue
        seen.add(key)
        try:
            found.entries.extend(distribution.entry_points.select(group=group))
        except Exception as error:
            if _mentions(distribution, group):
                reason = f"its entry_points.txt cannot be read ({type(error).__name__}: {error})"
                found.unreadable.append(Unreadable(name_of(distribution), version_of(distribution), reason))
    return found


def owner(entry: EntryPoint) -> str:
    """Return the name of the distribution that `entry` comes from."""
    return name_of(entry.dist) if entry.dist else "(unknown)"


@cache
def name_of(distribution: Distribution) -> str:
    """Return the distribution's name."""
    folder: str = getattr(distribution, "_normalized_name", None) or "(unknown)"
    return _field(distribution, "Name") or folder.replace("_", "-")


@cache
def version_of(distribution: Distribution) -> str:
    """Return the distribution's version, or an empty string where its metadata is broken."""
    return _field(distribution, "Version")


def _field(distribution: Distribution, name: str) -> str:
    """Return a field of the metadata, or an empty string.

    Read from the text: `distribution.metadata` imports the email package and parses the whole readme,
    which takes a fifth of the time of `whetstone --help`.
    """
    try:
        text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    except Exception:
        return ""
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            return ""
        if key.lower() == name.lower():
            return value.strip()
    return ""


def _mentions(distribution: Distribution, group: str) -> bool:
    """Say whether a broken entry_points.txt has our group: a stranger's is none of our business."""
    try:
        return f"[{group}]" in (distribution.read_text("entry_points.txt") or "")
    except Exception:
        return b"whetstone" in name_of(distribution).lower().encode()
