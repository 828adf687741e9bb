"""Whom a conversation is with: what a page shows before anything is said."""

from __future__ import annotations

from dataclasses import dataclass

from whetstone.core.errors import CartridgeError, PersonaNotFound
from whetstone.core.host import Host
from whetstone.core.signing.doubts import doubt_of
from whetstone.core.values.model import ModelInfo
from whetstone.core.values.persona import Persona


@dataclass(frozen=True, slots=True)
class Facing:
    """A persona that is talked with, and the models that may answer for it.

    `reference` names its content. Where `persona` is `None`, `missing` says why: it is gone, damaged, or
    there was none. `usual` is the model that answers where none is chosen. `doubt` says what is wrong with
    who signed it.
    """

    reference: str
    persona: Persona | None
    missing: str | None
    greeting: str | None
    examples: tuple[str, ...]
    doubt: str | None
    usual: str
    models: tuple[ModelInfo, ...]


def opened(host: Host, reference: str, *, asked: bool = False) -> Facing:
    """Return what a page shows of the persona that `reference` names; no model is opened.

    Raises:
        PersonaNotFound, CartridgeError: it is not there, where it was `asked` for.
    """
    models = tuple(host.models.known())
    try:
        if not reference:
            raise PersonaNotFound("no persona spoke here yet: choose one to go on with")
        persona = host.registry.find(reference)
        config = host.registry.cartridge(persona).config
        doubt = doubt_of(host.home, persona)
    except (PersonaNotFound, CartridgeError) as error:
        if asked:
            raise
        return Facing(reference, None, str(error), None, (), None, host.model_name(), models)
    return Facing(
        reference,
        persona,
        None,
        config.greeting,
        tuple(example.user for example in config.examples),
        f"{doubt}." if doubt else None,
        host.model_name(persona.id),
        models,
    )
