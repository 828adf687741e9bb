"""The user's own changes to a persona, as pages and programs ask for them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from whetstone.core.host import Host
from whetstone.core.personas.overlays import Overlay, edited
from whetstone.plugins.webui.agora.shapes import Edit


def edit(host: Host, persona_id: str, wish: Edit) -> Overlay:
    """Keep the changes that are wished for, and return all that the user changed.

    Raises:
        PersonaNotFound: nobody has this id.
        CartridgeError: its files are damaged.
        SettingsError: a key that cannot be changed, or a value that does not fit it.
        HomeError: the home cannot be written.
    """
    named = wish.model_dump(exclude_unset=True, exclude={"reset"})
    wishes = dict(_keys("", named))
    changes = {key: json.dumps(value) for key, value in wishes.items() if value is not None}
    unset = tuple(key for key, value in wishes.items() if value is None)

    def change(overlay: Overlay) -> Overlay:
        if not wishes:
            return overlay
        if wishes.keys() == {"favourite"}:
            return overlay.model_copy(update={"favourite": bool(wishes["favourite"])})
        return edited(overlay, changes, unset, host.registry.contents(persona_id).config)

    return host.registry.edit(persona_id, change, reset=wish.reset)


def _keys(path: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _keys(f"{path}{key}.", value)
        else:
            yield f"{path}{key}", value
