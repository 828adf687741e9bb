"""The job kind `forge`: texts in, a cartridge out, phase by phase."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from whetstone.core.files import write_file
from whetstone.core.values.job import NO_MODEL, Work
from whetstone.plugins.forge.parameters import ForgeParameters

if TYPE_CHECKING:
    from whetstone.core.values.asking import Asking
    from whetstone.core.values.cartridge import Cartridge


class Forge:
    """Makes a persona from texts."""

    name = "forge"
    parameters: type[BaseModel] = ForgeParameters

    def run(self, work: Work, parameters: ForgeParameters) -> Mapping[str, Any]:
        """Return where the persona is, what it was made from and what the trial says.

        Raises:
            ForgeError: there is no persona in these texts.
            PersonaConflict: another content has its id, and it may not be replaced.
            ModelError: the model is not known or cannot be opened.
        """
        from whetstone.plugins.forge.gathering import CORPUS
        from whetstone.plugins.forge.making import made

        if parameters.install and not parameters.replace:
            work.host.registry.require_free(parameters.id)
        asking = None
        if parameters.model != NO_MODEL and parameters.budget:
            asking = work.model(parameters.model, parameters.budget)
        try:
            persona = made(work, parameters, asking)
        finally:
            shutil.rmtree(work.folder / CORPUS, ignore_errors=True)
        work.tell("packing", 0, 1)
        result = {
            "id": persona.cartridge.id,
            "name": persona.cartridge.name,
            "content_hash": persona.cartridge.content_hash,
            "files": len(persona.cartridge.files),
            "summary": persona.summary,
            "notes": [*persona.notes, *_failures(asking)],
            "trials": persona.trials.as_json() if persona.trials else None,
            **_delivered(work, parameters, persona.cartridge),
        }
        work.tell("packing", 1, 1)
        return result


def _failures(asking: Asking | None) -> list[str]:
    """Return why calls failed; the report, which travels, does not tell where the user's servers are."""
    failed = asking.failed if asking is not None else {}
    often = sorted(failed.items(), key=lambda one: (-one[1], one[0]))
    return [f"{reason} ({count} {'time' if count == 1 else 'times'})" for reason, count in often[:3]]


def _delivered(work: Work, parameters: ForgeParameters, cartridge: Cartridge) -> dict[str, Any]:
    """Write and install the persona as it was asked for; a copy stays in the job's folder."""
    data, format = work.host.formats.write(cartridge, None)
    kept = work.folder / f"{cartridge.id}{format.suffixes[0]}"
    write_file(kept, data)
    told: dict[str, Any] = {"file": None, "bytes": len(data), "installed": False}
    if parameters.output:
        write_file(Path(parameters.output), data)
        told["file"] = parameters.output
    if parameters.install:
        work.host.registry.install(cartridge, "forged", replace=parameters.replace)
        told["installed"] = True
    return told
