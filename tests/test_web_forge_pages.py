"""The Forge in a browser: a cartridge looked at and installed, a persona made while two people watch."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import shelf
from axe_playwright_python.sync_playwright import Axe
from browsers import held_back, visiting
from cartridges import gardener
from homes import packed
from playwright.sync_api import Browser, Page, expect
from web_forge import Serving, free_port, reader, reading

from whetstone import Host
from whetstone.testing import temporary_host

EVIL = "<img src=x onerror=alert(1)>"
DROP = """([name, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name));
  const drop = new DragEvent("drop", { bubbles: true, dataTransfer: transfer });
  document.querySelector("[data-drop]").dispatchEvent(drop);
}"""


def check_access(page: Page) -> None:
    """Nothing is to be found by axe, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def choose(page: Page, *paths: Path) -> None:
    page.locator("[data-files]").set_input_files(list(paths))


def test_a_cartridge_is_seen_whole_and_installed_by_a_click_and_beside_another_one(
    page: Page, tmp_path: Path
) -> None:
    evil = gardener(
        prompt=f"You are {EVIL}. <script>alert(2)</script>",
        metadata={"name": EVIL, "description": EVIL, "tags": [EVIL]},
    )
    with temporary_host() as host, visiting(host, page) as watch:
        page.goto(f"{watch.origin}/forge")
        expect(page.get_by_text("Nothing was made here yet.")).to_be_visible()
        check_access(page)
        choose(page, packed(tmp_path / "good", gardener()))
        card = page.get_by_role("article", name="The Gardener")
        expect(card.get_by_role("group", name="Prompt")).to_contain_text("You are an old gardener.")
        expect(page.get_by_role("status").first).to_have_text("gardener.whetstone is here.")
        check_access(page)
        assert "gardener" not in {persona.id for persona in host.registry.personas()}
        card.get_by_role("button", name="Install", exact=True).press("Enter")
        expect(card.get_by_text("The Gardener is installed as gardener.")).to_be_visible()
        expect(card.get_by_role("link", name="Talk")).to_have_attribute(
            "href", "/conversations/new?persona=gardener"
        )

        choose(page, packed(tmp_path / "evil", evil, f"{EVIL.replace('/', '')}.whetstone"))
        card = page.get_by_role("article", name=EVIL)
        expect(card.get_by_role("group", name="Prompt")).to_contain_text("<script>alert(2)</script>")
        expect(card.get_by_text("gardener is installed with another content")).to_be_visible()
        check_access(page)
        page.reload()
        expect(card.get_by_text("gardener is installed with another content")).to_be_visible()
        card.get_by_role("button", name="Install", exact=True).click()
        expect(card.get_by_role("alert")).to_contain_text("import this one beside it with --as NEW_ID")
        watch.expected.append("409")
        card.get_by_role("textbox", name="Another id").fill("second")
        card.get_by_role("button", name="Install", exact=True).click()
        expect(card.get_by_text("is installed as second.")).to_be_visible()
        assert host.registry.get("second").name == EVIL

        several = [packed(tmp_path / id, gardener(id, metadata={"name": id})) for id in ("rose", "oak")]
        choose(page, *several)
        page.get_by_role("button", name="Install all of them").click()
        for id in ("rose", "oak"):
            expect(page.get_by_text(f"{id} is installed as {id}.")).to_be_visible()

        elm = gardener("elm", metadata={"name": "elm"})
        choose(page, *(packed(tmp_path / place, elm, f"{place}.whetstone") for place in ("one", "two")))
        cards = page.get_by_role("article", name="elm")
        cards.first.get_by_role("button", name="Install", exact=True).click()
        expect(cards.first.get_by_text("elm is installed as elm.")).to_be_visible()
        twin = cards.last
        expect(twin.get_by_text("This very content is installed already, as elm.")).to_be_visible()
        expect(twin.get_by_role("link", name="Look")).to_have_attribute("href", "/personas/elm")
        expect(twin.get_by_role("button", name="Install", exact=True)).to_be_hidden()
        expect(page.get_by_role("button", name="Install all of them")).to_be_hidden()
        twin.get_by_text("Install it again").press("Enter")
        check_access(page)
        twin.get_by_label("Under another id").fill("ash")
        twin.get_by_role("button", name="Install", exact=True).press("Enter")
        expect(twin.get_by_text("elm is installed as ash.")).to_be_visible()

        page.evaluate(DROP, [f"{EVIL}.jpg", "no picture"])
        expect(page.get_by_label("Files that are neither")).to_contain_text(
            "_img src=x onerror=alert(1)_.jpg"
        )
        page.evaluate(DROP, ["notes.txt", f"Words of {EVIL}, and <b>more</b>."])
        expect(page.get_by_text("One persona is made from all of these.")).to_be_visible()
        check_access(page)
        page.get_by_label("Whose texts are they?").fill(EVIL)
        page.get_by_label("Model that reads them").select_option("none")
        with held_back(page, re.compile("/uploads")):
            page.evaluate(DROP, ["more.txt", "These are on their way."])
            page.get_by_role("button", name="Make the persona").click()
        expect(page.get_by_role("alert")).to_contain_text(
            "words of <img src=x onerror=alert(1)>'s own are too few"
        )
        expect(page.get_by_role("button", name="Go on")).to_be_visible()
        check_access(page)
        page.get_by_role("button", name="Remove").dblclick()
        page.get_by_role("button", name="Remove for good").click()
        expect(page.get_by_text("Nothing was made here yet.")).to_be_visible()


def test_where_no_model_is_ready_measuring_is_proposed_in_the_reader_s_language(
    page: Page, tmp_path: Path
) -> None:
    with Host(tmp_path / "home", block=["embedded_model"]) as host, visiting(host, page) as watch:
        page.context.add_cookies([{"name": "whetstone-language", "value": "de", "url": watch.origin}])
        page.goto(f"{watch.origin}/forge")
        expect(page.get_by_role("heading", level=1)).to_have_text("Schmiede")
        page.evaluate(DROP, ["notes.txt", "Ein paar Worte."])
        expect(page.get_by_text("Kein Modell ist bereit")).to_be_visible()
        expect(page.get_by_label("Modell, das sie liest")).to_have_value("none")
        check_access(page)


def test_a_persona_is_made_while_two_watch_over_a_cancel_a_reload_and_a_server_that_is_killed(
    page: Page, browser: Browser, tmp_path: Path
) -> None:
    home, port, hold = tmp_path / "home", free_port(), threading.Event()
    texts = sorted(shelf.shelf(tmp_path / "texts").iterdir())
    with reader(home, reading(hold, 2)):
        with Serving(home, port) as first:
            page.goto(first.link)
            page.goto(f"{first.door.origin}/forge")
            page.locator("[data-folder]").set_input_files(tmp_path / "texts")
            expect(page.locator("[data-chosen] li")).to_have_count(len(texts))
            page.get_by_label("Whose texts are they?").fill(shelf.NAME)
            expect(page.get_by_label("Model that reads them")).to_have_value("reader")
            page.get_by_text("More choices").click()
            page.get_by_label("Calls of the model, at most").fill("12")
            page.get_by_role("button", name="Make the persona").click()
            expect(page.get_by_role("heading", level=1)).to_have_text(shelf.NAME)
            claims = page.get_by_role("log", name="What the model says").get_by_role("listitem")
            expect(claims.nth(2)).to_contain_text("The Librarian dwells on")
            expect(
                page.get_by_role("log", name="Chosen excerpts").get_by_role("listitem").first
            ).to_be_visible()
            expect(page.get_by_text(re.compile(r"^2 of \d+$"))).to_be_visible()
            check_access(page)
            other = browser.new_context().new_page()
            other.goto(first.link)
            other.goto(page.url)
            theirs = other.get_by_role("log", name="What the model says").get_by_role("listitem")
            expect(theirs.nth(2)).to_be_visible()
            seen = theirs.count()
            expect(claims).to_have_count(seen)
            other.get_by_role("button", name="Cancel").click()
            expect(page.get_by_text("Cancelled; what was finished is kept").first).to_be_visible()
            page.reload()
            page.get_by_role("button", name="Go on").click()
            expect(page.get_by_text("At work", exact=True)).to_be_visible()
            expect(page.get_by_text(re.compile(r"^2 of \d+$"))).to_be_visible(timeout=60_000)
            expect(claims).to_have_count(seen)
            first.kill()
        with Serving(home, port):
            hold.set()
            for one in (page, other):
                expect(one.get_by_role("heading", name="The persona is ready")).to_be_visible(timeout=60_000)
                expect(one.get_by_text("Done", exact=True).first).to_be_visible()
            page.get_by_text("How it was measured").click()
            expect(page.get_by_role("table").first).to_be_visible()
            check_access(page)
            with page.expect_download() as download:
                page.get_by_role("link", name="Download").click()
            assert download.value.suggested_filename == f"{shelf.ID}.whetstone"
            page.get_by_role("link", name="Look").click()
            expect(page.get_by_role("heading", level=1)).to_have_text(shelf.NAME)
            other.context.close()
