"""Opening a page in the user's browser, where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import click

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")


def open_page(link: str) -> bool:
    """Open `link` in the browser, and return whether there is one to open it in.

    On a machine without a screen nothing is begun: not a browser in the terminal, and no program that
    complains there.
    """
    if sys.platform in ("darwin", "win32"):
        return click.launch(link) == 0
    if not any(os.environ.get(name) for name in _SCREENS) or shutil.which("xdg-open") is None:
        return False
    quiet = subprocess.DEVNULL
    subprocess.Popen(["xdg-open", link], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    return True
