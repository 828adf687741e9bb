"""`whetstone.toml` changed from the command line, and the home it lies in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commandline import Said, everything_in, here, process
from homes import write

from whetstone import Host, Secret

SECRET = "sk-proj-Tr0ub4dor-and-3-more-horses"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def refused(said: Said, told: str) -> None:
    assert told in said.refused()


def test_a_change_keeps_comments_order_and_line_ends(home):
    path = write(
        home,
        '# my settings\nmodel = "old"  # for now\n\n[models.a]  # fast\nmodel = "openai/a"\n\n'
        "[plugins]\nblock = []\n# the end\n",
    )
    here("config", "set", "model", "a", home=home)
    here("config", "set", "models.a.retries", "5", home=home)
    here("config", "set", 'models."gpt-4.1".model', "openai/gpt-4.1", home=home)
    text = path.read_text()
    assert text.startswith(
        '# my settings\nmodel = "a"  # for now\n\n[models.a]  # fast\nmodel = "openai/a"\n'
    )
    assert text.endswith("[plugins]\nblock = []\n# the end\n")
    assert here("config", "get", 'models."gpt-4.1".model', home=home).out == "openai/gpt-4.1\n"
    assert here("config", "get", "models.a.retries", home=home).out == "5\n"
    here("config", "unset", 'models."gpt-4.1"', home=home)
    here("config", "unset", "models.a.retries", home=home)
    assert here("config", "get", "models.a", home=home).json["retries"] == 2
    assert "gpt-4.1" not in path.read_text()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("openai/gpt-4o", "openai/gpt-4o"),
        ('"quoted"', "quoted"),
        ("'single'", "single"),
        ("a b # c", "a b # c"),
        ("ünïcode \U0001f41d", "ünïcode \U0001f41d"),
        ('x"\ny = "z', 'x"\ny = "z'),
        ("1\nplugins = 2", "1\nplugins = 2"),
        ("[broken", "[broken"),
    ],
)
def test_a_value_is_toml_or_plain_text(home, value, kept):
    said = here("config", "set", "model", value, home=home)
    assert said.code == 0, said.stderr
    assert here("config", "get", "model", "--json", home=home).json == kept
    assert here("config", "--json", home=home).json["plugins"] == {"block": []}


def test_a_whole_table_can_be_set_at_once(home):
    here(
        "config",
        "set",
        "models.x",
        '{ model = "openai/y", api_key = { "$env" = "K" }, timeout = 5 }',
        home=home,
    )
    with Host(home) as host:
        spec = host.settings.model_spec("x")
    assert (spec.model, spec.api_key, spec.timeout) == ("openai/y", Secret("K"), 5)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["set", "modle", "x"], "no installed plugin reads the key 'modle' (did you mean model"),
        (["set", "model", "5"], "model must be a text (it is 5)"),
        (["set", "plugins.block", "zip_cartridge"], 'plugins.block must be a list (it is "zip_cartridge")'),
        (["set", "models.a.timeout", "soon"], "models.a.timeout must be a number"),
        (["set", "models.a.timout", "5"], "models.a.timout is no setting (did you mean"),
        (["set", "models.b.timeout", "5"], "models.b.model is missing; add it"),
        (["set", "models.a.api_key", SECRET], "models.a.api_key is a key in plain text; write {"),
        (["set", "model.name", "x"], "model.name: model is a value and not a table"),
        (["unset", "models.a.model"], "models.a.model is missing; add it"),
        (["set", "models..x", "5"], "'models..x' is no key; write it like models.local.model"),
        (["set", "", "5"], "'' is no key"),
        (["set", "a = 1\nb", "5"], "is no key; write it like models.local.model"),
        (["get", "models.a.timout"], "models.a.timout is not set (did you mean models.a.timeout"),
        (["get", "model.name"], "model.name is not set"),
        (["get", "models.b"], "models.b is not set"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_and_the_file_stays_as_it_is(home, command, told):
    write(home, 'model = "a" # mine\n[models.a]\nmodel = "openai/a"\n')
    before = everything_in(home)
    sentence = here("config", *command, home=home).refused()
    assert told in sentence
    assert SECRET not in sentence
    assert everything_in(home) == before


def test_a_fault_that_was_there_before_is_told_with_its_place_and_can_be_mended(home):
    path = write(home, '# mine\nmodle = "x"\n')
    refused(
        here("config", "set", "model", "y", home=home), f"{path}, line 2: no installed plugin reads the key"
    )
    assert here("config", "unset", "modle", home=home).code == 0
    assert path.read_text() == "# mine\n"
    write(home, "model = \n")
    refused(
        here("config", "set", "model", "y", home=home), f"{path}, line 1, column 9: this is not valid TOML"
    )
    assert here("config", "path", home=home).out == f"{path}\n"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('models = { a = { model = "x" } }\n', "models.a.timeout"),
        ('models.a.model = "x"\nmodels.a.timeout = 3\n', "models.b.model"),
        ('[models.a]\nmodel = "x"\n[plugins]\nblock = []\n[models.b]\nmodel = "z"\n', "models.b.timeout"),
    ],
)
def test_a_change_of_unusual_toml_is_right_or_refused(home, text, key):
    path = write(home, text)
    said = here("config", "set", key, "5" if key.endswith("timeout") else "x", home=home)
    if said.code == 0:
        assert here("config", "get", key, home=home).out in ("5.0\n", "x\n")
        assert here("config", "get", "models.a.model", home=home).out == "x\n"
    else:
        assert f"{key} cannot be changed from here; edit it by hand" in said.refused()
        assert path.read_text() == text


def test_the_first_change_makes_the_file_for_its_user_alone(tmp_path):
    home = tmp_path / "new" / "home"
    assert here("config", "set", "model", "x", home=home).stderr == 'model = "x"\n'
    assert (home / "whetstone.toml").read_text() == 'model = "x"\n'
    assert (home / "whetstone.toml").stat().st_mode & 0o077 == 0


def test_a_change_keeps_the_files_mode_and_follows_a_link_to_it(home, tmp_path):
    dotfiles = tmp_path / "dotfiles.toml"
    dotfiles.write_text('model = "x"\n')
    dotfiles.chmod(0o640)
    (home / "whetstone.toml").symlink_to(dotfiles)
    here("config", "set", "model", "y", home=home)
    assert dotfiles.read_text() == 'model = "y"\n'
    assert (home / "whetstone.toml").is_symlink()
    assert dotfiles.stat().st_mode & 0o777 == 0o640


def test_what_is_set_already_writes_nothing(home):
    path = write(home, 'model = "x"\n')
    before = path.stat().st_mtime_ns, path.stat().st_ino
    here("config", "set", "model", "x", home=home)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_the_settings_are_shown_whole_and_can_be_read_back(home, tmp_path):
    write(home, '[models.x]\nmodel = "y"\ncontext_tokens = 100\nparameters = { day = 2024-01-01, f = 1e3 }\n')
    shown = here("config", home=home)
    assert shown.stderr == f"# {home / 'whetstone.toml'}\n"
    other = tmp_path / "other"
    other.mkdir()
    write(other, shown.stdout)
    assert here("config", "--json", home=other).json == here("config", "--json", home=home).json


def test_the_home_may_be_named_by_flag_variable_or_platform(tmp_path):
    said = process("--home", tmp_path / "flag", "config", "path", home=tmp_path / "variable")
    assert said.out == f"{tmp_path / 'flag' / 'whetstone.toml'}\n"
    said = process("config", "path", home=tmp_path / "variable")
    assert said.out == f"{tmp_path / 'variable' / 'whetstone.toml'}\n"
    said = process("config", "path", env={"HOME": tmp_path, "XDG_DATA_HOME": tmp_path / "data"})
    assert said.out.startswith(str(tmp_path))
    assert said.out.endswith(f"whetstone{os.sep}whetstone.toml\n")
    said = process("config", "path", env={"WHETSTONE_HOME": "~/mine", "HOME": tmp_path})
    assert said.out == f"{tmp_path / 'mine' / 'whetstone.toml'}\n"
    said = process("config", "path", env={"WHETSTONE_HOME": "relative"}, cwd=tmp_path)
    assert said.out == f"{tmp_path / 'relative' / 'whetstone.toml'}\n"
    assert "names no folder" in process("list", env={"WHETSTONE_HOME": "~nobody-of-this-name/x"}).refused()
    assert not list(tmp_path.iterdir())
