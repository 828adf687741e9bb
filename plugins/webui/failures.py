"""What a reader is told when something fails: a page, or JSON where a program asked."""

from __future__ import annotations

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from whetstone.core import errors
from whetstone.core.checks.shape import sentence
from whetstone.core.errors import PluginError, WhetstoneError
from whetstone.plugins.webui.addresses import is_api, plugin_in
from whetstone.plugins.webui.extending.joining import told
from whetstone.plugins.webui.refused import as_data

FRAGMENT = "x-whetstone-fragment"
"""The header by which our modules ask for a part of a page; what fails is told to them in JSON."""

_STATUS: tuple[tuple[type[WhetstoneError], int], ...] = (
    (errors.PersonaNotFound, 404),
    (errors.KeyNotFound, 404),
    (errors.SettingNotFound, 404),
    (errors.HistoryError, 404),
    (errors.PersonaConflict, 409),
    (errors.SignatureError, 409),
    (errors.JobNotFound, 404),
    (errors.UploadNotFound, 404),
    (errors.JobError, 409),
    (errors.JobCancelled, 409),
    (errors.PluginError, 409),
    (errors.ModelNotFound, 422),
    (errors.ModelRateLimited, 429),
    (errors.ModelTimeout, 504),
    (errors.ModelError, 502),
    (errors.HomeError, 507),
)


def status_of(error: WhetstoneError) -> int:
    """Return the HTTP status that goes with an error; what was asked for in vain is 422."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


async def failed(request: Request, error: Exception) -> Response:
    """Answer with a refusal of Whetstone's: its sentence, under the status of its type."""
    assert isinstance(error, WhetstoneError)
    if isinstance(error, PluginError):
        _blame(request, error)
    return _answer(request, status_of(error), type(error).__name__, str(error))


async def not_found(request: Request, error: Exception) -> Response:
    """Answer where no route, or not by this method, is."""
    assert isinstance(error, HTTPException)
    messages = {404: "there is no page at this address", 405: "this address does not take that method"}
    return _answer(request, error.status_code, "Refused", messages.get(error.status_code, error.detail))


async def unfit(request: Request, error: Exception) -> Response:
    """Answer where a request does not fit what its route takes: which part, and why."""
    assert isinstance(error, RequestValidationError)
    fault = error.errors()[0]
    where = ".".join(str(part) for part in fault["loc"][1:]) or "the body"
    return _answer(request, 422, "Unfit", sentence(fault, where, "an object"))


async def unexpected(request: Request, error: Exception) -> Response:
    """Answer where we, or a plugin, are at fault; the server's log has the trace."""
    whose = _blame(request, error)
    where = f" in the plugin {whose}; tell its author" if whose else "; please report it"
    what = f"unexpected {type(error).__name__}{where}, with what the terminal of the server says"
    answer = _answer(request, 500, "Unexpected", what)
    answer.headers["Connection"] = "close"  # Starlette raises the error again, upon which uvicorn hangs up
    return answer


def _blame(request: Request, error: Exception) -> str | None:
    """Note what went wrong at an address of a plugin in its record, and return its name."""
    name = plugin_in(request.url.path)
    for added in request.app.state.site.additions:
        if added.name == name:
            added.record.blame(f"{request.method} {request.url.path} raised {told(error)}")
            return name
    return None


def _answer(request: Request, status: int, kind: str, message: str) -> Response:
    if is_api(request.url.path) or FRAGMENT in request.headers:
        return JSONResponse(as_data(kind, message), status)
    page: Response = request.app.state.site.page(request, "error.html", status=status, message=message)
    return page
