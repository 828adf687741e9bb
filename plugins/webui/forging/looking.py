"""What an upload is, told by its content: a cartridge, texts, or neither."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from whetstone.core.errors import HomeError, WhetstoneError
from whetstone.core.host import Host
from whetstone.core.signing.facts import SignatureFacts, signature_facts
from whetstone.core.signing.trust import TrustFile
from whetstone.core.texts.service import Source
from whetstone.core.values.cartridge import Cartridge
from whetstone.plugins.webui.uploads.store import Upload

Kind = Literal["cartridge", "texts", "neither"]

_AT_ONCE = threading.BoundedSemaphore(2)
"""So many uploads are read at a time: each may be large, and is read as a whole."""


@dataclass(frozen=True)
class Looked:
    """An upload and what it is. `reason` says why it is neither a cartridge nor texts."""

    upload: Upload
    kind: Kind
    cartridge: Cartridge | None = None
    texts: Sequence[Source] = field(default=())
    reason: str = ""


@dataclass(frozen=True)
class Outlook:
    """What importing a cartridge would come to: an outcome, or the error that stands in the way."""

    outcome: str
    error: str = ""
    error_type: str = ""


def look(host: Host, upload: Upload) -> Looked:
    """Tell what an upload is."""
    with _AT_ONCE:
        fault = ""
        try:
            if host.formats.recognises(upload.path):
                return Looked(upload, "cartridge", host.formats.read_file(upload.path))
        except WhetstoneError as error:
            fault = without_path(str(error), upload)
            if not upload.name.lower().endswith(".zip"):
                return Looked(upload, "neither", reason=fault)
        sources = host.texts.find([upload.path])
    readable = [source for source in sources if not source.skipped]
    if readable:
        return Looked(upload, "texts", texts=sources)
    if fault:
        return Looked(upload, "neither", reason=fault)
    reasons = list(dict.fromkeys(source.skipped for source in sources))
    return Looked(upload, "neither", reason=reasons[0] if reasons else "there is nothing in it")


def cartridge_in(host: Host, upload: Upload) -> Cartridge:
    """Return the cartridge that was uploaded.

    Raises:
        CartridgeError, FormatError: it is damaged, or none.
    """
    try:
        with _AT_ONCE:
            return host.formats.read_file(upload.path)
    except WhetstoneError as error:
        raise type(error)(without_path(str(error), upload), detail=error.detail) from error


def signature_of(host: Host, cartridge: Cartridge) -> SignatureFacts:
    """Return what the signature of a cartridge is worth here."""
    try:
        trust = TrustFile(host.home).read()
    except HomeError:
        trust = None
    return signature_facts(cartridge, trust)


def outlook(
    host: Host,
    cartridge: Cartridge,
    as_id: str | None = None,
    replace: bool = False,
    accept_signature: bool = False,
) -> Outlook:
    """Return what importing a cartridge would come to."""
    try:
        return Outlook(
            host.registry.foresee(cartridge, as_id=as_id, replace=replace, accept_signature=accept_signature)
        )
    except WhetstoneError as error:
        return Outlook("failed", str(error), type(error).__name__)


def installed_as(host: Host, cartridge: Cartridge, foreseen: Outlook) -> str | None:
    """Return the id under which this very content is installed; `None` where importing it mends that."""
    if foreseen.outcome == "unchanged":
        return cartridge.id
    if foreseen.outcome in ("repaired", "signed", "unsigned"):
        return None
    alike = (one.id for one in host.registry.personas() if one.content_hash == cartridge.content_hash)
    return next(alike, None)


def without_path(sentence: str, upload: Upload) -> str:
    """Return a sentence about an upload without where it lies in the quarantine."""
    return sentence.removeprefix(f"{upload.path}: ").replace(str(upload.path), upload.name)
