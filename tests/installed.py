"""Wheels of this tree, and environments into which they are installed, as a stranger would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted(folder for folder in (ROOT / "examples").iterdir() if (folder / "pyproject.toml").is_file())


def copy_tree(target: Path, source: Path = ROOT) -> Path:
    """Copy what git keeps: a build leaves files beside the sources, and takes in those of earlier ones."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".git", *ignored))
    return target


def files_below(folder: Path) -> Iterator[str]:
    """Yield the path of every file below `folder`, relative to it, with slashes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def build(source: Path, out: Path, kind: str = "wheel") -> Path:
    """Build the `wheel` or `sdist` of `source` and return its place."""
    installer = "uv" if shutil.which("uv") else "pip"
    command = [sys.executable, "-m", "build", "--installer", installer, f"--{kind}", "--outdir", out, source]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.iterdir()
    return built


@dataclass(frozen=True)
class Environment:
    """A virtual environment without pip."""

    folder: Path

    @classmethod
    def create(cls, folder: Path) -> Environment:
        """Make a new one that holds nothing."""
        if uv := shutil.which("uv"):
            command = [uv, "venv", "--quiet", "--python", sys.executable, str(folder)]
        else:
            command = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
        subprocess.run(command, check=True, cwd=folder.parent)
        return cls(folder)

    @property
    def scripts(self) -> Path:
        """The folder of its commands."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    def install(self, *what: str | Path) -> None:
        """Install distributions with all that they depend on."""
        self._installer("install", *what)

    def uninstall(self, *names: str) -> None:
        """Take distributions out."""
        self._installer("uninstall", *([] if shutil.which("uv") else ["--yes"]), *names)

    def environ(self, home: Path) -> dict[str, str]:
        """Return the environment variables for a process that finds this environment's commands first."""
        dropped = ("WHETSTONE_", "PYTHON", "VIRTUAL_ENV", "PYTEST_", "COV_")
        clean = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
        path = os.pathsep.join((str(self.scripts), os.defpath))
        return clean | {"PATH": path, "WHETSTONE_HOME": str(home)}

    def run(
        self, command: str, *arguments: str | Path, home: Path, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one of its commands in the folder `home`, far from any source, and return what came."""
        return subprocess.run(
            [self.scripts / command, *arguments],
            cwd=home,
            env=self.environ(home) | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def whetstone(self, *arguments: str | Path, home: Path, **variables: str) -> str:
        """Run the command `whetstone`, which has to succeed, and return its stdout."""
        done = self.run("whetstone", *arguments, home=home, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _installer(self, verb: str, *what: str | Path) -> None:
        python = self.scripts / "python"
        if uv := shutil.which("uv"):
            command = [uv, "pip", verb, "--quiet", "--python", python, *what]
        else:
            command = [sys.executable, "-m", "pip", "--python", python, verb, "--quiet", *what]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
