"""Talking with a persona in the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import held_back, visiting
from cartridges import gardener
from commandline import here
from conversing import field, said, say
from homes import done
from logs import talk, write_log
from playwright.sync_api import Page, expect
from talking import Endless
from trusting import Maker

from whetstone import Host, ModelUnavailable
from whetstone.testing import ScriptedBackend, ScriptedModel, temporary_host

GREETING = "Mind the beds. What brings you?"
ADDRESS = re.compile(r"/conversations/[0-9a-f]{26}$")
LINES = "line\n" * 30


@pytest.fixture
def garden(home: Path) -> Iterator[Host]:
    """A host with the gardener, who greets, and whose model gives three replies in turn."""
    model = ScriptedModel(["In winter, **a third**.\n\n```\nprune()\n```", "Not in *frost*.", "Pears too."])
    config = {"greeting": GREETING, "examples": [{"user": "Why do bees dance?", "reply": "To say where."}]}
    with temporary_host(home=home, model=model) as host:
        host.registry.install(gardener(config=config), "imported")
        yield host


def test_a_conversation_is_begun_branched_read_again_and_deleted(garden: Host, page: Page) -> None:
    with visiting(garden, page) as watch:
        page.goto(f"{watch.origin}/conversations")
        expect(page.get_by_role("heading", name="Nothing was said yet")).to_be_visible()
        page.goto(f"{watch.origin}/conversations/new?persona=gardener")
        expect(page.get_by_text(GREETING)).to_be_visible()
        page.get_by_role("button", name="Why do bees dance?").click()
        expect(field(page)).to_have_value("Why do bees dance?")
        say(page, "When do I prune?")
        expect(page.locator(".message.theirs strong")).to_have_text("a third")
        expect(page.get_by_role("heading", level=1)).to_have_text("When do I prune?")
        expect(page).to_have_url(ADDRESS)
        expect(field(page)).to_be_focused()
        expect(page.locator(".about")).to_contain_text(
            re.compile(r"scripted · 4 tokens written, \d+ read · \d+\.\d s to the first word")
        )

        page.get_by_role("button", name="Another reply").click()
        expect(said(page).nth(1)).to_have_text("Not in frost.")
        expect(page.get_by_role("group", name="Versions of this message")).to_contain_text("2/2")
        page.get_by_role("button", name="Earlier version").click()
        expect(said(page).nth(1)).to_contain_text("a third")
        expect(page.get_by_role("group", name="Versions of this message")).to_contain_text("1/2")

        page.get_by_role("button", name="Edit").click()
        page.get_by_role("log").get_by_label("Edit").fill("And pears?")
        page.get_by_role("button", name="Say this instead").click()
        expect(said(page)).to_have_text(["And pears?", "Pears too."])
        page.reload()
        expect(said(page)).to_have_text(["And pears?", "Pears too."])
        page.get_by_role("button", name="Earlier version").first.click()
        expect(said(page).nth(0)).to_have_text("When do I prune?")

        page.get_by_role("button", name="Rename").click()
        page.get_by_label("Title").fill("On pruning")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("On pruning")
        with page.expect_download() as download:
            page.get_by_role("link", name="Save as JSON").click()
        assert json.loads(download.value.path().read_text("utf-8"))[0]["text"] == "When do I prune?"

        page.get_by_role("link", name="Conversations").click()
        page.get_by_label("Search what was said").fill("pears")
        expect(page.get_by_role("status").filter(has_text="2 places found")).to_be_attached()
        page.get_by_role("link", name="On pruning").first.click()
        page.get_by_role("button", name="Show that branch").click()
        expect(said(page).first).to_have_text("And pears?")
        page.get_by_role("button", name="Delete").first.click()
        expect(page.get_by_role("dialog")).to_contain_text("9 records of the log")
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.get_by_role("heading", name="Nothing was said yet")).to_be_visible()
        assert list(garden.history.records()) == []


def test_an_impatient_reader_on_a_slow_line_is_understood(home: Path, page: Page) -> None:
    more = ScriptedBackend(ScriptedModel(name="other"), name="more")
    replies = ["One.", "Another.", "A third.", "Two.", "Three."]
    with temporary_host([more], replies, home=home) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        with held_back(page, re.compile("/turns$")):
            say(page, "First?")
            page.get_by_label("Model").select_option("other")
            page.get_by_label("Model").select_option("")
        expect(page).to_have_url(ADDRESS)
        for count in ("2/2", "3/3"):
            page.get_by_role("button", name="Another reply").click()
            expect(page.get_by_role("group", name="Versions of this message")).to_contain_text(count)
        with held_back(page, re.compile(r"/branch$|/messages\?since=")):
            for _ in range(2):
                page.get_by_role("button", name="Earlier version").click()
        expect(said(page)).to_have_text(["First?", "Another."])

        with held_back(page, re.compile(r"/messages\?since=")):
            say(page, "Second?")
            expect(page.get_by_text("Two.")).to_be_visible()
            expect(page.get_by_role("button", name="Send")).to_be_visible()
            say(page, "Third?")
        expect(said(page)).to_have_text(["First?", "Another.", "Second?", "Two.", "Third?", "Three."])
        expect(page.get_by_role("group", name="Versions of this message")).to_have_count(1)
        with held_back(page, re.compile("/deletion$")):
            page.get_by_role("button", name="Delete").click()
            expect(page.get_by_role("dialog").get_by_role("button", name="Delete")).to_be_disabled()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page).to_have_url(f"{watch.origin}/conversations")


def test_a_reply_is_stopped_by_escape_and_is_there_after_a_reload(home: Path, page: Page) -> None:
    model = Endless("One", " word", " and", " another")
    with temporary_host(home=home, model=model) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        say(page, f"{LINES}Speak.")
        expect(page.get_by_text("One word and another")).to_be_visible()
        page.get_by_role("button", name="Show all").click()
        expect(page.locator(".folded")).to_have_count(0)
        field(page).press("Escape")
        expect(page.get_by_text("Stopped here.")).to_be_visible()
        expect(page.locator(".folded")).to_have_text(f"{LINES}Speak.")
        assert model.stopped.is_set()
        expect(page.get_by_role("button", name="Send")).to_be_visible()

        model.stopped.clear()
        say(page, "Again.")
        expect(page.get_by_text("One word and another")).to_have_count(2)
        page.reload()
        expect(said(page)).to_have_text(
            [f"{LINES}Speak.", "One word and another", "Again.", "One word and another"]
        )
        expect(page.get_by_text("Stopped here.")).to_have_count(2)
        assert model.stopped.is_set()


def test_what_another_window_is_told_appears_when_it_ended(home: Path, page: Page) -> None:
    model = Endless("For", " the", " other")
    with temporary_host(home=home, model=model) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        say(page, "Speak.")
        expect(page.get_by_text("For the other")).to_be_visible()
        (info,) = host.history.conversations()
        other = page.context.new_page()
        other.goto(f"{watch.origin}/conversations/{info.id}")
        expect(other.get_by_role("status").filter(has_text="on its way")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(other.get_by_text("Stopped here.")).to_be_visible()
        expect(said(other)).to_have_text(["Speak.", "For the other"])


def test_a_first_message_is_found_while_its_reply_is_on_its_way(home: Path, page: Page) -> None:
    more = ScriptedBackend(Endless("One", " word", name="slow"), name="more")
    with temporary_host([more], home=home) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        page.get_by_label("Model").select_option("slow")
        say(page, "Speak.")
        expect(page.get_by_text("One word")).to_be_visible()
        expect(page).to_have_url(ADDRESS)
        other = page.context.new_page()
        other.goto(page.url)
        expect(said(other)).to_have_text(["Speak."])
        expect(other.get_by_label("Model")).to_have_value("slow")
        page.reload()
        for window in (page, other):
            expect(said(window)).to_have_text(["Speak.", "One word"])
            expect(window.get_by_text("Stopped here.")).to_be_visible()
            expect(window.get_by_role("heading", level=1)).to_have_text("Speak.")
            expect(window.get_by_label("Model")).to_have_value("slow")


def test_another_window_goes_on_with_the_model_that_was_chosen(home: Path, page: Page) -> None:
    question, answer = talk("Hm?", "Well.", conversation="c2")
    write_log(home, [question, answer.model_copy(update={"chosen": "retired"})])
    more = ScriptedBackend(ScriptedModel(name="other"), name="more")
    with temporary_host([more], home=home) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/conversations/new?persona=socrates")
        page.get_by_label("Model").select_option("other")
        say(page, "Who speaks?")
        expect(page.locator(".about")).to_contain_text("other")
        expect(page).to_have_url(ADDRESS)
        later = page.context.new_page()
        later.goto(page.url)
        expect(later.get_by_label("Model")).to_have_value("other")
        say(later, "And now?")
        expect(later.locator(".about").nth(1)).to_contain_text("other")
        later.get_by_label("Model").select_option("")
        say(later, "And the usual one?")
        expect(later.locator(".about").nth(2)).to_contain_text("scripted")
        page.reload()
        expect(page.get_by_label("Model")).to_have_value("")
        page.goto(f"{watch.origin}/conversations/c2")
        expect(page.locator("[data-notes]")).to_contain_text("The model retired, which was chosen here")


def test_an_edit_that_fails_is_given_back_where_it_was_made(garden: Host, page: Page) -> None:
    with visiting(garden, page) as watch:
        watch.expected = ["422"]
        page.goto(f"{watch.origin}/conversations/new?persona=gardener")
        say(page, "First?")
        expect(said(page)).to_have_count(2)
        page.get_by_role("button", name="Edit").click()
        page.evaluate("document.querySelector('[data-model]').options[0].value = 'no-such-model'")
        page.get_by_role("log").get_by_label("Edit").fill("Better?")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("no model is called")
        expect(page.get_by_role("log").get_by_label("Edit")).to_have_value("Better?")
        page.evaluate("document.querySelector('[data-model]').options[0].value = ''")
        page.get_by_role("button", name="Try again").click()
        expect(said(page)).to_have_text(["Better?", "Not in frost."])

        model, long = garden.models.open("scripted"), "And pears? " * 1_000
        assert isinstance(model, ScriptedModel)
        model.context_tokens = 2_000
        say(page, long)
        expect(page.get_by_role("alert")).to_contain_text("tokens too long")
        expect(page.get_by_role("log").get_by_label("Edit")).to_have_value(long.strip())
        expect(page.get_by_role("button", name=re.compile("again"))).to_have_count(0)
        page.get_by_role("log").get_by_label("Edit").fill("And pears?")
        page.keyboard.press("Enter")
        expect(said(page)).to_have_text(["Better?", "Not in frost.", "And pears?", "Pears too."])
        expect(page.get_by_role("alert")).to_have_count(0)


def test_a_home_that_cannot_be_written_is_talked_in(garden: Host, page: Page) -> None:
    garden.history.kept = False
    with visiting(garden, page) as watch:
        page.goto(f"{watch.origin}/conversations/new?persona=gardener")
        expect(page.locator("[data-notes]")).to_contain_text("this conversation is not kept")
        say(page, "First?")
        expect(said(page).nth(1).locator("strong")).to_have_text("a third")
        say(page, "Second?")
        expect(said(page).nth(3)).to_have_text("Not in frost.")
        model = garden.models.open("scripted")
        assert isinstance(model, ScriptedModel)
        assert "First?" in [message.content for message in model.requests[-1].messages]


def test_the_passages_open_at_their_place_and_others_may_go_on(garden: Host, page: Page) -> None:
    with visiting(garden, page) as watch:
        page.goto(f"{watch.origin}/conversations/new?persona=gardener")
        say(page, "How do bees divide their labour?")
        page.get_by_text("passage from the library").first.click()
        page.get_by_role("button", name="bees.txt").click()
        dialog = page.get_by_role("dialog", name="Passage")
        expect(dialog.locator("mark")).to_contain_text("A hive divides its labour by age.")
        expect(dialog.get_by_role("link")).to_have_attribute(
            "href", re.compile(r"^/personas/gardener/library/bees.txt\?start=\d+&end=\d+#passage$")
        )
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Persona: The Gardener").click()
        page.get_by_label("Choose a persona").get_by_role("searchbox").fill("socr")
        page.get_by_role("dialog").get_by_role("button", name="Socrates").click()
        say(page, "And what do you say?")
        expect(page.locator(".message.theirs .who").last).to_have_text("Socrates")


def test_a_revoked_key_is_told_of_before_anything_is_said(home: Path, page: Page, ada: Maker) -> None:
    with temporary_host(home=home) as host:
        host.registry.install(ada.signed(gardener()), "imported")
        done(here("key", "revoke", ada.key, home=home))
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/conversations/new?persona=gardener")
            expect(page.locator("[data-notes] .note")).to_contain_text(
                f"signed by {ada.key}, which you revoked"
            )
            say(page, "Is it you?")
            expect(said(page)).to_have_text(["Is it you?", "Indeed."])
            expect(page.locator("[data-notes] .note")).to_have_count(1)


def test_a_long_conversation_opens_at_its_end(home: Path, page: Page) -> None:
    write_log(home, talk(*(f"message {n}" for n in range(2_000))))
    with temporary_host(home=home) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/conversations/c1")
        expect(page.get_by_text("message 1999", exact=True)).to_be_in_viewport()
        page.get_by_role("button", name="1,960 earlier messages").click()
        expect(page.get_by_text("message 1920", exact=True)).to_be_attached()
        expect(page.get_by_text("message 1960", exact=True)).to_be_in_viewport()
        say(page, "Still here?")
        expect(said(page).last).to_have_text("Indeed.")
        expect(said(page).last).to_be_in_viewport()
        expect(page.locator("[data-message]").last).to_contain_text("Indeed.")
        page.evaluate("scrollTo(0, 0)")
        page.get_by_role("button", name="To the end").click()
        expect(said(page).last).to_be_in_viewport()


def test_a_reader_who_scrolled_back_stays_there(home: Path, page: Page) -> None:
    write_log(home, talk(*(f"message {n}" for n in range(60))))
    model = Endless(*(f"line {n}\n" for n in range(60)))
    with temporary_host(home=home, model=model) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/conversations/c1")
        say(page, "Speak.")
        expect(page.get_by_text("line 59")).to_be_in_viewport()
        page.get_by_text("message 30", exact=True).scroll_into_view_if_needed()
        page.keyboard.press("Escape")
        expect(page.get_by_text("Stopped here.")).to_be_attached()
        expect(page.get_by_text("message 30", exact=True)).to_be_in_viewport()


@pytest.mark.browser_context_args(timezone_id="Asia/Tokyo", locale="de-AT")
def test_german_readers_are_addressed_in_german_and_told_the_time_where_they_are(
    home: Path, page: Page
) -> None:
    write_log(home, [talk("Guten Abend")[0].model_copy(update={"at": "2026-01-31T22:30:00.000Z"})])
    with temporary_host(home=home, replies=[ModelUnavailable("the model rests")]) as host:
        page.set_extra_http_headers({"Accept-Language": "de"})
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/conversations")
            expect(page.locator("time")).to_have_text("01.02.2026, 07:30")
            page.get_by_label("Im Gesagten suchen").fill("Abend")
            expect(page.get_by_role("status").filter(has_text="1 Stelle")).to_be_attached()
            expect(page.locator("time")).to_have_text("01.02.2026, 07:30")
            page.goto(f"{watch.origin}/conversations/new?persona=socrates")
            page.get_by_label("Nachricht").fill("Guten Tag")
            page.keyboard.press("Enter")
            expect(page.get_by_role("button", name="Noch einmal versuchen")).to_be_visible()
