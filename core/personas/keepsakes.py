"""Bundled personas as they were talked with: copies that outlast an upgrade of their package.

The chat log names each turn's content by its hash. Installed contents stay on disk by themselves; a
bundled one lies in its package and is another one after the next upgrade. So the first turn with it puts
a copy into the home: an ordinary cartridge file, which no list shows and nothing sweeps away.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from whetstone.core.checks.cartridge import read_files
from whetstone.core.errors import CartridgeError
from whetstone.core.home import Home
from whetstone.core.personas.records import as_persona
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Persona

SUFFIX = ".whetstone"


class Keepsakes:
    """`philosophy_library/talked/<id>/<hash12>.whetstone` of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def keep(self, persona: Persona, cartridge: Cartridge) -> None:
        """Keep the content of `persona`, if it is a bundled one whose content is not kept yet.

        Raises:
            HomeError: the home cannot be written.
        """
        if persona.origin != "builtin":
            return
        digest = persona.content_hash.removeprefix("sha256:")[:12]
        place = self._folder(persona.id) / f"{digest}{SUFFIX}"
        if not place.exists():
            with self._home.locked("talked"):
                self._home.replace(place, _packed(cartridge))

    def of(self, persona_id: str) -> list[Path]:
        """Return the copies that are kept of a persona, in the order of their names.

        Raises:
            HomeError: their folder cannot be read.
        """
        folder = self._folder(persona_id)
        with self._home.reading(folder):
            if not folder.is_dir():
                return []
            found = (path for path in folder.iterdir() if path.suffix == SUFFIX)
            return sorted(path for path in found if not path.name.startswith("."))

    def persona(self, persona_id: str, path: Path) -> Persona:
        """Return the bundled persona that the copy at `path` was made of; `chosen_at` is when.

        Raises:
            CartridgeError: the file is damaged.
        """
        where = path.relative_to(self._home.root).as_posix()
        persona = as_persona(persona_id, read_keepsake(path), "builtin", where)
        kept_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return persona.model_copy(update={"chosen_at": kept_at.isoformat(timespec="microseconds")})

    def _folder(self, persona_id: str) -> Path:
        return self._home.talked / persona_id


def read_keepsake(path: Path) -> Cartridge:
    """Return the cartridge in a file that `Keepsakes.keep` wrote, whose name begins its content's hash.

    Raises:
        CartridgeError: it cannot be read, or is not what was written.
    """
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive:
            if any(entry.compress_type for entry in archive.infolist()):
                raise CartridgeError(f"{path} is compressed, which it was not when it was written")
            files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except OSError as error:
        raise CartridgeError(f"{path} cannot be read: {error.strerror or error}") from None
    except (BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise CartridgeError(f"{path} is no longer what was written: {error}") from None
    cartridge = read_files(files, stem=path.parent.name)
    if not cartridge.content_hash.startswith(f"sha256:{path.stem}"):
        raise CartridgeError(f"{path} holds another content than its name says")
    return cartridge


def _packed(cartridge: Cartridge) -> bytes:
    from zipfile import ZipFile, ZipInfo

    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        for name, content in cartridge.files.items():
            entry = ZipInfo(name)
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return data.getvalue()
