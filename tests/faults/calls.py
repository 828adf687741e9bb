"""The system calls that change files, on x86-64 and on 64-bit ARM, and what each of them touches.

Writes through a memory map are no system calls and are not seen; nothing of ours writes that way (SQLite's
shared index of a write-ahead log does, and is made anew after a crash).
"""

from __future__ import annotations

import ctypes
import os
import platform
from dataclasses import dataclass
from pathlib import Path

FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

# name: (number on x86-64, number on aarch64, where its descriptors and paths stand among the arguments).
# "0" is a descriptor, "p0" a path, "a0" a descriptor of a folder and behind it a path.
_TABLE: dict[str, tuple[int | None, int | None, str]] = {
    "write": (1, 64, "0"),
    "open": (2, None, "p0"),
    "pwrite64": (18, 68, "0"),
    "writev": (20, 66, "0"),
    "sendfile": (40, 71, "0"),
    "fsync": (74, 82, "0"),
    "fdatasync": (75, 83, "0"),
    "truncate": (76, 45, "p0"),
    "ftruncate": (77, 46, "0"),
    "rename": (82, None, "p0 p1"),
    "mkdir": (83, None, "p0"),
    "rmdir": (84, None, "p0"),
    "creat": (85, None, "p0"),
    "link": (86, None, "p0 p1"),
    "unlink": (87, None, "p0"),
    "symlink": (88, None, "p1"),
    "chmod": (90, None, "p0"),
    "fchmod": (91, 52, "0"),
    "utime": (132, None, "p0"),
    "utimes": (235, None, "p0"),
    "openat": (257, 56, "a0"),
    "mkdirat": (258, 34, "a0"),
    "futimesat": (261, None, "a0"),
    "unlinkat": (263, 35, "a0"),
    "renameat": (264, 38, "a0 a2"),
    "linkat": (265, 37, "a0 a2"),
    "symlinkat": (266, 36, "a1"),
    "fchmodat": (268, 53, "a0"),
    "sync_file_range": (277, 84, "0"),
    "utimensat": (280, 88, "a0"),
    "fallocate": (285, 47, "0"),
    "pwritev": (296, 70, "0"),
    "syncfs": (306, 267, "0"),
    "renameat2": (316, 276, "a0 a2"),
    "copy_file_range": (326, 285, "2"),
    "pwritev2": (328, 287, "0"),
    "openat2": (437, 437, "a0"),
    "fchmodat2": (452, 452, "a0"),
}

FLAGS_OF_OPEN = {"open": 1, "openat": 2}
"""Calls that open a file, and which argument holds the flags; they are watched when it is for writing."""

_KINDS = {
    "open": {"open", "openat", "openat2", "creat"},
    "write": {"write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "copy_file_range"}
    | {"truncate", "ftruncate", "fallocate"},
    "sync": {"fsync", "fdatasync", "syncfs"},
    "mkdir": {"mkdir", "mkdirat"},
    "rename": {"rename", "renameat", "renameat2"},
    "unlink": {"unlink", "unlinkat", "rmdir"},
    "link": {"link", "linkat", "symlink", "symlinkat"},
}
_KIND = {name: kind for kind, names in _KINDS.items() for name in names}


@dataclass(frozen=True)
class Machine:
    """How system calls lie in the registers: places in the kernel's `user_regs_struct`."""

    audit: int
    column: int
    registers: int
    number: int
    arguments: tuple[int, ...]
    result: int


_MACHINES = {
    "x86_64": Machine(0xC000003E, 0, 27, 15, (14, 13, 12, 7, 9, 8), 10),
    "aarch64": Machine(0xC00000B7, 1, 34, 8, (0, 1, 2, 3, 4, 5), 0),
}


def machine() -> Machine:
    """This machine.

    Raises:
        RuntimeError: its registers are not known here.
    """
    if platform.machine() not in _MACHINES:
        raise RuntimeError(f"add the system calls of {platform.machine()} to tests/faults/calls.py")
    return _MACHINES[platform.machine()]


def numbers() -> dict[int, str]:
    """The numbers of the calls that are watched, with their names."""
    column = machine().column
    found = {row[column]: name for name, row in _TABLE.items()}
    return {number: name for number, name in found.items() if isinstance(number, int)}


@dataclass(frozen=True)
class Call:
    """A system call that is about to happen in the thread `thread`; `paths` are what it touches."""

    name: str
    thread: int
    arguments: tuple[int, ...]
    paths: tuple[str, ...]

    @property
    def kind(self) -> str:
        """`open`, `write`, `sync`, `mkdir`, `rename`, `unlink`, `link`, or `mark` for modes and times."""
        return _KIND.get(self.name, "mark")

    @property
    def wants_room(self) -> bool:
        """Whether a full disk refuses it."""
        if self.kind == "open":
            place = FLAGS_OF_OPEN.get(self.name)
            return place is None or bool(self.arguments[place] & os.O_CREAT)
        return self.kind in ("write", "sync", "mkdir", "rename", "link") and "truncate" not in self.name

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.paths)})"


def call(number: int, thread: int, arguments: tuple[int, ...]) -> Call:
    """The call that stands in the registers of a stopped thread, with its paths made absolute."""
    name = numbers()[number]
    column = _TABLE[name][2]
    return Call(name, thread, arguments, tuple(_path(thread, arguments, where) for where in column.split()))


def _path(thread: int, arguments: tuple[int, ...], where: str) -> str:
    if where[0] == "p":
        return _joined(f"/proc/{thread}/cwd", _text(thread, arguments[int(where[1])]))
    if where[0] == "a":
        folder = ctypes.c_int(arguments[int(where[1])]).value
        base = f"/proc/{thread}/cwd" if folder == -100 else f"/proc/{thread}/fd/{folder}"
        return _joined(base, _text(thread, arguments[int(where[1]) + 1]))
    return _link(f"/proc/{thread}/fd/{ctypes.c_int(arguments[int(where)]).value}")


def _joined(base: str, path: str) -> str:
    return os.path.normpath(path if path.startswith("/") else f"{_link(base)}/{path}")


def _link(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""


def _text(thread: int, address: int) -> str:
    """The C string at `address`; a null pointer (utimensat of a descriptor) is none."""
    if not address:
        return ""
    with Path(f"/proc/{thread}/mem").open("rb", buffering=0) as memory:
        found = b""
        while b"\0" not in found and len(found) < 8192:
            start = address + len(found)
            found += os.pread(memory.fileno(), 4096 - start % 4096, start)
    return os.fsdecode(found.split(b"\0", 1)[0])
