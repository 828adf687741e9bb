"""This home's own keys: `keys/<name>.pem`, each a PKCS #8 file for the user alone."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from whetstone.core.errors import HomeError, KeyNotFound, SettingsError, SignatureError, near
from whetstone.core.home import Home
from whetstone.core.signing.signature import key_name, signed
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import is_persona_id

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DEFAULT = "default"
"""The name of the key that signs where several could and none is named."""

_LARGEST = 1 << 16
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key of this home: its file's name without `.pem`, its public name, its file, when it was made."""

    name: str
    key: str
    path: Path
    made_at: str

    def sign(self, cartridge: Cartridge) -> Cartridge:
        """Return `cartridge` signed with this key, in place of any earlier signature.

        Raises:
            HomeError: the key's file cannot be read or is damaged.
        """
        private = _private(self.path)
        return signed(cartridge, _public(private), private.sign)


class OwnKeys:
    """The own keys of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def names(self) -> list[str]:
        """Return the names of the keys, whether their files are whole or not."""
        with self._home.reading(self._home.keys):
            if not self._home.keys.is_dir():
                return []
            found = (path for path in self._home.keys.iterdir() if path.suffix == ".pem")
            return sorted(path.stem for path in found if not path.name.startswith("."))

    def get(self, name: str) -> OwnKey:
        """Return the key called `name`.

        Raises:
            KeyNotFound: there is none.
            HomeError: its file cannot be read or is damaged.
        """
        names = self.names()
        if name not in names:
            raise KeyNotFound(
                f"no key of yours is called {name!r}{near(name, names)}; `whetstone key list` shows all, and "
                "`whetstone key new NAME` makes one"
            )
        path = self._home.keys / f"{name}.pem"
        private = _private(path)
        made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        return OwnKey(name, key_name(_public(private)), path, made_at)

    def choose(self, name: str | None, revoked: Set[str]) -> OwnKey:
        """Return the key to sign with: the one called `name`, or else `default`, or else the only one.

        Without `name`, a revoked key is passed over.

        Raises:
            KeyNotFound: there is none, or there are several, none of them `default`, and `name` is not given.
            SignatureError: the one called `name`, or every one, is among the keys `revoked`.
            HomeError: a key's file cannot be read or is damaged.
        """
        if name is not None:
            key = self.get(name)
            if key.key in revoked:
                raise SignatureError(
                    f"your key {name} ({key.key}) is revoked, so nothing is signed with it; choose another "
                    "with --key, or make one with `whetstone key new NAME`"
                )
            return key
        names = self.names()
        if DEFAULT in names and (usual := self.get(DEFAULT)).key not in revoked:
            return usual
        keys = [self.get(name) for name in names]
        good = [key for key in keys if key.key not in revoked]
        if len(good) == 1:
            return good[0]
        if good:
            several = ", ".join(key.name for key in good)
            raise KeyNotFound(f"there are several keys to sign with ({several}); choose one with --key NAME")
        if keys:
            raise SignatureError("every key of yours is revoked; make another with `whetstone key new NAME`")
        raise KeyNotFound("there is no key to sign with yet; make one with `whetstone key new`")

    def make(self, name: str) -> OwnKey:
        """Make a new key called `name`; the lock `personas` must be held.

        Raises:
            SettingsError: `name` cannot be a key's name, or is taken.
            HomeError: the home cannot be written.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        check_key_label(name)
        path = self._home.keys / f"{name}.pem"
        if name in self.names():
            raise SettingsError(f"there is a key called {name} already ({path}); choose another name")
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._home.replace(path, pem)
        return self.get(name)


def check_key_label(name: str) -> None:
    """Hold the name that a user gives a key to what cannot be taken for a key or a path.

    Raises:
        SettingsError: it is another one.
    """
    if not is_persona_id(name) or re.fullmatch(r"[0-9a-f]{8,}", name):
        raise SettingsError(
            f"{name!r} cannot name a key; use lower-case letters, digits and single hyphens, but not hex "
            "digits alone"
        )


def _private(path: Path) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_contents(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise HomeError(
            f"{path} holds no Ed25519 private key without a password; bring it back from a copy, or move it "
            "away and make another with `whetstone key new`"
        )
    return key


def _contents(path: Path) -> bytes:
    try:
        handle = os.open(path, _READ)
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise HomeError(f"{path} is no regular file; put the key's file itself there")
            if os.name == "posix" and about.st_mode & 0o077:
                raise HomeError(
                    f"{path} may be read by others than you; take that away with `chmod 600 {path}`"
                )
            return file.read(_LARGEST)
    except OSError as error:
        raise HomeError(f"cannot read {path}: {error.strerror or error}") from error


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()
