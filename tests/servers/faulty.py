"""A provider that shows every behaviour there is, good and bad; the path names the one wanted."""

from __future__ import annotations

from servers.dialects import DIALECTS
from servers.failures import FAILURES
from servers.replies import REPLIES
from servers.scripted import ScriptedServer


class FaultyServer(ScriptedServer):
    """A scripted server with all behaviours."""

    def __init__(self) -> None:
        super().__init__(
            {**REPLIES, **FAILURES, **DIALECTS},
            lingering={"hang-before-headers", "hang-in-the-middle", "silent-after-headers"},
        )
