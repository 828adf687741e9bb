"""The API of personas, asked over HTTP as a program does."""

from __future__ import annotations

import io
from pathlib import Path

import httpx
from cartridges import GARDEN, gardener
from doors import program
from homes import edit
from PIL import Image

from whetstone import Host
from whetstone.core.differences import differences
from whetstone.core.signing.keys import OwnKeys
from whetstone.testing import temporary_host

PERSONAS = "/api/v1/personas"


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 100), colour).save(out, "PNG")
    return out.getvalue()


def told(response: httpx.Response) -> tuple[int, str]:
    """The status of a refusal, and its type."""
    error = response.json()["error"]
    assert error["message"].strip()
    return response.status_code, error["type"]


def ids(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [persona["id"] for persona in response.json()["personas"]]


def test_personas_are_found_by_words_type_tag_origin_and_favourites_and_come_in_the_order_asked_for() -> None:
    with temporary_host() as host, program(host) as client:
        host.registry.install(
            gardener(metadata={"name": "Zoë Ångström", "tags": ["Bäume", "soil"], "author": "Éva"}),
            "imported",
        )
        host.registry.install(gardener("wren", metadata={"name": "Wren", "type": "clone"}), "mirrored")
        everyone = client.get(PERSONAS).json()
        assert everyone["total"] == len(everyone["personas"]) == 10

        for words in ("zoe angstrom", "ZOË", "baume", "eva", "angst baum"):
            assert ids(client.get(PERSONAS, params={"q": words})) == ["gardener"], words
        assert ids(client.get(PERSONAS, params={"q": "zoe nobody"})) == []
        assert ids(client.get(PERSONAS, params={"type": "clone"})) == ["wren"]
        assert ids(client.get(PERSONAS, params={"tag": "Bäume"})) == ["gardener"]
        assert set(ids(client.get(PERSONAS, params={"origin": "builtin"}))) == set(host.bundled.personas())
        assert ids(client.get(PERSONAS, params={"sort": "newest", "limit": 2})) == ["wren", "gardener"]
        assert ids(client.get(PERSONAS, params={"sort": "name", "limit": 1, "offset": 9})) == ["gardener"]

        client.patch(f"{PERSONAS}/wren", json={"favourite": True})
        assert ids(client.get(PERSONAS, params={"favourite": "true"})) == ["wren"]
        assert ids(client.get(PERSONAS, params={"sort": "favourites", "limit": 1})) == ["wren"]
        assert told(client.get(PERSONAS, params={"sort": "worst"})) == (422, "Unfit")
        assert told(client.get(PERSONAS, params={"limit": 0})) == (422, "Unfit")


def test_one_persona_is_told_whole_and_its_texts_come_in_pieces() -> None:
    long = "".join(f"Line {number} of a long book.\n" for number in range(100_000))
    cartridge = gardener(library={**GARDEN, "a long book.txt": long}, avatar=picture("green"))
    with temporary_host() as host, program(host) as client:
        host.registry.install(cartridge, "imported")
        detail = client.get(f"{PERSONAS}/gardener").json()
        assert detail["prompt"] == cartridge.prompt
        assert detail["current"] is True
        assert detail["signature"]["state"] == "none"
        assert {text["name"]: text["characters"] for text in detail["library"]} == {
            name: len(text) for name, text in cartridge.library.items()
        }
        assert client.get(f"{PERSONAS}/gardener/library").json() == detail["library"]

        read, start = "", 0
        while start < len(long):
            piece = client.get(
                f"{PERSONAS}/gardener/library/a%20long%20book.txt", params={"start": start, "length": 999_983}
            ).json()
            read, start = read + piece["text"], piece["end"]
        assert read == long
        assert told(client.get(f"{PERSONAS}/gardener/library/none.txt")) == (404, "PersonaNotFound")

        avatar = client.get(f"{PERSONAS}/gardener/avatar", params={"side": 64})
        assert avatar.headers["content-type"] == "image/webp"
        assert avatar.headers["x-content-type-options"] == "nosniff"
        assert Image.open(io.BytesIO(avatar.content)).size == (64, 64)
        known = {"If-None-Match": avatar.headers["etag"]}
        assert client.get(f"{PERSONAS}/gardener/avatar?side=64", headers=known).status_code == 304
        assert client.get(f"{PERSONAS}/gardener/avatar?side=32", headers=known).status_code == 200
        assert client.get(f"{PERSONAS}/gardener/report").json() is None


def test_what_the_user_changes_is_kept_beside_the_persona_and_can_be_taken_back(tmp_path: Path) -> None:
    with temporary_host(home=tmp_path / "home") as host, program(host) as client:
        host.registry.install(gardener(), "imported")
        path = f"{PERSONAS}/gardener"
        wish = {"name": '"Quoted" 5', "tags": ["a, b", "<i>"], "config": {"weirdness": 0.9, "voice": "0.5"}}
        kept = client.patch(path, json=wish)
        assert kept.status_code == 200, kept.text
        detail = client.get(path).json()
        assert detail["persona"]["name"] == '"Quoted" 5'
        assert detail["persona"]["tags"] == ["a, b", "<i>"]
        assert (detail["config"]["weirdness"], detail["config"]["voice"]) == (0.9, "0.5")

        client.patch(path, json={"name": None, "config": {"voice": None}})
        assert client.get(path).json()["overlay"] == {
            "name": None, "tags": ["a, b", "<i>"], "favourite": False, "model": None,
            "config": {"weirdness": 0.9},
        }  # fmt: skip
        for wrong in (
            {"config": {"weirdness": 7}},
            {"config": {"colour": "red"}},
            {"id": "other"},
            {"name": 5},
        ):
            assert client.patch(path, json=wrong).status_code == 422, wrong
        assert client.get(path).json()["config"]["weirdness"] == 0.9
        client.patch(path, json={"reset": True})
        assert client.get(path).json()["persona"]["name"] == "The Gardener"
    assert edit(tmp_path / "home").json == {}


def test_earlier_contents_are_listed_compared_and_returned_to() -> None:
    first, second = gardener(), gardener(prompt="You are a young gardener.", metadata={"version": "2.0"})
    with temporary_host() as host, program(host) as client:
        host.registry.install(first, "imported")
        host.registry.install(second, "imported", replace=True)
        path = f"{PERSONAS}/gardener"
        versions = client.get(f"{path}/versions").json()
        assert [(one["version"], one["current"]) for one in versions] == [("2.0", True), ("1.0", False)]
        assert client.get(f"{path}@1.0").json()["prompt"] == first.prompt
        assert client.get(f"{path}@1.0").json()["current"] is False
        assert client.get(f"{path}@previous/library").json()

        found = client.get(f"{path}/diff").json()
        expected = differences(first, second)
        assert [file["name"] for file in found["changes"]["files"]] == [file.name for file in expected.files]
        assert client.get(f"{path}@2.0/diff", params={"to": "gardener"}).json()["same"] is True

        returned = client.post(f"{path}/rollback", json={}).json()
        assert (returned["outcome"], returned["after"]["version"]) == ("rolled back", "1.0")
        assert client.get(path).json()["prompt"] == first.prompt
        assert client.post(f"{path}/rollback", json={"to": "1.0"}).json()["outcome"] == "unchanged"
        assert told(client.post(f"{path}/rollback", json={"to": "9"})) == (404, "PersonaNotFound")
        assert told(client.post(f"{PERSONAS}/socrates/rollback", json={})) == (404, "PersonaNotFound")


def test_a_removed_persona_comes_back_with_the_users_changes_and_a_bundled_one_stays() -> None:
    with temporary_host() as host, program(host) as client:
        host.registry.install(gardener(), "imported")
        client.patch(f"{PERSONAS}/gardener", json={"name": "Mine"})
        assert client.delete(f"{PERSONAS}/gardener").json()["id"] == "gardener"
        assert client.get("/api/v1/removed").json() == ["gardener"]
        assert told(client.get(f"{PERSONAS}/gardener")) == (404, "PersonaNotFound")
        assert client.post(f"{PERSONAS}/gardener/restore").status_code == 200
        assert client.get(f"{PERSONAS}/gardener").json()["persona"]["name"] == "Mine"
        assert told(client.post(f"{PERSONAS}/gardener/restore")) == (404, "PersonaNotFound")
        assert told(client.delete(f"{PERSONAS}/socrates")) == (404, "PersonaNotFound")


def test_a_persona_leaves_as_a_file_that_reads_back_or_it_is_said_which_formats_write() -> None:
    with temporary_host() as host, program(host) as client:
        host.registry.install(gardener(avatar=picture("red")), "imported")
        response = client.get(f"{PERSONAS}/gardener/export", params={"format": "whetstone"})
        assert response.headers["content-disposition"] == 'attachment; filename="gardener.whetstone"'
        assert (
            host.formats.read(response.content, "gardener.whetstone").files
            == gardener(avatar=picture("red")).files
        )
        assert client.get("/personas/gardener/export").content == response.content
        refused = client.get(f"{PERSONAS}/gardener/export", params={"format": "parchment"})
        assert told(refused) == (422, "FormatError")


def test_a_signature_is_told_with_what_is_known_of_its_key() -> None:
    with temporary_host() as host, program(host) as client:
        OwnKeys(host.home).make("mine")
        signed = OwnKeys(host.home).choose("mine", set()).sign(gardener())
        host.registry.install(signed, "imported")
        detail = client.get(f"{PERSONAS}/gardener").json()
        assert (detail["signature"]["state"], detail["signature"]["trust"]) == ("valid", "trusted")
        assert detail["warnings"] == []
        page = client.get("/personas/gardener").text
        assert detail["signature"]["key"] in page


def test_what_names_no_persona_is_not_found_at_any_address() -> None:
    hostile = [
        "nobody",
        "No Body",
        "gardener@",
        "gardener@zz",
        "@",
        "a@b@c",
        "%F0%9F%8C%B1",
        "x" * 64,
        "-",
        "nul",
    ]
    with temporary_host() as host, program(host) as client:
        host.registry.install(gardener(), "imported")
        for reference in hostile:
            for path in ("", "/diff", "/report", "/library", "/library/bees.txt", "/avatar", "/export"):
                assert client.get(f"{PERSONAS}/{reference}{path}").status_code == 404, (reference, path)
            for path in ("", "/differences", "/removed", "/library/bees.txt", "/export"):
                assert client.get(f"/personas/{reference}{path}").status_code == 404, (reference, path)


def test_the_document_of_the_api_names_every_answer_and_refusal() -> None:
    with temporary_host() as host, program(host) as client:
        document = client.get("/api/v1/openapi.json").json()
    ours = [
        (path, method, about)
        for path, table in document["paths"].items()
        for method, about in table.items()
        if about["tags"] == ["personas"]
    ]
    assert len(ours) == 14
    for path, method, about in ours:
        assert about["description"], (path, method)
        assert {"200", "404", "422"} <= about["responses"].keys(), (path, method)


def test_a_damaged_persona_is_told_of_and_its_page_offers_the_ways_out(tmp_path: Path) -> None:
    with temporary_host(home=tmp_path / "home") as host, program(host) as client:
        persona = host.registry.install(gardener(), "imported").persona
        (host.home.root / persona.path / "prompt.txt").write_text("You are somebody else.", "utf-8")
        assert told(client.get(f"{PERSONAS}/gardener")) == (422, "CartridgeError")
        page = client.get("/personas/gardener")
        assert page.status_code == 422
        assert "data-remove" in page.text
        assert client.get("/").status_code == 200


def test_a_home_without_personas_says_what_to_do_next(tmp_path: Path) -> None:
    with Host(tmp_path / "home", block=["builtin_personas"]) as host, program(host) as client:
        assert client.get(PERSONAS).json() == {"total": 0, "offset": 0, "personas": [], "tags": []}
        page = client.get("/").text
        assert "No persona is here yet" in page
        assert 'href="/forge"' in page.partition("<main")[2]
        assert "Settings" in client.get("/find").text


def test_a_sheet_of_avatars_holds_each_in_its_place_and_is_kept_only_where_it_is_whole() -> None:
    with temporary_host() as host, program(host) as client:
        host.registry.install(gardener(avatar=picture("red")), "imported")
        host.registry.install(gardener("other", avatar=picture("blue")), "imported")
        names = "".join(
            host.registry.get(id).content_hash.removeprefix("sha256:")[:12] for id in ("other", "gardener")
        )
        response = client.get(f"/agora/avatars?of={names}")
        assert response.headers["content-type"] == "image/webp"
        assert "immutable" in response.headers["cache-control"]
        sheet = Image.open(io.BytesIO(response.content)).convert("RGB")
        assert sheet.size == (72, 144)
        above, below = sheet.getpixel((36, 36)), sheet.getpixel((36, 108))
        assert isinstance(above, tuple)
        assert isinstance(below, tuple)
        assert above[2] > 200 > above[0]
        assert below[0] > 200 > below[2]
        gone = client.get(f"/agora/avatars?of={names}{'0' * 12}")
        assert gone.headers["cache-control"] == "no-store"
        assert Image.open(io.BytesIO(gone.content)).size == (72, 216)
