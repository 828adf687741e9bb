"""The built-in rules that find personal data, offline, one file an idea."""

from __future__ import annotations

from whetstone.core.values.sanitizing import Sanitizer
from whetstone.hookspecs import hookimpl


@hookimpl
def whetstone_sanitizers() -> list[Sanitizer]:
    """Bring the rules."""
    from whetstone.plugins.sanitizers.rule import Rules

    return [Rules("emails", "emails")]
