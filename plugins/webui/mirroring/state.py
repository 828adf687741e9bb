"""What the Mirror's routes share: how far the log was read, and what was measured of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from whetstone.core.history import Counts
from whetstone.core.host import Host
from whetstone.core.readiness import Readiness, readiness
from whetstone.plugins.webui.mirroring.previewing import Preview, preview
from whetstone.plugins.webui.mirroring.underway import Underway
from whetstone.plugins.webui.site import site_of

AT_ONCE = 0.25
PATIENT = 2.0
"""Seconds that a page, and a part of one, waits for what takes long."""

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the log is read into its index, in bytes; `total` is 0 where that is not known yet."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """How much of it is read."""
        return 100 * self.done // self.total if self.total else 0


class Mirroring:
    """Counts and measures the log of a host without keeping anybody waiting."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._reading = Reading(0, 0)
        self._counting = Underway(self._counted, "counting")
        self._measuring = Underway(lambda: readiness(host.home, host.history), "measuring")
        self._previewing = Underway(lambda: preview(host), "previewing")

    @property
    def goal(self) -> int:
        """The turns that a clone takes."""
        goal: int = self.host.settings.core.mirror.turns
        return goal

    def counts(self, seconds: float) -> Counts | Reading:
        """Return what is in the log, or how far it is read where that takes longer than `seconds`.

        Raises:
            HomeError: the log cannot be read.
        """
        found = self._counting.within(seconds)
        return self._reading if found is None else found

    def measured(self, seconds: float) -> Readiness | None:
        """Return what can be told of the log, or `None` where that takes longer than `seconds`.

        Raises:
            HomeError, HistoryError: the log cannot be read, or was written anew meanwhile.
            PluginError: the extra `forge` is not installed.
        """
        return self._measuring.within(seconds)

    def preview(self, seconds: float) -> Preview | None:
        """Return a sample before and after it is sanitized, or `None` where that takes longer than `seconds`.

        Raises:
            SanitizerError: a sanitizer failed, or one that the settings ask for is missing.
            HistoryError, HomeError: the log cannot be read, or was written anew meanwhile.
        """
        return self._previewing.within(seconds)

    def _counted(self) -> Counts:
        self.host.history.progress = self._read
        self._reading = Reading(0, 0)
        return self.host.history.counts()

    def _read(self, done: int, total: int) -> None:
        self._reading = Reading(done, total)


def mirroring_of(request: Request) -> Mirroring:
    """Return the state of the site that a request is asked of."""
    with _lock:
        state = request.app.state
        if not hasattr(state, "mirroring"):
            state.mirroring = Mirroring(site_of(request).host)
        found: Mirroring = state.mirroring
        return found


Mirrored = Annotated[Mirroring, Depends(mirroring_of)]
"""The parameter of a handler that is given it."""
