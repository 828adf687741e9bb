"""What a reader is told when something fails: a page, or JSON where a program asked."""

from __future__ import annotations

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from whetstone.core import errors
from whetstone.core.checks.shape import sentence
from whetstone.core.errors import WhetstoneError

FRAGMENT = "x-whetstone-fragment"
"""The header by which our modules ask for a part of a page; what fails is told to them in JSON."""

_STATUS: tuple[tuple[type[WhetstoneError], int], ...] = (
    (errors.PersonaNotFound, 404),
    (errors.KeyNotFound, 404),
    (errors.HistoryError, 404),
    (errors.PersonaConflict, 409),
    (errors.SignatureError, 409),
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


def as_data(kind: str, message: str) -> dict[str, dict[str, str]]:
    """Return an error as the API tells it."""
    return {"error": {"type": kind, "message": message}}


async def failed(request: Request, error: Exception) -> Response:
    """Answer with a refusal of Whetstone's: its sentence, under the status of its type."""
    assert isinstance(error, WhetstoneError)
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
    """Answer where we are at fault; the server's log has the trace."""
    what = f"unexpected {type(error).__name__}; please report it, with what the terminal of the server says"
    return _answer(request, 500, "Unexpected", what)


def _answer(request: Request, status: int, kind: str, message: str) -> Response:
    if request.url.path.startswith("/api/") or FRAGMENT in request.headers:
        return JSONResponse(as_data(kind, message), status)
    page: Response = request.app.state.site.page(request, "error.html", status=status, message=message)
    return page
