"""The job kind `clone`: the user's own turns in, a persona of theirs out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from whetstone.core.errors import PluginError
from whetstone.core.extras import lacking
from whetstone.core.files import write_file
from whetstone.core.values.job import NO_MODEL, Work
from whetstone.plugins.mirror.parameters import CloneParameters


class Clone:
    """Makes a clone from the user's own chats."""

    name = "clone"
    parameters: type[BaseModel] = CloneParameters

    def run(self, work: Work, parameters: CloneParameters) -> Mapping[str, Any]:
        """Install the clone, and return what it was made from and what the trial and the leak report say.

        Raises:
            MirrorError: there are too few turns, no consent, or it is not clear who the user is.
            SanitizerError: the log is withheld.
            LeakError: something of the log stands in the clone, or came out of it; nothing is saved.
            PersonaConflict: another content has its id, and it may not be replaced.
            ModelError: the model is not known or cannot be opened.
            PluginError: a library of the extra `forge` is not installed.
        """
        from whetstone.plugins.mirror.making import made

        if missing := lacking("forge"):
            raise PluginError(missing)
        if not parameters.replace:
            work.host.registry.require_free(parameters.id)
        asking = None
        if parameters.model != NO_MODEL and parameters.budget:
            asking = work.model(parameters.model, parameters.budget)
        clone = made(work, parameters, asking)
        work.tell("packing", 0, 1)
        host = work.host
        host.home.replace(host.home.mirror / f"{parameters.id}.json", _pretty(clone.evidence))
        host.registry.install(clone.cartridge, "mirrored", replace=parameters.replace)
        if parameters.output:
            data, _ = host.formats.write(clone.cartridge, None)
            write_file(Path(parameters.output), data)
        work.tell("packing", 1, 1)
        return {
            "id": clone.cartridge.id,
            "name": clone.cartridge.name,
            "content_hash": clone.cartridge.content_hash,
            "file": parameters.output,
            "summary": clone.summary,
            "notes": list(clone.notes),
            "trials": clone.report["trials"],
            "leaks": clone.report["leaks"],
        }


def _pretty(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n"
