"""Replies, messages, names and logs that would like to be more than text."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsers import visiting
from cartridges import gardener
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import said, write_log
from markupsafe import escape
from playwright.sync_api import Page, expect

from whetstone.plugins.webui.rendering.markdown import LONGEST, rendered
from whetstone.testing import temporary_host

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"
REPLY = f"""{SCRIPT}

![pixel](https://evil.example/pixel.gif) ![][far]
[run](javascript:alert(4)) [run](JaVaScRiPt:alert(5)) [data](data:text/html,<script>alert(6)</script>)
[ours](/api/v1/conversations) [ours too](//evil.example) [out](https://evil.example/page)
<https://evil.example/auto> <javascript:alert(7)>

| {SCRIPT} | b |
|:--|--:|
| {"x" * 300} | {"<b>y</b> " * 60} |

```"><script>alert(8)</script>
{SCRIPT}
```

<style>* {{ display: none }}</style><iframe src="https://evil.example"></iframe><form action=/x><button>go

[far]: https://evil.example/far.png "t\\" onmouseover=alert(9) x=\\""
"""


def test_nothing_in_a_conversation_runs_or_calls_home(home: Path, page: Page) -> None:
    name = 'Evil "><script>alert(10)</script>'
    config = {"greeting": SCRIPT, "examples": [{"user": SCRIPT, "reply": SCRIPT}]}
    evil = gardener(metadata={"name": name}, config=config, library={"bees.txt": f"On bees {SCRIPT}. " * 40})
    with temporary_host(home=home, replies=[REPLY]) as host:
        host.registry.install(evil, "imported")
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/conversations/new?persona=gardener")
            expect(page.get_by_text(SCRIPT)).to_have_count(2)
            page.get_by_label("Your message").fill(f"Bees {SCRIPT}")
            page.keyboard.press("Enter")
            told = page.locator(".message.theirs .told")
            expect(told).to_contain_text(SCRIPT)
            assert told.locator("img, script, svg, style, iframe, form").count() == 0
            for link in told.locator("a").all():
                assert (link.get_attribute("href") or "").startswith("https://evil.example/")
                assert link.get_attribute("target") == "_blank"
                assert set((link.get_attribute("rel") or "").split()) == {"noopener", "nofollow"}
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.reload()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Bees <script>")
            page.get_by_text("from the library").click()
            page.locator("[data-passage-of]").first.click()
            expect(page.get_by_role("dialog").locator("mark")).to_contain_text(SCRIPT)
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Persona:").click()
            expect(page.locator("[data-persona-choice=gardener]")).to_contain_text(name)
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Delete").click()
            expect(page.get_by_role("dialog")).to_contain_text("Bees <script>")
            page.goto(f"{watch.origin}/conversations?q=alert")
            expect(page.locator("[data-talks-count]")).to_have_text("2 places found")


def test_a_log_from_elsewhere_is_no_more_than_text(home: Path, page: Page) -> None:
    odd = {
        "conversation": f"c {SCRIPT}"[:40].replace("/", "-"),
        "speaker": SCRIPT,
        "persona": None,
        "model": SCRIPT,
    }
    first = said(SCRIPT).model_copy(update={**odd, "id": '"><b>1', "usage": {"completion_tokens": 3}})
    passages = ({"source": SCRIPT, "text": SCRIPT, "start": "<b>"}, {"source": ["?"], "text": SCRIPT})
    reply = said(REPLY, parent=first, role="assistant").model_copy(
        update={**odd, "passages": passages, "error": SCRIPT, "usage": {}}
    )
    write_log(home, [first, reply])
    with temporary_host(home=home) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/conversations")
        page.get_by_role("link", name="<script>").click()
        expect(page.locator(".message")).to_have_count(2)
        expect(page.get_by_text("no persona spoke here yet")).to_be_visible()
        page.get_by_text("passages from the library").click()
        for number in (0, 1):
            page.locator(f"[data-number='{number}']").click()
            expect(page.get_by_role("dialog").locator("mark")).to_have_text(SCRIPT)
            page.keyboard.press("Escape")


@given(st.text(alphabet="<>&\"'`*_[]()!#|-=:/\\~ \n\ta1javscript@.\ud83d\x00é", max_size=200))
@settings(max_examples=300, deadline=None)
def test_markdown_holds_nothing_that_runs_or_fetches(text: str) -> None:
    from html.parser import HTMLParser

    class Checking(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in ALLOWED, tag
            for name, value in attrs:
                assert (tag, name) in ATTRIBUTES, (tag, name)
                assert name != "href" or (value or "").lower().startswith(("http://", "https://", "mailto:"))

    Checking().feed(rendered(text).encode().decode())


ALLOWED = {
    *("h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br", "ol", "ul", "li"),
    *("table", "thead", "tbody", "tr", "th", "td", "a", "code", "em", "strong", "s"),
}
ATTRIBUTES = {
    *(("a", name) for name in ("href", "title", "rel", "target")),
    *(("div", name) for name in ("class", "tabindex")),
    ("pre", "tabindex"),
    ("ol", "start"),
    ("td", "class"),
    ("th", "class"),
}


@pytest.mark.parametrize("part", ["[", "![a](", "<a", "`a", "> ", "*a **b ", "a|b\n-|-\nx\n" + "x\n" * 9])
def test_what_takes_markdown_long_is_shown_as_it_was_written(part: str) -> None:
    long = part * (LONGEST // len(part))
    assert "as-written" not in rendered(long)
    assert rendered(f"{long}{part}<b>") == f'<div class="as-written">{escape(long + part)}&lt;b&gt;</div>'
