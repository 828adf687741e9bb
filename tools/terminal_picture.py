"""Draw what commands really print as `docs/images/terminal.svg`, for the README.

    python tools/terminal_picture.py

Each command is run in a fresh home, in a pseudo-terminal, with the embedded model.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pexpect
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "terminal.svg"
COLUMNS = 100
COMMANDS = (
    ["list"],
    ["chat", "socrates", "What is courage?", "--seed", "3"],
    ["export", "socrates"],
    ["inspect", "socrates.whetstone"],
)
LINES_SHOWN = 16
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {char_height}px;
  line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""


def main() -> None:
    """Run the commands and write the picture."""
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    with tempfile.TemporaryDirectory() as folder:
        for arguments in COMMANDS:
            words = " ".join(f'"{word}"' if " " in word else word for word in arguments)
            console.print(Text.assemble(("$ ", "bold green"), ("whetstone " + words, "bold")))
            lines = _printed(arguments, Path(folder)).splitlines()
            for line in lines[:LINES_SHOWN]:
                console.print(Text.from_ansi(line))
            if len(lines) > LINES_SHOWN:
                console.print(Text("…", "dim"))
            console.print()
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(console.export_svg(title="whetstone", code_format=FRAME, unique_id="w"), "utf-8")
    print(PICTURE.relative_to(ROOT))


def _printed(arguments: list[str], folder: Path) -> str:
    """Return what the command prints on a terminal, from its first word to its last."""
    output, status = pexpect.run(
        " ".join([sys.executable, "-m", "whetstone", *(f'"{word}"' for word in arguments)]),
        env={**os.environ, "WHETSTONE_HOME": str(folder / "home"), "TERM": "xterm-256color"},
        cwd=str(folder),
        timeout=300,
        encoding="utf-8",
        withexitstatus=True,
        dimensions=(60, COLUMNS),
    )
    if status:
        sys.exit(f"whetstone {' '.join(arguments)} failed: {output}")
    return output.rstrip()


if __name__ == "__main__":
    main()
