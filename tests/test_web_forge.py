"""The Forge through its API: cartridges looked at and installed, texts made into personas, hostile files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import shelf
from archives.hostile import hostile_archives
from cartridges import gardener
from doors import Door
from homes import packed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trusting import Maker

from whetstone import Host
from whetstone.plugins.webui.forging.looking import look
from whetstone.plugins.webui.uploads.store import Uploads
from whetstone.testing import served, temporary_host


@pytest.fixture
def host() -> Iterator[Host]:
    with temporary_host() as host:
        yield host


@pytest.fixture
def door(host: Host) -> Iterator[Door]:
    with served(host) as link:
        yield Door.of(link)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return packed(tmp_path_factory.mktemp("file"), gardener()).read_bytes()


def zipped(**files: bytes) -> bytes:
    """A zip of texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.txt", data)
    return out.getvalue()


def test_files_are_told_apart_by_what_is_in_them(door: Door, file: bytes) -> None:
    words = b"Water in the evening, so that the ground drinks."
    kinds = {
        ("persona.zip", file): ("cartridge", ""),
        ("no-ending", file): ("cartridge", ""),
        ("notes.txt", words): ("texts", ""),
        ("notes.zip", zipped(one=words, two=words + b" And more.")): ("texts", ""),
        ("empty.txt", b""): ("neither", "there is nothing in it"),
        ("photo.jpg", b"\xff\xd8\xff" + bytes(900)): ("neither", "no installed text format reads it"),
        ("broken.whetstone", file[:-30]): ("neither", "the archive is damaged"),
        ("words.whetstone", words): ("neither", "it is not a .whetstone file"),
        ("torn.zip", b"PK\x03\x04nothing"): ("neither", "the archive is damaged"),
    }
    for (name, data), (kind, reason) in kinds.items():
        told = door.get(f"/uploads/{door.upload(name, data)}/contents")
        assert (told["kind"], told["name"]) == (kind, name), told
        assert reason in told["reason"]
        assert "uploads" not in told["reason"]
    told = door.get(f"/uploads/{door.upload('two.zip', zipped(one=words, two=words))}/contents")
    assert told["texts"] == ["two.zip/one.txt"]
    assert told["passed_over"] == {"two.zip/two.txt": "the same as two.zip/one.txt"}


def test_all_of_a_cartridge_is_shown_before_it_is_installed_by_a_wish(
    host: Host, door: Door, file: bytes
) -> None:
    id = door.upload("gardener.whetstone", file)
    told = door.get(f"/uploads/{id}/cartridge")
    assert told["prompt"] == gardener().prompt
    assert told["config"]["weirdness"] == 0.25
    assert set(told["files"]) == set(gardener().files)
    assert (told["signature_words"], told["warnings"]) == ("none", [])
    assert told["outlook"]["outcome"] == "installed"
    assert "gardener" not in {persona.id for persona in host.registry.personas()}
    done = door.post("/personas/import", {"upload": id})
    assert done["result"]["outcome"] == "installed"
    assert host.registry.get("gardener").origin == "imported"
    assert door.refused("GET", f"/uploads/{id}/cartridge")[0] == 404, "what is installed is swept"


def test_a_conflict_is_foreseen_and_each_way_out_of_it_works(
    door: Door, file: bytes, tmp_path: Path, ada: Maker
) -> None:
    door.post("/personas/import", {"upload": door.upload("a", file)})
    other = packed(tmp_path / "o", gardener(prompt="You are another gardener.")).read_bytes()
    again = door.upload("again", file)
    told = door.get(f"/uploads/{again}/cartridge")
    assert (told["outlook"]["outcome"], told["installed_as"]) == ("unchanged", "gardener")
    id = door.upload("other", other)
    outlook = door.get(f"/uploads/{id}/cartridge")["outlook"]
    assert outlook["error_type"] == "PersonaConflict"
    assert door.refused("POST", "/personas/import", {"upload": id}) == (409, outlook["error"])
    assert door.refused("POST", "/personas/import", {"upload": id, "as_id": "No Id"})[0] == 422
    assert door.post("/personas/import", {"upload": id, "as_id": "second"})["result"]["id"] == "second"
    id = door.upload("other", other)
    assert door.post("/personas/import", {"upload": id, "replace": True})["result"]["outcome"] == "replaced"
    tampered = door.upload("tampered.whetstone", ada.tampered().read_bytes())
    told = door.get(f"/uploads/{tampered}/cartridge")
    assert told["signature"]["state"] == "invalid"
    assert told["warnings"][0].startswith("the signature is invalid")
    assert told["outlook"]["error_type"] == "SignatureError"
    wish = {"upload": tampered, "as_id": "third", "accept_signature": True}
    assert door.post("/personas/import", wish)["result"]["signed_by"] is None


def test_many_are_installed_in_one_batch_with_an_outcome_each(door: Door, file: bytes) -> None:
    good, bad = door.upload("good", file), door.upload("bad.whetstone", file[:-9])
    wish = [{"upload": good}, {"upload": bad}, {"upload": "0" * 20}, {"upload": good, "as_id": "twin"}]
    told = door.post("/personas/import/batch", {"cartridges": wish})
    assert [one["result"]["outcome"] for one in told] == ["installed", "failed", "failed", "installed"]
    assert "damaged" in told[1]["result"]["error"]
    assert told[2]["result"]["error_type"] == "UploadNotFound"
    assert door.client.get(f"/uploads/{bad}").status_code == 200, "what failed stays to be looked at"
    assert door.refused("POST", "/personas/import/batch", {"cartridges": []})[0] == 422


def test_texts_become_a_persona_that_is_installed_and_can_be_downloaded(
    host: Host, door: Door, tmp_path: Path
) -> None:
    texts = sorted(shelf.shelf(tmp_path / "s").iterdir())
    ids = [door.upload(path.name, path.read_bytes()) for path in texts]
    wish = {"uploads": ids, "name": shelf.NAME, "model": "none"}
    assert door.refused("POST", "/personas/forge", {**wish, "id": "No Id"})[0] == 422
    assert door.refused("POST", "/personas/forge", {**wish, "uploads": ["0" * 20]})[0] == 404
    assert door.refused("POST", "/personas/forge", {**wish, "budget": -1})[0] == 422
    job = door.post("/personas/forge", wish)["id"]
    assert door.refused("GET", f"/jobs/{job}/cartridge")[0] == 404
    state = door.wait(job, lambda state: state["status"] == "done")
    assert state["result"]["installed"]
    found = host.jobs.found(job)
    assert {item.kind for item in found} == {"excerpt"}
    assert all(item.text and item.source for item in found)
    data = door.client.get(f"/jobs/{job}/cartridge")
    assert data.headers["content-disposition"] == f'attachment; filename="{shelf.ID}.whetstone"'
    assert host.formats.read(data.content, "x").content_hash == host.registry.get(shelf.ID).content_hash
    wish["uploads"] = [door.upload("one.txt", texts[0].read_bytes())]
    status, sentence = door.refused("POST", "/personas/forge", wish)
    assert (status, "is installed already" in sentence) == (409, True)
    few = door.post("/personas/forge", {**wish, "id": "few"})["id"]
    state = door.wait(few, lambda state: state["status"] == "failed")
    assert "words of The Librarian's own are too few" in state["error"]
    assert {path.name for path in host.home.uploads.iterdir()} == set(wish["uploads"]), "that may go on"


def test_no_hostile_archive_is_taken_for_a_cartridge(host: Host) -> None:
    uploads = Uploads(host.home)
    for hostile in islice(hostile_archives(), 0, None, 12):
        incoming = uploads.begin(f"{hostile.name}.whetstone")
        incoming.write(hostile.data)
        looked = look(host, incoming.finish())
        assert looked.kind == "neither", hostile.name
        assert looked.reason


def test_a_bomb_is_told_and_not_unpacked(door: Door) -> None:
    bomb = zipped(one=bytes(64 << 20))
    told = door.get(f"/uploads/{door.upload('bomb.zip', bomb)}/contents")
    assert (told["kind"], told["texts"]) == ("neither", [])
    assert told["reason"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_whatever_is_uploaded_is_told_in_a_sentence(host: Host, file: bytes, data: st.DataObject) -> None:
    bases = (file, zipped(one=b"Prune in the dead of winter. " * 40), b"Just words. " * 30)
    broken = bytearray(data.draw(st.sampled_from(bases)))
    for at in data.draw(st.lists(st.integers(0, len(broken) - 1), max_size=6)):
        broken[at] = data.draw(st.integers(0, 255))
    ending = data.draw(st.sampled_from((".whetstone", ".zip", ".txt", ".epub", ".docx", ".pdf", ".html", "")))
    incoming = Uploads(host.home).begin(f"file{ending}")
    incoming.write(bytes(broken[: data.draw(st.integers(0, len(broken)))]))
    looked = look(host, incoming.finish())
    assert looked.kind == "neither" or looked.cartridge or looked.texts
    assert bool(looked.reason) == (looked.kind == "neither")
