"""The built-in rules that find personal data, offline, one file an idea."""

from __future__ import annotations

from whetstone.core.values.sanitizing import Sanitizer
from whetstone.hookspecs import hookimpl

_RULES = (
    "emails",
    "urls",
    "network",
    "phones",
    "payments",
    "national_ids",
    "documents",
    "addresses",
    "places_and_days",
    "secrets",
    "codes",
    "wallets",
    "handles",
    "names",
    "organisations",
)


@hookimpl
def whetstone_sanitizers() -> list[Sanitizer]:
    """Bring the rules, each named after its module."""
    from whetstone.plugins.sanitizers.rule import Rules

    return [Rules(name) for name in _RULES]
