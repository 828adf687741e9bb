"""Deleting a clone with all that was made of it, so that no byte of it is left in the home."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.errors import CartridgeError, PersonaNotFound
from whetstone.core.forgetting.traces import Traces, doomed
from whetstone.core.home import draft_of
from whetstone.core.jobs.forgetting import forget_jobs
from whetstone.core.library import index_folder
from whetstone.core.values.model import KeepsPrompts

if TYPE_CHECKING:
    from whetstone.core.host import Host


@dataclass(frozen=True, slots=True)
class Gone:
    """What was deleted: contents, jobs, answers of models, indexes of libraries, prompts that models kept."""

    contents: int
    jobs: int
    steps: int
    indexes: int
    prompts: int


def forget(host: Host, traces: Traces) -> Gone:
    """Delete all of a clone that `traces` found, for good.

    What is derived goes first: indexes of its library, prompts that models keep (those of every persona,
    for nobody can tell them apart), jobs and their steps. Then the contents, and at last `mirror/ID.json`.
    Each part is found by itself, so a call that was killed is finished by another one.

    Raises:
        JobError: a job is at work on it; nothing was deleted.
        HomeError: something cannot be read or deleted.
    """
    home = host.home
    jobs = forget_jobs(home, doomed(traces.id))
    indexes = _drop_indexes(host, traces.id)
    backends = [backend for backend in host.models.backends() if isinstance(backend, KeepsPrompts)]
    prompts = sum(backend.forget_prompts() for backend in backends)
    _drop_readiness(host)
    host.registry.forgetting().forget(traces.id, host.registry.versions.roll_back)
    evidence = home.mirror / f"{traces.id}.json"
    with home.writing():
        for path in (draft_of(evidence), evidence):
            path.unlink(missing_ok=True)
    return Gone(traces.contents, jobs.jobs, jobs.steps, indexes, prompts)


def _drop_indexes(host: Host, persona_id: str) -> int:
    """Delete the indexes of the libraries that the clone's contents have."""
    versions = host.registry.versions
    count = 0
    for persona in host.registry.forgetting().held(persona_id).clones:
        with suppress(CartridgeError, PersonaNotFound):
            library = versions.content(persona_id, persona.content_hash).library
            folder = index_folder(host.home.cache / "library", library)
            if folder is not None and folder.is_dir():
                with host.home.writing():
                    shutil.rmtree(folder)
                count += 1
    return count


def _drop_readiness(host: Host) -> None:
    """Delete what was measured of the log: it holds words that the clone's topics are named by."""
    from whetstone.core.log.index import BESIDE

    with host.home.locked("history"), host.home.writing():
        for path in host.home.cache.glob(f"{BESIDE}*"):
            path.unlink(missing_ok=True)
