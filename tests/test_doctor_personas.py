"""What the doctor finds and mends in the list, contents, records, overlays and trash."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from cartridges import gardener
from commandline import here
from doctoring import bytes_in, doctor, faulty, folder_of, record_of, repaired, told
from homes import BUNDLED, done, installed, packed

from whetstone.core.doctor import listing
from whetstone.core.doctor.patient import Patient
from whetstone.core.home import Home


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(furnished, tmp_path / "home")


def test_personas_json_cut_anywhere_is_made_anew_as_it_was(planted):
    path = planted / "personas.json"
    whole = path.read_bytes()
    for length in range(len(whole) - 1):
        path.write_bytes(whole[:length])
        (finding,) = listing.look(Patient(Home(planted)))
        assert finding.state == "fault"
        assert finding.repair
        finding.repair()
        assert path.read_bytes() == whole
    assert bytes_in(planted) >= Counter(whole[:length] for length in range(len(whole) - 1))


@pytest.mark.parametrize("share", [0, 0.2, 0.5, 0.9])
def test_a_cut_list_of_several_personas_is_mended_at_the_command_line(home, share):
    path = home / "personas.json"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    said = doctor(home)
    assert said.code == 1
    assert "✗ personas" in said.out
    assert said.stderr.startswith("1 fault; `whetstone doctor --repair` mends 1 of what was found")
    assert "✗ personas    personas.json is not valid JSON: line " in said.out
    first, second = repaired(home)
    assert first == "made personas.json anew with 3 personas"
    assert second.startswith("kept the damaged one as set-aside/")
    assert path.read_bytes() == whole
    assert faulty(home) == set()


@pytest.mark.parametrize("instead", ["nothing", "a folder", "a link to nothing"])
def test_a_missing_list_is_made_anew_from_the_install_records(home, instead):
    path = home / "personas.json"
    whole = path.read_bytes()
    path.unlink()
    if instead == "a folder":
        path.mkdir()
        (path / "note.txt").write_text("somebody put this here")
    elif instead == "a link to nothing":
        path.symlink_to(home / "nowhere.json")
    assert "personas" in faulty(home)
    assert repaired(home)[0] == "made personas.json anew with 3 personas"
    assert path.read_bytes() == whole
    assert "gone" in here("restore", home=home).out


def test_who_was_removed_does_not_come_back_with_the_list(home):
    """Not even where the removal was killed before it took the files along."""
    (place,) = (home / "trash").iterdir()
    (place / "contents").rename(home / "philosophy_library" / "imported" / "gone")
    assert [f["state"] for f in told(home, "contents")] == ["note", "ok"]
    (home / "personas.json").unlink()
    repaired(home)
    assert "gone" not in installed(home)
    assert (place / "contents").is_dir()
    done(here("restore", "gone", home=home))
    assert faulty(home) == set()


def test_who_was_installed_again_after_a_removal_is_listed_again(home, tmp_path):
    done(here("import", packed(tmp_path, gardener("gone", metadata={"version": "2"})), home=home))
    before = installed(home)
    (home / "personas.json").write_text("")
    repaired(home)
    assert installed(home) == before


def test_the_content_that_was_rolled_back_to_is_listed_again(home):
    done(here("rollback", "gardener", home=home))
    before = installed(home)
    assert before["gardener"]["version"] == "1"
    (home / "personas.json").unlink()
    repaired(home)
    assert installed(home) == before


def test_without_list_and_record_the_files_tell_who_it_is(home):
    before = installed(home)
    record_of(home, "other").unlink()
    record_of(home, "signed").write_bytes(b"{")
    (home / "personas.json").write_bytes(b"")
    repaired(home)
    after = installed(home)
    for persona_id in ("other", "signed"):
        assert after[persona_id].pop("installed_at")
        assert "chosen_at" not in after[persona_id] or after[persona_id].pop("chosen_at") is None
        for dated in ("installed_at", "chosen_at"):
            before[persona_id].pop(dated, None)
        after[persona_id].pop("chosen_at", None)
    assert after == before
    assert faulty(home) == set()


def test_what_cannot_be_listed_again_is_told(home):
    folder = folder_of(home, "other")
    record_of(home, "other").unlink()
    (folder / "metadata.json").unlink()
    gone = folder_of(home, "signed").parent
    (home / "personas.json").write_bytes((home / "personas.json").read_bytes() + b"{")
    shutil.rmtree(gone)
    said = doctor(home, "--repair", "--json")
    assert said.code == 1
    (check,) = (check for check in said.json["checks"] if check["check"] == "personas")
    assert not [sentence for sentence in check["repaired"] if "not listed again" in sentence]
    told = " ".join(finding["told"] for finding in check["findings"] if finding["state"] == "note")
    assert "metadata.json is missing; every cartridge has one; import it again" in told
    assert "other is not listed again" not in told
    assert "signed is not listed again: its files are gone; import it again" in told
    assert sorted(installed(home)) == ["gardener"]


@pytest.mark.parametrize("name", ["prompt.txt", "library/bees.txt", "metadata.json"])
@pytest.mark.parametrize("which", ["1", "2"])
def test_damaged_files_are_found_in_every_content_and_importing_again_mends_them(home, tmp_path, name, which):
    (folder,) = (
        path.parent
        for path in (home / "philosophy_library/imported/gardener").glob("*/metadata.json")
        if json.loads(path.read_bytes())["version"] == which
    )
    path = folder / name
    path.write_bytes(path.read_bytes().replace(b"e", b"E", 1))
    (finding,) = told(home, "contents")
    assert finding["state"] == "fault"
    assert not finding["repairable"]
    assert f"gardener {which}" in finding["told"]
    assert finding["told"].endswith("import it again")
    before = bytes_in(home)
    assert doctor(home, "--repair").code == 1
    assert bytes_in(home) == before
    file = packed(tmp_path, gardener(metadata={"version": which}))
    done(here("import", file, "--replace", home=home))
    repaired(home)
    assert "contents" not in faulty(home)


def test_files_that_are_gone_come_back_from_a_copy_in_the_trash(home):
    """As after a list that was brought back from a backup."""
    path = home / "personas.json"
    listed = path.read_bytes()
    before = installed(home)
    done(here("remove", "other", home=home))
    path.write_bytes(listed)
    (finding,) = told(home, "contents")
    assert "its files are gone; an intact copy of it is here" in finding["told"]
    assert any("from an intact copy" in sentence for sentence in repaired(home))
    assert installed(home) == before
    done(here("show", "other", home=home))


def test_a_changed_signature_is_found(home):
    path = folder_of(home, "signed") / "signature.json"
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    assert {"contents", "signatures"} <= faulty(home)
    path.unlink()
    (finding,) = told(home, "signatures")
    assert "is not any more: there is no signature.json" in finding["told"]


def test_a_revoked_key_is_told(home):
    done(here("key", "revoke", "default", home=home))
    (finding,) = told(home, "signatures")
    assert finding["state"] == "note"
    assert "signed is signed by ed25519:" in finding["told"]
    assert "you revoked" in finding["told"]


@pytest.mark.parametrize("damage", [None, b"", b"{", b"[]", b'{"name": "x"}', b"\xff"])
@pytest.mark.parametrize("which", ["current", "earlier"])
def test_a_missing_or_damaged_install_record_is_written_anew(home, damage, which):
    current = record_of(home, "gardener")
    (earlier,) = (path for path in current.parent.glob("*.json") if path != current)
    record = current if which == "current" else earlier
    whole = json.loads(record.read_bytes())
    record.unlink()
    if damage is not None:
        record.write_bytes(damage)
    (finding,) = told(home, "contents")
    assert finding["repairable"]
    repaired(home)
    mended = json.loads(record.read_bytes())
    if which == "earlier":  # nothing else tells when it was installed
        for key in ("installed_at", "chosen_at"):
            whole.pop(key), mended.pop(key, None)
    assert mended == whole
    assert [v["version"] for v in here("versions", "gardener", "--json", home=home).json] == ["2", "1"]


@pytest.mark.parametrize("where", ["the list", "the record"])
@pytest.mark.parametrize("key", ["version", "signed_by", "content_hash", "installed_at"])
def test_where_list_and_record_differ_the_files_decide(home, where, key):
    path = home / "personas.json" if where == "the list" else record_of(home, "signed")
    before = installed(home)
    value = before["signed"][key]
    changed = value[:-1] + ("1" if value[-1] != "1" else "2")
    at = path.read_bytes().rindex(value.encode())
    path.write_bytes(path.read_bytes()[:at] + changed.encode() + path.read_bytes()[at + len(changed) :])
    assert "contents" in faulty(home)
    repaired(home)
    after = installed(home)
    if key == "installed_at" and where == "the list":  # nothing tells which is right: the list is believed
        after["signed"]["installed_at"] = value
    assert after == before
    assert faulty(home) == set()


def test_a_damaged_overlay_is_put_aside_and_its_persona_is_as_it_came(home):
    (home / "overlays" / "gardener.json").write_text("{")
    (finding,) = told(home, "overlays")
    assert "`whetstone edit gardener --reset`" in finding["told"]
    (sentence,) = repaired(home)
    assert sentence.startswith("moved your damaged changes to gardener to set-aside/")
    assert installed(home)["gardener"]["name"] == "The Gardener"


def test_an_overlay_of_nobody_and_one_that_no_longer_fits_are_told(home):
    shutil.copy(home / "overlays" / "gardener.json", home / "overlays" / "nobody.json")
    (home / "overlays" / "other.json").write_text('{"config": {"weirdness": 7}}')
    misfit, nobody = sorted(told(home, "overlays"), key=lambda finding: finding["state"])
    assert "there is no such persona" in nobody["told"]
    assert nobody["state"] == "note"
    assert "`whetstone edit other --unset" in misfit["told"]


@pytest.mark.parametrize("damage", [None, "", "{", "[]"])
def test_a_damaged_entry_of_the_trash_is_written_anew(home, damage):
    (place,) = (home / "trash").iterdir()
    (place / "entry.json").unlink()
    if damage is not None:
        (place / "entry.json").write_text(damage)
    assert "trash" in faulty(home)
    (sentence,) = repaired(home)
    assert "anew from the install record" in sentence
    done(here("restore", "gone", home=home))
    assert faulty(home) == set()


def test_a_damaged_copy_of_a_bundled_persona_is_written_anew(home):
    (path,) = (home / "philosophy_library" / "talked" / BUNDLED).iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    assert {"talked"} <= faulty(home)
    repaired(home)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("damage", [b"{", b"[]", b'{"name": "x"}'])
def test_a_missing_list_beside_a_damaged_record_is_told_with_a_way_out_that_works(home, damage):
    before = installed(home)
    record = record_of(home, "other")
    record.write_bytes(damage)
    (home / "personas.json").unlink()
    sentence = here("list", home=home).refused()
    assert str(record) in sentence
    assert "let `whetstone doctor --repair` write it anew" in sentence
    repaired(home)
    assert installed(home).keys() == before.keys()
    (home / "personas.json").unlink()
    assert installed(home).keys() == before.keys()
