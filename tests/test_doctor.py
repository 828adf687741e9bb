"""`whetstone doctor`: its page, and all that it looks at beside personas."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import everything_in, here, process, unprivileged
from doctoring import QUICK, doctor, faulty, repaired, states, told
from homes import BUNDLED, done, edit, installed, write
from packages import Site

from whetstone.core.doctor.examination import NAMES


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(furnished, tmp_path / "home")


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user can look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_home_that_is_whole_is_told_in_a_page_and_nothing_is_written(home):
    before = everything_in(home)
    said = done(doctor(home))
    lines = said.out.splitlines()
    assert [line.split()[1] for line in lines if not line.startswith(" ")] == [
        *(
            "whetstone",
            "home",
            "folders",
            "rights",
            "settings",
            "locks",
            "drafts",
            "personas",
            "contents",
            "overlays",
        ),
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


def test_a_report_for_others_holds_no_words_no_secrets_and_no_paths_or_names(home, tmp_path):
    models = tmp_path / "all of ada's" / "models"
    write(
        home,
        'model = "paid"\n[models.paid]\nmodel = "openai/x"\napi_key = {"$env" = "K"}\n'
        f'[models.mine]\nmodel = "gguf:{models}/none.gguf"\n',
    )
    log = home / "chat_history.log"
    log.write_bytes(log.read_bytes() + b'{"text": "private words"}\n')
    home.chmod(0o755)
    (home / "keys" / "default.pem").rename(home / "keys" / "ada-lovelace.pem")
    (home / "keys" / "ada-lovelace.pem").chmod(0o644)
    done(here("key", "trust", f"ed25519:{'7' * 64}", "--name", "my-wife", home=home))
    listing = json.loads((home / "trust.json").read_text())
    listing["keys"][f"ed25519:{'7' * 64}"]["personas"] = ["gardener"]
    (home / "trust.json").write_text(json.dumps(listing))
    (home / "overlays" / "gardener.json").write_text('{"config": {"voice": "private words"}, "name": 7}')
    for folder in (home.parent, Path("/elsewhere")):
        said = here("doctor", "--json", home=home, K="secret-key", HOME=str(folder))
        assert said.json["about"]["whetstone"]
        assert said.json["about"]["pydantic"]
        assert said.json["healthy"] is False
        for public in ("HOME may be read", "keys/….pem may be read", "…/none.gguf", "the key ed25519:7777"):
            assert public in json.dumps(said.json, ensure_ascii=False)
        for private in ("private words", "secret-key", "bees", str(tmp_path), "lovelace", "my-wife", "ada"):
            assert private not in said.out


@pytest.mark.skipif(os.name != "posix", reason="rights are kept on POSIX systems alone")
def test_whom_a_home_belongs_to_is_told_without_their_name(home, monkeypatch):
    owner = home.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    (finding,) = told(home, "rights")
    assert finding["told"] == (
        f"HOME belongs to the user {owner}; run this as them to see and mend everything"
    )


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
        "HOME": "note",
        "keys": "note",
        "keys/….pem": "fault",
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
    assert "keys/….pem holds no Ed25519 private key" in keys
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


@pytest.mark.parametrize("line_ends", [True, False])
def test_a_log_without_any_record_is_a_fault(home, line_ends):
    noise = random.Random(5).randbytes(5_000)
    if not line_ends:
        noise = noise.replace(b"\n", b"")
    (home / "chat_history.log").write_bytes(noise)
    (finding,) = told(home, "log")
    assert finding["state"] == "fault"
    assert finding["told"].startswith("no line of chat_history.log is a record")
    assert doctor(home).code == 1


def test_a_log_whose_first_message_was_torn_by_a_crash_is_no_fault(home):
    log = home / "chat_history.log"
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[0] + b'{"v": 1, "ki')
    (finding,) = told(home, "log")
    assert finding["state"] == "note"
    log.write_bytes(log.read_bytes()[:20])
    assert [finding["state"] for finding in told(home, "log")] == ["note"]


def test_a_content_that_was_talked_with_and_is_gone_is_told(home):
    log = home / "chat_history.log"
    hash = installed(home)["gardener"]["content_hash"]
    log.write_bytes(log.read_bytes().replace(hash.encode(), b"sha256:" + b"0" * 64))
    (finding,) = told(home, "log")
    assert finding["told"].startswith(
        "1 content that you talked with is not here any more (gardener sha256:0000"
    )


def test_a_damaged_index_is_made_anew_and_no_copy_keeps_its_words(home):
    index = home / "cache" / "history.sqlite"
    garbage = bytes(range(256)) * 16
    index.write_bytes(index.read_bytes()[:4096] + garbage)
    assert faulty(home) == {"cache"}
    repaired(home)
    assert not [path for path in home.rglob("*") if path.is_file() and garbage in path.read_bytes()]
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


@pytest.mark.skipif(os.name != "posix", reason="there are no such rights elsewhere")
def test_a_home_that_may_not_be_read_is_refused_in_a_sentence_of_ours(public):
    home = public / "home"
    home.mkdir(mode=0)
    for said in (
        unprivileged("history", "list", home=home),
        unprivileged("--home", home, "list", home=public / "other"),
    ):
        sentence = said.refused()
        assert str(home) in sentence
        assert "unexpected" not in sentence


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


def test_every_check_has_its_line_on_the_doctors_page():
    page = (Path(__file__).parents[1] / "docs" / "doctor.md").read_text()
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| `")]
    assert rows == [f"`{name}`" for name in NAMES]


@pytest.mark.parametrize(
    "name",
    ["keys", "overlays", "trash", "cache", "locks", "locks/personas.lock", "philosophy_library/talked"],
)
def test_what_stands_in_the_place_of_a_folder_or_file_is_put_aside(home, name):
    path = home / name
    if path.is_dir():
        shutil.rmtree(path)
        path.write_text("somebody put this here")
    else:
        path.unlink(missing_ok=True)
        path.mkdir()
    assert faulty(home) & {"folders", "locks"}
    assert any(sentence.startswith(f"moved {name} to set-aside/") for sentence in repaired(home))
    done(here("edit", BUNDLED, "--set", "name=Sokrates", home=home))
