"""Everything that others wrote in a home is full of HTML and script: it is text, on every page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import visiting
from cartridges import gardener
from doors import program
from mirrors import HANDLE
from playwright.sync_api import Page
from web_mirror import API, ended, hostile_chat, mirrored, sent
from web_routes import ways

from whetstone import Host
from whetstone.core.conversations import looking
from whetstone.testing import ask

RUN = (
    "\"'><img src=x onerror=alert(1)><script>alert(2)</script></title></textarea></template></script>"
    "<svg onload=alert(3)><style>@import url(//evil.example/x.css)</style><iframe src=//evil.example>"
    "<meta http-equiv=refresh content='0;url=//evil.example'><a href='javascript:alert(4)'>x</a>"
    "{{ 7*7 }}{% raw %}${alert(5)}<!--"
)
MARKDOWN = f"""{RUN}

![x](http://evil.example/x.png) [x](javascript:alert(6)) [x](data:text/html,x) <b>x</b>

[x]: http://evil.example "onmouseover=alert(7)"

```html" onclick="alert(8)
<script>alert(9)</script>
```

| a |
|:-:|
| <img src=//evil.example/x> |
"""
SHORT = RUN[:190]
NOT_PAGES = ("/static/", "/agora/avatars", "/personas/{reference}/export")


@pytest.fixture
def host(home: Path) -> Iterator[Host]:
    with mirrored(home, replies=[MARKDOWN]) as host:
        names = {"name": SHORT, "author": SHORT, "description": RUN, "tags": [RUN[:60], RUN[60:120]]}
        metadata = {**names, "licence": SHORT, "sources": [RUN]}
        config = {
            "voice": RUN,
            "greeting": RUN,
            "examples": [{"user": RUN, "reply": MARKDOWN}],
            "own": {RUN: RUN},
        }
        report = {"kind": "forge", "made_from": {"works": [{"title": RUN, "characters": 3}]}, "notes": [RUN]}
        bees = f"{RUN}\n\nA hive of bees divides its labour by age. {RUN}"
        hostile = gardener(
            metadata=metadata, prompt=RUN, config=config, report=report, library={"bees.txt": bees}
        )
        host.registry.install(gardener(), "imported")
        host.registry.install(hostile, "imported", replace=True)
        host.registry.install(gardener("gone", metadata={"name": SHORT}), "imported")
        host.registry.remove("gone")
        yield host


def test_nothing_runs_and_nothing_leaves_on_any_page(host: Host, page: Page, tmp_path: Path) -> None:
    known = lived_in(host, tmp_path)
    addresses = {
        way.address for way in ways(host, known) if way.method == "GET" and way.path not in NOT_PAGES
    }
    pages = sorted(address for address in addresses if not address.startswith("/api/"))
    assert len(pages) > 30
    shown = 0
    with visiting(host, page) as watch:
        watch.expected = ["404", "409", "422"]  # some have nothing to show here
        for address in [
            *pages,
            "/conversations?q=alert",
            "/find?q=alert",
            f"/?q={'<script>alert(1)</script>'}",
        ]:
            answer = page.goto(f"{watch.origin}{address}")
            assert answer is not None
            assert answer.status in (200, 404, 409, 422), address
            assert page.evaluate(IMPLANTED) == [], address
            shown += "<script>alert(2)</script>" in page.content().replace("&lt;", "<").replace("&gt;", ">")
    assert shown > 12


IMPLANTED = """[...document.querySelectorAll(
    "script:not([src^='/']), style, iframe, object, embed, meta[http-equiv], [src*='evil'],"
  + "link[href*='evil'], [onerror], [onload], [onclick], [onmouseover], "
  + "a[href^='javascript:'], a[href^='data:'], b"
)].map((element) => element.outerHTML)"""
"""What must not be in a page."""


def lived_in(host: Host, folder: Path) -> dict[str, str]:
    """Let everything happen in the home, and return ids of it by the part of the address before them."""
    said = ask(host, "gardener", f"What of bees and their hive? {RUN}")
    looking.entitle(host.history, said.conversation, RUN)
    with program(host) as client:
        chat = sent(client, hostile_chat(folder))
        text = folder / "<b onclick=alert(1)>bees.txt"
        text.write_text(f"{RUN}\n\n" + "From what I saw, bees decide together. " * 200)
        upload = sent(client, text)
        wish = {"uploads": [chat], "me": [HANDLE]}
        importing = client.post(f"{API}/history/imports", json=wish).json()["id"]
        assert ended(client, importing)["status"] == "done"
        answer = client.post(
            f"{API}/personas/forge", json={"uploads": [upload], "name": RUN[:60], "id": "made"}
        )
        forging = answer.json()["id"]
        ended(client, forging)
        source = next(
            s["name"] for s in client.get(f"{API}/history/sources").json() if s["name"] != "whetstone"
        )
    user = host.history.branch(said.conversation)[-1]
    return {
        "personas": "gardener",
        "library": "bees.txt",
        "conversations": said.conversation,
        "messages": user.id,
        "passages": "0",
        "jobs": forging,
        "forge": forging,
        "mirror": importing,
        "imports": importing,
        "uploads": upload,
        "sources": source,
        "forgetting": "gardener",
    }
