"""`whetstone doctor`: a home that is whole, every kind of damage, and repairs that lose nothing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import struct
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cartridges import gardener
from commandline import Said, everything_in, here, process, together, unprivileged
from homes import BUNDLED, done, edit, installed, packed, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packages import Site

from whetstone.core.doctor import listing
from whetstone.core.doctor.examination import NAMES
from whetstone.core.doctor.patient import Patient
from whetstone.core.home import Home
from whetstone.core.signing.keys import OwnKeys
from whetstone.testing import ask, temporary_host

QUICK = ("--block", "static_embeddings", "--block", "semantic_search", "--block", "litellm_models")


def doctor(home: Path, *options: str, **env: str) -> Said:
    return here(*QUICK, "doctor", *options, home=home, **env)


def states(home: Path, *options: str, **env: str) -> dict[str, str]:
    """The state of each check."""
    return {
        check["check"]: check["state"] for check in doctor(home, "--json", *options, **env).json["checks"]
    }


def told(home: Path, check: str, *options: str, **env: str) -> list[dict[str, Any]]:
    """What one check says."""
    (found,) = (c for c in doctor(home, "--json", *options, **env).json["checks"] if c["check"] == check)
    return list(found["findings"])


def faulty(home: Path, **env: str) -> set[str]:
    """The checks that found something, beside blocked plugins."""
    return {check for check, state in states(home, **env).items() if state != "ok"} - {"plugins"}


def bytes_in(home: Path) -> Counter[bytes]:
    """The contents of all files of a home, wherever they lie."""
    return Counter(path.read_bytes() for path in home.rglob("*") if path.is_file() and not path.is_symlink())


def repaired(home: Path) -> list[str]:
    """Have a home mended: nothing is lost, and the second time there is nothing to do."""
    before = bytes_in(home)
    said = doctor(home, "--repair", "--json")
    assert said.code == 0, said.out
    assert not before - bytes_in(home)
    after = everything_in(home)
    again = doctor(home, "--repair", "--json")
    assert again.code == 0
    assert not any(check["repaired"] or check["failed"] for check in again.json["checks"])
    assert everything_in(home) == after
    return [sentence for check in said.json["checks"] for sentence in check["repaired"]]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with something of everything; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("furnished")
    home = folder / "home"
    done(here("key", "new", home=home))
    for version in ("1", "2"):
        file = packed(folder / version, gardener(metadata={"version": version}))
        done(here("import", file, "--replace", home=home))
    signed = OwnKeys(Home(home)).choose(None, set()).sign(gardener("signed"))
    done(here("import", packed(folder, signed), home=home))
    for name in ("gone", "other"):
        done(here("import", packed(folder, gardener(name)), home=home))
    done(edit(home, "--set", "name=Rosa", "--set", "config.weirdness=0.5"))
    done(here("remove", "gone", home=home))
    (folder / "tiny.gguf").write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 0))
    done(here("config", "set", "embedded_model.weights", str(folder / "tiny.gguf"), home=home))
    with temporary_host(home=home, replies=["From what I saw, bees decide together."]) as host:
        ask(host, "gardener", "What of bees?")
        ask(host, BUNDLED, "What of courage?")
    done(here("history", "list", home=home))
    return home


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(furnished, tmp_path / "home")


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user can look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def folder_of(home: Path, persona_id: str) -> Path:
    return home / installed(home)[persona_id]["path"]


def record_of(home: Path, persona_id: str) -> Path:
    folder = folder_of(home, persona_id)
    return folder.with_name(f"{folder.name}.json")


def test_a_home_that_is_whole_is_told_in_a_page_and_nothing_is_written(home):
    before = everything_in(home)
    said = done(doctor(home))
    lines = said.out.splitlines()
    assert [line.split()[1] for line in lines if not line.startswith(" ")] == [
        *("whetstone", "home", "rights", "settings", "locks", "drafts", "personas", "contents", "overlays"),
        *("trash", "talked", "keys", "signatures", "log", "cache", "models", "plugins"),
    ]
    assert "✓ personas    3 personas installed" in lines
    assert "✓ contents    4 contents are what was installed, to the byte" in lines
    assert "✓ log         4 records, every line whole" in lines
    assert "\x1b" not in said.out
    assert faulty(home) == set()
    assert everything_in(home) == before


def test_a_home_that_is_not_there_yet_is_whole_and_is_not_made(tmp_path):
    said = process("doctor", home=tmp_path / "none")
    assert said.code == 0, said.out + said.stderr
    assert said.stderr == "Everything is whole.\n"
    assert not (tmp_path / "none").exists()


def test_where_the_terminal_has_no_ticks_the_page_is_plain(home):
    (home / "personas.json").write_text("{")
    said = process(*QUICK, "doctor", home=home, env={"PYTHONIOENCODING": "ascii"})
    assert said.out.isascii()
    assert said.out.startswith("ok whetstone")
    assert "\nX  personas" in said.out


def test_a_report_for_others_holds_versions_and_nothing_private(home, monkeypatch):
    write(home, 'model = "paid"\n[models.paid]\nmodel = "openai/x"\napi_key = {"$env" = "K"}\n')
    (home / "overlays" / "gardener.json").write_text('{"config": {"voice": "private words"}, "name": 7}')
    log = home / "chat_history.log"
    log.write_bytes(log.read_bytes() + b'{"text": "private words"}\n')
    said = here("doctor", "--json", home=home, K="secret-key", HOME=str(home.parent))
    assert said.json["about"]["whetstone"]
    assert said.json["about"]["pydantic"]
    assert said.json["healthy"] is False
    for private in ("private words", "secret-key", "bees", str(home.parent)):
        assert private not in said.out


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
    told = " ".join(sentence for check in said.json["checks"] for sentence in check["repaired"])
    assert "metadata.json is missing; every cartridge has one; import it again" in told
    assert "other is not listed again" not in told
    assert "signed is not listed again: its files are gone; import it again" in told
    assert sorted(installed(home)) == ["gardener"]


def test_an_import_during_a_repair_loses_nothing(home, tmp_path):
    whole = installed(home)
    files = [packed(tmp_path, gardener(f"new-{number}")) for number in range(4)]
    (home / "personas.json").write_bytes(b"{")
    together([["doctor", "--repair"], *(["import", file] for file in files), ["doctor", "--repair"]], home)
    for file in files:
        done(here("import", file, home=home))
    assert installed(home).keys() == whole.keys() | {f"new-{number}" for number in range(4)}
    assert faulty(home) == set()


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


def test_drafts_that_killed_processes_left_are_put_aside(home):
    place = home / "philosophy_library" / "imported" / "other"
    drafts = [
        home / ".personas.json.new",
        home / ".whetstone.toml.new",
        place / ".new-abc.1",
        place / ".damaged-x",
    ]
    for path in drafts[:2]:
        path.write_text(f"half of {path.name}")
    for path in drafts[2:]:
        (path / "library").mkdir(parents=True)
        (path / "library" / "bees.txt").write_text(f"half a book of {path.name}")
    assert faulty(home) == {"drafts"}
    assert doctor(home).code == 0
    assert len(repaired(home)) == 4
    assert not any(path.exists() for path in drafts)
    assert faulty(home) == set()


def test_a_lock_that_is_held_is_named_and_drafts_of_its_holder_are_left_alone(home):
    with Home(home).locked("personas"):
        draft = home / "philosophy_library" / "imported" / "other" / ".new-abc.1"
        draft.mkdir()
        said = process(*QUICK, "doctor", "--json", home=home)
        checks = {check["check"]: check["findings"] for check in said.json["checks"]}
        assert said.code == 0
        assert "locks/personas.lock is held by another process" in checks["locks"][0]["told"]
        assert checks["drafts"][0]["told"] == "1 in work just now, none left over"


@pytest.mark.skipif(os.name != "posix", reason="rights are kept on POSIX systems alone")
def test_what_others_may_read_is_found_and_closed(home):
    private = [
        home,
        home / "keys",
        home / "keys" / "default.pem",
        home / "chat_history.log",
        home / "trust.json",
    ]
    for path in private:
        path.chmod(path.stat().st_mode | 0o044)
    found = {finding["told"].split()[0]: finding["state"] for finding in told(home, "rights")}
    assert found == {
        str(home): "note",
        "keys": "note",
        "keys/default.pem": "fault",
        "chat_history.log": "fault",
        "trust.json": "note",
    }
    assert len(repaired(home)) == 5
    assert not any(path.stat().st_mode & 0o077 for path in private)


@pytest.mark.skipif(os.name != "posix", reason="rights are kept on POSIX systems alone")
def test_ones_own_rights_come_back(home):
    (home / "personas.json").chmod(0)
    assert "rights" in faulty(home)
    repaired(home)
    assert stat.S_IMODE((home / "personas.json").stat().st_mode) == 0o600


def test_damaged_keys_and_trust_are_told_and_left_as_they_are(home):
    (home / "keys" / "default.pem").write_text("-----BEGIN")
    (home / "trust.json").write_text("{")
    before = everything_in(home)
    keys = " ".join(finding["told"] for finding in told(home, "keys", "--repair"))
    assert "default.pem holds no Ed25519 private key" in keys
    assert "what you revoked is forgotten" in keys
    assert everything_in(home) == before


def test_damaged_lines_of_the_log_are_told_by_their_numbers(home):
    log = home / "chat_history.log"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([*lines[:2], b"{private\n", *lines[2:], lines[1], b'{"v": 1, "tex']))
    torn, damaged, double = (finding["told"] for finding in told(home, "log"))
    assert torn.startswith("the last line of chat_history.log is torn")
    assert damaged.startswith("1 line of chat_history.log cannot be read and are passed over (line 3)")
    assert double.startswith("in chat_history.log, 1 record has the id of an earlier one")
    assert doctor(home).code == 0


def test_a_content_that_was_talked_with_and_is_gone_is_told(home):
    log = home / "chat_history.log"
    hash = installed(home)["gardener"]["content_hash"]
    log.write_bytes(log.read_bytes().replace(hash.encode(), b"sha256:" + b"0" * 64))
    (finding,) = told(home, "log")
    assert finding["told"].startswith(
        "1 content that you talked with is not here any more (gardener sha256:0000"
    )


def test_a_damaged_index_is_put_aside_and_made_anew(home):
    index = home / "cache" / "history.sqlite"
    index.write_bytes(index.read_bytes()[:4096] + os.urandom(4096))
    assert faulty(home) == {"cache"}
    repaired(home)
    assert not index.exists()
    assert len(here("history", "list", "--json", home=home).json) == 2
    assert sqlite3.connect(index).execute("PRAGMA quick_check").fetchone() == ("ok",)


def test_damaged_settings_are_told_and_everything_else_is_looked_at(home):
    write(home, "model = \n")
    (home / "personas.json").unlink()
    found = states(home)
    assert found["settings"] == "fault"
    assert found["personas"] == "fault"
    assert found["models"] == "note"
    assert doctor(home, "--repair").code == 1
    assert states(home)["personas"] == "ok"
    write(home, '[retrieval]\nretrievers = ["nothing"]\n')
    assert "no plugin brings a retriever called 'nothing'" in told(home, "settings")[0]["told"]


def test_models_that_cannot_be_asked_are_told(home, tmp_path):
    settings = 'model = "paid"\n[models.paid]\nmodel = "x"\nbackend = "nowhere"\nfallbacks = ["nobody"]\n'
    write(home, settings + f'[models.mine]\nmodel = "gguf:{tmp_path}/none.gguf"\n')
    done(edit(home, "--set", "model=somebody"))
    default, *others = told(home, "models")
    assert default["state"] == "fault"
    assert "no plugin brings the backend 'nowhere'" in default["told"]
    sentences = [finding["told"] for finding in others]
    assert sentences[0].startswith("models.paid.fallbacks: no model is called 'nobody'")
    assert "there is no such file; correct the path" in sentences[1]
    assert sentences[2].startswith("the model somebody, which you chose for gardener: no model is called")


def test_a_key_that_is_not_in_the_environment_is_told_by_its_name(home):
    write(home, 'model = "paid"\n[models.paid]\nmodel = "openai/x"\napi_key = {"$env" = "MY_KEY"}\n')
    said = here("doctor", "--json", home=home)
    assert "the environment variable MY_KEY is not set" in said.out
    assert "MY_KEY" not in here("doctor", "--json", home=home, MY_KEY="secret").out
    said = here("doctor", "--json", home=home, WHETSTONE_MODEL="anthropic/claude", ANTHROPIC_API_KEY="")
    assert "wants a key; export it as ANTHROPIC_API_KEY" in said.out


def test_weights_that_are_not_what_was_published_are_told(home, tmp_path):
    write(home, f'[embedded_model]\nweights = "{tmp_path}/small.gguf"\n')
    (tmp_path / "small.gguf").write_bytes(b"no weights")
    (finding,) = told(home, "models")
    assert "is not a GGUF file" in finding["told"]


def test_what_is_wrong_with_plugins_and_commands_is_told(home, tmp_path):
    site = Site(tmp_path / "site")
    site.add("bad", plugins={"bad": "bad"}, bad="raise RuntimeError('broken on purpose')")
    for name in ("one", "two"):
        site.add(name, commands={"sharpen": f"{name}:run", "list": f"{name}:run"})
    said = process(*QUICK, "doctor", "--json", home=home, env={"PYTHONPATH": site.folder})
    found = {f["told"]: f["state"] for f in said.json["checks"][-1]["findings"]}
    assert said.code == 1
    assert found["bad of bad 1.0 (failed): RuntimeError: broken on purpose"] == "fault"
    assert found["the command 'sharpen' is claimed by one and two; block or uninstall one of them"] == "fault"
    assert found["the command 'list' of one and two is passed over for Whetstone's own"] == "note"
    assert not site.imported("one")


def test_a_file_in_place_of_the_home_is_told(tmp_path):
    home = tmp_path / "home"
    home.write_text("not a folder")
    found = states(home)
    assert found["home"] == "fault"
    assert found["contents"] == "note"
    assert doctor(home, "--repair").code == 1
    assert home.read_text() == "not a folder"


@pytest.mark.skipif(os.name != "posix", reason="there are no such files elsewhere")
@pytest.mark.parametrize("name", ["personas.json", "chat_history.log", "trust.json"])
def test_a_pipe_in_place_of_a_file_is_told_and_not_waited_for(home, name):
    (home / name).unlink()
    os.mkfifo(home / name)
    (finding,) = told(home, "home", "--repair")
    assert finding["told"] == f"{name} is no regular file; move it away"


def test_a_home_of_somebody_else_is_looked_at_as_far_as_it_can_be_read(home, public):
    home = shutil.copytree(home, public / "home")
    for path in [home, *home.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    before = everything_in(home)
    said = unprivileged(*QUICK, "doctor", "--json", home=home)
    found = {check["check"]: check["state"] for check in said.json["checks"]}
    assert found["home"] == "note"
    assert found["contents"] == "ok"
    home.chmod(0o700)
    said = unprivileged(*QUICK, "doctor", "--json", home=home)
    if os.getuid() == 0:
        assert {c["check"]: c["state"] for c in said.json["checks"]}["home"] == "fault"
    assert everything_in(home) == before


def test_whatever_bit_flips_the_doctor_tells_it_and_never_fails_itself(home):
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and path.stat().st_size]
    matters = ("personas.json", "philosophy_library")

    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(files), st.integers(0, 10**9), st.integers(0, 7))
    def flipped(path: Path, place: int, bit: int) -> None:
        whole = path.read_bytes()
        place %= len(whole)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
        try:
            found = states(home)
            if path.relative_to(home).parts[0] in matters and not _means_the_same(path, whole):
                assert set(found.values()) - {"ok"}, path
            said = doctor(home, "--json", "--repair")
            assert "unexpected" not in said.out
            assert said.code in (0, 1)
        finally:
            path.write_bytes(whole)

    flipped()


def _means_the_same(path: Path, whole: bytes) -> bool:
    """Whether the list or an install record says what it said, as after a flip in a line end."""
    if path.name != "personas.json" and path.parent.parent.name != "imported":
        return False
    try:
        return bool(json.loads(path.read_bytes()) == json.loads(whole))
    except (ValueError, RecursionError):
        return False


def test_every_check_has_its_line_on_the_doctors_page():
    page = (Path(__file__).parents[1] / "docs" / "doctor.md").read_text()
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| `")]
    assert rows == [f"`{name}`" for name in NAMES]
