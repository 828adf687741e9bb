"""`[web]` in `whetstone.toml`: where the pages are served, and how much may be uploaded."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class WebSettings(BaseModel):
    """`[web]`: `port` to listen on, further names in `hosts` under which the server may be asked for, and the
    largest upload in megabytes (`upload_mb`).
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    port: int = Field(default=8347, ge=0, le=65535)
    hosts: tuple[str, ...] = Field(default=(), strict=False)
    upload_mb: int = Field(default=2048, ge=1)
