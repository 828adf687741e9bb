"""Asking for a clone, and for another look at one: the jobs `clone` and `audit`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.core.errors import MirrorError
from whetstone.core.log.lines import now
from whetstone.core.values.cloning import CONSENT
from whetstone.core.values.job import NO_MODEL
from whetstone.core.values.persona import new_persona_id

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.jobs.record import Job

_TRIED = "Ann wrote to ann@example.org."
"""What the sanitizers are tried on before a clone is begun."""


def start_clone(
    host: Host,
    name: str,
    *,
    consent: bool,
    id: str | None = None,
    me: Sequence[str] = (),
    model: str | None = None,
    budget: int | None = None,
    output: Path | None = None,
    replace: bool = False,
) -> Job:
    """Return a new job that makes a clone called `name`; it waits to be run.

    `consent` says that the user said that they are who is cloned; the job refuses to go on without. `me` are
    the user's names in the log, `model` is the one that reads the chats (`none` to measure only), `budget` is
    its calls at most, `output` a file to write as well, and `replace` lets the clone take the place of
    another content of its `id`, which is made from the name where it is not given.

    Raises:
        SettingsError: the id is none.
        JobError: something else does not fit, or no plugin makes clones.
        HomeError: it cannot be written.
    """
    return _start(
        host,
        "clone",
        name,
        name=name,
        id=new_persona_id(name, id),
        consent=CONSENT if consent else "",
        consented_at=now(),
        model=host.jobs.model_name(model),
        budget=budget,
        turns=host.settings.core.mirror.turns,
        me=tuple(me),
        output=str(output.absolute()) if output else None,
        replace=replace,
    )


def require_ready(host: Host, *, consent: bool, id: str, model: str | None, replace: bool) -> None:
    """Refuse at once what a clone's job would refuse after a while.

    Raises:
        MirrorError: there is no consent, or there are too few turns.
        ModelNotFound: no backend knows the model.
        PersonaConflict: something is installed under the id, and may not be replaced.
        SanitizerError: the sanitizers that the settings ask for cannot work, or one of them fails at once.
    """
    if not consent:
        raise MirrorError("a clone is made of oneself only, and on one's own word: say that this is you")
    turns, goal = host.history.counts().answered, host.settings.core.mirror.turns
    if turns < goal:
        raise MirrorError(
            f"{turns} turns of yours are too few for a clone, which needs {goal}: chat on, or bring chats "
            "along from elsewhere"
        )
    if not replace:
        host.registry.require_free(id)
    require_model(host, host.jobs.model_name(model))
    host.sanitizing.open().scrub([_TRIED])


def require_model(host: Host, model: str) -> None:
    """Refuse a model that no backend knows, unless it is `none`.

    Raises:
        ModelNotFound: it is one.
    """
    if model != NO_MODEL:
        host.models.plugin_of(model)


def start_audit(host: Host, reference: str, *, model: str | None = None, budget: int | None = None) -> Job:
    """Return a new job that looks at a clone again; it waits to be run.

    A `model` speaks as the clone while others try to pry, in `budget` chats at most; without one nobody does.

    Raises:
        PersonaNotFound: there is no such persona.
        MirrorError: it is no clone.
        JobError: something does not fit, or no plugin looks at clones.
        HomeError: it cannot be written.
    """
    persona = host.registry.find(reference)
    if persona.type != "clone":
        raise MirrorError(f"{persona.id} is no clone, so it was not made from your chats")
    return _start(
        host,
        "audit",
        persona.name,
        id=persona.id,
        content_hash=persona.content_hash,
        model=host.jobs.model_name(model) if model else None,
        budget=budget,
    )


def _start(host: Host, kind: str, title: str, **given: Any) -> Job:
    return host.jobs.start(kind, {key: value for key, value in given.items() if value is not None}, title)
