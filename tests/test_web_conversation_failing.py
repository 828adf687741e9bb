"""What fails in a conversation is told in the browser, and no word is lost."""

from __future__ import annotations

from pathlib import Path

from browsers import visiting
from conversing import field, said, say
from playwright.sync_api import Page, expect
from talking import Breaking

from whetstone.core.errors import HomeError
from whetstone.core.values.turn import Record
from whetstone.testing import served, temporary_host


def test_what_fails_is_told_where_it_happened_and_tried_again(home: Path, page: Page) -> None:
    with temporary_host(home=home, model=Breaking("Whole now.")) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        say(page, "Speak.")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("the connection to scripted broke off")
        expect(page.get_by_text("I was about to")).to_be_visible()
        expect(field(page)).to_have_value("")
        alert.get_by_role("button", name="Try again").click()
        expect(said(page).nth(1)).to_have_text("Whole now.")
        expect(page.get_by_role("group", name="Versions of this message")).to_contain_text("2/2")


def test_no_model_is_no_dead_end_and_no_typed_word_is_lost(home: Path, page: Page) -> None:
    with temporary_host(home=home) as host, visiting(host, page) as watch:
        watch.expected = ["422", "507"]
        host.settings.core = host.settings.core.model_copy(update={"model": "no-such-model"})
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        expect(page.get_by_role("alert")).to_contain_text("no model is called 'no-such-model'")
        expect(page.get_by_role("link", name="Set up a model")).to_have_attribute("href", "/settings")
        say(page, "Is anyone there?")
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
        expect(field(page)).to_have_value("Is anyone there?")
        expect(said(page)).to_have_count(0)
        page.reload()
        expect(field(page)).to_have_value("Is anyone there?")
        page.get_by_label("Model").select_option("scripted")
        field(page).press("Enter")
        expect(said(page)).to_have_text(["Is anyone there?", "Indeed."])
        expect(field(page)).to_have_value("")


def test_a_full_disk_loses_no_word_and_no_reply(home: Path, page: Page) -> None:
    with temporary_host(home=home) as host, visiting(host, page) as watch:
        append, full = host.history.append, "cannot write the log: No space left on device; free some space"

        def refuse(record: Record) -> None:
            if record.role == refused:
                raise HomeError(full)
            append(record)

        host.history.append = refuse  # type: ignore[method-assign]
        refused = "user"
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        say(page, "Is there room?")
        expect(page.get_by_role("alert")).to_contain_text(full)
        expect(field(page)).to_have_value("Is there room?")
        expect(said(page)).to_have_count(0)
        refused = "assistant"
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("alert")).to_contain_text(full)
        expect(said(page)).to_have_text(["Is there room?"])
        expect(page.get_by_text("Not answered.")).to_be_visible()
        expect(page.get_by_role("button", name="Ask again")).to_be_hidden()
        refused = "nobody"
        page.get_by_role("button", name="Try again").click()
        expect(said(page)).to_have_text(["Is there room?", "Indeed."])


def test_a_server_that_is_gone_loses_no_word(home: Path, page: Page) -> None:
    with temporary_host(home=home) as host:
        with served(host) as link:
            page.goto(link)
            page.goto(f"{page.url}conversations/new?persona=socrates")
            expect(page.get_by_role("alert")).to_have_count(0)
        say(page, "Still there?")
        expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
        expect(field(page)).to_have_value("Still there?")
