r"""Line ends that are written out, `\n` for the end of a line, as in texts copied from JSON or a program."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"\\n(?=[^a-zß-ÿ]|https?:|ftp:|www\.|$)")


def with_line_ends(text: str) -> str:
    r"""Return `text`, in the same length, with line ends where `\n` stands for one.

    What small letters follow stays: `C:\notes` is a path.
    """
    return _WRITTEN.sub(" \n", text) if "\\n" in text else text
