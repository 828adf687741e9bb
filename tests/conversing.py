"""Talking on the page of a conversation."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def said(page: Page) -> Locator:
    """Return the messages that are shown."""
    return page.get_by_role("log").locator(".message .said")


def field(page: Page) -> Locator:
    """Return the field that messages are typed into."""
    return page.get_by_label("Your message")


def say(page: Page, text: str) -> None:
    """Type a message and send it."""
    field(page).fill(text)
    field(page).press("Enter")
