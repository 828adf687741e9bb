"""`whetstone.toml`: what it says, what is wrong with it and in which line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commandline import Said, here, process
from doctoring import doctor
from homes import write
from packages import Site
from small_plugins import Almanac, plugin

from whetstone import Host, SettingsSection
from whetstone.testing import temporary_host

SECRET = "sk-proj-Tr0ub4dor-and-3-more-horses"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def refusal(home: Path, text: str | bytes) -> str:
    """What is said of this file, without its path; the same by every command that needs it."""
    path = write(home, text)
    sentence = here("list", home=home).refused()
    assert sentence == here("config", home=home).refused()
    assert sentence.startswith(str(path))
    return sentence.removeprefix(str(path)).removeprefix(", ").removeprefix(": ")


def refused(said: Said, told: str) -> None:
    assert told in said.refused()


# What is wrong, and where


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('modle = "x"', "line 1: no installed plugin reads the key 'modle' (did you mean model or models?)"),
        (
            "\n[modles.x]\n",
            "line 2: no installed plugin reads the table 'modles' (did you mean models",
        ),
        ("[quite.other]\n", "line 1: no installed plugin reads the table 'quite'"),
        ("model = 5", "line 1: model must be a text (it is 5)"),
        ('model = ""', "line 1: model must not be empty"),
        ("models = 5", "line 1: models must be a table"),
        ("models.x = 5", "line 1: models.x must be a table"),
        ("[models.x]\n", "line 1: models.x.model is missing; add it"),
        (
            '[models.x]\nmodel = "y"\ntimout = 3',
            "line 3: models.x.timout is no setting (did you mean",
        ),
        ('[models.x]\nmodel = "y"\ntimeout = "3"', "line 3: models.x.timeout must be a number"),
        ('[models.x]\nmodel = "y"\ntimeout = 0', "line 3: models.x.timeout must be more than 0 (it is 0)"),
        (
            '[models.x]\nmodel = "y"\ntimeout = inf',
            "line 3: models.x.timeout must be at most 3600",
        ),
        (
            '[models.x]\nmodel = "y"\ntimeout = nan',
            "line 3: models.x.timeout must be",
        ),
        (
            '[models.x]\nmodel = "y"\nretries = 1.5',
            "line 3: models.x.retries must be a whole number (it is 1.5)",
        ),
        (
            '[models.x]\nmodel = "y"\nretries = true',
            "line 3: models.x.retries must be a whole number (it is true)",
        ),
        ('[models.x]\nmodel = "y"\nretries = 99', "line 3: models.x.retries must be at most 20 (it is 99)"),
        ('[models.x]\nmodel = "y"\nfallbacks = "z"', "line 3: models.x.fallbacks must be a list"),
        ('[models.x]\nmodel = "y"\nfallbacks = [\n"z", 5]', "line 3: models.x.fallbacks[1] must be a text"),
        ('[models.x]\nmodel = "y"\nheaders = {a = 5}', "line 3: models.x.headers must give a a text"),
        ('[models.x]\nmodel = "y"\nparameters = 5', "line 3: models.x.parameters must be a table"),
        (
            '[models.x]\nmodel = "y"\n[models.x.parmeters]',
            "line 3: models.x.parmeters is no setting (did",
        ),
        ("[plugins]\nblok = []", "line 2: plugins.blok is no setting (did you mean block?)"),
        ('[plugins]\nblock = "all"', 'line 2: plugins.block must be a list (it is "all")'),
        ("[plugins]\nblock = [1]", "line 2: plugins.block[0] must be a text (it is 1)"),
        ("plugins = []", "line 1: plugins must be a table (it is a list of 0)"),
        (
            "[retrieval]\nretriever = []",
            "line 2: retrieval.retriever is no setting (did you",
        ),
        (
            "[embedded_model]\nthread = 2",
            "line 2: embedded_model.thread is no setting (did you mean",
        ),
        ("[embedded_model]\nthreads = 0", "line 2: embedded_model.threads must be at least 1 (it is 0)"),
        (
            '[embedded_model]\nthreads = "two"',
            "line 2: embedded_model.threads must be a whole number",
        ),
        (
            "[embedded_model]\nweights = 5",
            "line 2: embedded_model.weights must be a text, the path of",
        ),
        ("embedded_model = 5", "line 1: embedded_model must be a table (it is 5)"),
        (
            "[embeded_model]\n",
            "line 1: no installed plugin reads the table 'embeded_model' (did you mean",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_key(home, text, told):
    assert refusal(home, text).startswith(told)


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('# models.x.retries = 5\n\n[models.x]\nmodel = "y"\nretries = -1', 5, "models.x.retries"),
        ('[ models . "gpt-4.1" ]\nmodel = "y"\nretries = -1', 3, 'models."gpt-4.1".retries'),
        ("[models.'a b']\nmodel = \"y\"\nretries = -1", 3, 'models."a b".retries'),
        ('models.x.model = "y"\nmodels.x.retries = -1', 2, "models.x.retries"),
        ('[models]\nx.model = "y"\nx . retries = -1', 3, "models.x.retries"),
        ('[models.w]\nmodel = "z"\n[models.x]\nmodel = "y"\nretries = -1', 5, "models.x.retries"),
        ('[models]\nw = {model = "z"}\nx = {model = "y", retries = -1}', 3, "models.x.retries"),
        (
            'model = """\n[models.x]\nretries = 1\n"""\n[models.x]\nmodel = "y"\nretries = -1',
            7,
            "models.x.retries",
        ),
        ('[models.x]\r\nmodel = "y"\r\nretries = -1\r\n', 3, "models.x.retries"),
        ('\ufeff[models.x]\nmodel = "y"\nretries = -1', 3, "models.x.retries"),
        ('[models.x]\nmodel = "retries = 1"\nretries = -1', 3, "models.x.retries"),
    ],
)
def test_the_line_is_found_however_the_key_is_written(home, text, line, key):
    assert refusal(home, text) == f"line {line}: {key} must be at least 0 (it is -1)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("model", "at its end: this is not valid TOML: expected '=' after a key in a key/value pair"),
        ("a = 1\nmodel = x", "line 2, column 9: this is not valid TOML: invalid value"),
        ("[models", "at its end: this is not valid TOML: expected ']'"),
        ('model = "a"\nmodel = "b"\n', "line 2, column 12: this is not valid TOML: cannot overwrite a value"),
        (b"\xff\xfem\x00o\x00", "is in UTF-16; save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not UTF-8 text: byte 0x89 at offset 0; save it as UTF-8"),
        (b"model = '\xe9'", "is not UTF-8 text: byte 0xe9 at offset 9; save it as UTF-8"),
        ("a = " + "[" * 20_000, "is nested too deeply; flatten it"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(home, text, told):
    assert refusal(home, text).strip().startswith(told)


def test_a_settings_file_that_is_a_folder_is_told(home):
    (home / "whetstone.toml").mkdir()
    refused(here("list", home=home), f"cannot read {home / 'whetstone.toml'}: Is a directory")


@pytest.mark.skipif(os.name != "posix", reason="there are no such files elsewhere")
@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_in_place_of_the_settings_is_told_and_not_waited_for(home, tmp_path, linked):
    path = home / "whetstone.toml"
    pipe = tmp_path / "pipe" if linked else path
    os.mkfifo(pipe)
    if linked:
        path.symlink_to(pipe)
    told = f"{path} is no regular file; put the settings themselves there, or take it away"
    for command in (["list"], ["config"], ["config", "set", "model", "x"], ["chat", "socrates"]):
        assert here(*command, home=home).refused() == told
    assert process("--help", home=home).code == 0
    assert "whetstone.toml is no regular file" in doctor(home).out


def test_settings_that_are_a_link_to_a_file_elsewhere_are_read(home, tmp_path):
    (tmp_path / "dotfile.toml").write_text('model = "openai/x"\n[plugins]\nblock = ["builtin_personas"]\n')
    (home / "whetstone.toml").symlink_to(tmp_path / "dotfile.toml")
    assert here("config", "get", "model", home=home).out == "openai/x\n"
    assert "builtin_personas of whetstone-personas is blocked" in doctor(home).out


def test_a_byte_order_mark_and_windows_line_ends_are_fine(home):
    write(home, b'\xef\xbb\xbfmodel = "openai/x"\r\n[plugins]\r\nblock = []\r\n')
    assert here("config", "get", "model", home=home).out == "openai/x\n"


# Sections of plugins


def test_a_section_belongs_to_the_plugin_that_declares_it(tmp_path):
    with temporary_host(
        [plugin(whetstone_settings=[SettingsSection("almanac", Almanac)])], home=tmp_path
    ) as host:
        assert host.settings.section("almanac") == Almanac()
        assert host.settings.effective()["almanac"] == {"moon": True}
        with pytest.raises(KeyError):
            host.settings.section("calendar")


SECTIONED = """
    from pydantic import BaseModel, ConfigDict
    from whetstone import SettingsSection, hookimpl
    class Almanac(BaseModel):
        model_config = ConfigDict(extra="forbid")
        moon: bool = True
    @hookimpl
    def whetstone_settings():
        return [SettingsSection("almanac", Almanac)]
"""


@pytest.mark.parametrize(
    ("source", "block", "code"),
    [
        (SECTIONED, "", 0),
        (SECTIONED, "almanac", 0),
        ("raise ImportError", "", 0),
        ("whetstone_api = '>=9'", "", 0),
        ("from whetstone import hookimpl\n@hookimpl\ndef whetstone_settings(): 1/0", "", 0),
        ("from whetstone import hookimpl\n@hookimpl\ndef whetstone_settings(): return []", "", 1),
    ],
)
def test_the_table_of_a_plugin_that_is_not_there_is_left_in_peace(tmp_path, home, source, block, code):
    site = Site(tmp_path / "site")
    site.add("whetstone-almanac", plugins={"almanac": "almanac"}, almanac=source)
    write(home, "[almanac]\nmoon = false\n")
    env = {"PYTHONPATH": site.folder, "WHETSTONE_BLOCK": block}
    assert process("list", home=home, env=env).code == code


def test_a_typo_is_told_also_while_a_plugin_is_blocked(home):
    write(home, "[modells.x]\n")
    said = here("--block", "litellm_models", "list", home=home)
    refused(said, "no installed plugin reads the table 'modells' (did you mean models")


def test_blocking_in_the_settings_is_seen_in_the_listing(home):
    write(home, '[plugins]\nblock = ["zip_cartridge"]\n')
    statuses = {record["name"]: record["status"] for record in here("plugins", "--json", home=home).json}
    assert statuses["zip_cartridge"] == "blocked"


def test_a_retriever_that_nobody_brings_is_told_with_near_ones(home):
    write(home, '[retrieval]\nretrievers = ["full_text"]\n')
    with (
        Host(home) as host,
        pytest.raises(Exception, match="no plugin brings a retriever called 'full_text'"),
    ):
        _ = host.library
