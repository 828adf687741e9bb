"""What plugins add to the pages: seen in the browser, kept apart, and told of when it fails."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import visiting
from commandline import process
from fastapi import APIRouter, Request
from installed import ROOT
from packages import Site
from playwright.sync_api import Page, expect
from small_plugins import plugin

from whetstone import Host, PluginRecord, Ui
from whetstone.testing import ask, served, temporary_host

Hook = Callable[[Ui], None]


def named(name: str, hook: Hook) -> SimpleNamespace:
    brought = plugin(whetstone_ui=hook)
    brought.__name__ = name
    return brought


def record_of(host: Host, name: str) -> PluginRecord:
    (record,) = [record for record in host.plugins.records if record.name == name]
    return record


@contextmanager
def browsing(host: Host) -> Iterator[httpx.Client]:
    """A client that opened the link, and is shown server errors as readers are."""
    with served(host) as link:
        parts = urlsplit(link)
        with httpx.Client(
            base_url=f"{parts.scheme}://{parts.netloc}", follow_redirects=True, timeout=60
        ) as client:
            client.get(link)
            yield client


@pytest.fixture
def chronicle(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "examples" / "whetstone-chronicle" / "src")
    import whetstone_chronicle

    monkeypatch.setattr(whetstone_chronicle, "__name__", "chronicle")
    return whetstone_chronicle


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    for module in [name for name in sys.modules if name.startswith("whetstone_chronicle")]:
        del sys.modules[module]


def test_a_page_a_panel_and_a_module_of_a_plugin_are_seen(chronicle: ModuleType, page: Page) -> None:
    with temporary_host([chronicle]) as host:
        ask(host, "socrates", "Hello?")
        with visiting(host, page) as watch:
            page.get_by_role("navigation", name="Main").get_by_role("link", name="Chronicle").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Chronicle")
            expect(page.locator("[data-day]")).to_have_count(1)
            expect(page.locator("ul.chronicle-days")).to_have_css("list-style-type", "none")
            assert Axe().run(page).violations_count == 0

            page.get_by_label("Only since").fill("2999-01-01")
            expect(page.locator("[data-count]")).to_have_text("0")
            expect(page.locator("[data-day]")).to_be_hidden()

            page.goto(f"{watch.origin}/personas/socrates")
            panel = page.get_by_role("region", name="Chronicle")
            expect(panel.locator("[data-day]")).to_have_count(1)
            page.goto(f"{watch.origin}/personas/zhuangzi")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(panel).to_have_count(0)

            page.context.add_cookies([{"name": "whetstone-language", "value": "de", "url": watch.origin}])
            page.goto(f"{watch.origin}/x/chronicle/")
            expect(page.get_by_role("link", name="Chronik")).to_have_attribute("aria-current", "page")


def test_an_api_of_a_plugin_is_part_of_the_document_and_its_pages_are_not(chronicle: ModuleType) -> None:
    with temporary_host([chronicle]) as host, browsing(host) as client:
        paths = client.get("/api/v1/openapi.json").json()["paths"]
        assert [path for path in paths if path.startswith("/x/")] == ["/x/chronicle/api/days"]
        assert client.get("/x/chronicle/api/nothing").json()["error"]["type"] == "Refused"


def whose(number: int, folder: Path) -> Hook:
    """A hook that says who it is in files and routes of names that others have as well."""

    def whetstone_ui(ui: Ui) -> None:
        router = APIRouter()

        @router.get("/")
        @router.get("/personas/{id}")
        def page(request: Request):  # type: ignore[no-untyped-def]
            return ui.page(request, "agora/agora.html", who=number)

        ui.router(router)
        ui.templates(folder / "templates")
        ui.static(folder / "static")
        ui.stylesheet("css/base.css")

    return whetstone_ui


def test_no_plugin_hides_what_is_ours_or_anothers(tmp_path: Path) -> None:
    for number in (1, 2):
        for name, text in {
            "templates/base.html": "{% block main %}{% endblock %} of {{ who }}",
            "templates/agora/agora.html": '{% extends "base.html" %}{% block title %}x{% endblock %}'
            '{% block main %}{% include "./part.html" %}{% endblock %}',
            "templates/agora/part.html": "<h1>I am {{ who }}, {{ base }}, {{ asset('css/base.css') }}</h1>",
            "static/css/base.css": f"/* {number} */",
        }.items():
            path = tmp_path / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    plugins = [named("agora", whose(1, tmp_path / "1")), named("static", whose(2, tmp_path / "2"))]
    with temporary_host(plugins) as host, browsing(host) as client:
        assert "<h1>Agora</h1>" in client.get("/").text
        assert "Socrates" in client.get("/personas/socrates").text
        assert "--paper" in client.get("/static/css/base.css").text
        for number, name in ((1, "agora"), (2, "static")):
            shown = client.get(f"/x/{name}/").text
            assert f"<h1>I am {number}, /x/{name}, /x/{name}/static/css/base.css?v=" in shown
            assert '<nav aria-label="Main">' in shown, "base.html is ours"
            assert client.get(f"/x/{name}/static/css/base.css").text == f"/* {number} */"
        assert client.get("/x/agora/static/../../2/static/css/base.css").status_code in (400, 404)
        assert {record.error for record in host.plugins.records} == {None}


def raising(ui: Ui) -> None:
    ui.navigation("Never shown")
    raise ValueError("no tea today")


def naming(**what: object) -> Hook:
    def whetstone_ui(ui: Ui) -> None:
        ui.navigation("Never shown")
        for method, given in what.items():
            arguments = given if isinstance(given, tuple) else (given,)
            getattr(ui, method)(*arguments)

    return whetstone_ui


def unspeakable() -> APIRouter:
    """A router whose answers no JSON schema describes."""
    router = APIRouter()

    @router.get("/")
    def odd() -> Callable[[int], int]:
        return abs

    return router


FAULTS: dict[str, tuple[Hook, str]] = {
    "raises": (raising, "whetstone_ui raised ValueError: no tea today"),
    "folder": (naming(templates=Path("nowhere")), "gave templates nowhere, which is no folder"),
    "module": (naming(module="a.js"), "names 'a.js', and no folder was given to static"),
    "panel": (
        naming(templates=ROOT, persona_panel=("A", "no.html", dict)),
        "names 'no.html', which is not in",
    ),
    "title": (naming(navigation=({"de": "Uhr"}, "/")), "gave the title {'de': 'Uhr'}"),
    "router": (naming(router="pages"), "gave a router that cannot be served: "),
    "schema": (lambda ui: ui.api(unspeakable()), "gave a router that cannot be served: "),
    "a/b": (naming(), "named 'a/b', which fits no address"),
}


def test_of_a_plugin_that_fails_nothing_is_taken_and_its_record_says_why() -> None:
    plugins = [named(name, hook) for name, (hook, _) in FAULTS.items()]
    with temporary_host(plugins) as host, browsing(host) as client:
        shown = client.get("/")
        assert (shown.status_code, "Never shown" in shown.text) == (200, False)
        assert client.get("/api/v1/openapi.json").status_code == 200
        records = {record["name"]: record for record in client.get("/-/plugins").json()}
        settings = client.get("/settings").text
        for name, (_, told) in FAULTS.items():
            assert told in records[name]["error"], name
            assert f'data-fault="{name}"' in settings


def failing(ui: Ui) -> None:
    router, api = APIRouter(), APIRouter()

    @router.get("/")
    def page() -> str:
        raise ValueError("the ink is dry")

    @router.get("/template")
    def template(request: Request):  # type: ignore[no-untyped-def]
        return ui.page(request, "missing.html")

    @api.get("/numbers")
    def numbers() -> int:
        raise LookupError("no number")

    def context(persona: object, cartridge: object) -> None:
        raise KeyError("moon")

    ui.router(router)
    ui.api(api)
    ui.templates(ROOT / "examples" / "whetstone-chronicle" / "src" / "whetstone_chronicle" / "templates")
    ui.persona_panel("Moon", "panel.html", context)


def test_what_fails_while_pages_are_shown_is_told_of_its_plugin() -> None:
    with temporary_host([named("inkwell", failing)]) as host, browsing(host) as client:
        for path in ("/x/inkwell/", "/x/inkwell/template"):
            shown = client.get(path)
            assert (shown.status_code, "in the plugin inkwell; tell its author" in shown.text) == (500, True)
        answer = client.get("/x/inkwell/api/numbers")
        assert "in the plugin inkwell" in answer.json()["error"]["message"]
        persona = client.get("/personas/socrates")
        assert (persona.status_code, "Moon" in persona.text) == (200, False)
        assert (record_of(host, "inkwell").error or "").split("; ") == [
            "GET /x/inkwell/ raised ValueError: the ink is dry",
            "GET /x/inkwell/template raised TemplateNotFound: "
            "the plugin inkwell has no template 'missing.html'",
            "GET /x/inkwell/api/numbers raised LookupError: no number",
            "the panel 'Moon' raised KeyError: 'moon'",
        ]
        assert "the ink is dry" in client.get("/settings").text


def test_the_list_of_plugins_tells_what_is_wrong_with_pages_before_they_are_served(tmp_path: Path) -> None:
    site = Site(tmp_path / "packages")
    site.add("whetstone-inkwell", plugins={"inkwell": "inkwell"}, inkwell=INKWELL)
    said = process("plugins", "--json", home=tmp_path / "home", env={"PYTHONPATH": site.folder})
    (record,) = [record for record in said.json if record["name"] == "inkwell"]
    assert record["status"] == "loaded"
    assert record["error"] == "whetstone_ui names 'ink.css', and no folder was given to static"


INKWELL = """
    from whetstone import hookimpl

    @hookimpl
    def whetstone_ui(ui):
        ui.stylesheet("ink.css")
"""


def test_blocking_the_pages_takes_the_command_away(tmp_path: Path) -> None:
    assert " serve " in process("--help", home=tmp_path).out
    assert " serve " not in process("--block", "webui", "--help", home=tmp_path).out
    refused = process("--block", "webui", "serve", home=tmp_path)
    assert (refused.code, refused.out) == (2, "")
