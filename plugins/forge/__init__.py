"""The Forge: from a shelf of texts to a persona that sounds like them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.hookspecs import hookimpl

if TYPE_CHECKING:
    from whetstone.core.values.job import JobKind


@hookimpl
def whetstone_job_kinds() -> list[JobKind]:
    """Bring the job kind `forge`."""
    from whetstone.plugins.forge.kind import Forge

    return [Forge()]
