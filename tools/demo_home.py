"""A home with something of everything, made by the commands that its user would give.

It holds a persona forged from this repository's own documentation, a conversation with the embedded model,
and two thirds of the turns that a clone takes, of an invented person.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TURNS = 340
SAID = (
    "What is courage?",
    "And how would I know that I have it?",
)


def furnish(home: Path) -> None:
    """Fill an empty `home`."""
    docs = sorted((ROOT / "docs").glob("*.md"))
    _run(home, "forge", *docs, "--name", "The Handbook", "--model", "none", "--install")
    _run(home, "chat", "socrates", SAID[0], "--seed", "3")
    _run(home, "chat", "socrates", SAID[1], "--continue", "--seed", "3")
    lines = (ROOT / "plugins" / "mirror" / "somebody_else.jsonl").read_text("utf-8").splitlines()
    chats = home / "marlow.jsonl"
    chats.write_text("\n".join(lines[: 2 * TURNS]) + "\n", "utf-8")
    _run(home, "history", "import", chats, "--me", "Marlow")
    chats.unlink()


def _run(home: Path, *arguments: str | Path) -> None:
    command = [sys.executable, "-m", "whetstone", "--home", home, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
