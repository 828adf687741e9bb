"""What the API answers where it refuses, and how its routes say so in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

BY_MODELS = {
    429: "The model's provider asks to slow down.",
    502: "The model cannot be reached or opened, or refuses the request.",
    504: "The model did not answer in time.",
}
"""The refusals of routes that ask a model, by status."""

_EVERYWHERE = {
    400: "The address or the body cannot be read.",
    507: "The home cannot be read or written.",
}


class Refusal(BaseModel):
    """Why something was refused: the type of the error, and its sentence."""

    type: str
    message: str


class Refused(BaseModel):
    """The answer to what was refused."""

    error: Refusal


def as_data(kind: str, message: str) -> dict[str, dict[str, str]]:
    """Return an error as the API tells it."""
    return {"error": {"type": kind, "message": message}}


def refusals(told: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of routes that refuse with the statuses `told`, and with those of all routes."""
    every = sorted({**_EVERYWHERE, **told}.items())
    return {status: {"model": Refused, "description": sentence} for status, sentence in every}
