"""One persona, opened: its content, what is told of it, its texts in pieces, and the file it leaves as."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi.responses import Response

from whetstone.core.errors import HomeError, PersonaNotFound
from whetstone.core.host import Host
from whetstone.core.personas.overlays import Overlay, changed_config
from whetstone.core.signing.facts import signature_facts
from whetstone.core.signing.trust import Trust, TrustFile
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Persona
from whetstone.plugins.webui.agora.shapes import Detail, LibraryText, Piece


@dataclass(frozen=True, slots=True)
class Content:
    """The content that a reference names; `current` says whether it is what the id stands for now."""

    persona: Persona
    cartridge: Cartridge
    overlay: Overlay
    current: bool


def content(host: Host, reference: str) -> Content:
    """Open what `reference` names.

    Raises:
        PersonaNotFound: it names nothing, or more than one content.
        CartridgeError: its files are damaged.
        HomeError: the home cannot be read.
    """
    registry = host.registry
    persona = registry.find(reference)
    current = registry.versions.stands_for(persona.id) if "@" in reference else persona.content_hash
    return Content(
        persona, registry.cartridge(persona), registry.overlay(persona.id), current == persona.content_hash
    )


def detail(host: Host, found: Content) -> Detail:
    """Return what is told of a persona that was opened."""
    cartridge = found.cartridge
    signature = signature_facts(cartridge, trust(host), found.persona)
    return Detail(
        persona=found.persona,
        current=found.current,
        metadata=cartridge.metadata.model_dump(mode="json", exclude_none=True),
        prompt=cartridge.prompt,
        config=changed_config(cartridge.config, found.overlay).model_dump(mode="json"),
        overlay=found.overlay,
        library=texts(cartridge),
        files={name: len(data) for name, data in sorted(cartridge.files.items())},
        signature=signature,
        warnings=signature.warnings(found.persona.id),
        has_avatar=cartridge.avatar is not None,
        has_report="report.json" in cartridge.files,
    )


def trust(host: Host) -> Trust | None:
    """Return what `trust.json` says, `None` where it cannot be read: a page only shows."""
    try:
        return TrustFile(host.home).read()
    except HomeError:
        return None


def texts(cartridge: Cartridge) -> list[LibraryText]:
    """Return the texts of a library."""
    return [LibraryText(name=name, characters=len(text)) for name, text in cartridge.library.items()]


def piece(cartridge: Cartridge, name: str, start: int, length: int) -> Piece:
    """Return `length` characters of a text of the library, from `start` on.

    Raises:
        PersonaNotFound: the library has no such text.
    """
    text = cartridge.library.get(name)
    if text is None:
        raise PersonaNotFound(f"the library of {cartridge.id} has no text of that name")
    start = min(start, len(text))
    part = text[start : start + length]
    return Piece(name=name, characters=len(text), start=start, end=start + len(part), text=part)


def sides(host: Host, reference: str, to: str | None) -> tuple[Cartridge, Cartridge]:
    """Return two contents to compare: that of `reference`, and that of `to` or of its id now.

    Where both are one, it is the content before that is compared.
    """
    registry = host.registry
    persona_id, at, _ = reference.partition("@")
    before = reference if at or to else f"{persona_id}@previous"
    after = to or persona_id
    return registry.cartridge(registry.find(before)), registry.cartridge(registry.find(after))


def export(host: Host, reference: str, format: str | None) -> Response:
    """Return a persona as a file of a format, to be kept.

    Raises:
        FormatError: no such format, or it cannot hold the persona.
    """
    found = content(host, reference)
    data, chosen = host.formats.write(found.cartridge, format)
    name = f"{found.persona.id}{chosen.suffixes[0]}"
    return Response(
        data,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{quote(name)}"'},
    )
