"""The command line, as a process of its own or within this one."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from whetstone.core.cli import run

WITHOUT_BYTECODE = {"PYTHONDONTWRITEBYTECODE": "1"}
"""For a process whose files may not grow: Python would keep half a compiled module, and trip over it."""

SCRIPT = shutil.which("whetstone", path=str(Path(sys.executable).parent)) or "whetstone"


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    stdout: bytes
    stderr: str

    @property
    def out(self) -> str:
        return self.stdout.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)

    def refused(self) -> str:
        """The one sentence on stderr, where that is all that was said."""
        assert self.code == 1, self
        assert self.out == ""
        lines = self.stderr.splitlines()
        assert len(lines) == 1, self.stderr
        assert lines[0].startswith("Error: ")
        assert "Traceback" not in self.stderr
        return lines[0].removeprefix("Error: ")


def environment(home: Path | None = None, **changes: str | Path) -> dict[str, str]:
    """This process's environment with a home of its own, and nothing of Whetstone's that was set outside.

    The cache is the one of this test run (see conftest.py).
    """
    ours = [name for name in os.environ if name.startswith("WHETSTONE") and name != "WHETSTONE_CACHE"]
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    kept.pop("PYTHONPATH", None)
    if home is not None:
        kept["WHETSTONE_HOME"] = str(home)
    return kept | {name: str(value) for name, value in changes.items()}


def process(
    *arguments: str | Path | bytes,
    home: Path | None = None,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: dict[str, str | Path] | None = None,
    **options: Any,
) -> Said:
    """Run the installed script `whetstone` and wait for it."""
    limited = WITHOUT_BYTECODE if "preexec_fn" in options else {}
    done = subprocess.run(
        [SCRIPT, *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(home, **limited, **(env or {})),
        check=False,
        **options,
    )
    return Said(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def together(commands: list[list[str | Path]], home: Path) -> list[Said]:
    """Run each of `commands` in a process of its own, all at once."""
    running = [
        subprocess.Popen(
            [SCRIPT, *command],
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for command in commands
    ]
    outputs = [one.communicate() for one in running]
    return [Said(one.returncode, out, err.decode()) for one, (out, err) in zip(running, outputs, strict=True)]


def here(*arguments: str | Path, home: Path, stdin: bytes = b"", **env: str) -> Said:
    """Run the command line within this process: the same door, without the wait for a new one."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        mock.patch.dict(os.environ, environment(home, **env), clear=True),
        mock.patch.multiple(sys, stdin=io.TextIOWrapper(io.BytesIO(stdin), "utf-8"), stdout=out, stderr=err),
    ):
        try:
            run([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
    assert isinstance(code, int)
    return Said(code, out.buffer.getvalue(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]


AS_NOBODY = """
import contextlib, io, os, shutil, sys, tempfile
import whetstone.core.cli
import whetstone.testing

def run():
    whetstone.core.cli.run(sys.argv[1:])

home = os.environ["WHETSTONE_HOME"]
with tempfile.TemporaryDirectory() as copy, contextlib.redirect_stderr(io.StringIO()):
    os.environ["WHETSTONE_HOME"] = os.path.join(copy, "home")
    if os.path.isdir(home):
        shutil.copytree(home, os.path.join(copy, "home"))
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.suppress(SystemExit):
        run()
os.environ["WHETSTONE_HOME"] = home
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
run()
"""
"""Rehearses a command on a copy of the home, so that all it needs is imported, and runs it as nobody.

The interpreter may lie where nobody else may read.
"""


def unprivileged(*arguments: str | Path, home: Path, **env: str | Path) -> Said:
    """Run a command as a user who may write nothing of ours, where we are root; as ourselves where not."""
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *arguments],
        env=environment(home, HOME="/nonexistent", **env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr.decode())


def everything_in(folder: Path) -> dict[str, bytes | None]:
    """The names below `folder`, with the contents of files: what is compared when nothing may change."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }
