"""The Mirror: from a person's own chats to a clone of theirs, measured and without leaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.hookspecs import hookimpl

if TYPE_CHECKING:
    from whetstone.core.values.job import JobKind


@hookimpl
def whetstone_job_kinds() -> list[JobKind]:
    """Bring the job kinds `clone` and `audit`."""
    from whetstone.plugins.mirror.audit import Audit
    from whetstone.plugins.mirror.kind import Clone

    return [Clone(), Audit()]
