"""Which key a user means by a word on the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from whetstone.core.errors import KeyNotFound, near
from whetstone.core.signing.signature import PREFIX, is_key_name


def key_called(text: str, known: Mapping[str, Set[str]]) -> str | None:
    """Return the key that `text` means among `known` keys and their names, or `None` for any other word.

    It is a name, or the key's own name or its hex digits, of which eight are enough where they are the
    beginning of one known key alone. A whole key may be one that is not known.

    Raises:
        KeyNotFound: several keys have the name or begin with these digits, or none does; or a whole key is
            one that no signature can be valid with.
    """
    named = [key for key, names in known.items() if text in names]
    digits = text.removeprefix(PREFIX).lower()
    if not named and re.fullmatch(r"[0-9a-f]{8,64}", digits):
        if is_key_name(f"{PREFIX}{digits}"):
            return f"{PREFIX}{digits}"
        if len(digits) == 64:
            raise KeyNotFound(
                f"{PREFIX}{digits} is no key that only one person could sign with, or not in its one "
                "spelling; ask its maker for the key itself"
            )
        named = [key for key in known if key.startswith(f"{PREFIX}{digits}")]
        if not named:
            raise KeyNotFound(
                f"no key that is known here begins with {digits}; `whetstone key list` shows all"
            )
    elif not named and text.startswith(PREFIX):
        raise KeyNotFound(f"{text!r} is no key; give at least 8 of its 64 hex digits")
    if len(named) > 1:
        raise KeyNotFound(f"{text!r} means several keys ({', '.join(sorted(named))}); give more digits")
    return named[0] if named else None


def no_such_key(text: str, known: Mapping[str, Set[str]]) -> KeyNotFound:
    """Return the refusal of a word that means no key."""
    names = {name for some in known.values() for name in some}
    return KeyNotFound(
        f"no key is called {text!r}{near(text, names)}; give a name, or at least 8 of a key's hex digits "
        "(`whetstone key list` shows all)"
    )
