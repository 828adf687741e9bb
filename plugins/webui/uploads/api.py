"""The API of uploads."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from whetstone.plugins.webui.refused import refusals
from whetstone.plugins.webui.site import Here
from whetstone.plugins.webui.uploads.store import Incoming, Upload

_REFUSALS = refusals({404: "There is no such upload.", 413: "The file is larger than `upload_mb` allows."})

router = APIRouter(prefix="/uploads", tags=["uploads"], responses=_REFUSALS)

_PIECE = 1 << 20
"""Bytes that are gathered before they are written."""


class UploadTold(BaseModel):
    """A file that was uploaded: its id, its name made safe, and its size in bytes."""

    id: str
    name: str
    bytes: int


@router.post(
    "",
    status_code=201,
    response_model=UploadTold,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def upload(
    request: Request, site: Here, name: Annotated[str, Query(min_length=1, max_length=1000)]
) -> Response | UploadTold:
    """Take in a file: the body is its bytes, whatever they are.

    It is written piece by piece to a quarantine of the home, under an id of the server's and the file's
    `name` made safe; nothing looks into it before something is asked of it. It is kept for a day, or as long
    as a job needs it.
    """
    await asyncio.to_thread(site.uploads.sweep_now_and_then, site.host.jobs.list)
    incoming = await asyncio.to_thread(site.uploads.begin, name)
    try:
        await _receive(request, incoming)
        done = await asyncio.to_thread(incoming.finish)
    except ClientDisconnect:
        incoming.drop()
        return Response(status_code=400)
    except BaseException:
        incoming.drop()
        raise
    return _told(done)


@router.get("/{id}")
def uploaded(site: Here, id: str) -> UploadTold:
    """Tell of an upload."""
    return _told(site.uploads.get(id))


@router.delete("/{id}", status_code=204)
def discard(site: Here, id: str) -> None:
    """Delete an upload."""
    site.uploads.remove(id)


async def _receive(request: Request, incoming: Incoming) -> None:
    gathered = bytearray()
    async for piece in request.stream():
        gathered += piece
        if len(gathered) >= _PIECE:
            await asyncio.to_thread(incoming.write, bytes(gathered))
            gathered.clear()
    await asyncio.to_thread(incoming.write, bytes(gathered))


def _told(upload: Upload) -> UploadTold:
    return UploadTold(id=upload.id, name=upload.name, bytes=upload.bytes)
