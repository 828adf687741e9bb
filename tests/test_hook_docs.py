"""docs/hooks.md against the contract: every hook, its exact signature, and examples that run."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import get_args
from urllib.parse import urljoin

import httpx
import pytest
from cartridges import gardener
from commandline import process
from packages import Site
from small_plugins import unpack

import whetstone
from whetstone import Host, hookspecs
from whetstone.core.values.plugin import PluginStatus
from whetstone.testing import ask, served, temporary_host

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "hooks.md").read_text("utf-8")
HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("whetstone_"))
SECTIONS = {part.partition("\n")[0].strip(): part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]}


def blocks(text: str, language: str = "python") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def docstring_example(hook: str) -> str:
    text = textwrap.dedent("    " + (getattr(hookspecs, hook).__doc__ or ""))
    (example,) = blocks(text)
    return example


def signature(hook: str) -> str:
    return f"def {hook}{inspect.signature(getattr(hookspecs, hook))}: ...".replace("'", "")


@pytest.fixture
def modules() -> Iterator[list[str]]:
    names: list[str] = []
    yield names
    for name in names:
        sys.modules.pop(name, None)


def imported(source: str, folder: Path, name: str = "example_plugin") -> ModuleType:
    """Import `source` as a module that lies in `folder`."""
    path = folder / f"{name}.py"
    path.write_text(source, "utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def try_out(host: Host, folder: Path) -> None:
    """Do everything that calls a hook."""
    (folder / "oak.persona.md").write_text("You are an oak.")
    host.ask_all_plugins()
    host.registry.install(gardener("visitor"), "imported")
    assert ask(host, "visitor", "What of bees?").error is None
    for suffix in host.formats.suffixes():
        if suffix == ".persona.md":
            assert host.formats.read_file(folder / "oak.persona.md").prompt == "You are an oak."
    (folder / "talk.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nWell met.\n")
    (talk,) = host.texts.find([folder / "talk.srt"])
    if talk.format == "subtitles":
        assert [stretch.text for stretch in host.texts.read(talk, "Ada")] == ["Well met."]
    if "count-words" in host.jobs.kinds():
        job = host.jobs.start("count-words", {"texts": ["one two", "three"]})
        assert host.jobs.run(job) == {"words": 3}
    if host.additions:
        with served(host) as link, httpx.Client(follow_redirects=True, timeout=60) as browser:
            browser.get(link)
            assert f"Today is {date.today()}." in browser.get(urljoin(link, "/x/example_plugin/")).text
    if "echo" in [info.name for info in host.models.known()]:
        assert ask(host, "visitor", "Hear, hear!", model="echo").text.endswith("Hear, hear!")


def test_every_hook_has_a_section_and_every_such_section_is_a_hook():
    assert sorted(name.strip("`") for name in SECTIONS if name.strip("`").startswith("whetstone_")) == HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_documented_with_its_exact_signature(hook):
    section = SECTIONS[f"`{hook}`"]
    assert blocks(section)[0].strip() == signature(hook)
    for word in ("**Called**", "**Returns**"):
        assert word in section


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hooks_section_shows_the_example_of_its_docstring(hook):
    shown = blocks(SECTIONS[f"`{hook}`"])[1]
    assert without_blank_lines(docstring_example(hook)) in without_blank_lines(shown)


def without_blank_lines(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if line)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hooks_example_runs_as_a_plugin_of_its_own(hook, tmp_path, capsys, modules):
    modules.append("example_plugin")
    unpack(tmp_path / "personas" / "gardener")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "today.html").write_text(blocks(SECTIONS["`whetstone_ui`"], "html")[0])
    module = imported(blocks(SECTIONS[f"`{hook}`"])[1], tmp_path)
    with temporary_host([module]) as host:
        try_out(host, tmp_path)
        (record,) = [record for record in host.plugins.records if record.name == "example_plugin"]
        assert (record.status, record.error) == ("loaded", None)
        assert hook in record.hooks


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_a_test_of_its_name(hook):
    tree = ast.parse((ROOT / "tests" / "test_hooks.py").read_text("utf-8"))
    assert f"test_{hook}" in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("hook", HOOKS)
def test_an_example_package_shows_the_hook_at_work(hook):
    named = re.findall(r"\]\(\.\./(examples/[\w-]+)\)", SECTIONS[f"`{hook}`"])
    assert named
    for folder in named:
        sources = [path.read_text("utf-8") for path in (ROOT / folder).rglob("src/**/*.py")]
        assert any(f"def {hook}(" in source for source in sources)


def test_every_block_of_python_compiles_and_imports_public_names_alone():
    for source in blocks(PAGE):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module == "whetstone":
                assert {alias.name for alias in node.names} <= set(whetstone.__all__)
            elif isinstance(node, ast.ImportFrom) and node.module:
                assert not node.module.startswith("whetstone.") or node.module == "whetstone.testing"


def test_every_block_of_toml_is_toml():
    assert len(blocks(PAGE, "toml")) >= 3
    for source in blocks(PAGE, "toml"):
        tomllib.loads(source)


def test_every_status_and_every_public_name_that_a_hook_speaks_is_explained():
    for status in get_args(PluginStatus):
        assert f"`{status}`" in PAGE
    spoken = {name for hook in HOOKS for name in re.findall(r"[A-Z]\w+", signature(hook))}
    for name in spoken & set(whetstone.__all__):
        assert f"`{name}`" in PAGE


def test_the_first_plugin_of_the_page_works_once_it_is_installed(tmp_path):
    first = SECTIONS["A plugin"]
    entry = tomllib.loads(blocks(first, "toml")[0])
    site = Site(tmp_path / "site")
    (name, value), *_ = entry["project"]["entry-points"]["whetstone"].items()
    site.add(entry["project"]["name"], plugins={name: value}, **{value: ""})
    (site.folder / f"{value}.py").write_text(blocks(first)[0], "utf-8")
    said = process("plugins", "--json", home=tmp_path / "home", env={"PYTHONPATH": site.folder})
    (record,) = [record for record in said.json if record["name"] == name]
    assert (record["status"], record["error"]) == ("loaded", None)
    assert record["distribution"] == entry["project"]["name"]
    assert record["hooks"]


def test_the_command_of_the_page_works_once_it_is_installed(tmp_path):
    section = SECTIONS["Commands"]
    group = tomllib.loads(blocks(section, "toml")[0])["project"]["entry-points"]["whetstone.commands"]
    ((name, value),) = group.items()
    module = value.partition(":")[0]
    site = Site(tmp_path / "site")
    site.add("whetstone-example", commands=group, **{module: ""})
    (site.folder / f"{module}.py").write_text(blocks(section)[0], "utf-8")
    env = {"PYTHONPATH": site.folder}
    said = process(name, "--json", home=tmp_path / "home", env=env)
    assert (said.code, said.stderr) == (0, "")
    assert said.json
    summary = blocks(section)[0].partition('"""')[2].partition(".")[0]
    assert f"{summary} (whetstone-example)" in process("--help", home=tmp_path / "home", env=env).out


def test_the_test_of_the_page_passes(tmp_path, modules):
    section = SECTIONS["Testing a plugin"]
    modules += ["whetstone_today", "test_today"]
    imported(blocks(SECTIONS["A plugin"])[0], tmp_path, "whetstone_today")
    tests = imported(blocks(section)[0], tmp_path, "test_today")
    functions = [value for name, value in vars(tests).items() if name.startswith("test_")]
    assert functions
    for function in functions:
        function()
