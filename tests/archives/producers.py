"""Archives that the programs on this machine make, run for real.

Where a program is missing, `emulated_producers.py` has its archive, laid out byte by byte.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path


def unpacked(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write `files` below `folder` and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _ran(command: list[str], folder: Path, target: Path, *, to_stdout: bool = False) -> bytes:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "JAVA_TOOL_OPTIONS": "-Dsun.jnu.encoding=UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return done.stdout if to_stdout else target.read_bytes()


def _python(folder: Path, target: Path, **options: bool) -> bytes:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_dir():
                packed.write(path, name)
            else:
                with packed.open(name, "w", force_zip64=options.get("force_zip64", False)) as entry:
                    entry.write(path.read_bytes())
    return target.read_bytes()


_JAVA = """
import java.io.*; import java.nio.file.*; import java.util.zip.*;
class Pack {
  public static void main(String[] a) throws Exception {
    Path root = Paths.get(".");
    ZipOutputStream out = new ZipOutputStream(new FileOutputStream(a[0]));
    out.setComment("made by Java");
    for (Path path : (Iterable<Path>) Files.walk(root).sorted()::iterator) {
      String name = root.relativize(path).toString();
      if (name.isEmpty()) continue;
      boolean folder = Files.isDirectory(path);
      out.putNextEntry(new ZipEntry(folder ? name + "/" : name));
      if (!folder) out.write(Files.readAllBytes(path));
      out.closeEntry();
    }
    out.close();
  }
}
"""


def _java(folder: Path, target: Path) -> bytes:
    source = target.with_name("Pack.java")
    source.write_text(_JAVA)
    return _ran(["java", str(source), str(target)], folder, target)


Runner = Callable[[Path, Path], bytes]
_COMMANDS: dict[str, tuple[str, Runner]] = {
    "info_zip": ("zip", lambda folder, out: _ran(["zip", "-qr", str(out), "."], folder, out)),
    "info_zip_into_a_pipe": (
        "zip", lambda folder, out: _ran(["sh", "-c", "zip -qr - . | cat"], folder, out, to_stdout=True),
    ),
    "info_zip_zip64": ("zip", lambda folder, out: _ran(["zip", "-qr", "-fz", str(out), "."], folder, out)),
    "seven_zip": ("7z", lambda folder, out: _ran(["7z", "a", "-tzip", str(out), "."], folder, out)),
    "seven_zip_into_a_pipe": (
        "7z",
        lambda folder, out: _ran(
            ["7z", "a", "-bso0", "-tzip", "-so", "x", "."], folder, out, to_stdout=True
        ),
    ),
    "jar": ("jar", lambda folder, out: _ran(["jar", "cf", str(out), "-C", str(folder), "."], folder, out)),
    "java_stream": ("java", _java),
    "bsdtar": ("bsdtar", lambda folder, out: _ran(["bsdtar", "-a", "-cf", str(out), "."], folder, out)),
}  # fmt: skip

REAL: dict[str, Runner] = {
    **{name: run for name, (program, run) in _COMMANDS.items() if shutil.which(program)},
    "python": _python,
    "python_zip64": lambda folder, out: _python(folder, out, force_zip64=True),
}
"""The programs that are on this machine, as functions of a folder and the archive to make."""

_EMULATED_VERSIONS = {
    "zip": (["zip", "-v"], "This is Zip 3.0"),
    "7z": (["7z", "i"], "7-Zip [64] 26."),
    "jar": (["jar", "--version"], "jar 17"),
    "java": (["java", "--version"], "openjdk 17"),
    "bsdtar": (["bsdtar", "--version"], "bsdtar 3.6"),
}


def emulated_here() -> list[str]:
    """Return the names of the programs on this machine whose very version was emulated."""
    found = []
    for name, (program, _) in _COMMANDS.items():
        command, version = _EMULATED_VERSIONS[program]
        if name in REAL and version in subprocess.run(command, capture_output=True, text=True).stdout:
            found.append(name)
    return found
