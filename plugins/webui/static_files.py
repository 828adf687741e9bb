"""Our static files, and those of plugins."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_JOINED = re.compile(r"((?:\w+/)*)(\w+(?:\+\w+)+)\.css")


def content(folder: Path, path: str) -> bytes:
    """Return the content of a file in `folder`; stylesheets whose names a plus joins (`css/a+b.css`) are one.

    Raises:
        FileNotFoundError: it is not there.
    """
    if joined := _JOINED.fullmatch(path):
        names = joined[2].split("+")
        return b"".join((folder / joined[1] / f"{name}.css").read_bytes() for name in names)
    return (folder / path).read_bytes()


class Static(StaticFiles):
    """A folder of static files; one that is asked for under its digest (`?v=…`) never changes.

    A first page is to need few requests: stylesheets can be asked for together, see `content`.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self._folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, to be kept for ever or to be asked after each time."""
        response = self._sheets(path) or await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = (
            "private, max-age=31536000, immutable" if versioned else "no-cache"
        )
        return response

    def _sheets(self, path: str) -> Response | None:
        try:
            return Response(content(self._folder, path), media_type="text/css") if "+" in path else None
        except OSError:
            return None
