"""The Mirror in a browser: how ready one is, chats brought in, what is taken out, a clone and its end."""

from __future__ import annotations

import re
from pathlib import Path

import mirrors
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import Watch, held_back, visiting
from cloned import REPORT, cloned
from mirrors import HANDLE
from playwright.sync_api import Page, expect
from small_plugins import plugin
from test_web_mirror_api import Faulty
from web_mirror import GOAL, HOSTILE, hostile_chat, mirrored

from whetstone.core.clones.starting import start_clone
from whetstone.core.jobs.folder import JobFolder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def accessible(page: Page) -> None:
    """Hold a page to axe in light and dark, and to a narrow window."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour half-way
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size(before)
    page.emulate_media(color_scheme="light")


def steps_to(page: Page, wanted: str) -> None:
    """Press Tab until the element with this selector is focused."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached with Tab")


def test_somebody_without_a_word_said_brings_a_hostile_chat_and_takes_it_out_again(
    home: Path, tmp_path: Path, page: Page
) -> None:
    chat = hostile_chat(tmp_path)
    with mirrored(home) as host, visiting(host, page) as watch:
        page.get_by_role("link", name="Mirror").click()
        expect(page.get_by_text("Nothing was said yet.")).to_be_visible()
        expect(page.get_by_text(f"0/{GOAL} turns")).to_be_visible()
        bar = page.get_by_role("progressbar", name=f"0/{GOAL} turns")
        expect(bar).to_have_attribute("max", str(GOAL))
        accessible(page)

        page.get_by_role("link", name="Bring chats from elsewhere").click()
        expect(page.get_by_text("Nothing yet. What you import")).to_be_visible()
        page.set_input_files("[data-files]", chat)
        expect(page.get_by_role("cell", name="JSON lines")).to_be_visible()
        expect(page.get_by_label(HANDLE)).not_to_be_checked()
        expect(page.get_by_text("40 messages · probably you")).to_be_visible()
        expect(page.get_by_role("button", name="Import")).to_be_disabled()
        page.locator("[data-files]").focus()
        steps_to(page, f"input[value='{HANDLE}']")
        page.keyboard.press("Space")
        expect(page.locator("[data-would]")).to_contain_text("80 new messages, 40 of them yours.")
        expect(page.get_by_label(HANDLE)).to_be_focused()
        accessible(page)
        steps_to(page, "[data-import-now]")
        for _ in range(2):
            page.keyboard.press("Enter")
        expect(page.locator("[data-outcome]")).to_contain_text("80 messages were added, 40 of them yours.")
        expect(page.locator("[data-outcome]")).to_contain_text(f"40 new turns. 40/{GOAL} turns count now.")

        with held_back(page, re.compile("/uploads")):
            page.set_input_files("[data-files]", chat)
            page.set_input_files("[data-files]", chat)
        expect(page.get_by_label(HANDLE)).to_be_visible()
        page.get_by_label(HANDLE).check()
        expect(page.get_by_text("importing it again adds nothing")).to_be_visible()
        expect(page.get_by_role("button", name="Import")).to_be_disabled()
        page.get_by_role("button", name="Not this one").click()
        expect(page.locator("[data-look-form]")).to_have_count(0)

        source = page.locator("[data-source=jsonl]")
        expect(source).to_contain_text("1 conversation, 40 messages of yours")
        source.get_by_text("Conversations").click()
        expect(source.locator("[data-talks]")).to_contain_text(HOSTILE)
        accessible(page)
        _sanitized(page, watch)
        page.goto(f"{watch.origin}/mirror/chats")
        page.get_by_role("button", name="Delete everything from JSON lines").click()
        dialog = page.get_by_role("dialog", name="Delete these chats for good?")
        expect(dialog).to_contain_text("80 records of the log go")
        expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
        dialog.get_by_role("button", name="Delete for good").click()
        expect(page.get_by_text("Records deleted: 80")).to_be_visible()
        expect(page.get_by_text("Nothing yet. What you import")).to_be_visible()
        assert host.history.counts().turns == 0
        assert len(host.jobs.list()) == 1


def _sanitized(page: Page, watch: Watch) -> None:
    """See what is taken out of the hostile chat, and try a text."""
    page.goto(f"{watch.origin}/mirror/new")
    sample = page.locator("[data-sanitized]")
    expect(sample.locator(".legend")).to_contain_text("e-mail")
    expect(sample.locator(".before").filter(has_text="wren@example.org").first).to_be_visible()
    assert "wren@example.org" not in "".join(sample.locator(".after").all_text_contents())
    assert "[EMAIL_" in "".join(sample.locator(".after mark").all_text_contents())
    expect(sample).to_contain_text("They can miss names")
    page.get_by_label("A text of your own").fill(f"call me, 030 1234567, or {HOSTILE}")
    expect(page.locator("[data-tried] .before")).to_contain_text(HOSTILE)
    expect(page.get_by_role("button", name="40 more turns are needed")).to_be_disabled()
    accessible(page)


def test_who_says_that_it_is_them_gets_a_clone_that_can_be_forgotten(home: Path, page: Page) -> None:
    with mirrored(home, turns=GOAL) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/mirror")
        expect(page.get_by_text("There are enough of them for a clone.")).to_be_visible()
        expect(page.get_by_role("heading", name="Your style")).to_be_visible()
        expect(page.locator("[data-measured]")).not_to_have_attribute("aria-busy", "true")
        accessible(page)
        page.get_by_role("link", name="Make a clone").click()
        page.get_by_label("What the clone is called").fill("Wren")
        page.get_by_label("Model").select_option("none")
        expect(page.locator("[data-sanitized] .samples")).to_be_visible()
        make = page.get_by_role("button", name="Make a clone")
        make.click()
        expect(page.get_by_label("These are my own messages")).to_be_focused()
        page.get_by_label("These are my own messages").check()
        make.click()
        page.wait_for_url(re.compile("/mirror/clone-wren-"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Wren, a clone of you")
        expect(page.locator("[data-clean]")).to_contain_text("Nothing of the log was found in 4 files")
        expect(page.get_by_text("Not measured: no model took part")).to_be_visible()
        expect(page.get_by_role("link", name="Talk")).to_have_attribute(
            "href", "/conversations/new?persona=wren"
        )
        with page.expect_download() as download:
            page.get_by_role("link", name="Export").click()
        assert download.value.suggested_filename.endswith(".whetstone")
        accessible(page)

        page.get_by_role("link", name="Readiness").click()
        expect(page.get_by_text("Nothing of the chats was found in it when it was made.")).to_be_visible()
        page.get_by_role("button", name="Forget").click()
        dialog = page.get_by_role("dialog", name="Delete this clone for good?")
        expect(dialog).to_contain_text("wren: 1 version, 1 job, and what they made go.")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        page.get_by_role("button", name="Forget").click()
        dialog.get_by_role("button", name="Delete for good").click()
        done = page.get_by_role("dialog", name="It is deleted")
        expect(done.locator("[data-gone=contents]")).to_have_text("1")
        expect(done).to_contain_text("Files that were exported")
        accessible(page)
        done.get_by_role("button", name="Close").click()
        expect(page.get_by_text("There is no clone yet.")).to_be_visible()
        assert not (host.home.mirror / "wren.json").exists()


def test_what_a_clone_came_to_is_drawn_and_a_second_one_asks_before_it_replaces(
    home: Path, page: Page
) -> None:
    with mirrored(home, turns=GOAL) as host:
        host.registry.install(cloned(), "mirrored")
        job = start_clone(host, "Wren", consent=True, model="none")
        result = {"content_hash": cloned().content_hash, "trials": REPORT["trials"], "leaks": REPORT["leaks"]}
        folder = JobFolder(host.home, job.id)
        with folder.held():
            folder.write(
                job, status="done", result={"id": "wren", "summary": "Cloned.", "notes": [], **result}
            )
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/mirror/{job.id}")
            expect(page.locator(".likeness .chart")).to_have_count(4)
            expect(
                page.get_by_text("55 % of the way from a generic assistant to you (40 % to 70 %)")
            ).to_be_visible()
            expect(page.get_by_text("24 replies of chats that tried")).to_be_visible()
            accessible(page)
            page.goto(f"{watch.origin}/mirror")
            expect(page.locator(".clones")).to_contain_text("55 % of the way")

            page.goto(f"{watch.origin}/mirror/new")
            watch.expected.append("409")
            page.get_by_label("What the clone is called").fill("Wren")
            page.get_by_label("Model").select_option("none")
            page.get_by_label("These are my own messages").check()
            expect(page.get_by_label("Take the place of")).to_be_hidden()
            page.get_by_role("button", name="Make a clone").click()
            expect(page.locator("[data-clone] [role=alert]")).to_contain_text("wren")
            expect(page.get_by_label("Take the place of")).to_be_visible()
            page.reload()
            expect(page.get_by_label("These are my own messages")).not_to_be_checked()

            again = start_clone(host, "Wren", consent=True, model="none")
            page.goto(f"{watch.origin}/mirror")
            page.get_by_role("link", name="Wren", exact=True).first.click()
            expect(page.locator(".job-condition")).to_have_text("Interrupted; what was finished is kept")
            accessible(page)
            page.get_by_role("button", name="Go on").click()
            expect(page.get_by_role("alert")).to_contain_text("wren")
            assert host.jobs.get(again.id).status == "failed"


def test_where_a_sanitizer_raises_nothing_is_shown_and_no_clone_is_made(home: Path, page: Page) -> None:
    faulty = plugin(whetstone_sanitizers=[Faulty()])
    with mirrored(home, turns=GOAL, plugins=[faulty]) as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/mirror/new")
        expect(page.locator("[data-sanitized]").get_by_role("alert")).to_contain_text("faulty")
        expect(page.get_by_role("button", name="Make a clone")).to_be_disabled()
        watch.expected.append("422")
        page.get_by_label("A text of your own").fill("ann@example.org")
        expect(page.locator("[data-tried]").get_by_role("alert")).to_contain_text("faulty")


def test_names_of_several_are_asked_for_and_the_pages_speak_german(home: Path, page: Page) -> None:
    with mirrored(home, turns=GOAL) as host:
        other = mirrors.messages(20, year=2025)
        for message in other:
            message["speaker"] = message["speaker"].replace(HANDLE, "wren_at_work")
        host.chats.import_files([mirrors.written(home.parent / "more", other, "work")], me=["wren_at_work"])
        with visiting(host, page) as watch:
            page.context.set_extra_http_headers({"Accept-Language": "de"})
            page.goto(f"{watch.origin}/mirror/new")
            asked = page.get_by_role("group", name="Welche dieser Namen sind die eigenen?")
            expect(asked.get_by_label(HANDLE)).not_to_be_checked()
            expect(asked.get_by_label("wren_at_work")).not_to_be_checked()
            page.get_by_label("Wie der Klon heißt").fill("Wren")
            page.get_by_label("Das sind meine eigenen Nachrichten").check()
            make = page.get_by_role("button", name="Klon machen")
            make.click()
            first = asked.get_by_role("checkbox").first
            assert first.evaluate("one => one.validationMessage") == "Die eigenen Namen auswählen."
            asked.get_by_label(HANDLE).check()
            assert first.evaluate("one => one.validationMessage") == ""
            accessible(page)
            for path, heading in (("/mirror", "Spiegel"), ("/mirror/chats", "Eigene Chats")):
                page.goto(f"{watch.origin}{path}")
                expect(page.get_by_role("heading", level=1)).to_have_text(heading)
