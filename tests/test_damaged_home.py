"""A home that something else wrote into: told in one sentence, with a way out that works."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from cartridges import gardener
from commandline import here
from homes import BUNDLED, done, installed, listed, packed, plant
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"version": 2, "personas": {}}',
        b'{"version": 1}',
        b'{"version": 1, "personas": []}',
        b'{"version": 1, "personas": {"x": 5}}',
        b'{"version": 1, "personas": {"x": {}}}',
        b'{"version": 1, "personas": {"../x": {}}}',
        b'{"version": 1, "personas": {"x": {"name": "X", "type": "robot"}}}',
        b'{"version": 1, "personas": {"x": {"name": "X", "name": "Y"}}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_list_is_told_with_its_file_and_a_way_out_that_works(planted, damage):
    (planted / "personas.json").write_bytes(damage)
    for command in (["list"], ["show", BUNDLED], ["remove", "gardener"], ["edit", BUNDLED, "--reset"]):
        sentence = here(*command, home=planted).refused()
        assert str(planted / "personas.json") in sentence
        assert sentence.endswith("let `whetstone doctor --repair` make it anew from what is installed")
        assert len(sentence) < 500
    done(here("doctor", "--repair", home=planted))
    assert installed(planted)["gardener"]["name"] == "The Gardener"
    assert damage in [path.read_bytes() for path in (planted / "set-aside").rglob("personas.json")]
    done(here("remove", "gardener", home=planted))


def test_a_path_out_of_the_home_is_no_path_of_an_installed_persona(planted, tmp_path):
    listing = json.loads((planted / "personas.json").read_text())
    for path in (str(tmp_path), "../elsewhere", "philosophy_library/imported/../../..", "/etc"):
        listing["personas"]["gardener"]["path"] = path
        (planted / "personas.json").write_text(json.dumps(listing))
        assert "path must lead into" in here("show", "gardener", home=planted).refused()


def test_a_lost_list_is_made_anew_from_the_install_records(tmp_path, home):
    for version in ("1", "2"):
        path = packed(tmp_path / version, gardener(metadata={"version": version}))
        done(here("import", path, "--replace", home=home))
    done(here("import", packed(tmp_path, gardener("gone")), home=home))
    done(here("remove", "gone", home=home))
    before = installed(home)
    (home / "personas.json").unlink()
    assert installed(home) == before
    done(here("import", packed(tmp_path, gardener("new")), home=home))
    assert sorted(installed(home)) == ["gardener", "new"]


@pytest.mark.parametrize("name", ["prompt.txt", "library/bees.txt", "metadata.json"])
@pytest.mark.parametrize("damage", ["changed", "emptied", "deleted", "a folder"])
def test_damaged_files_are_told_and_importing_again_mends_them(planted, tmp_path, name, damage):
    path = planted / listed(planted)["gardener"]["path"] / name
    original = path.read_bytes()
    if damage == "changed":
        path.write_bytes(original.replace(b"e", b"E", 1))
    elif damage == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
        if damage == "a folder":
            path.mkdir()
    for command in (["show", "gardener"], ["export", "gardener", "-o", tmp_path / "out"]):
        sentence = here(*command, home=planted).refused()
        assert "gardener in " in sentence or "of gardener in " in sentence
        assert sentence.endswith("import it again")
    assert "gardener" in listed(planted)
    said = done(here("import", tmp_path / "gardener.whetstone", home=planted))
    assert said.out.startswith("Repaired gardener")
    done(here("show", "gardener", home=planted))
    assert (planted / listed(planted)["gardener"]["path"] / name).read_bytes() == original


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_current_content_is_told_with_the_way_back_to_the_one_before(planted, tmp_path, damage):
    for version in ("2", "3"):
        path = packed(tmp_path / version, gardener(metadata={"version": version}))
        done(here("import", path, "--replace", home=planted))
    folders = {"3": planted / listed(planted)["gardener"]["path"]}
    if damage == "changed":
        (folders["3"] / "prompt.txt").write_text("You are another.")
    else:
        shutil.rmtree(folders["3"])
    found = json.loads(here("doctor", "--json", home=planted).out)["checks"]
    (fault,) = (f["told"] for c in found if c["check"] == "contents" for f in c["findings"])
    for sentence in (here("show", "gardener", home=planted).refused(), fault):
        assert sentence.endswith("; `whetstone rollback gardener` returns to 2, or import it again")
        assert sentence.count(";") == 1
    (second,) = (
        path.parent
        for path in (planted / "philosophy_library/imported/gardener").glob("*/metadata.json")
        if json.loads(path.read_bytes())["version"] == "2"
    )
    (second / "prompt.txt").write_text("You are nobody.")
    sentence = here("show", "gardener", home=planted).refused()
    (way,) = re.findall("`whetstone (rollback gardener sha256:[0-9a-f]{12})` returns to 1", sentence)
    done(here(*way.split(), home=planted))
    done(here("show", "gardener", home=planted))


def test_a_link_in_the_place_of_a_file_is_not_followed(planted, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    prompt = planted / listed(planted)["gardener"]["path"] / "prompt.txt"
    prompt.unlink()
    prompt.symlink_to(secret)
    assert "symbolic link" in here("show", "gardener", home=planted).refused()


@pytest.mark.parametrize(
    "damage", ["{", "[]", '{"nam": "x"}', '{"name": 7}', "\xff", '{"config": {"a": ', ""]
)
def test_a_damaged_overlay_is_told_with_a_way_out_that_works(planted, damage):
    overlay = planted / "overlays" / "gardener.json"
    overlay.parent.mkdir()
    overlay.write_text(damage, "latin-1")
    for command in (
        ["list"],
        ["show", "gardener"],
        ["edit", "gardener", "--set", "name=x"],
        ["remove", "gardener"],
    ):
        sentence = here(*command, home=planted).refused()
        assert str(overlay) in sentence
        assert "`whetstone edit gardener --reset`" in sentence
    done(here("edit", "gardener", "--reset", home=planted))
    assert listed(planted)["gardener"]["name"] == "The Gardener"


PIECES = [
    b"",
    b"{",
    b"}",
    b"[",
    b'"',
    b"null",
    b"1e999",
    b"NaN",
    b"\\ud800",
    b"\x00",
    b"\xff",
    b"=",
    b"\n",
    b"[x]\n",
]


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """`whole` with a stretch or two replaced by something else."""
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, len(whole)))
        end = min(len(whole), start + draw(st.integers(0, 12)))
        whole = whole[:start] + draw(st.sampled_from(PIECES) | st.binary(max_size=4)) + whole[end:]
    return whole


@pytest.mark.parametrize("name", ["whetstone.toml", "personas.json", "overlays/gardener.json"])
def test_whatever_is_written_into_a_file_it_is_read_or_told_in_one_sentence(tmp_path_factory, name):
    home = plant(tmp_path_factory.mktemp("planted"))
    done(here("edit", "gardener", "--set", "name=Rosa", "--set", "config.weirdness=0.5", home=home))
    done(here("config", "set", "models.x", '{model = "y", api_key = {"$env" = "K"}}', home=home))
    path = home / name
    whole = path.read_bytes()

    @settings(max_examples=60, deadline=None)
    @given(damaged(whole))
    def tried(data: bytes) -> None:
        path.write_bytes(data)
        said = here("list", "--json", home=home)
        if said.code == 0:
            assert {persona["id"] for persona in said.json} >= {BUNDLED}
        else:
            assert said.refused()
        assert path.read_bytes() == data

    tried()


def test_a_file_in_place_of_the_home_is_told(tmp_path):
    home = tmp_path / "home"
    home.write_text("not a folder")
    said = here("import", packed(tmp_path, gardener()), home=home)
    assert said.refused() == f"{home} is no folder; choose another place with --home or WHETSTONE_HOME"
    assert home.read_text() == "not a folder"
