"""A plugin with a model that reads for the Forge in any process: it notes each call and its process."""

from __future__ import annotations

import os
import time
from pathlib import Path

from long_work import LOG, Scribe, note
from packages import Site
from shelf import honest

from whetstone import Chunk, ModelInfo, hookimpl


class FarReader(Scribe):
    """Answers as `shelf.honest` does, in a tenth of a second."""

    name = "far"

    def models(self):
        return [ModelInfo("far", self.name, ready=True)]

    def claims(self, model):
        return model == "far"

    async def stream(self, request):
        note(f"asked {os.getpid()}")
        time.sleep(0.1)
        answer = honest(request)
        note(f"answered {os.getpid()}")
        yield Chunk(answer)
        yield Chunk(finish="stop")


@hookimpl
def whetstone_model_backends():
    return [FarReader()]


def reader_in(folder: Path) -> dict[str, str]:
    """Install this plugin for other processes, and return the environment that they need."""
    site = Site(folder / "site")
    site.add("whetstone-far-reader", plugins={"far_reader": "far_reader"})
    places = (str(site.folder), str(Path(__file__).parent))
    return {"PYTHONPATH": os.pathsep.join(places), LOG: str(folder / "calls.log")}
