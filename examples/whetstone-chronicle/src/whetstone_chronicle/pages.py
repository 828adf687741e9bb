"""The page, its API and the panel. Imported when pages are served, not before: FastAPI takes its time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response

from whetstone import Cartridge, Persona, Ui
from whetstone_chronicle.days import Day, days

HERE = Path(__file__).parent


def add_to(ui: Ui) -> None:
    """Add all that the chronicle has to the pages."""
    title = {"en": "Chronicle", "de": "Chronik"}
    ui.templates(HERE / "templates")
    ui.static(HERE / "static")
    ui.navigation(title)
    ui.router(_pages(ui))
    ui.api(_api(ui))
    ui.persona_panel(title, "panel.html", lambda persona, cartridge: _panel(ui, persona, cartridge))
    ui.stylesheet("chronicle.css")


def _pages(ui: Ui) -> APIRouter:
    router = APIRouter()

    @router.get("/")
    def chronicle(request: Request) -> Response:
        return ui.page(request, "chronicle.html", days=days(ui.host))

    return router


def _api(ui: Ui) -> APIRouter:
    router = APIRouter()

    @router.get("/days")
    def all_days(persona: str | None = None) -> list[Day]:
        """List the days on which conversations ended, the latest first."""
        return days(ui.host, persona)

    return router


def _panel(ui: Ui, persona: Persona, cartridge: Cartridge) -> Mapping[str, Any] | None:
    found = days(ui.host, persona.id)
    return {"days": found[:5]} if found else None
