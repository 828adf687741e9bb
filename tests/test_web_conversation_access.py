"""Conversations for everybody: by keyboard, for readers of screens, in light and dark, with a small model."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from browsers import visiting
from cartridges import gardener
from playwright.sync_api import Locator, Page, expect
from talking import Breaking

from whetstone import Host
from whetstone.testing import temporary_host

REPLY = "A third.\n\n| tree | month |\n|--|--|\n| apple | January |\n\n```\nprune()\n```\n\n> *Never* [more](https://x.org)."

LONG = "\n".join(f"Line {number} of what was pasted, and it goes on." for number in range(60))


def check(page: Page) -> None:
    """Hold a page to the rules, and its colours in the dark to theirs."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def test_every_state_of_a_conversation_is_accessible(home: Path, page: Page) -> None:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    config = {
        "greeting": "Mind the beds.",
        "examples": [{"user": "Why do bees dance?", "reply": "To say where."}],
    }
    with temporary_host(home=home, model=Breaking(REPLY)) as host:
        host.registry.install(gardener(config=config), "imported")
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/conversations")
            check(page)
            page.goto(f"{watch.origin}/conversations/new?persona=gardener")
            check(page)
            page.get_by_label("Your message").fill("When do I prune apples?")
            page.keyboard.press("Enter")
            expect(page.get_by_role("alert")).to_be_visible()
            check(page)
            page.get_by_role("button", name="Try again").click()
            expect(page.get_by_role("button", name="Copy code")).to_be_visible()
            page.get_by_text("from the library").click()
            page.get_by_role("button", name="Edit").click()
            check(page)
            page.set_viewport_size({"width": 320, "height": 640})
            page.evaluate("scrollTo(0, 0)")
            expect(page.get_by_role("button", name="To the end")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.get_by_role("button", name="apples.txt").click()
            expect(page.get_by_role("dialog").locator("mark")).to_be_visible()
            check(page)
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Persona:").click()
            expect(page.get_by_role("dialog").get_by_role("button", name="Socrates")).to_be_visible()
            check(page)
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Delete").click()
            expect(page.get_by_role("dialog")).to_contain_text("records of the log")
            check(page)
            page.goto(f"{watch.origin}/conversations?q=prune")
            check(page)


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    expect(page.get_by_role("button", name=name).first).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if (
            page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent").strip()
            == name
        ):
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


def test_a_conversation_by_keyboard_alone(home: Path, page: Page) -> None:
    with (
        temporary_host(home=home, replies=["First.", "Second.", "Third."]) as host,
        visiting(host, page) as watch,
    ):
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        expect(page.get_by_label("Your message")).to_be_focused()
        page.keyboard.type("Line one")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("line two")
        page.keyboard.press("Enter")
        said = page.get_by_role("log").locator(".said")
        expect(said).to_have_text(["Line one\nline two", "First."])
        expect(page.get_by_label("Your message")).to_be_focused()
        tab_to(page, "Another reply", back=True)
        page.keyboard.press("Enter")
        expect(said.nth(1)).to_have_text("Second.")
        expect(page.get_by_label("Your message")).to_be_focused()
        tab_to(page, "Earlier version", back=True)
        page.keyboard.press("Enter")
        expect(said.nth(1)).to_have_text("First.")
        expect(page.get_by_role("button", name="Later version")).to_be_focused()
        page.get_by_label("Your message").focus()
        page.keyboard.press("ArrowUp")
        expect(page.get_by_role("log").get_by_label("Edit")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Edit")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Control+A")
        page.keyboard.type("Otherwise")
        page.keyboard.press("Enter")
        expect(said).to_have_text(["Otherwise", "Third."])
        tab_to(page, "Rename", back=True)
        page.keyboard.press("Enter")
        page.keyboard.type("By hand")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("By hand")
        expect(page.get_by_role("button", name="Rename")).to_be_focused()


def height(shown: Locator) -> float:
    box = shown.bounding_box()
    assert box is not None
    return box["height"]


def test_what_is_copied_is_what_was_written(home: Path, page: Page) -> None:
    with temporary_host(home=home, replies=[REPLY]) as host, visiting(host, page) as watch:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        page.get_by_label("Your message").fill(LONG)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Copy code").click()
        expect(page.get_by_text("Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == "prune()\n"
        page.get_by_role("button", name="Copy", exact=True).last.click()
        expect(page.get_by_text("Copied")).to_have_count(2)
        assert page.evaluate("navigator.clipboard.readText()") == REPLY
        mine = page.locator(".mine .said")
        folded = height(mine)
        tab_to(page, "Show all", back=True)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Show less")).to_be_focused()
        assert height(mine) > 4 * folded
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name="Show all")).to_be_focused()
        assert height(mine) == folded
        page.get_by_role("button", name="Copy", exact=True).first.click()
        expect(page.get_by_text("Copied")).to_have_count(3)
        assert page.evaluate("navigator.clipboard.readText()") == LONG


def test_the_embedded_model_answers_in_the_browser(home: Path, page: Page) -> None:
    with Host(home) as host, visiting(host, page) as watch:
        host.registry.install(gardener(config={"context_limits": {"reply_tokens": 12}}), "imported")
        page.goto(f"{watch.origin}/conversations/new?persona=gardener")
        expect(page.locator("[data-notes] .note")).to_contain_text("135 million", timeout=60_000)
        page.get_by_label("Your message").fill("What is courage?")
        page.keyboard.press("Enter")
        expect(page.locator(".about")).to_contain_text("embedded", timeout=60_000)
        expect(page.locator(".message.theirs .told")).not_to_be_empty()
        page.reload()
        expect(page.locator("[data-notes] .note")).to_have_count(0)
