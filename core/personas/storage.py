"""How an installed cartridge lies on disk: one folder per content, never changed after it is written."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from pathlib import Path

from whetstone.core.checks.cartridge import read_folder
from whetstone.core.errors import CartridgeError
from whetstone.core.home import Home, sync_folder
from whetstone.core.personas.persona_list import as_entry
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Persona

_DRAFT = ".new-"


def keep_contents(home: Home, persona_id: str, cartridge: Cartridge) -> Path:
    """Write the files of `cartridge` to `imported/<id>/<hash12>/` and return that folder.

    The folder appears whole or not at all: it is written beside its place, synced, then renamed. One
    that is there already with this content is used as it is; a damaged one is set aside and written anew.
    The lock of the list must be held: what a killed process left half written is swept away.

    Raises:
        HomeError: the home cannot be written; nothing is left behind.
    """
    parent = home.make(home.imported / persona_id)
    for draft in parent.glob(f"{_DRAFT}*"):
        shutil.rmtree(draft, ignore_errors=True)
    digest = cartridge.content_hash.removeprefix("sha256:")
    for name in (digest[:12], digest):
        place = parent / name
        if not place.exists():
            _write_folder(home, place, cartridge)
            return place
        try:
            if read_folder(place).content_hash == cartridge.content_hash:
                return place
        except CartridgeError:
            with home.writing():
                place.rename(place.with_name(f".damaged-{name}-{secrets.token_hex(4)}"))
            _write_folder(home, place, cartridge)
            return place
    raise CartridgeError(
        f"{parent / digest} holds another content than its name says; move it away and try again"
    )


def intact(home: Home, persona: Persona) -> bool:
    """Return whether the files of an installed persona are what they were when it was installed."""
    try:
        return read_folder(home.root / persona.path).content_hash == persona.content_hash
    except CartridgeError:
        return False


def keep_record(home: Home, folder: Path, persona: Persona) -> None:
    """Write the install record beside `folder`: enough to list `persona` again without `personas.json`."""
    record = json.dumps(as_entry(persona), ensure_ascii=False) + "\n"
    home.replace(folder.with_name(f"{folder.name}.json"), record.encode())


def _write_folder(home: Home, place: Path, cartridge: Cartridge) -> None:
    draft = place.with_name(f"{_DRAFT}{place.name}.{secrets.token_hex(4)}")
    with home.writing():
        try:
            folders = {draft}
            draft.mkdir(mode=0o700)
            for name, data in cartridge.files.items():
                path = draft / name
                if path.parent not in folders:
                    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    folders |= {folder for folder in path.parents if folder.is_relative_to(draft)}
                with path.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            for folder in folders:
                sync_folder(folder)
            draft.rename(place)
            sync_folder(place.parent)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
