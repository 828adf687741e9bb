"""The Agora in a browser: personas are found, opened, changed, compared, removed and brought back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from axe_playwright_python.sync_playwright import Axe
from browsers import Watch, held_back, visiting
from cartridges import GARDEN, gardener
from cloned import cloned
from PIL import Image
from playwright.sync_api import Page, expect

from whetstone import Cartridge, Host, build_cartridge
from whetstone.testing import ask, temporary_host

RUN = "<script>alert(1)</script><img src=//evil.example/x onerror=alert(2)>"


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (96, 96), colour).save(out, "PNG")
    return out.getvalue()


def small(number: int) -> Cartridge:
    return build_cartridge(
        {
            "version": "1.0",
            "author": "tests",
            "source_hash": "none",
            "id": f"number-{number:03}",
            "name": f"Number {number:03}",
            "tags": ["even" if number % 2 == 0 else "odd"],
        },
        prompt="You are a number.",
        config={},
    )


def crowd(host: Host, count: int) -> None:
    with host.registry.batch("imported") as batch:
        for number in range(count):
            batch.add(small(number))


def look_for_barriers(page: Page, watch: Watch, paths: Iterable[str]) -> None:
    """Hold pages to axe's rules, in light and dark."""
    for path in paths:
        page.goto(watch.origin + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path} in {scheme}: {found.generate_report()}"


def test_cards_follow_what_is_typed_and_chosen_and_the_address_says_so(page: Page) -> None:
    with temporary_host() as host:
        host.registry.install(gardener(metadata={"name": "Zoë Ångström", "tags": ["soil"]}), "imported")
        with visiting(host, page):
            cards = page.locator(".persona")
            expect(cards).to_have_count(9)
            page.get_by_role("searchbox", name="Search by name").fill("zoe ang")
            expect(cards).to_have_count(1)
            expect(cards.get_by_role("heading")).to_have_text("Zoë Ångström")
            expect(page.locator("[data-count]")).to_have_text("1 persona")
            expect(page).to_have_url(re.compile(r"/\?q=zoe\+ang$"))

            page.get_by_role("link", name="Zoë Ångström").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Zoë Ångström")
            page.go_back()
            expect(cards).to_have_count(1)
            expect(page.locator("#q")).to_have_value("zoe ang")

            page.locator("#q").fill("")
            expect(cards).to_have_count(9)
            page.get_by_role("list", name="Tags").get_by_role("link", name="ethics").click()
            expect(cards).to_have_count(2)
            expect(page).to_have_url(re.compile("tag=ethics$"))
            page.reload()
            expect(cards).to_have_count(2)
            page.go_back()
            expect(cards).to_have_count(9)

            page.get_by_label("Where from").select_option("imported")
            expect(cards).to_have_count(1)
            star = page.get_by_role("button", name="Favourite: Zoë Ångström")
            with held_back(page, re.compile("/personas/gardener$")):
                for pressed in ("true", "false", "true"):
                    star.click()
                    expect(star).to_have_attribute("aria-pressed", pressed)
            page.get_by_label("Where from").select_option("")
            expect(cards).to_have_count(9)
            page.get_by_label("Favourites", exact=True).check()
            expect(cards).to_have_count(1)
            assert host.registry.get("gardener").favourite

            page.locator("#q").fill("nobody is called that")
            expect(page.get_by_role("heading", name="No persona is like that")).to_be_visible()
            page.get_by_role("link", name="Show all personas").click()
            expect(cards).to_have_count(9)


def test_more_cards_come_when_asked_for_and_are_there_again_after_a_reload(page: Page) -> None:
    with temporary_host() as host:
        crowd(host, 60)
        host.registry.install(gardener(avatar=picture("green")), "imported")
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/?origin=imported")
            cards = page.locator(".persona")
            expect(cards).to_have_count(24)
            page.locator("[data-more]").focus()
            page.keyboard.press("Enter")
            expect(cards).to_have_count(48)
            expect(cards.nth(24).locator("a.who")).to_be_focused()
            page.reload()
            expect(cards).to_have_count(48)
            with held_back(page, re.compile("/agora/cards")):
                page.locator("[data-more]").click()
                page.locator("[data-more]").click()
            expect(cards).to_have_count(61)
            expect(page.locator("[data-more]")).to_have_count(0)
            names = cards.locator("h2").all_text_contents()
            assert len(set(names)) == 61
            expect(page.locator(".persona svg.avatar use")).to_have_count(1)
            expect(page.locator(".persona svg.avatar text")).to_have_count(60)


def test_the_pictures_of_a_page_are_one_request_and_the_page_is_six(page: Page) -> None:
    with temporary_host() as host, visiting(host, page) as watch:
        page.wait_for_load_state("networkidle")
        asked = [url.removeprefix(watch.origin) for url in watch.requests if "token=" not in url]
        assert sum(url.startswith("/agora/avatars") for url in asked) == 1
        assert len(asked) <= 6, asked
        drawn = page.evaluate(
            """async () => {
                const picture = new Image();
                picture.src = document.querySelector(".sheet image").getAttribute("href");
                await picture.decode();
                return [picture.width, picture.height];
            }"""
        )
        assert drawn == [72, 72 * 8]


def test_a_persona_is_read_whole_changed_and_brought_back_after_it_was_removed(page: Page) -> None:
    book = "".join(f"Line {number} of a long book.\n" for number in range(3_000))
    with temporary_host() as host:
        host.registry.install(
            gardener(library={**GARDEN, "a long book.txt": book}, config={"greeting": "Good day."}),
            "imported",
        )
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/personas/gardener")
            expect(page.get_by_role("region", name="Prompt", exact=True)).to_have_text(
                gardener().prompt.strip()
            )
            expect(page.get_by_role("link", name="Talk")).to_have_attribute(
                "href", "/conversations/new?persona=gardener"
            )
            page.get_by_role("link", name="a long book.txt").click()
            read = page.locator(".book").text_content() or ""
            while page.get_by_role("link", name="Further").count():
                page.get_by_role("link", name="Further").first.click()
                page.wait_for_load_state()
                read += page.locator(".book").text_content() or ""
            assert read == book
            page.get_by_role("link", name="← The Gardener").click()

            page.get_by_text("Change it for yourself").click()
            page.get_by_label("Name").fill("My gardener")
            page.get_by_label("Weirdness").fill("7")
            page.get_by_role("button", name="Save").press("Enter")
            assert page.evaluate("document.querySelector('[data-edit]').checkValidity()") is False
            page.get_by_label("Weirdness").fill("0.9")
            page.get_by_role("button", name="Save").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("My gardener")
            assert host.registry.overlay("gardener").config == {"weirdness": 0.9}
            page.get_by_text("Change it for yourself").click()
            page.get_by_label("Name").fill("")
            page.get_by_role("button", name="Save").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("The Gardener")

            with page.expect_download() as loading:
                page.get_by_text("Export").click()
                page.get_by_role("link", name="whetstone .whetstone").click()
            file = Path(loading.value.path()).read_bytes()
            assert host.formats.read(file, loading.value.suggested_filename).prompt == gardener().prompt

            page.get_by_role("button", name="Remove").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("gardener is removed")
            assert host.registry.trash.ids() == ["gardener"]
            with held_back(page, re.compile("/restore$")):
                page.get_by_role("button", name="Bring it back").click()
                page.get_by_role("button", name="Undo").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("The Gardener")
            page.get_by_role("button", name="Remove").click()
            page.get_by_role("link", name="Back to the Agora").click()
            page.get_by_role("link", name="1 removed persona").click()
            expect(page.get_by_role("button", name="Bring gardener back")).to_be_visible()
            watch.expected.append("404")
            page.goto(f"{watch.origin}/personas/gardener")
            page.get_by_role("button", name="Bring it back").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("The Gardener")


def test_earlier_contents_are_compared_word_by_word_and_returned_to(page: Page) -> None:
    with temporary_host() as host:
        host.registry.install(gardener(), "imported")
        newer = gardener(prompt=gardener().prompt.replace("old", "young"), metadata={"version": "2.0"})
        host.registry.install(newer, "imported", replace=True)
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/personas/gardener")
            expect(page.get_by_role("row").locator("time")).to_have_count(2)
            expect(page.locator("time", has_text="UTC")).to_have_count(0)
            page.get_by_role("button", name="Show differences").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Differences")
            expect(page.locator("del", has_text="old")).to_be_visible()
            expect(page.locator("ins", has_text="young")).to_be_visible()
            page.get_by_role("button", name="Return to version 1.0").click()
            expect(page.get_by_role("region", name="Prompt", exact=True)).to_contain_text("an old gardener")
            page.get_by_role("link", name="2.0").click()
            expect(page.get_by_text("This is an earlier content")).to_be_visible()
            expect(page.get_by_role("button", name="Remove")).to_have_count(0)


def test_a_report_is_drawn_and_one_that_holds_anything_breaks_nothing(page: Page) -> None:
    odd: dict[str, Any] = {
        "likeness": {
            "author": {"mean": 1e300, "low": -1e300, "high": 0},
            RUN: {"mean": 2, "low": 1, "high": 3},
        },
        "gains": [{"over": RUN, "mean": 0, "low": 0, "high": 0}, 7, None],
    }
    broken = {
        "trials": odd,
        "distributions": {"person": {"words": 1e300, "per_1000_words": {RUN: -5}}, "clone": {"messages": -3}},
        "profile": {"rhythm": {"words_per_sentence_deciles": [0, -1, "x", 1e308]}, "favourite_words": [{}]},
        "made_from": {"turns_by_source": {RUN: 3}},
        "notes": [RUN, 3],
        "leaks": {"clean": True, "findings": [{}]},
    }
    with temporary_host() as host:
        host.registry.install(cloned(), "mirrored")
        host.registry.install(cloned(broken), "imported", as_id="odd")
        host.registry.install(gardener("other", report={"kind": "somebody's", "text": RUN}), "imported")
        with visiting(host, page) as watch:
            page.goto(f"{watch.origin}/personas/wren")
            likeness = page.get_by_role("table", name="0 as texts of others")
            expect(likeness.get_by_role("row", name="This clone")).to_contain_text("0.60 (0.50 to 0.70)")
            expect(likeness.locator("svg .mark")).to_have_count(4)
            expect(page.get_by_text("More like its author than: A generic assistant")).to_be_visible()
            expect(page.get_by_text("Nothing of the log was found in it.")).to_be_visible()
            page.goto(f"{watch.origin}/personas/odd")
            expect(page.get_by_text("Something of the log was found in it")).to_be_visible()
            page.goto(f"{watch.origin}/personas/other")
            expect(page.get_by_text("A report by another tool")).to_be_visible()


def test_what_others_wrote_is_shown_as_text_on_every_page(page: Page) -> None:
    hostile = gardener(
        metadata={
            "name": RUN, "author": RUN, "description": RUN, "tags": [RUN, '" onmouseover="alert(3)'],
            "sources": [RUN], "licence": RUN,
        },
        prompt=RUN,
        config={"voice": RUN, "greeting": RUN, "examples": [{"user": RUN, "reply": RUN}], "own": {RUN: RUN}},
        library={"&lt;b&gt;' onclick='alert(4).txt": RUN},
        report={"kind": "forge", "made_from": {"works": [{"title": RUN, "characters": 3}]}, "notes": [RUN]},
    )  # fmt: skip
    with temporary_host(replies=[RUN]) as host:
        host.registry.install(gardener(), "imported")
        host.registry.install(hostile, "imported", replace=True)
        ask(host, "gardener", RUN)
        with visiting(host, page) as watch:
            page.locator("#q").fill("script alert")
            expect(page.locator(".persona")).to_have_count(1)
            expect(page.locator(".persona h2")).to_have_text(RUN)
            for path in ("", "/library/" + quote("&lt;b&gt;' onclick='alert(4).txt"), "/differences"):
                page.goto(f"{watch.origin}/personas/gardener{path}")
                expect(page.locator("main")).to_contain_text("<script>alert(1)</script>")
            page.keyboard.press("Control+k")
            page.keyboard.type("script")
            expect(page.locator("[data-find-results]")).to_contain_text("<script>alert(1)</script>")
            assert page.locator("main img[src*=evil], [data-find-results] img, [onmouseover]").count() == 0


def test_everything_is_reached_by_keyboard_from_the_search_to_a_persona_and_back(page: Page) -> None:
    with temporary_host() as host:
        host.registry.install(gardener(), "imported")
        ask(host, "gardener", "How do I prune a walnut tree?")
        with visiting(host, page) as watch:
            page.keyboard.press("/")
            page.keyboard.type("garden")
            expect(page.locator(".persona")).to_have_count(1)
            for _ in range(12):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.matches('a.who')"):
                    break
            page.keyboard.press("Enter")
            page.wait_for_url("**/personas/gardener")

            page.keyboard.press("Control+k")
            page.keyboard.type("socr")
            expect(page.locator("[data-find-results] a")).to_have_count(1)
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            page.wait_for_url("**/personas/socrates")

            page.keyboard.press("Control+k")
            page.keyboard.type("walnut")
            found = page.locator("[data-find-results] a[href^='/conversations/']")
            expect(found).to_contain_text("walnut")
            page.locator("[data-find-field]").fill("mirr")
            expect(page.locator("[data-find-results] a").last).to_have_attribute("href", "/mirror")
            page.locator("[data-find-field]").fill("qqqq")
            expect(page.locator("[data-find-results]")).to_have_text("Nothing is called that.")
            page.keyboard.press("Escape")
            expect(page.locator("[data-finder]")).not_to_be_visible()
            expect(page).to_have_url(f"{watch.origin}/personas/socrates")


def test_the_pages_have_no_barriers_in_light_and_dark_and_speak_german(page: Page) -> None:
    with temporary_host() as host:
        host.registry.install(cloned(library=GARDEN), "mirrored")
        host.registry.install(cloned({"notes": ["New."]}, prompt="You are Wren."), "mirrored", replace=True)
        with visiting(host, page) as watch:
            page.set_extra_http_headers({"Accept-Language": "de"})
            page.goto(watch.origin)
            expect(page.locator("[data-told]")).to_have_text("9 Personas")
            look_for_barriers(page, watch, ["/?q=nobody-at-all"])
            page.set_extra_http_headers({})
            paths = [
                "/",
                "/personas/wren",
                "/personas/wren@previous/library/bees.txt",
                "/personas/wren/differences",
                "/removed",
            ]
            look_for_barriers(page, watch, paths)
