"""How an installed cartridge lies on disk: one folder per content, never changed after it is written."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from whetstone.core.checks.cartridge import read_folder
from whetstone.core.errors import CartridgeError
from whetstone.core.home import Home, sync_file, sync_folder, write_in_pieces
from whetstone.core.personas.persona_list import as_record
from whetstone.core.signing.signature import NAME as SIGNATURE
from whetstone.core.signing.signature import signed_by
from whetstone.core.values.cartridge import Cartridge, content_hash
from whetstone.core.values.persona import Persona

_DRAFT = ".new-"
_SYNCS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """A content on its way to `place`, `imported/<id>/<hash12>/`: written beside it, and not yet durable.

    `renames` are what makes it appear, in their order: its install record, then its folder (where that is
    not there already), so that no content is without a record. `files` and `folders` are what was written,
    to be synced before that.
    """

    place: Path
    renames: list[tuple[Path, Path]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def drop(self) -> None:
        """Delete what was written."""
        for path, _ in self.renames:
            _delete(path)


def draft_contents(home: Home, persona_id: str, cartridge: Cartridge) -> Draft:
    """Write the files of `cartridge` beside their place; `settle` puts them there.

    Contents that are there already are used as they are; damaged ones are set aside and written anew.
    The lock of the list must be held: what a killed process left half written is swept away.

    Raises:
        HomeError: the home cannot be written; nothing is left behind.
    """
    parent = home.imported / persona_id
    with home.writing():
        if parent.is_dir():
            _sweep(parent)
        else:
            home.make(home.imported)
            parent.mkdir(mode=0o700)
        there = {path.name for path in parent.iterdir()}
    for name in _names(cartridge):
        place = parent / name
        if name not in there:
            return _written(home, place, cartridge)
        try:
            if _is_same(read_folder(place), cartridge):
                return Draft(place)
        except CartridgeError:
            with home.writing():
                place.rename(place.with_name(f".damaged-{name}-{secrets.token_hex(4)}"))
            return _written(home, place, cartridge)
    raise CartridgeError(f"{place} holds another content than its name says; move it away and try again")


def draft_record(home: Home, draft: Draft, persona: Persona) -> None:
    """Write the install record that will lie beside the contents of `draft`.

    It is enough to list `persona` again without `personas.json`.

    Raises:
        HomeError: the home cannot be written; nothing of the draft is left.
    """
    record = record_of(draft.place)
    path = _draft_of(record)
    draft.renames.insert(0, (path, record))
    draft.files.append(path)
    with home.writing():
        try:
            path.write_bytes(as_record(persona))
        except BaseException:
            draft.drop()
            raise


def settle(home: Home, drafts: Sequence[Draft]) -> None:
    """Make `drafts` durable and put them in their places; many at once, since that is much quicker.

    Each appears whole or not at all: its files and folders are synced, then it is renamed, then the
    folders above it are synced.

    Raises:
        HomeError: the home cannot be written.
    """
    if not drafts:
        return
    with home.writing(), ThreadPoolExecutor(_SYNCS_AT_ONCE) as pool:
        _wait(pool.map(sync_file, [path for draft in drafts for path in draft.files]))
        _wait(pool.map(sync_folder, [path for draft in drafts for path in draft.folders]))
        for draft in drafts:
            for path, place in draft.renames:
                path.replace(place)
        _wait(pool.map(sync_folder, {draft.place.parent for draft in drafts}))
        sync_folder(home.imported)


def intact(home: Home, persona: Persona) -> bool:
    """Return whether the files of an installed persona are what they were when it was installed."""
    try:
        files = read_folder(home.root / persona.path).files
        return content_hash(files) == persona.content_hash and signed_by(files, persona.signed_by)
    except CartridgeError:
        return False


def record_of(folder: Path) -> Path:
    """Return where the install record of the contents in `folder` lies: beside it."""
    return folder.with_name(f"{folder.name}.json")


def keep_record(home: Home, folder: Path, persona: Persona) -> None:
    """Write the install record beside `folder`: enough to list `persona` again without `personas.json`."""
    home.replace(record_of(folder), as_record(persona))


def catch_up_record(home: Home, listed: Persona) -> None:
    """Have the install record of a `listed` persona tell when it was chosen, where a killed process did not.

    It is called before another content takes its place, which would leave the record the only one to tell.

    Raises:
        HomeError: the home cannot be written.
    """
    folder = home.root / listed.path
    try:
        chosen_at = json.loads(record_of(folder).read_bytes())["chosen_at"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return
    if isinstance(chosen_at, str) and chosen_at < (listed.chosen_at or ""):
        keep_record(home, folder, listed)


def _written(home: Home, place: Path, cartridge: Cartridge) -> Draft:
    folder = _draft_of(place)
    draft = Draft(place, renames=[(folder, place)])
    with home.writing():
        try:
            folder.mkdir(mode=0o700)
            draft.folders.append(folder)
            for inner in _folders_of(cartridge.files):
                draft.folders.append(folder / inner)
                draft.folders[-1].mkdir(mode=0o700)
            for name, data in cartridge.files.items():
                draft.files.append(folder / name)
                with draft.files[-1].open("xb") as file:
                    write_in_pieces(file, data)
        except BaseException:
            draft.drop()
            raise
    return draft


def _folders_of(names: Iterable[str]) -> list[str]:
    """Return the folders that `names` with slashes lie in, each after the one that holds it."""
    found: set[str] = set()
    for inner in {name.rpartition("/")[0] for name in names}:
        while inner and inner not in found:
            found.add(inner)
            inner = inner.rpartition("/")[0]
    return sorted(found)


def _names(cartridge: Cartridge) -> tuple[str, ...]:
    """Return the names that a folder of this content may have, for the same content signed otherwise has one
    of its own."""
    digest = cartridge.content_hash.removeprefix("sha256:")
    signature = hashlib.sha256(cartridge.files.get(SIGNATURE, b"")).hexdigest()
    return digest[:12], f"{digest[:12]}-{signature[:8]}", digest


def _is_same(there: Cartridge, cartridge: Cartridge) -> bool:
    same_signature = there.files.get(SIGNATURE) == cartridge.files.get(SIGNATURE)
    return same_signature and there.content_hash == cartridge.content_hash


def _draft_of(place: Path) -> Path:
    return place.with_name(f"{_DRAFT}{place.name}.{secrets.token_hex(4)}")


def _sweep(parent: Path) -> None:
    for path in parent.glob(f"{_DRAFT}*"):
        _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _wait(done: Iterable[None]) -> None:
    """Wait for all, and raise the first error."""
    for _ in done:
        pass
