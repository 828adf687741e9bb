"""The contents that a persona has had: listed, named, gone back to, and found by what the log says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from cartridges import gardener
from commandline import everything_in, here, unprivileged
from homes import BUNDLED, done, edit, installed, packed
from small_plugins import plugin, unpack

from whetstone import PersonaShelf
from whetstone.core.errors import CartridgeError, PersonaNotFound
from whetstone.testing import ask, temporary_host


def content(version: str, **parts: Any):
    return gardener(metadata={"version": version}, prompt=f"You are a gardener of the {version}.", **parts)


def hash_of(version: str) -> str:
    return content(version).content_hash


def bring(home: Path, *versions: str) -> None:
    """Import a gardener in each of these versions, each in place of the one before."""
    for version in versions:
        file = packed(home.parent / f"cartridge-{version}", content(version))
        done(here("import", file, "--replace", home=home))


def told(home: Path, persona_id: str = "gardener") -> list[dict[str, Any]]:
    return done(here("versions", persona_id, "--json", home=home)).json


def numbers(home: Path) -> list[str]:
    return [version["version"] for version in told(home)]


def folder_of(home: Path, version: str) -> Path:
    return home / "philosophy_library" / "imported" / "gardener" / hash_of(version)[7:19]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a gardener who is in the third version, after a first and a second."""
    place = tmp_path / "home"
    bring(place, "1", "2", "3")
    return place


def test_every_content_is_listed_the_latest_first(home):
    found = told(home)
    assert [version["version"] for version in found] == ["3", "2", "1"]
    assert [version["current"] for version in found] == [True, False, False]
    for version in found:
        assert version["content_hash"] == hash_of(version["version"])
        assert version["place"] == "installed"
        assert version["damaged"] is None
        assert version["origin"] == "imported"
        assert version["author"] == "tests"
        assert version["installed_at"] <= version["chosen_at"]
    rows = [row.split("\t") for row in done(here("versions", "gardener", home=home)).out.splitlines()]
    assert [row[0] for row in rows] == ["3", "2", "1"]
    assert [row[-1] for row in rows] == ["current", "earlier", "earlier"]
    assert rows[0][1] == hash_of("3")[7:19]


def test_a_bundled_persona_has_one_content_and_nobody_has_none(home):
    (version,) = told(home, BUNDLED)
    assert (version["place"], version["current"], version["origin"]) == ("bundled", True, "builtin")
    assert (
        "no persona is called 'gardner' (did you mean gardener?)"
        in here("versions", "gardner", home=home).refused()
    )
    assert "no persona is called" in here("versions", "../../etc", home=home).refused()


@pytest.mark.parametrize(
    "which",
    ["2", hash_of("2"), hash_of("2")[7:], hash_of("2")[:13], hash_of("2")[7:13].upper(), "previous"],
)
def test_a_content_is_named_by_version_by_hash_or_as_the_one_before(home, tmp_path, which):
    shown = done(here("show", f"gardener@{which}", "--json", home=home)).json
    assert shown["prompt"] == "You are a gardener of the 2."
    assert shown["content_hash"] == hash_of("2")
    file = tmp_path / "out.whetstone"
    done(here("export", f"gardener@{which}", "-o", file, home=home))
    assert file.read_bytes() == packed(tmp_path / "again", content("2")).read_bytes()


def test_a_reference_to_nothing_names_what_there_is(home):
    sentence = here("show", "gardener@4", home=home).refused()
    assert sentence.startswith("gardener has no content '4'; there is 3 (sha256:")
    assert all(hash_of(version)[:19] in sentence for version in "123")
    assert "gardener has no content 'abcde'" in here("show", "gardener@abcde", home=home).refused()
    assert "no persona is called 'nobody'" in here("show", "nobody@1", home=home).refused()


def test_a_version_of_several_contents_is_an_error_that_lists_their_hashes(home):
    other = content("2", library={"moss.txt": "Moss grows on the north side."})
    done(here("import", packed(home.parent / "other", other), "--replace", home=home))
    for command in ("show", "export", "diff"):
        sentence = here(command, "gardener@2", home=home).refused()
        assert "gardener@2 names 2 contents" in sentence
        assert hash_of("2")[:19] in sentence
        assert other.content_hash[:19] in sentence
    assert "names 2 contents" in here("rollback", "gardener", "2", home=home).refused()
    done(here("rollback", "gardener", hash_of("2"), home=home))
    assert installed(home)["gardener"]["content_hash"] == hash_of("2")


def test_rolling_back_goes_to_the_content_before_and_rolling_back_again_returns(home):
    said = done(here("rollback", "gardener", home=home))
    assert f"gardener is back at 2 ({hash_of('2')[:19]}); before it was at 3" in said.stderr
    assert numbers(home) == ["2", "3", "1"]
    assert done(here("show", "gardener", "--prompt", home=home)).out == "You are a gardener of the 2.\n"
    done(here("rollback", "gardener", home=home))
    assert numbers(home) == ["3", "2", "1"]
    back = done(here("rollback", "gardener", "1", "--json", home=home)).json
    assert (back["version"], back["outcome"]) == ("1", "rolled back")
    assert back["before"] == {"version": "3", "content_hash": hash_of("3")}
    done(here("rollback", "gardener", home=home))
    assert numbers(home) == ["3", "1", "2"]


def test_a_rollback_that_could_not_be_listed_leaves_the_content_before_the_one_before(home):
    before = told(home)
    in_the_way = home / ".personas.json.new"
    in_the_way.mkdir()
    assert "cannot write" in here("rollback", "gardener", home=home).refused()
    in_the_way.rmdir()
    assert told(home) == before
    done(here("rollback", "gardener", home=home))
    assert numbers(home) == ["2", "3", "1"]


def test_an_import_of_an_earlier_content_that_could_not_be_listed_leaves_the_one_before(home, tmp_path):
    before = told(home)
    first = packed(tmp_path / "again", content("1"))
    in_the_way = home / ".personas.json.new"
    in_the_way.mkdir()
    assert "cannot write" in here("import", first, "--replace", home=home).refused()
    in_the_way.rmdir()
    assert told(home) == before
    done(here("rollback", "gardener", home=home))
    assert numbers(home) == ["2", "3", "1"]


def test_what_is_current_already_is_left_as_it_is(home):
    before = everything_in(home)
    assert "gardener is at 3 (sha256:" in done(here("rollback", "gardener", "3", home=home)).stderr
    assert done(here("rollback", "gardener", "3", "--json", home=home)).json["outcome"] == "unchanged"
    assert everything_in(home) == before


def test_a_lost_list_is_made_anew_with_the_content_that_was_rolled_back_to(home):
    done(here("rollback", "gardener", "1", home=home))
    before = installed(home)
    (home / "personas.json").unlink()
    assert installed(home) == before
    assert numbers(home) == ["1", "3", "2"]
    done(here("rollback", "gardener", home=home))
    (home / "personas.json").unlink(missing_ok=True)
    assert installed(home)["gardener"]["version"] == "3"


def test_the_users_own_changes_stay_with_the_persona(home):
    done(edit(home, "--set", "name=Rosa", "--set", "config.weirdness=0.9"))
    done(here("rollback", "gardener", home=home))
    shown = done(here("show", "gardener", "--json", home=home)).json
    assert (shown["name"], shown["config"]["weirdness"], shown["version"]) == ("Rosa", 0.9, "2")


def test_a_rollback_to_a_reference_says_how_it_is_written(home):
    assert "`whetstone rollback gardener 1`" in here("rollback", "gardener@1", home=home).refused()
    assert "`whetstone rollback gardener`" in here("rollback", "gardener@previous", home=home).refused()
    assert "no persona is called 'The Gardener@1'" in here("rollback", "The Gardener@1", home=home).refused()


def test_a_rollback_is_no_new_install(home):
    seen: list[str] = []

    def installed_now(persona):
        seen.append(persona.version)

    with temporary_host([plugin(whetstone_persona_installed=installed_now)], home=home) as host:
        assert host.registry.versions.roll_back("gardener")[1].persona.version == "2"
        host.registry.install(content("4"), "imported", replace=True)
    assert seen == ["4"]


@pytest.mark.parametrize(
    ("persona_id", "to", "words"),
    [
        (BUNDLED, (), "is bundled and comes with its package"),
        ("nobody", (), "no persona is called 'nobody'"),
        ("gardener", ("9",), "gardener has no content '9'"),
    ],
)
def test_what_cannot_be_rolled_back_is_told_and_nothing_is_written(home, persona_id, to, words):
    before = everything_in(home)
    assert words in here("rollback", persona_id, *to, home=home).refused()
    assert everything_in(home) == before


def test_a_first_content_has_none_before_it(planted):
    assert "gardener has no earlier content" in here("rollback", "gardener", home=planted).refused()
    assert "gardener has no earlier content" in here("diff", "gardener", home=planted).refused()


def test_a_damaged_content_is_listed_as_such_and_not_gone_back_to(home):
    (folder_of(home, "2") / "prompt.txt").write_text("You are a liar.")
    found = {version["version"]: version["damaged"] for version in told(home)}
    assert found == {"3": None, "2": "its files were changed after it was installed", "1": None}
    assert "DAMAGED: its files were changed" in done(here("versions", "gardener", home=home)).out
    before = everything_in(home)
    sentence = here("rollback", "gardener", home=home).refused()
    assert f"gardener 2 ({hash_of('2')[:19]}) is damaged: its files were changed" in sentence
    assert "import it again with --replace" in sentence
    assert everything_in(home) == before
    assert "changed after it was installed" in here("show", "gardener@2", home=home).refused()
    bring(home, "2")
    assert [(v["version"], v["damaged"]) for v in told(home)] == [("2", None), ("3", None), ("1", None)]


def test_lost_files_and_lost_or_damaged_records_are_told(home):
    shutil.rmtree(folder_of(home, "1"))
    folder_of(home, "2").with_suffix(".json").unlink()
    found = {version["content_hash"]: version for version in told(home)}
    assert "cannot be read: No such file" in found[hash_of("1")]["damaged"]
    assert found[hash_of("2")]["version"] == "2"
    assert "install record" in found[hash_of("2")]["damaged"]
    assert "is missing" in found[hash_of("2")]["damaged"]
    folder_of(home, "2").with_suffix(".json").write_text('{"id": 3')
    assert "its install record is damaged" in here("rollback", "gardener", "2", home=home).refused()
    record = folder_of(home, "3").with_suffix(".json").read_text()
    folder_of(home, "2").with_suffix(".json").write_text(record)
    assert "is one of another content" in here("rollback", "gardener", hash_of("2"), home=home).refused()
    assert done(here("show", "gardener@2", "--prompt", home=home)).out == "You are a gardener of the 2.\n"


def test_an_older_content_that_is_imported_again_is_the_current_one(home):
    bring(home, "1")
    assert numbers(home) == ["1", "3", "2"]
    done(here("rollback", "gardener", home=home))
    assert numbers(home) == ["3", "1", "2"]


def test_a_repaired_content_keeps_its_place(home):
    done(here("rollback", "gardener", home=home))
    (folder_of(home, "2") / "prompt.txt").unlink()
    file = packed(home.parent / "again", content("2"))
    assert "Repaired gardener" in done(here("import", file, home=home)).out
    assert [(v["version"], v["damaged"]) for v in told(home)] == [("2", None), ("3", None), ("1", None)]


def test_the_contents_of_a_removed_persona_are_listed_and_come_back(home):
    before = told(home)
    done(here("remove", "gardener", home=home))
    assert [(v["version"], v["place"], v["current"]) for v in told(home)] == [
        (version, "trash", False) for version in ("3", "2", "1")
    ]
    assert done(here("show", "gardener@2", "--prompt", home=home)).out == "You are a gardener of the 2.\n"
    assert (
        "gardener was removed; `whetstone restore gardener`"
        in here("rollback", "gardener", home=home).refused()
    )
    done(here("restore", "gardener", home=home))
    assert told(home) == before
    done(here("rollback", "gardener", home=home))
    assert numbers(home) == ["2", "3", "1"]


def test_a_content_in_the_trash_is_gone_back_to_when_it_is_named(home):
    done(here("remove", "gardener", home=home))
    bring(home, "4")
    assert "gardener has no earlier content" in here("rollback", "gardener", home=home).refused()
    done(here("rollback", "gardener", "2", home=home))
    assert [(v["version"], v["place"]) for v in told(home)] == [
        ("2", "installed"),
        ("4", "installed"),
        ("3", "trash"),
        ("1", "trash"),
    ]
    done(here("remove", "gardener", home=home))
    done(here("restore", "gardener", home=home))
    assert [v["version"] for v in told(home) if v["place"] == "installed"] == ["2", "4"]


def test_a_persona_in_front_of_a_bundled_one_has_both_contents(tmp_path):
    home = tmp_path / "home"
    done(here("import", packed(tmp_path, content("9")), "--as", BUNDLED, home=home))
    mine, theirs = told(home, BUNDLED)
    assert (mine["place"], mine["current"]) == ("installed", True)
    assert (theirs["place"], theirs["current"]) == ("bundled", False)
    named = f"{BUNDLED}@{theirs['content_hash'][:19]}"
    assert done(here("show", named, "--json", home=home)).json["origin"] == "builtin"
    sentence = here("rollback", BUNDLED, theirs["content_hash"], home=home).refused()
    assert f"is a content of the bundled {BUNDLED}; make a file of it with `whetstone export" in sentence


def test_what_was_said_leads_to_the_content_it_was_said_with(home):
    with temporary_host(home=home) as host:
        conversations = []
        for version in ("3", "2", "1"):
            host.registry.versions.roll_back("gardener", version)
            conversations.append(ask(host, "gardener", "What grows?").conversation)
        host.registry.remove("gardener")
    for conversation, version in zip(conversations, "321", strict=True):
        records = done(here("history", "show", conversation, "--json", home=home)).json
        for record in records:
            assert record["content_hash"] == hash_of(version)
            shown = here("show", f"{record['persona']}@{record['content_hash']}", "--prompt", home=home)
            assert done(shown).out == f"You are a gardener of the {version}.\n"
            with temporary_host(home=home) as host:
                found = host.registry.versions.content(record["persona"], record["content_hash"])
            assert found.content_hash == hash_of(version)


def test_an_earlier_content_is_talked_with_by_its_reference(home):
    with temporary_host(home=home) as host:
        reply = ask(host, "gardener@1", "What grows?")
        talk = host.converse(f"gardener@{hash_of('2')}")
        assert talk.cartridge.prompt == "You are a gardener of the 2."
    assert (reply.persona, reply.content_hash) == ("gardener", hash_of("1"))
    assert installed(home)["gardener"]["version"] == "3"


def test_a_content_that_is_gone_or_damaged_is_told(home):
    with temporary_host(home=home) as host:
        with pytest.raises(PersonaNotFound, match="is not here, or no longer"):
            host.registry.versions.content("gardener", "sha256:" + "0" * 64)
        with pytest.raises(PersonaNotFound, match="is not here"):
            host.registry.versions.content("../nobody", hash_of("1"))
        (folder_of(home, "1") / "prompt.txt").write_text("Changed.")
        with pytest.raises(CartridgeError, match="changed after it was installed"):
            host.registry.versions.content("gardener", hash_of("1"))


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A plugin's shelf with the first version of a bundled gardener."""
    unpack(tmp_path / "shelf" / "gardener", metadata={"version": "1"}, prompt="You are the first.")
    return tmp_path / "shelf"


def upgrade(shelf: Path) -> None:
    shutil.rmtree(shelf / "gardener")
    unpack(shelf / "gardener", metadata={"version": "2"}, prompt="You are the second.")


def test_a_bundled_persona_is_kept_as_it_was_talked_with(shelf, tmp_path):
    home = tmp_path / "home"
    bundle = plugin(whetstone_personas=[PersonaShelf("garden", shelf)])
    with temporary_host([bundle], home=home) as host:
        first = ask(host, "gardener", "What grows?")
        assert [v.place for v in host.registry.versions.of("gardener")] == ["bundled"]
    upgrade(shelf)
    with temporary_host([bundle], home=home) as host:
        second = ask(host, "gardener", "And now?")
        assert second.content_hash != first.content_hash
        for reply, prompt in ((first, "You are the first."), (second, "You are the second.")):
            assert host.registry.versions.content("gardener", reply.content_hash).prompt == prompt
        found = host.registry.versions.of("gardener")
        assert [(v.persona.version, v.place, v.current) for v in found] == [
            ("2", "bundled", True),
            ("1", "talked", False),
        ]
        again = ask(host, "gardener@previous", "Are you the first?")
        assert again.content_hash == first.content_hash
        assert installed(home) == {}
        host.registry.install(content("3"), "imported")
        with pytest.raises(PersonaNotFound, match="is a content of the bundled gardener; make a file"):
            host.registry.versions.roll_back("gardener", "1")
    (kept, *_) = sorted((home / "philosophy_library" / "talked" / "gardener").iterdir())
    assert done(here("inspect", kept, "--json", home=tmp_path / "other")).json[0]["name"] == "The Gardener"


def test_a_kept_copy_that_is_damaged_is_told_and_never_believed(shelf, tmp_path):
    home = tmp_path / "home"
    bundle = plugin(whetstone_personas=[PersonaShelf("garden", shelf)])
    with temporary_host([bundle], home=home) as host:
        first = ask(host, "gardener", "What grows?")
    upgrade(shelf)
    (kept,) = (home / "philosophy_library" / "talked" / "gardener").iterdir()
    data = kept.read_bytes()
    for damaged in (data[:-1], b"", data.replace(b"the first", b"the worst"), data[:50] + data[60:]):
        kept.write_bytes(damaged)
        with temporary_host([bundle], home=home) as host:
            (_, version) = host.registry.versions.of("gardener")
            assert version.fault is not None
            assert str(kept) in version.fault
            with pytest.raises((PersonaNotFound, CartridgeError)):
                host.registry.versions.content("gardener", str(first.content_hash))
    kept.write_bytes(data)
    with temporary_host([bundle], home=home) as host:
        assert (
            host.registry.versions.content("gardener", str(first.content_hash)).prompt == "You are the first."
        )


def test_an_installed_persona_needs_no_copy(home):
    with temporary_host(home=home) as host:
        ask(host, "gardener", "What grows?")
    assert not (home / "philosophy_library" / "talked").exists()


def test_kept_copies_in_a_folder_that_cannot_be_read_are_told():
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        home = Path(place) / "home"
        with temporary_host(home=home) as host:
            ask(host, BUNDLED, "What is courage?")
        (folder,) = (home / "philosophy_library" / "talked").iterdir()
        for path in (home, *home.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        assert unprivileged("versions", BUNDLED, home=home).code == 0
        folder.chmod(0o311)
        try:
            assert (
                f"cannot read {folder}: Permission denied"
                in unprivileged("versions", BUNDLED, home=home).refused()
            )
        finally:
            folder.chmod(0o755)
