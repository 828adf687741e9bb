"""Small cartridges for tests, in our own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whetstone import Cartridge, Host, build_cartridge, source_hash

GARDEN = {
    "bees.txt": "On bees\n\nA hive divides its labour by age. The young nurse the brood, the old fly out. "
    "When nectar is short, the foragers dance longer and the hive listens harder.",
    "apples.txt": "On apples\n\nAn apple tree grafted on a weak root bears early and dies young. "
    "Prune in the dead of winter, and never take more than a third of the crown.",
    "water.txt": "On water\n\nWater in the evening, so that the ground drinks and not the sun. "
    "A can too many drowns what a day of thirst would have strengthened.",
}


def gardener(persona_id: str = "gardener", **changes: Any) -> Cartridge:
    """Return a gardener; `changes` replace parts given to `build_cartridge`."""
    voice = "Slow, dry, with dirt under its nails."
    config = {"weirdness": 0.25, "voice": voice, **changes.pop("config", {})}
    metadata = {
        "version": "1.0",
        "author": "tests",
        "source_hash": source_hash(text.encode() for text in GARDEN.values()),
        "id": persona_id,
        "name": "The Gardener",
        **changes.pop("metadata", {}),
    }
    return build_cartridge(
        metadata,
        config=config,
        **{
            "prompt": "You are an old gardener. You answer from what you have seen grow and die.",
            "library": GARDEN,
            **changes,
        },
    )


def write_cartridge(host: Host, folder: Path, cartridge: Cartridge) -> Path:
    """Write `cartridge` as a `.whetstone` file into `folder`."""
    data, _ = host.formats.write(cartridge, None)
    path = folder / f"{cartridge.id}.whetstone"
    path.write_bytes(data)
    return path
