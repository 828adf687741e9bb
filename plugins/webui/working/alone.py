"""One job in a process of its own: `python -m whetstone.plugins.webui.working.alone HOME ID [BLOCKED…]`.

It ends with 0 where the job is done, 1 where it failed, cancelled or not, and 130 where it was interrupted by
SIGTERM or Ctrl-C; the last line on stderr says why.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from whetstone.core.errors import WhetstoneError, in_one_line
from whetstone.core.host import Host

_NICE = 5
"""Conversations go before: what is talked with them is waited for."""


def main(home: str, job: str, *blocked: str) -> int:
    """Run the job with this id to its end, and return the exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupt)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    try:
        with Host(home, block=blocked) as host:
            host.jobs.run(job)
    except KeyboardInterrupt:
        return 130
    except WhetstoneError as error:
        print(in_one_line(str(error)), file=sys.stderr)
        return 1
    return 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Take SIGTERM for Ctrl-C: where the host's loop runs something, it waits for that to end."""
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
