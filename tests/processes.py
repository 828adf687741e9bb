"""Runs `whetstone` as a real process, with packages of a test's own beside the installed ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def add_package(folder: Path, name: str, source: str) -> None:
    """Lay a one-module distribution with one plugin into `folder`, as an installer would."""
    (folder / f"{name}.py").write_text(source)
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[whetstone]\n{name} = {name}\n")


def environment(home: Path, packages: Path | None = None) -> dict[str, str]:
    """Return the environment for a process with this home, and with `packages` on its path."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("WHETSTONE_")}
    return clean | {"WHETSTONE_HOME": str(home)} | ({"PYTHONPATH": str(packages)} if packages else {})


COMMAND = [sys.executable, "-m", "whetstone"]


def whetstone(
    *arguments: str | Path, home: Path, packages: Path | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `whetstone` to its end and return what it printed."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=environment(home, packages),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        check=False,
    )
