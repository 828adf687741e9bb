"""Plugins are found through entry points, kept apart from each other, and blocked before their import."""

from __future__ import annotations

import re
from typing import Any

import pexpect
import pytest
from cartridges import gardener, write_cartridge
from commandline import SCRIPT, environment, here, process
from packages import Site
from small_plugins import unpack

from whetstone import HOOK_API_VERSION, Host

BEES = """
    from pathlib import Path
    from whetstone import PersonaShelf, hookimpl

    whetstone_api = ">=1.0,<2"

    @hookimpl
    def whetstone_personas():
        return [PersonaShelf("bees", Path(__file__).parent / "bees")]
"""
HOOK = "from whetstone import hookimpl\n@hookimpl\n"
BROKEN = {
    "raises": "raise RuntimeError('no bees\\nat all')",
    "exits": "import sys; sys.exit(3)",
    "misspelt": "def (:",
    "lacking": "import whetstone_is_not_here",
    "nothing": "x = 1",
    "bare": "def whetstone_personas(): return []",
    "unknown": HOOK + "def whetstone_persona(): pass",
    "curious": HOOK + "def whetstone_retrievers(settings, weather): pass",
    "halfway": HOOK + "def whetstone_personas(): raise AssertionError\n"
    "@hookimpl\ndef whetstone_settings(colour): pass",
    "wrapping": "import whetstone\n@whetstone.hookimpl(wrapper=True)\ndef whetstone_personas(): yield",
    "unready": "class P:\n    whetstone_api = None",
    "future": "whetstone_api = '>=2'\n" + HOOK + "def whetstone_personas(): pass",
    "vague": "whetstone_api = 'one or so'\n" + HOOK + "def whetstone_personas(): pass",
    "numeric": "whetstone_api = 1\n" + HOOK + "def whetstone_personas(): pass",
    "coming": "from whetstone import hookimpl\n@hookimpl(optionalhook=True)\ndef whetstone_holograms(): pass",
}


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A module path with a good plugin among many that are broken, each in its own way."""
    site = Site(tmp_path_factory.mktemp("zoo"))
    unpack(site.folder / "bees" / "gardener")
    site.add("whetstone-bees", version="2.5", plugins={"bees": "bees"}, bees=BEES)
    for name, source in BROKEN.items():
        value = f"{name}:P" if name == "unready" else f"{name}:y" if name == "nothing" else name
        site.add(f"zoo-{name}", plugins={name: value}, **{name: source})
    site.add("zoo-a", plugins={"twin": "twin_a"}, twin_a=BEES)
    site.add("zoo-b", plugins={"twin": "twin_b"}, twin_b=BEES)
    site.add("zoo-garbled", entry_points=b"[whetstone]\ngarbled\n")
    site.add("whetstone-binary", entry_points=b"[whetstone]\nx = \xff\n")
    site.add("zoo-stranger", entry_points=b"[console_scripts]\nstranger\n")
    site.add("zoo-nameless", metadata="", plugins={"nameless": "nameless"}, nameless="")
    site.add("zoo-nonsense", plugins={"nonsense": "no module at all"})
    return site


@pytest.fixture(scope="module")
def records(zoo: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What `whetstone plugins --json` says in the zoo, by plugin and distribution."""
    said = process("plugins", "--json", home=tmp_path_factory.mktemp("home"), env={"PYTHONPATH": zoo.folder})
    assert said.code == 0, said.stderr
    assert "Traceback" not in said.stderr
    return {f"{record['name']} of {record['distribution']}": record for record in said.json}


def test_a_good_plugin_is_loaded_among_broken_ones(records):
    bees = records["bees of whetstone-bees"]
    assert bees["load_ms"] > 0
    assert bees == {
        "name": "bees",
        "distribution": "whetstone-bees",
        "version": "2.5",
        "status": "loaded",
        "hooks": ["whetstone_personas"],
        "error": None,
        "load_ms": bees["load_ms"],
    }


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("raises", "failed", "RuntimeError: no bees"),
        ("exits", "failed", "it called sys.exit(3) when it was imported"),
        ("misspelt", "failed", "SyntaxError: "),
        ("lacking", "failed", "No module named 'whetstone_is_not_here'"),
        ("nothing", "failed", "has no attribute 'y'"),
        (
            "unknown",
            "failed",
            f"whetstone_persona, which is no hook of version {HOOK_API_VERSION} (did you mean",
        ),
        ("curious", "failed", "its whetstone_retrievers asks for 'weather', and the hook gives settings"),
        ("halfway", "failed", "its whetstone_settings asks for 'colour', and the hook gives no arguments"),
        ("wrapping", "failed", "it wraps whetstone_personas, and hook wrappers are not supported"),
        ("unready", "failed", "it is the class P; name an instance of it, or a module"),
        ("future", "incompatible", f"it is made for hook API >=2, and this is {HOOK_API_VERSION}"),
        ("vague", "incompatible", "whetstone_api is 'one or so', which is no version specifier such as"),
        ("numeric", "incompatible", "whetstone_api is 1, which is no version specifier such as"),
        ("bare", "loaded", "whetstone_personas is not marked with whetstone.hookimpl, so it is not called"),
        ("coming", "loaded", "it implements no hook"),
        ("garbled", "failed", "its entry_points.txt cannot be read"),
        ("nonsense", "failed", "its entry_points.txt cannot be read"),
    ],
)
def test_a_broken_plugin_is_told_with_its_fault(records, name, status, told):
    record = records.get(f"{name} of zoo-{name}") or records[f"zoo-{name} of zoo-{name}"]
    assert record["status"] == status
    assert told in record["error"]
    assert "\n" not in record["error"]
    assert record["hooks"] == []


def test_two_distributions_with_one_plugin_name_are_both_named(records):
    first, second = records["twin of zoo-a"], records["twin of zoo-b"]
    assert (first["status"], second["status"]) == ("loaded", "duplicate")
    assert second["error"] == (
        "the plugin name 'twin' is claimed by zoo-a and by zoo-b; block or uninstall one of them"
    )


def test_metadata_that_cannot_be_read_hides_nobody_else(records):
    assert records["whetstone-binary of whetstone-binary"]["status"] == "failed"
    assert not [key for key in records if "stranger" in key]
    assert records["nameless of zoo-nameless"]["status"] == "loaded"


def test_built_in_plugins_come_first(records):
    owners = [
        record["distribution"]
        for record in records.values()
        if "entry_points.txt" not in str(record["error"])
    ]
    ours = owners.count("whetstone-personas")
    assert owners[:ours] == ["whetstone-personas"] * ours
    assert owners[ours:] == sorted(owners[ours:])


def test_a_bundled_persona_that_two_plugins_bring_is_told_with_both(records):
    assert records["bees of whetstone-bees"]["error"] is None
    assert records["twin of zoo-a"]["error"] == (
        "whetstone_personas brings the name 'bees', which whetstone-bees (bees) has already; "
        "zoo-a (twin) is passed over for it"
    )


def test_the_zoo_talks_and_lists_as_if_nothing_were_broken(zoo, tmp_path):
    said = process("list", "--json", home=tmp_path, env={"PYTHONPATH": zoo.folder})
    assert {"socrates", "gardener"} <= {persona["id"] for persona in said.json}
    assert said.stderr == ""
    assert "Commands:" in process("--help", home=tmp_path, env={"PYTHONPATH": zoo.folder}).out


def test_a_terminal_shows_a_table_and_the_faults_below_it(zoo, tmp_path):
    shown = pexpect.spawn(
        SCRIPT,
        ["plugins"],
        env=environment(tmp_path, PYTHONPATH=zoo.folder),
        dimensions=(60, 150),
        encoding="utf-8",
        timeout=60,
    )
    shown.expect(pexpect.EOF)
    shown.close()
    lines = re.sub(r"\x1b\[[0-9;]*m|\r", "", shown.before).splitlines()
    assert shown.exitstatus == 0
    assert lines[0].split() == ["plugin", "from", "status", "ms", "hooks"]
    assert any(line.split()[:4] == ["bees", "whetstone-bees", "2.5", "loaded"] for line in lines)
    assert "exits: it called sys.exit(3) when it was imported" in "".join(lines)


# Blocked by the user


@pytest.mark.parametrize(
    ("arguments", "variables", "settings", "buzzes"),
    [
        (["--block", "bees"], {}, "", True),
        (["--block", "other", "--block", "BEES"], {}, "", True),
        (["--block", "Whetstone_Bees"], {}, "", False),
        ([], {"WHETSTONE_BLOCK": "other, bees"}, "", True),
        ([], {"WHETSTONE_BLOCK": "whetstone.bees"}, "", False),
        ([], {}, '[plugins]\nblock = ["bees"]\n', True),
        ([], {}, '[plugins]\nblock = ["whetstone--bees"]\n', False),
    ],
)
def test_a_blocked_plugin_is_not_even_imported(tmp_path, arguments, variables, settings, buzzes):
    site, home = Site(tmp_path / "site"), tmp_path / "home"
    entry_points = {"plugins": {"bees": "bees"}, "commands": {"buzz": "buzz:command"}}
    site.add("whetstone-bees", **entry_points, bees=BEES, buzz="")
    home.mkdir()
    (home / "whetstone.toml").write_text(settings)
    env = {"PYTHONPATH": site.folder, **variables}
    said = process(*arguments, "plugins", "--json", home=home, env=env)
    (record,) = [record for record in said.json if record["name"] == "bees"]
    assert (record["status"], record["error"]) == ("blocked", None)
    assert not site.imported("bees")
    assert ("  buzz" in process(*arguments, "--help", home=home, env=env).out) == buzzes


def test_a_plugin_that_is_not_blocked_is_imported(tmp_path):
    site = Site(tmp_path / "site")
    site.add("whetstone-bees", plugins={"bees": "bees"}, bees=BEES)
    process("plugins", home=tmp_path, env={"PYTHONPATH": site.folder})
    assert site.imported("bees")


def test_without_the_zip_plugin_no_whetstone_file_can_be_read_or_written(tmp_path):
    with Host(tmp_path / "elsewhere") as host:
        path = write_cartridge(host, tmp_path, gardener())
    folder = unpack(tmp_path / "gardener")
    block, home = ("--block", "zip_cartridge"), tmp_path / "home"
    for command in (
        ["import", path],
        ["inspect", path],
        ["export", "socrates", "-o", tmp_path / "x.whetstone"],
        ["pack", folder, "-o", tmp_path / "x.whetstone"],
    ):
        sentence = here(*block, *command, home=home).refused()
        assert "formats: none; not loaded: zip_cartridge (blocked)" in sentence
    assert not home.exists()
    assert not (tmp_path / "x.whetstone").exists()
    assert here(*block, "import", folder, home=home).code == 0
    assert here(*block, "show", "gardener", "--json", home=home).json["name"] == "The Gardener"
