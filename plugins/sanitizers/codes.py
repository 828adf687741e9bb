"""Codes that open a door or confirm a login."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.values.sanitizing import Span

_CONFIRMING = (
    r"(?:2fa|otp|verification|security|sms|login|confirmation|auth|authentication|one[- ]time|whatsapp|"
    r"google)[ -]?(?:pass)?codes?|(?:bestätigungs|sicherheits|verifizierungs|sms-)codes?|"
    r"code de (?:vérification|sécurité)|codice di (?:verifica|sicurezza)|"
    r"código de (?:verificación|seguridad|verificação|segurança|confirmación)|"
    r"код (?:подтверждения|из смс)|doğrulama kodu"
)
_OPENING = (
    r"(?:door|gate|garage|alarm|safe|lock|entry|lockbox|building|keypad)[ -]?codes?|"
    r"(?:tür|haustür|tor|alarm|schloss)-?codes?|code de (?:la porte|l'immeuble)|digicode|"
    r"código (?:del portal|do portão)|(?:bank|card|sim|phone|handy|atm|ec|my|meine?)[ -]pin(?:['’]s)?"
)
_LINK = r"(?:[ :=–-]|(?<!\w)(?:is|was|ist|lautet|est|es|è|now|again|today|heute)(?!\w)){0,8}?"
_BEHIND = re.compile(
    rf"(?<!\w)(?:{_CONFIRMING}|{_OPENING})(?!\w){_LINK}(?<![\w.,:/-])(\d{{4,8}})(?![\w]|[.,:/-]\d|%)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<![\w.,:/])((?:G-)?\d{4,8})(?= is your (?:[\w.]+ ){0,3}code)|(?<!\w)(G-\d{6})(?!\w)", re.IGNORECASE
)
_HINTS = ("code", "código", "codice", "код", "kodu", "g-", "pin")


def find(text: str) -> Iterator[Span]:
    """Yield where a code stands: behind what it is for, or before it."""
    lowered = text.lower()
    if not any(hint in lowered for hint in _HINTS) or not any(map(str.isdigit, text)):
        return
    for form in (_BEHIND, _BEFORE):
        for match in form.finditer(text):
            yield Span(*match.span(match.lastindex or 0), "SECRET", 0.8)
