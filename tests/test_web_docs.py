"""docs/web.md: its commands do what is shown, and what it promises of settings, keys and languages is so."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from homes import write

from whetstone.plugins.webui.settings import WebSettings
from whetstone.testing import served, temporary_host

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "web.md").read_text("utf-8")


def commands() -> Iterator[tuple[str, str]]:
    """The commands of the console blocks, each with the output that is shown for it."""
    for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = entry.partition("\n")
            yield command, output.strip()


class Curl:
    """As much of curl as the page uses, and the variables of the shell in front of it."""

    def __init__(self, link: str, folder: Path) -> None:
        parts = urlsplit(link)
        self.known = {
            "AT": f"{parts.scheme}://{parts.netloc}",
            "AUTH": f"Authorization: Bearer {link.partition('token=')[2]}",
        }
        self._folder = folder
        self._said = ""

    def run(self, command: str) -> str:
        name, assigned, _ = command.partition("=")
        if assigned and name.isupper():
            if name not in ("AT", "AUTH"):
                self.known[name] = json.loads(self._said)["id"]
            return ""
        for variable, value in self.known.items():
            command = command.replace(f"${variable}", value)
        program, *arguments = shlex.split(command)
        assert program == "curl"
        self._said = self._ask(arguments)
        return self._said

    def _ask(self, arguments: list[str]) -> str:
        method, address, headers, body, into, told = "GET", "", {}, None, "", ""
        words = iter(arguments)
        for word in words:
            match word:
                case "-s" | "-sN":
                    pass
                case "-H":
                    name, _, value = next(words).partition(": ")
                    headers[name] = value
                case "-X":
                    method = next(words)
                case "-o":
                    into = next(words)
                case "-w":
                    told = next(words)
                case "--json":
                    body, headers["Content-Type"] = next(words).encode(), "application/json"
                case "--data-binary":
                    body = (self._folder / next(words).removeprefix("@")).read_bytes()
                case _:
                    assert not word.startswith("-"), word
                    address = word
        method = "POST" if body is not None and method == "GET" else method
        answer = httpx.request(method, address, headers=headers, content=body, timeout=60)
        if into:
            (self._folder / into).write_bytes(answer.content)
            return told.replace("%{http_code}", str(answer.status_code))
        return answer.text


def test_each_command_of_the_page_does_what_is_shown(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    write(home, 'model = "scripted"\n')
    with temporary_host(replies=["Let us ask what it is."], home=home) as host, served(host) as link:
        curl = Curl(link, tmp_path)
        shown = list(commands())
        assert len(shown) > 15
        for command, output in shown:
            said = curl.run(command).strip()
            pattern = ".*".join(re.escape(part) for part in output.split("…"))
            assert re.fullmatch(pattern, said, re.DOTALL), f"$ {command}\n{said[:2000]}"


def test_every_setting_of_the_web_is_named() -> None:
    for key in WebSettings.model_fields:
        assert f"`web.{key}`" in PAGE


def test_every_page_of_the_navigation_is_told_of(tmp_path: Path) -> None:
    with temporary_host(home=tmp_path) as host, served(host) as link:
        main = httpx.get(link, follow_redirects=True, timeout=60).text
    titles = re.findall(r'<li><a href="/[a-z]*"[^>]*>(\w+)</a></li>', main)
    assert titles == re.findall(r"^\| (\w+) \| (?!What)", PAGE, re.MULTILINE)[-len(titles) :]


def test_the_sections_that_other_pages_lead_to_are_there() -> None:
    anchors = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    }
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        assert set(re.findall(r"web\.md#([\w-]+)\)", page.read_text("utf-8"))) <= anchors, page.name
