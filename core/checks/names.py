"""Which names the files of a cartridge may have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from whetstone.core.checks import limits
from whetstone.core.checks.wording import shown
from whetstone.core.errors import CartridgeError, near
from whetstone.core.values.persona import DEVICE_NAMES

REQUIRED = ("metadata.json", "prompt.txt", "config.json")
OPTIONAL = ("avatar.png", "report.json", "signature.json")
TOP = (*REQUIRED, *OPTIONAL)
FOLDERS = ("library", "extra")

_CLUTTER = {
    ".ds_store", ".localized", "icon\r", "__macosx",  # Finder
    "thumbs.db", "ehthumbs.db", "desktop.ini",  # Explorer
    ".directory",  # Dolphin
}  # fmt: skip
_UNPORTABLE = re.compile(r'[\\/:*?"<>|]')
_JOINERS = "\u200c\u200d"
_VERSION = re.compile(r";\d*\Z", re.ASCII)


def is_clutter(path: str) -> bool:
    """Return whether `path` is what a file manager leaves behind, to be skipped with a note."""
    return any(part.lower() in _CLUTTER or part.startswith("._") for part in path.split("/"))


def check_name(path: str) -> None:
    """Hold one path to the format's list of files.

    Raises:
        CartridgeError: it is not a file of a cartridge, or its name is not safe on every system.
    """
    if path in TOP:
        return
    folder, slash, rest = path.partition("/")
    if path.lower() in TOP or (slash and folder not in FOLDERS and folder.lower() in FOLDERS):
        right = folder.lower() + slash if slash else path.lower()
        raise CartridgeError(f"{shown(path)} must be spelled {right} in small letters; rename it")
    if not slash or folder not in FOLDERS:
        meant = "" if slash else near(path, TOP)
        raise CartridgeError(
            f"{shown(path)} is not a file of a cartridge{meant}; take it out, or put it into extra/"
        )
    if folder == "library" and "/" in rest:
        raise CartridgeError(f"{shown(path)} lies in a folder inside library/, which is flat; move it up")
    for segment in rest.split("/"):
        _check_segment(path, segment)
    if folder == "library" and not rest.endswith(".txt"):
        mend = (
            "in small letters; rename it" if rest.lower().endswith(".txt") else "the one kind of text there"
        )
        raise CartridgeError(f"{shown(path)} does not end in .txt, {mend}")
    if len(path.encode()) > limits.PATH:
        raise CartridgeError(f"the name {shown(path)} is longer than {limits.PATH} bytes; shorten it")


def check_folder(path: str) -> None:
    """Hold a folder (no slash at the end) to the format's: `library`, `extra` and folders inside `extra`.

    Raises:
        CartridgeError: it is another one.
    """
    if path in FOLDERS:
        return
    if not path.startswith("extra/"):
        raise CartridgeError(f"the folder {shown(path)} is not part of a cartridge; take it out")
    check_name(path)


def check_unique(paths: Iterable[str], folders: Iterable[str] = ()) -> None:
    """Hold all paths, and folders that may be empty, to be apart on every file system.

    Raises:
        CartridgeError: two differ only in case or in how their letters are encoded, or one is both a
            file and a folder; or there are more than `limits.ENTRIES` folders.
    """
    spelling: dict[str, str] = {}
    files: dict[str, str] = {}
    for path in paths:
        if (other := files.setdefault(fold(path), path)) != path:
            raise CartridgeError(f"{shown(path)} and {shown(other)} are one name on some systems; rename one")
        _note_folders(path, spelling)
    for folder in folders:
        _note_folders(f"{folder}/", spelling)
    if len(spelling) > limits.ENTRIES:
        raise CartridgeError(f"it has more than {limits.ENTRIES} folders; drop some")
    for folded in spelling.keys() & files.keys():
        raise CartridgeError(f"{shown(files[folded])} is both a file and a folder; rename one of them")


def _note_folders(path: str, spelling: dict[str, str]) -> None:
    folder = folded = ""
    for part in path.split("/")[:-1]:
        folder, folded = f"{folder}{part}", f"{folded}{fold(part)}"
        if (other := spelling.setdefault(folded, folder)) != folder:
            raise CartridgeError(
                f"the folders {shown(folder)} and {shown(other)} are one name on some systems; rename one"
            )
        folder, folded = f"{folder}/", f"{folded}/"


def fold(name: str) -> str:
    """Return what a name is compared by: NFKC, case folded."""
    return name if name.isascii() and name.islower() else _fold(name)


@lru_cache(maxsize=4_096)
def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _check_segment(path: str, segment: str) -> None:
    problem = _problem(segment)
    if problem:
        raise CartridgeError(f"the name {shown(path)} {problem}; rename it")


def _problem(segment: str) -> str | None:
    if not segment.isascii():
        for character in segment:
            kind = unicodedata.category(character)
            if kind in ("Cc", "Cs", "Zl", "Zp") or (kind == "Cf" and character not in _JOINERS):
                return f"holds the invisible character U+{ord(character):04X}"
            if ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
                return f"holds U+{ord(character):04X}, which is no character"
    elif not segment.isprintable():
        return "holds a control character"
    if not segment or segment in (".", ".."):
        return "has an empty, . or .. part"
    if bad := _UNPORTABLE.search(segment):
        return f"holds {bad[0]}, which some systems forbid"
    if segment[0] in ". " or segment[-1] in ". ":
        return "has a part that begins or ends with a dot or a space"
    if len(segment.encode()) > limits.NAME:
        return f"has a part longer than {limits.NAME} bytes"
    if version := _VERSION.search(segment):
        return f"ends in {version[0]}, a file's version to some programs, which drop it"
    if segment.partition(".")[0].rstrip(" ").lower() in DEVICE_NAMES:
        return "is a device on Windows"
    return None
