"""What there is of a clone in a home: what goes with it, and what mentions it and stays."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.core.errors import MirrorError, PersonaNotFound, near
from whetstone.core.jobs.forgetting import Doomed, jobs_about, removed_about
from whetstone.core.jobs.uses import about_of, kept_uses

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.jobs.record import Job

KINDS = frozenset({"clone", "audit"})
"""The kinds of jobs that make a clone, or look at one; their parameter `id` is the clone's."""

_PERSON = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Traces:
    """What a home holds of the clone `id`.

    `contents` counts its contents wherever they lie, `others` are versions of contents under its id that
    are no clones and stay. `jobs` are the ids of its jobs, `files` the paths to which it was written on
    demand, `copies` the other ids under which one of its contents lies, `evidence` says whether it is kept
    on which turns it rests. `conversations` are the ids of those in which it was talked with, and `settings`
    the lines of the settings that name it, from 1.
    """

    id: str
    contents: int
    others: tuple[str, ...]
    jobs: tuple[str, ...]
    evidence: bool
    files: tuple[str, ...]
    copies: tuple[str, ...]
    conversations: tuple[str, ...]
    settings: tuple[int, ...]


def doomed(persona_id: str) -> Doomed:
    """Return what says of a job whether it is one of the clone's."""
    return lambda kind, about: kind in KINDS and about == persona_id


def clones(host: Host) -> list[str]:
    """Return the ids of all clones of which something is here.

    Raises:
        HomeError: the home cannot be read.
    """
    forgetting = host.registry.forgetting()
    found = {id for id in forgetting.ids() if forgetting.held(id).clones}
    found |= {path.stem for path in _evidence(host)}
    found |= {about_of(job.parameters) for job in jobs_about(host.home, lambda kind, _: kind in KINDS)}
    found |= {uses.about for uses in kept_uses(host.home) if uses.kind in KINDS}
    return sorted(found - {""})


def traces(host: Host, persona_id: str | None) -> Traces:
    """Return what is here of a clone; of the only one where `persona_id` is `None`.

    Raises:
        MirrorError: there is none, several, or the persona of this id is no clone.
        PersonaNotFound: nothing of this id is here.
        HomeError: the home cannot be read.
    """
    if persona_id is None:
        known = clones(host)
        if len(known) != 1:
            raise MirrorError(
                f"there are {len(known)} clones here, {', '.join(known)}; say which one is to go"
                if known
                else "there is no clone here, and nothing of one"
            )
        persona_id = known[0]
    held = host.registry.forgetting().held(persona_id) if _PERSON.fullmatch(persona_id) else None
    jobs = jobs_about(host.home, doomed(persona_id))
    evidence = (host.home.mirror / f"{persona_id}.json").exists() if held else False
    if held is None or not (held.clones or jobs or evidence or removed_about(host.home, doomed(persona_id))):
        raise _nothing(host, persona_id)
    return Traces(
        id=persona_id,
        contents=len(held.clones),
        others=tuple(f"{one.name} {one.version}" for one in held.others),
        jobs=tuple(job.id for job in jobs),
        evidence=evidence,
        files=_written(jobs),
        copies=_copies(host, persona_id, {one.content_hash for one in held.clones}),
        conversations=tuple(info.id for info in host.history.conversations() if persona_id in info.personas),
        settings=_named_in(host.home.settings, persona_id),
    )


def made_from(host: Host, conversations: Collection[str] | None) -> dict[str, bool]:
    """Return the clones that were made from any of these conversations, by id; from any at all for `None`.

    The value is false where it is not known from which: of a clone that was begun and is not done.
    """
    found = {}
    for path in _evidence(host):
        kept = _conversations_in(path)
        if conversations is None or kept is None or not kept.isdisjoint(conversations):
            found[path.stem] = kept is not None
    done = {path.stem for path in _evidence(host)}
    begun = {about_of(job.parameters) for job in jobs_about(host.home, lambda kind, _: kind in KINDS)}
    begun |= {uses.about for uses in kept_uses(host.home) if uses.kind in KINDS}
    return dict(sorted({**dict.fromkeys(begun - done - {""}, False), **found}.items()))


def _conversations_in(path: Path) -> frozenset[str] | None:
    try:
        evidence: Any = json.loads(path.read_bytes())
        return frozenset(map(str, evidence["conversations"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _evidence(host: Host) -> list[Path]:
    folder = host.home.mirror
    with host.home.reading(folder):
        return sorted(folder.glob("*.json")) if folder.is_dir() else []


def _copies(host: Host, persona_id: str, hashes: Collection[str]) -> tuple[str, ...]:
    forgetting = host.registry.forgetting()
    others = sorted(forgetting.ids() - {persona_id})
    return tuple(id for id in others if any(c.content_hash in hashes for c in forgetting.held(id).clones))


def _written(jobs: Sequence[Job]) -> tuple[str, ...]:
    paths = (job.parameters.get("output") for job in jobs)
    return tuple(dict.fromkeys(path for path in paths if isinstance(path, str)))


def _named_in(settings: Path, persona_id: str) -> tuple[int, ...]:
    try:
        lines = settings.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ()
    word = re.compile(rf"(?<![\w-]){re.escape(persona_id)}(?![\w-])")
    return tuple(number for number, line in enumerate(lines, 1) if word.search(line))


def _nothing(host: Host, persona_id: str) -> MirrorError | PersonaNotFound:
    known = clones(host)
    if any(persona.id == persona_id for persona in host.registry.personas()):
        return MirrorError(
            f"{persona_id} is no clone; `whetstone remove {persona_id}` takes it out of the list"
        )
    listed = f"; there {'is' if len(known) == 1 else 'are'} {', '.join(known)}" if known else ""
    return PersonaNotFound(f"nothing of a clone {persona_id!r} is here{near(persona_id, known)}{listed}")
