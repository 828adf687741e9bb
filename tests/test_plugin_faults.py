"""Hooks that misbehave: each is left out and told as its plugin's fault, and everything else goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cartridges import GARDEN, gardener
from commandline import process
from homes import packed
from packages import Site
from pydantic import BaseModel
from small_plugins import Almanac, LastPassage, Parrot, PlainText, plugin, unpack

from whetstone import CartridgeError, FormatError, PersonaShelf, SettingsSection, TurnAdditions
from whetstone.core.errors import PersonaNotFound, SettingsError
from whetstone.testing import ScriptedModel, ask, temporary_host


class Nameless:
    def open(self, shelf):
        return self


class Moody:
    @property
    def name(self):
        raise ValueError("not today")


class Numbered(Nameless):
    name = 7


class Retrieverless:
    name = "empty-handed"


class Uncallable:
    name = "stiff"
    open = "shut"


class OneSuffix(PlainText):
    suffixes = ".persona.txt"


def half() -> Any:
    yield LastPassage()
    raise KeyError("halfway")


async def later():
    return []


def leave():
    raise SystemExit(4)


def no_way():
    raise LookupError("no way")


@pytest.mark.parametrize(
    ("hook", "given", "fault"),
    [
        ("whetstone_retrievers", no_way, "whetstone_retrievers raised LookupError: no way"),
        ("whetstone_retrievers", leave, "whetstone_retrievers raised SystemExit: 4"),
        ("whetstone_retrievers", half, "cannot be listed (KeyError: 'halfway')"),
        (
            "whetstone_retrievers",
            later,
            "whetstone_retrievers is async, and hooks are called",
        ),
        ("whetstone_retrievers", "last", "returned a str where a list of objects is expected"),
        ("whetstone_retrievers", {"last": LastPassage()}, "returned a dict where a list of objects is"),
        ("whetstone_retrievers", 7, "returned an int that cannot be listed"),
        ("whetstone_retrievers", Retrieverless(), "returned a Retrieverless that cannot be listed"),
        ("whetstone_retrievers", [Nameless()], "brought a Nameless without a name"),
        ("whetstone_retrievers", [Numbered()], "brought a Numbered without a name"),
        ("whetstone_retrievers", [Moody()], "brought a Moody that raises ValueError: not today"),
        ("whetstone_retrievers", [Retrieverless()], "brought 'empty-handed', a Retrieverless without open"),
        ("whetstone_retrievers", [Uncallable()], "brought 'stiff', whose open is a str and no method"),
        ("whetstone_retrievers", [None], "brought a NoneType without a name"),
        (
            "whetstone_cartridge_formats",
            [OneSuffix()],
            "whose suffixes is '.persona.txt' and not",
        ),
        (
            "whetstone_personas",
            [PersonaShelf("x", "/not/a/path")],
            "whose folder is '/not/a/path' and",
        ),
        (
            "whetstone_personas",
            [PersonaShelf("x", Path("/not/there"))],
            "the shelf x cannot be read",
        ),
        ("whetstone_personas", [Parrot()], "brought 'parrot', a Parrot where a PersonaShelf is expected"),
        ("whetstone_model_backends", [LastPassage()], "a LastPassage without claims, models"),
        (
            "whetstone_settings",
            [SettingsSection("x", dict)],
            "whose model is <class 'dict'> and not",
        ),
        ("whetstone_settings", [SettingsSection("models", Almanac)], "a name that Whetstone uses itself"),
    ],
)
def test_a_hook_that_misbehaves_is_left_out_and_told(tmp_path, recwarn, hook, given, fault):
    (tmp_path / "whetstone.toml").write_text('[retrieval]\nretrievers = ["last"]\n')
    good = plugin(
        whetstone_retrievers=[LastPassage()],
        whetstone_cartridge_formats=[PlainText()],
        whetstone_model_backends=[Parrot()],
    )
    with temporary_host(home=tmp_path) as host:
        bad = host.register(plugin(**{hook: given}), "bad")
        fine = host.register(good, "good")
        host.ask_all_plugins()
        assert fault in bad.error
        assert (bad.status, fine.error) == ("loaded", None)
        assert host.models.open("parrot") is not None
        assert ".persona.txt" in host.formats.suffixes()
        assert [found.source for found in host.library.search("key", GARDEN, "?", 1)] == ["water.txt"]
        assert host.registry.get("socrates")
    assert not [warning for warning in recwarn if "never awaited" in str(warning.message)]


def test_a_hook_that_returns_nothing_brings_nothing():
    with temporary_host([plugin(whetstone_retrievers=lambda: None, whetstone_personas=())]) as host:
        host.ask_all_plugins()
        assert host.plugins.records[-1].error is None


def test_two_plugins_that_bring_one_name_are_both_named_and_the_first_keeps_it():
    with temporary_host() as host:
        first = host.register(plugin(whetstone_cartridge_formats=[PlainText()]), "one")
        second = host.register(plugin(whetstone_cartridge_formats=[PlainText()]), "two")
        assert len([s for s in host.formats.suffixes() if s == ".persona.txt"]) == 1
        assert first.error is None
        assert "brings the name 'plain', which (registered) (one) has already" in second.error
        assert "(registered) (two) is passed over" in second.error


def test_a_plugin_can_be_registered_once_under_a_name():
    with temporary_host() as host:
        one, two = plugin(whetstone_personas=[]), plugin(whetstone_personas=[])
        assert host.register(one, "one").status == "loaded"
        assert host.register(one, "again").name == "one"
        assert host.register(two, "one").status == "duplicate"


def test_several_faults_of_one_plugin_are_all_kept():
    bad = plugin(whetstone_retrievers=no_way, whetstone_personas="x", whetstone_settings=[Nameless()])
    with temporary_host() as host:
        record = host.register(bad, "bad")
        host.ask_all_plugins()
        host.ask_all_plugins()
        assert [record.error.count(hook) for hook in record.hooks] == [1, 1, 1]


class Clumsy(PlainText):
    """A format that fails in a method of choice."""

    name = "clumsy"
    suffixes = (".clumsy",)

    def __init__(self, method: str, result: Any = None) -> None:
        def fail(*_: object) -> Any:
            if result is None:
                raise ZeroDivisionError("oh")
            return result

        setattr(self, method, fail)


@pytest.mark.parametrize(
    ("method", "result", "told"),
    [
        ("read", None, "failed: read() of the format clumsy raised ZeroDivisionError: oh"),
        ("read", b"prompt", "failed: read() of the format clumsy raised TypeError: it returned a bytes"),
        ("recognises", None, "no installed cartridge format reads this file"),
        ("write", None, "failed: write() of the format clumsy raised ZeroDivisionError: oh"),
        ("write", "text", "failed: write() of the format clumsy raised TypeError: it returned a str"),
    ],
)
def test_a_format_that_fails_is_told_as_its_plugins_fault(tmp_path, method, result, told):
    with temporary_host() as host:
        record = host.register(plugin(whetstone_cartridge_formats=[Clumsy(method, result)]), "oops")
        door, arguments = host.formats.read, (b"x", "a.clumsy")
        if method == "write":
            door, arguments = host.formats.write, (gardener(), "clumsy")
        with pytest.raises(FormatError) as refused:
            door(*arguments)
        assert told in str(refused.value)
        assert "of the format clumsy raised" in record.error


def test_a_cartridge_that_a_plugin_made_by_hand_is_held_to_the_format(tmp_path):
    good = gardener()
    escaping = replace(good, files={**good.files, "../../escaped.txt": b"x"})
    with temporary_host(home=tmp_path / "home") as host:
        with pytest.raises(CartridgeError, match="escaped"):
            host.registry.install(escaping, "imported")
        with pytest.raises(SettingsError, match="is no id"):
            host.registry.install(replace(good, id="../up"), "imported")
        named = host.registry.install(replace(good, name="\x1b[31mRed"), "imported").persona
        assert named.name == "The Gardener"
        assert [persona.id for persona in host.registry.personas() if persona.origin == "imported"] == [
            "gardener"
        ]
    assert not list(tmp_path.rglob("escaped.txt"))


def test_a_bad_folder_on_a_shelf_is_left_out_and_the_others_stay(tmp_path):
    shelf = tmp_path / "shelf"
    unpack(shelf / "gardener")
    unpack(shelf / "Not An Id")
    unpack(shelf / "damaged")
    (shelf / "damaged" / "config.json").write_text("{")
    (shelf / "__pycache__").mkdir()
    (shelf / "README.md").write_text("about")
    unpack(shelf / "socrates")
    with temporary_host() as host:
        record = host.register(plugin(whetstone_personas=[PersonaShelf("garden", shelf)]), "garden")
        assert host.registry.get("gardener").name == "The Gardener"
        assert host.registry.get("socrates").name == "Socrates"
        with pytest.raises(PersonaNotFound):
            host.registry.get("damaged")
        assert (
            "the persona damaged on the shelf garden is left out: config.json is not valid JSON"
            in record.error
        )
        assert "'Not An Id' is no persona id" in record.error
        assert "whetstone-personas (builtin_personas) bundles one of this id already" in record.error
        assert "__pycache__" not in record.error


def test_a_section_that_the_user_would_have_to_fill_is_its_plugins_fault():
    class Demanding(BaseModel):
        key: str

    with temporary_host() as host:
        record = host.register(
            plugin(whetstone_settings=[SettingsSection("demanding", Demanding)]), "demanding"
        )
        assert "whetstone_settings brought [demanding], where key has no default that fits" in record.error
        assert "demanding" not in host.settings.effective()


def test_what_a_plugin_raises_while_it_is_told_does_not_reach_the_user(tmp_path):
    shaky = plugin(
        whetstone_persona_installed=no_way, whetstone_turn_done=no_way, whetstone_prepare_turn=no_way
    )
    with temporary_host(home=tmp_path) as host:
        record = host.register(shaky, "shaky")
        assert host.registry.install(gardener(), "imported").outcome == "installed"
        assert ask(host, "gardener", "Well?").text == "Indeed."
        assert record.error.count("raised LookupError: no way") == 3


@pytest.mark.parametrize(
    ("additions", "fault"),
    [
        ("a note", "whetstone_prepare_turn brought a str without a name"),
        ([TurnAdditions("x")], "whetstone_prepare_turn brought a list without a name"),
        (TurnAdditions("x", notes="a note"), "whose notes is 'a note' and not of the type tuple[str, ...]"),
        (TurnAdditions("x", passages=("a passage",)), "whose passages is ('a passage',) and not of the type"),
        (
            TurnAdditions("", notes=("a note",)),
            "brought a TurnAdditions without a name",
        ),
    ],
)
def test_additions_that_do_not_fit_are_left_out_of_the_turn(additions, fault):
    model = ScriptedModel()
    with temporary_host([plugin(whetstone_prepare_turn=lambda: additions)], model=model) as host:
        assert ask(host, "socrates", "Well?").text == "Indeed."
        assert fault in host.plugins.records[-1].error
    assert "a note" not in str(model.requests[0].messages[1:])


def test_what_fails_while_a_command_runs_is_told_at_its_end(tmp_path):
    site = Site(tmp_path / "site")
    hook = "import whetstone\n@whetstone.hookimpl\ndef whetstone_persona_installed(): raise LookupError('a')"
    site.add("zoo-shaky", plugins={"shaky": "shaky"}, shaky=hook)
    path = packed(tmp_path, gardener())
    said = process("import", path, home=tmp_path / "home", env={"PYTHONPATH": site.folder})
    assert (said.code, said.out) == (0, "Installed gardener (The Gardener 1.0)\n")
    told = "whetstone_persona_installed raised LookupError: a"
    assert said.stderr == f"Note: the plugin shaky of zoo-shaky: {told}\n"
    assert process("list", home=tmp_path / "home", env={"PYTHONPATH": site.folder}).stderr == ""
