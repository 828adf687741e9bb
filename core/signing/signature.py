"""`signature.json`: an Ed25519 signature of a cartridge's content hash, in one exact form.

docs/cartridge-format.md specifies it, with test vectors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from whetstone.core.values.cartridge import Cartridge, content_hash

NAME = "signature.json"
PREFIX = "ed25519:"
"""What the name of a key begins with; the 64 lower-case hex digits of the public key follow."""

SignatureState = Literal["none", "invalid", "valid"]

_FORM = re.compile(
    rb'\{"v": 1, "algorithm": "ed25519", "key": "([0-9a-f]{64})", "signature": "([0-9a-f]{128})"\}\n'
)
_PRIME = 2**255 - 19
_OF_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_OF_SMALL_ORDER = {0, 1, _PRIME - 1, _OF_ORDER_8, _PRIME - _OF_ORDER_8}


@dataclass(frozen=True, slots=True)
class Signature:
    """What a cartridge's `signature.json` is worth.

    `key` is the name of the key of a valid signature, else `None`. `fault` says what is wrong with an
    invalid one, as the end of a sentence that begins with "the signature is invalid:".
    """

    state: SignatureState
    key: str | None = None
    fault: str = ""


def verify(files: Mapping[str, bytes]) -> Signature:
    """Return what the signature of the cartridge that `files` are is worth.

    The check is that of RFC 8032, section 5.1.7, without the cofactor. Keys of small order, with which
    one signature fits any content, and other spellings of a key are refused on top of that.
    """
    data = files.get(NAME)
    if data is None:
        return Signature("none")
    form = _FORM.fullmatch(data)
    if form is None:
        return Signature("invalid", fault=f"{NAME} is not in the one form that format 1 knows")
    public, signature = (bytes.fromhex(digits.decode()) for digits in form.groups())
    if not _sound(public):
        return Signature("invalid", fault="its key is none that only one person could sign with")
    if not _fits(public, signature, message(content_hash(files))):
        return Signature("invalid", fault="it does not fit content and key, so one was changed since")
    return Signature("valid", key=key_name(public))


def signed_by(files: Mapping[str, bytes], key: str | None) -> bool:
    """Return whether `files` still have a valid signature by `key`; they need none where that is `None`."""
    return key is None or verify(files).key == key


def message(hash: str) -> bytes:
    """Return what is signed for the content with the hash `hash` (`sha256:` and 64 hex digits)."""
    return f"whetstone cartridge 1\n{hash}\n".encode()


def signed(cartridge: Cartridge, public: bytes, sign: Callable[[bytes], bytes]) -> Cartridge:
    """Return `cartridge` with a signature by the key `public` in place of any earlier one.

    `sign` returns the 64 bytes of the signature of a message.
    """
    made = sign(message(cartridge.content_hash))
    text = f'{{"v": 1, "algorithm": "ed25519", "key": "{public.hex()}", "signature": "{made.hex()}"}}\n'
    return replace(cartridge, files={**cartridge.files, NAME: text.encode()})


def key_name(public: bytes) -> str:
    """Return the name of the key whose 32 public bytes are `public`."""
    return f"{PREFIX}{public.hex()}"


def is_key_name(text: str) -> bool:
    """Return whether `text` is the whole name of a key that a signature can be valid with."""
    digits = text.removeprefix(PREFIX)
    whole = digits != text and re.fullmatch(r"[0-9a-f]{64}", digits) is not None
    return whole and _sound(bytes.fromhex(digits))


def brief(key: str) -> str:
    """Return the beginning of a key's name, for sentences: 16 digits, too many to find a twin of."""
    return f"{key[: len(PREFIX) + 16]}…"


def _sound(public: bytes) -> bool:
    """Return whether `public` is the one spelling of a point that is not of small order."""
    y = int.from_bytes(public, "little") & ~(1 << 255)
    return y < _PRIME and y not in _OF_SMALL_ORDER


def _fits(public: bytes, signature: bytes, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True
