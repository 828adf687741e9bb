"""The chats service of a host: it reads chat files and imports them into the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import tzinfo
from pathlib import Path

from whetstone.core.chats.importing import import_chats
from whetstone.core.chats.looking import Looked, look
from whetstone.core.chats.outcome import Imported
from whetstone.core.chats.reader import ChatReader
from whetstone.core.chats.surveying import Tell
from whetstone.core.errors import FormatError, near
from whetstone.core.history import History
from whetstone.core.values.chat import ChatFormat
from whetstone.core.values.job import Progress
from whetstone.core.values.plugin import PluginRecord


class Chats(ChatReader):
    """The chat formats of one host, and the way of what they read into its log."""

    def __init__(
        self, formats: Sequence[tuple[PluginRecord, ChatFormat]], absent: str, history: History
    ) -> None:
        super().__init__(formats, absent)
        self._history = history

    def import_files(
        self, paths: Sequence[Path], me: Iterable[str] = (), zone: str = "", tell: Tell | None = None
    ) -> Imported:
        """Import the files `paths`, and return what came of it; what is in the log is not added again.

        `me` are the names under which the user speaks, all of them one person's. `zone` is an IANA name such
        as `Europe/Berlin`, in which times without a zone are read; empty is this machine's zone.

        Raises:
            FormatError: none of the files can be read, or there is no such zone.
            HistoryError: it is not clear who the user is; the speakers are named.
            HomeError: the log cannot be written.
        """
        return import_chats(self._history, self, paths, me, zone_of(zone), tell or _nobody)

    def look(
        self,
        paths: Sequence[Path],
        me: Collection[str] = (),
        zone: str = "",
        known: Iterable[str] = (),
        tell: Tell | None = None,
    ) -> Looked:
        """Return what is in the files `paths`, and what importing them would add; nothing is written.

        `me` and `zone` are as in `import_files`; without `me` it is told who speaks, and who of them is
        `likely` the user, of whom the names in the log may be `known`.

        Raises:
            FormatError: none of the files can be read, or there is no such zone.
            HistoryError: nobody in them is called like one of `me`.
            HomeError: the log cannot be read.
        """
        return look(self._history, self, paths, me, zone_of(zone), known, tell or _nobody)


def zone_of(name: str) -> tzinfo | None:
    """Return the time zone of this name, `None` for an empty one.

    Raises:
        FormatError: there is none.
    """
    if not name:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FormatError(
            f"no time zone is called {name!r}{near(name, available_timezones())}; name one like Europe/Berlin"
        ) from None


def _nobody(progress: Progress) -> None:
    pass
