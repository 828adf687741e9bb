"""The web as a whole: who is let in, and that every page can be found."""

from __future__ import annotations

from browsers import visiting
from playwright.sync_api import Page, expect

from whetstone.testing import temporary_host


def test_the_link_lets_a_browser_in_and_the_token_leaves_the_address(page: Page) -> None:
    with temporary_host() as host, visiting(host, page) as watch:
        expect(page.get_by_role("heading", level=1)).to_have_text("Agora")
        assert page.url == f"{watch.origin}/"
