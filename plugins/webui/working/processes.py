"""The process of one job, and what is left to say when it is gone."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from whetstone.core.home import Home

_MOST_SAID = 20_000
_ALONE = "whetstone.plugins.webui.working.alone"


def start(home: Home, folder: Path, id: str, blocked: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the process that runs the job `id`, which lies in `folder`; what it says there is kept.

    It hears no Ctrl-C of our terminal, and may outlive us.

    Raises:
        HomeError: the folder cannot be written, or no process can be started.
    """
    said = folder / "said"
    with home.writing(), said.open("wb") as stderr:
        said.chmod(0o600)
        return subprocess.Popen(
            [sys.executable, "-P", "-m", _ALONE, str(home.root), id, *blocked],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )


def last_words(folder: Path, code: int) -> str:
    """Return in a sentence why a process ended with `code` before its job did."""
    if code < 0:
        with suppress(ValueError):
            return (
                f"the process that ran the job was ended by {signal.Signals(-code).name}, for want of memory "
                "perhaps; free some, and go on with it"
            )
    with suppress(OSError):
        lines = (folder / "said").read_bytes()[-_MOST_SAID:].decode("utf-8", "replace").strip().splitlines()
        if lines:
            return lines[-1]
    return f"the process that ran the job ended with the code {code}; go on with it"
