"""The user's own changes to personas, laid over cartridges that stay as they came."""

from __future__ import annotations

from pathlib import Path

import pytest
from cartridges import gardener
from commandline import everything_in, here
from homes import BUNDLED, done, edit, listed, packed


def test_an_edit_is_laid_over_the_cartridge_and_taken_back(planted):
    contents = everything_in(planted / "philosophy_library")
    changes = ("--set", "name=Rosa", "--set", "tags=roses, thorns", "--set", "favourite=true")
    done(edit(planted, *changes, "--set", "config.weirdness=0.9", "--set", "model=local"))
    entry = listed(planted)["gardener"]
    assert (entry["name"], entry["tags"], entry["favourite"]) == ("Rosa", ["roses", "thorns"], True)
    shown = here("show", "gardener", "--json", home=planted).json
    assert shown["config"]["weirdness"] == 0.9
    assert shown["config"]["voice"] == "Slow, dry, with dirt under its nails."
    assert shown["metadata"]["name"] == "The Gardener"
    assert (
        "changed by you  name, tags, favourite, model, config" in here("show", "gardener", home=planted).out
    )
    assert done(edit(planted, "--unset", "config.weirdness", "--unset", "tags")).json == {
        "name": "Rosa",
        "favourite": True,
        "model": "local",
    }
    assert here("show", "gardener", "--json", home=planted).json["config"]["weirdness"] == 0.25
    assert done(edit(planted, "--reset")).json == {}
    assert listed(planted)["gardener"]["name"] == "The Gardener"
    assert not list((planted / "overlays").iterdir())
    assert everything_in(planted / "philosophy_library") == contents


def test_an_edit_of_a_bundled_persona_leaves_the_package_as_it_is(home):
    bundled = Path(listed(home)[BUNDLED]["path"])
    before = everything_in(bundled)
    done(here("edit", BUNDLED, "--set", "config.context_limits.passages=1", home=home))
    limits = here("show", BUNDLED, "--json", home=home).json["config"]["context_limits"]
    assert limits["passages"] == 1
    assert everything_in(bundled) == before


def test_values_are_taken_for_what_their_key_holds(planted):
    assert done(edit(planted, "--set", "name=1984")).json["name"] == "1984"
    assert done(edit(planted, "--set", 'name="Quoted"')).json["name"] == "Quoted"
    assert done(edit(planted, "--set", "config.voice=true words")).json["config"]["voice"] == "true words"
    assert done(edit(planted, "--set", "config.voice=null")).json["config"] == {"voice": None}
    assert here("show", "gardener", "--json", home=planted).json["config"]["voice"] is None
    assert done(edit(planted, "--set", 'tags=["a, b"]')).json["tags"] == ["a, b"]
    assert done(edit(planted, "--set", "config.greeting=a=b")).json["config"]["greeting"] == "a=b"


def test_keys_of_the_cartridge_that_nobody_here_knows_can_be_edited_too(planted):
    done(edit(planted, "--set", "config.pruning.season=spring"))
    shown = here("show", "gardener", "--json", home=planted).json
    assert shown["config"]["pruning"] == {"season": "spring"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "config.wierdness=0.4",
            "'config.wierdness' is nothing that can be edited (did you mean config.weirdness",
        ),
        ("nam=Rosa", "'nam' is nothing that can be edited (did you mean name"),
        ("config=1", "'config' is nothing that can be edited"),
        ("config.context_limits.pasages=1", "(did you mean config.context_limits.passages"),
        ("name.first=Rosa", "'name.first' is nothing that can be edited"),
        ("config..voice=x", "'config..voice' is nothing that can be edited"),
        ("config.weirdness=wild", 'config.weirdness must be a number (it is "wild")'),
        ("config.weirdness=1.5", "config.weirdness must be at most 1 (it is 1.5)"),
        ("config.weirdness=NaN", 'config.weirdness must be a number (it is "NaN")'),
        (
            "config.context_limits.passages=1.5",
            "config.context_limits.passages must be a whole number (it is 1.5)",
        ),
        ("config.voice.tone=low", "config.voice must be a text (it is an object)"),
        ("favourite=perhaps", 'favourite must be true or false (it is "perhaps")'),
        ("name=", "name must not be empty"),
        ("name=\x1b[31mRed", "name must be one line without control characters"),
        ("config.voice=\x1b[31mRed", "config.voice holds the control character U+001B"),
        ("tags=7", "tags must be a list (it is 7)"),
        ("name", "--set name: write KEY=VALUE"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused_and_changes_nothing(planted, change, told):
    before = everything_in(planted)
    assert told in here("edit", "gardener", "--set", change, home=planted).refused()
    assert {**before, "locks/personas.lock": b""} == everything_in(planted)


def test_an_edit_of_nobody_names_near_ones(home):
    sentence = here("edit", "socratos", "--set", "favourite=true", home=home).refused()
    assert sentence == "no persona is called 'socratos' (did you mean socrates?); `whetstone list` shows all"
    assert not home.exists()


def test_a_change_that_no_longer_fits_a_newer_content_can_be_taken_back(planted, tmp_path):
    done(edit(planted, "--set", "config.pruning.season=spring"))
    newer = packed(tmp_path / "newer", gardener(config={"pruning": "never"}))
    done(here("import", newer, "--replace", home=planted))
    assert done(edit(planted, "--set", "favourite=true")).json["favourite"] is True
    assert "config" not in done(edit(planted, "--unset", "config.pruning.season")).json
