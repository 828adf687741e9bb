"""The web as a whole: who is let in, and that every page can be found."""

from __future__ import annotations

import re
import time

from browsers import held_back, visiting
from playwright.sync_api import Page, Route, expect

from whetstone.testing import temporary_host


def test_the_link_lets_a_browser_in_and_the_token_leaves_the_address(page: Page) -> None:
    with temporary_host() as host, visiting(host, page) as watch:
        expect(page.get_by_role("heading", level=1)).to_have_text("Agora")
        expect(page).to_have_url(f"{watch.origin}/")


def late(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


def test_what_is_pressed_or_typed_as_soon_as_a_page_is_there_counts(page: Page) -> None:
    with temporary_host() as host, visiting(host, page) as watch:
        page.route(re.compile(r"\.js$"), late)
        page.get_by_role("link", name="Forge").click()
        page.get_by_role("button", name="Find").click()
        expect(page.get_by_role("dialog", name="Find")).to_be_visible()
        page.goto(f"{watch.origin}/", wait_until="commit")
        page.get_by_role("searchbox", name="Search by name").fill("socrates")
        expect(page.locator(".persona")).to_have_count(1)


def test_a_browser_that_draws_ahead_of_the_scripts_loses_no_press_either(page: Page) -> None:
    def without_hint(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(' blocking="render"', ""))

    with temporary_host() as host, visiting(host, page) as watch:
        page.route(re.compile(r"/conversations/new"), without_hint)
        with held_back(page, re.compile(r"/(?!early)[^/]*\.js$")):
            page.goto(f"{watch.origin}/conversations/new?persona=socrates", wait_until="commit")
            page.get_by_label("Your message").fill("Is anyone there?")
            page.get_by_role("button", name="Send").click()
            ran = "performance.getEntriesByType('navigation')[0].domContentLoadedEventStart"
            assert page.evaluate(ran) == 0, "it was not pressed ahead of the scripts"
        expect(page.locator(".message.theirs").last).to_contain_text("Indeed.")


def test_every_script_of_every_page_runs_before_the_page_is_drawn(page: Page) -> None:
    with temporary_host() as host, visiting(host, page) as watch:
        for path in ("", "personas/socrates", "removed", "conversations/new", "forge", "mirror", "settings"):
            page.goto(f"{watch.origin}/{path}")
            scripts = page.locator("script[type=module]")
            assert scripts.count() >= 1
            assert scripts.and_(page.locator("[blocking=render]")).count() == scripts.count(), path


def test_what_is_found_is_gone_to_at_once_by_who_types_fast(page: Page) -> None:
    with temporary_host() as host, visiting(host, page) as watch:
        page.keyboard.press("Control+K")
        expect(page.get_by_role("dialog").get_by_role("link").first).to_contain_text("al-Ghazali")
        page.evaluate(
            """() => {
                const field = document.querySelector("[data-find-field]");
                field.value = "montaigne";
                field.dispatchEvent(new Event("input", { bubbles: true }));
                field.form.requestSubmit();
            }"""
        )
        page.wait_for_url(f"{watch.origin}/personas/montaigne")
        page.keyboard.press("Control+K")
        expect(page.get_by_role("dialog").get_by_role("link").first).to_contain_text("al-Ghazali")
        page.keyboard.type("zhuang")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{watch.origin}/personas/zhuangzi")
