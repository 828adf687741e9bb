"""The least that streams over HTTP: uvicorn and Starlette send the pieces of the paced model, no more.

    python -m benchmarks.web.peer

It prints the port that it listens on.
"""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from benchmarks.web.paced_model import paced


async def stream(request: Request) -> Response:
    """Answer with pieces as Server-Sent Events."""
    await request.body()
    return StreamingResponse(_events(), media_type="text/event-stream")


async def _events() -> AsyncIterator[str]:
    async for piece in paced():
        yield f"event: spoke\ndata: {json.dumps({'text': piece})}\n\n"
    yield "event: ended\ndata: {}\n\n"


async def page(request: Request) -> Response:
    """Answer with a page of 10 kB."""
    return Response("x" * 10_000, media_type="text/html")


def main() -> None:
    """Serve until killed."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    print(listener.getsockname()[1], flush=True)
    app = Starlette(routes=[Route("/stream", stream, methods=["POST"]), Route("/", page)])
    config = uvicorn.Config(app, log_level="warning", access_log=False, http="h11", loop="asyncio")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
