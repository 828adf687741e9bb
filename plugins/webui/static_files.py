"""Our static files, and those of plugins."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class Static(StaticFiles):
    """A folder of static files; one that is asked for under its digest (`?v=…`) never changes."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, to be kept for ever or to be asked after each time."""
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = (
            "private, max-age=31536000, immutable" if versioned else "no-cache"
        )
        return response
