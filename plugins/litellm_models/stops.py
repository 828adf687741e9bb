"""Where a reply ends: at a stop string, also for models that take none or too few of them."""

from __future__ import annotations

from collections.abc import Sequence


class StopWatch:
    """Lets text through up to the first stop string, holding back what may be the start of one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self._held = ""
        self.stopped = False

    def take(self, text: str) -> str:
        """Return the part of the text so far, not yet returned, that cannot belong to a stop string."""
        self._held += text
        found = [at for at in (self._held.find(stop) for stop in self._stops) if at >= 0]
        if found:
            self.stopped = True
            return self._let_go(min(found))
        longest = max((self._overlap(stop) for stop in self._stops), default=0)
        return self._let_go(len(self._held) - longest)

    def rest(self) -> str:
        """Return what was held back, now that the reply is over."""
        return "" if self.stopped else self._let_go(len(self._held))

    def _let_go(self, count: int) -> str:
        free, self._held = self._held[:count], self._held[count:]
        return free

    def _overlap(self, stop: str) -> int:
        """Return how many characters at the end of the held text are the beginning of `stop`."""
        most = min(len(stop) - 1, len(self._held))
        return next((size for size in range(most, 0, -1) if self._held.endswith(stop[:size])), 0)
