"""The page of the settings: models tried, chosen and set up, plugins, the token, and how the pages look."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import tomllib
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import visiting
from commandline import here
from doors import program
from homes import write
from playwright.sync_api import Page, expect
from small_plugins import plugin

from whetstone import ChatRequest, Chunk, Host, ModelInfo, ModelUnavailable
from whetstone.core.values.model import FoundModel
from whetstone.testing import ScriptedBackend, ScriptedModel, served, temporary_host

KEY = "sk-proj-Tr0ub4dor-and-3-more-horses"


def settings_of(home: Path) -> dict[str, Any]:
    return tomllib.loads((home / "whetstone.toml").read_text("utf-8"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path, '# mine\nmodel = "scripted"\n')
    return tmp_path


def error(response: httpx.Response) -> str:
    message: str = response.json()["error"]["message"]
    return message


def test_models_are_tried_set_up_chosen_changed_and_taken_out(home: Path, page: Page) -> None:
    silent = ScriptedModel([ModelUnavailable("the well is dry; dig another one")], name="silent")
    with temporary_host([ScriptedBackend(silent, name="wells")], ["I am here."], home=home) as host:
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/settings")
            default = page.locator("[data-model=scripted]")
            expect(default).to_contain_text("Answers")
            page.get_by_role("button", name="Test scripted").click()
            expect(default.locator("[data-answer]")).to_contain_text("I am here.")
            expect(default.locator("[data-answer]")).to_contain_text("first word after")

            watch.expected.append("502")
            page.get_by_role("button", name="Test silent").click()
            expect(page.locator("[data-model=silent]").get_by_role("alert")).to_have_text(
                "the well is dry; dig another one"
            )

            page.get_by_role("button", name="Add a model").click()
            page.get_by_label("Name").fill("openai/other")
            page.get_by_label("Model", exact=True).fill("silent")
            page.get_by_label("Environment variable of the key").fill("MY_KEY")
            page.get_by_role("button", name="Save").click()
            added = page.locator("[data-model='openai/other']")
            expect(added).to_contain_text("key in MY_KEY")
            page.get_by_role("button", name="Let openai/other answer").click()
            expect(added).to_contain_text("Answers")
            expect(default.locator("[data-answer]")).to_contain_text("I am here.")
            assert settings_of(home) == {
                "model": "openai/other",
                "models": {"openai/other": {"model": "silent", "api_key": {"$env": "MY_KEY"}}},
            }

            page.get_by_role("button", name="Change openai/other").click()
            page.get_by_label("Model", exact=True).fill("scripted")
            page.get_by_label("Environment variable of the key").fill("")
            page.get_by_role("button", name="Save").click()
            expect(added).not_to_contain_text("MY_KEY")
            page.get_by_role("button", name="Test openai/other").click()
            expect(added.locator("[data-answer]")).to_contain_text("I am here.")

            watch.expected.append("422")
            page.get_by_role("button", name="Change openai/other").click()
            page.get_by_text("More", exact=True).click()
            headers, parameters = page.get_by_label("Headers"), page.get_by_label("Parameters")
            headers.fill("X-Api-Key = hunter2\nX-Title = my desk")
            parameters.fill("temperature = warm")
            page.get_by_label("Fallbacks").fill("silent")
            page.get_by_role("button", name="Save").click()
            alert = page.get_by_role("dialog").get_by_role("alert")
            expect(alert).to_contain_text("“temperature = warm” has no value")
            expect(parameters).to_be_focused()
            parameters.fill('temperature = 0.2\nstop = ["\\n"]')
            page.get_by_role("button", name="Save").click()
            expect(alert).to_contain_text("holds X-Api-Key in plain text")
            expect(headers).to_be_focused()
            assert Axe().run(page).violations_count == 0
            headers.fill("X-Api-Key = $MY_KEY\nX-Title = my desk")
            page.get_by_role("button", name="Save").click()
            page.get_by_role("button", name="Change openai/other").click()
            expect(headers).to_have_value("X-Api-Key = $MY_KEY\nX-Title = …")
            parameters.fill("temperature = 0.2")
            page.get_by_role("button", name="Save").click()
            expect(page.get_by_role("dialog")).to_have_count(0)
            assert settings_of(home)["models"] == {
                "openai/other": {
                    "model": "scripted",
                    "headers": {"X-Api-Key": {"$env": "MY_KEY"}, "X-Title": "my desk"},
                    "parameters": {"temperature": 0.2},
                    "fallbacks": ["silent"],
                }
            }

            page.get_by_role("button", name="Let scripted answer").click()
            page.get_by_role("button", name="Remove openai/other").click()
            expect(page.get_by_role("dialog")).to_contain_text("openai/other goes out of the settings")
            page.get_by_role("dialog").get_by_role("button", name="Remove").click()
            expect(added).to_have_count(0)
        assert (home / "whetstone.toml").read_text("utf-8").startswith('# mine\nmodel = "scripted"\n')
        assert "models" not in settings_of(home)


def test_the_pages_look_as_they_are_told_without_a_flash(home: Path, page: Page) -> None:
    with temporary_host(home=home) as host, visiting(host, page) as watch:
        for theme, word in (("dark", "Models"), ("light", "Modelle")):
            page.goto(f"{watch.origin}/settings")
            page.locator("[data-theme-choice]").select_option(theme)
            assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
            assert Axe().run(page).violations_count == 0
            served_as = page.request.get(f"{watch.origin}/").text()
            assert f'data-theme="{theme}"' in served_as, "the server sends it so"
            expect(page.get_by_role("heading", name=word)).to_be_visible()
            page.locator("[data-language-choice]").select_option("de")
            expect(page.get_by_role("heading", level=1)).to_have_text("Einstellungen")
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_new_token_lets_the_others_out(home: Path, page: Page) -> None:
    with temporary_host(home=home) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/settings")
        page.get_by_role("button", name="Show the token").click()
        before = page.locator("#token").inner_text()
        earlier = {"Authorization": f"Bearer {before}"}
        assert httpx.get(f"{watch.origin}/api/v1/settings", headers=earlier, timeout=60).status_code == 200
        page.get_by_role("button", name="Renew the token").click()
        page.get_by_role("dialog").get_by_role("button", name="Renew the token").click()
        expect(page.locator("#token")).not_to_have_text(before)
        assert httpx.get(f"{watch.origin}/api/v1/settings", headers=earlier, timeout=60).status_code == 401
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
        link = httpx.get(host_link(page, watch.origin), follow_redirects=True, timeout=60)
        assert link.status_code == 200, "the new link lets another browser in"


def host_link(page: Page, origin: str) -> str:
    answer = page.request.post(f"{origin}/api/v1/settings/token", headers={"Origin": origin}).json()
    link: str = answer["link"]
    assert link.startswith(f"{origin}/?token=")
    return link


def test_where_no_model_can_answer_the_page_says_what_to_do(tmp_path: Path, page: Page) -> None:
    with Host(tmp_path, block=["embedded_model", "litellm_models"]) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/settings")
        expect(page.locator("[data-models]")).to_contain_text("No model can answer yet.")
        expect(page.locator("[data-model=embedded]")).to_contain_text("embedded_model (blocked)")
        page.get_by_role("button", name="Look for models on this machine").click()
        expect(page.locator("[data-found]")).to_contain_text("No model server answers")


class Well(ScriptedBackend):
    """A backend whose weights come in two pieces, the second when it is let go on."""

    def __init__(self) -> None:
        super().__init__(name="wells")
        self.here, self.go_on = False, threading.Event()

    def models(self) -> list[ModelInfo]:
        return [
            ModelInfo("deep", "wells", ready=self.here, note="" if self.here else "the weights are missing")
        ]

    def pull(self, progress: Callable[[int, int | None], None]) -> Path:
        progress(40_000_000, 80_000_000)
        assert self.go_on.wait(30)
        if not self.here:
            self.here = True
            raise ModelUnavailable("the bucket has a hole; mend it")
        return Path("deep.gguf")


def test_weights_are_fetched_while_the_page_shows_how_far_they_are(home: Path, page: Page) -> None:
    well = Well()
    with temporary_host([well], home=home) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/settings")
        page.locator("[data-model=deep]").get_by_role("button", name="Fetch the weights").click()
        expect(page.locator("[data-pulled]")).to_have_text("40 of 80 MB")
        page.reload()
        expect(page.locator("[data-pulled]")).to_have_text("40 of 80 MB")
        well.go_on.set()
        expect(page.locator("[data-model=deep]")).to_contain_text("ready")
        again = page.request.get(f"{watch.origin}/api/v1/models/pull").json()
        assert again["error"] == "the bucket has a hole; mend it"


class Finder(ScriptedBackend):
    """A backend that finds a model on this machine, for as long as it is `there`."""

    there = True

    def detect(self) -> list[FoundModel]:
        table = {"model": "scripted", "api_key": {"$env": "FOUND_KEY"}, "parameters": {"top_k": 3}}
        return [FoundModel("nearby", "a server at port 9", table)] if self.there else []


def test_a_model_that_is_found_is_set_up_with_all_of_its_table(home: Path, page: Page) -> None:
    finder = Finder(name="finder")
    with temporary_host([finder], home=home) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/settings")
        page.get_by_role("button", name="Look for models on this machine").click()
        expect(page.locator("[data-found]")).to_contain_text("a server at port 9")
        finder.there = False
        watch.expected.append("502")
        page.get_by_role("button", name="Set up nearby").click()
        expect(page.get_by_role("alert")).to_contain_text("nearby is not found here any more; look again")
        finder.there = True
        page.get_by_role("button", name="Set up nearby").click()
        expect(page.locator("[data-model=nearby]")).to_contain_text("key in FOUND_KEY")
        table = {"model": "scripted", "api_key": {"$env": "FOUND_KEY"}, "parameters": {"top_k": 3}}
        assert settings_of(home)["models"] == {"nearby": table}
        page.get_by_role("button", name="Look for models on this machine").click()
        expect(page.locator("[data-found]")).to_contain_text("Set up already")


def test_a_key_stays_in_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    with temporary_host(home=home) as host, program(host) as client:
        write(
            home,
            f'model = "scripted"\n[models.mine]\nmodel = "openai/a"\nheaders = {{ X-Title = "{KEY}" }}\n',
        )
        entry = {"model": "openai/gpt-4o", "key_env": "MY_KEY", "api_base": "https://example.org/v1"}
        assert client.put("/api/v1/models/mine", json=entry).json()["ready"] is True
        paths = (
            "/settings",
            "/api/v1/models",
            "/api/v1/settings",
            "/api/v1/plugins",
            "/api/v1/settings/health",
        )
        for path in paths:
            answer = client.get(path)
            assert (answer.status_code, KEY in answer.text) == (200, False), path
        headers = {"X-Title": None, "X-Api-Key": {"$env": "MY_KEY"}}
        kept = client.put("/api/v1/models/mine", json={**entry, "headers": headers}).json()
        assert kept["headers"] == headers
        assert settings_of(home)["models"]["mine"]["headers"] == {**headers, "X-Title": KEY}
        client.put("/api/v1/models/mine", json={**entry, "headers": {}})
        assert KEY not in (home / "whetstone.toml").read_text("utf-8")
        refused = client.put("/api/v1/models/mine", json={"model": "openai/gpt-4o", "api_key": KEY})
        assert refused.status_code == 422
        assert KEY not in refused.text


def test_what_does_not_fit_is_refused_and_changes_nothing(home: Path) -> None:
    before = (home / "whetstone.toml").read_text("utf-8")
    with temporary_host(home=home) as host, program(host) as client:
        nobody = client.put("/api/v1/settings/model", json={"name": "scriptet"})
        assert (nobody.status_code, nobody.json()["error"]["type"]) == (422, "ModelNotFound")
        assert "did you mean scripted?" in error(nobody)
        default = client.delete("/api/v1/models/scripted")
        assert error(default) == "no model is called 'scripted' in whetstone.toml"
        base = client.put("/api/v1/models/a", json={"model": "x", "api_base": "http://me:secret@example.org"})
        assert error(base).startswith("models.a.api_base holds a name or password before the @")
        assert client.put("/api/v1/models/a", json={"model": ""}).status_code == 422
        for more, fault in (
            ({"headers": {"X-Title": None}}, "models.a.headers.X-Title has no value that could stay"),
            ({"headers": {"X-Title": "a\r\nHost: b"}}, "headers.X-Title"),
            ({"parameters": {"logit_bias": [None]}}, "parameters.logit_bias holds null"),
            ({"parameters": {"stop": "\ud800"}}, "parameters.stop holds half of a character"),
            ({"parameters": {"api_key": KEY}}, "models.a.parameters holds api_key in plain text"),
            ({"fallbacks": ["a"]}, "models.a.fallbacks: a cannot stand in for itself"),
            ({"fallbacks": ["scriptet"]}, "models.a.fallbacks: no model is called"),
        ):
            refused = client.put(
                "/api/v1/models/a",
                content=json.dumps({"model": "x", **more}),
                headers={"Content-Type": "application/json"},
            )
            assert (refused.status_code, error(refused)[: len(fault)]) == (422, fault)
            assert KEY not in refused.text
        assert client.post("/api/v1/models/adopt", json={"names": ["nobody"]}).status_code == 502
        assert client.post("/api/v1/models/pull", json={"backend": "none"}).status_code == 502
        assert (home / "whetstone.toml").read_text("utf-8") == before
        (home / "whetstone.toml").write_text("model = 3\n")
        broken = client.get("/api/v1/models")
        assert (broken.status_code, "line 1: model" in error(broken)) == (422, True)


def test_what_the_command_line_changes_is_gone_by(home: Path) -> None:
    with temporary_host(home=home) as host, program(host) as client:
        here("config", "set", "models.friend.model", "scripted", home=home)
        here("config", "set", "model", "friend", home=home)
        (default, *_) = client.get("/api/v1/models").json()
        assert (default["name"], default["default"], default["model"]) == ("friend", True, "scripted")
        refused = client.delete("/api/v1/models/friend")
        assert error(refused) == "friend is the model that answers; choose another one first"


class Patient(ScriptedModel):
    """A model that says nothing until it is stopped, and tells when it was."""

    def __init__(self) -> None:
        super().__init__(name="patient")
        self.asked, self.stopped = threading.Event(), threading.Event()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        self.asked.set()
        try:
            await asyncio.sleep(60)
            yield Chunk("never")
        finally:
            self.stopped.set()


def test_a_model_is_stopped_when_nobody_waits_for_its_answer_any_more(home: Path) -> None:
    model = Patient()
    with temporary_host([ScriptedBackend(model, name="patience")], home=home) as host, served(host) as link:
        parts = urlsplit(link)
        with socket.create_connection((parts.hostname, parts.port)) as client:
            client.sendall(
                f"POST /api/v1/models/patient/test HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 0\r\n"
                f"Authorization: Bearer {link.partition('token=')[2]}\r\n\r\n".encode()
            )
            assert model.asked.wait(10)
        assert model.stopped.wait(10)


def test_the_plugins_are_listed_with_what_is_wrong_with_them(home: Path) -> None:
    def whetstone_prepare_turn(draft: object) -> None:
        raise AssertionError

    grumbler = plugin(whetstone_personas="nobody", whetstone_prepare_turn=whetstone_prepare_turn)
    grumbler.__name__ = "grumbler"
    with temporary_host([grumbler], home=home) as host, program(host) as client:
        listed = client.get("/-/plugins").json()
        assert listed == client.get("/api/v1/plugins").json()
        (record,) = [record for record in listed if record["name"] == "grumbler"]
        assert record["status"] == "loaded"
        assert "whetstone_personas returned a str" in record["error"]
        assert "whetstone_personas returned a str" in client.get("/settings").text
