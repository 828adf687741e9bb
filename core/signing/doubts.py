"""What a reader should know of who signed a persona before they talk with it."""

from __future__ import annotations

from whetstone.core.errors import HomeError
from whetstone.core.home import Home
from whetstone.core.signing.facts import day
from whetstone.core.signing.trust import TrustFile
from whetstone.core.values.persona import Persona

UNREADABLE = "which keys you revoked is not known, since trust.json cannot be read ({error})"


def doubt_of(home: Home, persona: Persona) -> str | None:
    """Return, as a sentence without its end, that the key which signed `persona` is revoked by now.

    Where `trust.json` cannot be read, that is returned; `None` where there is nothing to doubt.
    """
    if persona.signed_by is None:
        return None
    try:
        about = TrustFile(home).read().keys.get(persona.signed_by)
    except HomeError as error:
        return UNREADABLE.format(error=error)
    if about is None or not about.revoked:
        return None
    return f"{persona.id} is signed by {persona.signed_by}, which you revoked on {day(about.revoked)}"
