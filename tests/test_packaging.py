"""What leaves this repository: a wheel, an sdist, and a `whetstone` that works where they are installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tomllib
from email.parser import HeaderParser
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from installed import Environment, build, copy_tree, files_below

from whetstone.plugins.embedded_model.index_settings import configured_sources

pytestmark = pytest.mark.xdist_group("installed")

HEAVY = {"fastapi", "litellm", "pydantic", "sqlite3", "PIL", "numpy", "rich", "xllamacpp", "wordllama"}
PUBLIC_HOSTS = {"pypi.org", "files.pythonhosted.org"}


@pytest.fixture(scope="session")
def sdist(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, unpacked."""
    sources = copy_tree(tmp_path_factory.mktemp("sources") / "s", tree)
    archive = build(sources, tmp_path_factory.mktemp("sdist"), "sdist")
    with tarfile.open(archive) as packed:
        packed.extractall(archive.parent, filter="data")
    return archive.parent / archive.name.removesuffix(".tar.gz")


@pytest.fixture(scope="session")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and what it depends on, and nothing else: no pip, no weights."""
    made = Environment.create(tmp_path_factory.mktemp("environment") / "env")
    made.install(wheel)
    return made


def package_files(tree: Path) -> set[str]:
    """The files that are part of the package `whetstone`: its modules, and the data they read."""
    folders = ("core", "plugins", "philosophy_library")
    top = {name for name in files_below(tree) if "/" not in name and name.endswith((".py", "py.typed"))}
    return top | {name for name in files_below(tree) if name.split("/")[0] in folders}


def contents(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/RECORD")}


def test_every_package_of_the_tree_is_listed(tree: Path) -> None:
    modules = [Path(name) for name in package_files(tree) if name.endswith(".py")]
    folders = {module.parent for module in modules}
    assert folders == {module.parent for module in modules if module.name == "__init__.py"}
    listed = tomllib.loads((tree / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert listed == sorted(".".join(("whetstone", *folder.parts)) for folder in folders)


def test_the_wheel_holds_the_package_and_nothing_else(tree: Path, wheel: Path) -> None:
    held = contents(wheel)
    packaged = {name.removeprefix("whetstone/") for name in held if ".dist-info/" not in name}
    assert packaged == package_files(tree)
    assert all(held[f"whetstone/{name}"] == (tree / name).read_bytes() for name in packaged)


def test_the_wheel_says_what_it_is(tree: Path, wheel: Path) -> None:
    (name,) = (name for name in contents(wheel) if name.endswith("/METADATA"))
    metadata = HeaderParser().parsestr(contents(wheel)[name].decode())
    assert metadata["Name"] == "whetstone-personas"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Description-Content-Type"] == "text/markdown"
    for dependency in metadata.get_all("Requires-Dist") or ():
        assert "<" in dependency, f"{dependency} has no upper bound"


def test_the_sdist_holds_what_a_contributor_needs(tree: Path, sdist: Path) -> None:
    made_by_setuptools = {"PKG-INFO", "setup.cfg"}
    held = {name for name in files_below(sdist) if ".egg-info/" not in name} - made_by_setuptools
    assert held == set(files_below(tree))


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    assert contents(build(sdist, tmp_path / "out")) == contents(wheel)


def test_the_installed_command_works_anywhere(environment: Environment, tmp_path: Path) -> None:
    personas = json.loads(environment.whetstone("list", "--json", home=tmp_path))
    assert {"socrates", "zhuangzi"} <= {persona["id"] for persona in personas}
    assert "Talk with portable personas" in environment.whetstone("--help", home=tmp_path)
    as_module = environment.run("python", "-m", "whetstone", "--version", home=tmp_path)
    assert re.fullmatch(r"whetstone \d+\.\d+\.\d+\n", as_module.stdout)
    assert list(tmp_path.iterdir()) == [], "looking around leaves no trace"


def test_pulled_weights_make_a_persona_answer_where_there_is_no_pip(
    environment: Environment, tmp_path: Path
) -> None:
    home, cache = tmp_path / "home", tmp_path / "cache"
    home.mkdir()
    assert environment.run("python", "-c", "import pip", home=home).returncode == 1
    before = environment.run("whetstone", "chat", "socrates", "Hello?", home=home, WHETSTONE_CACHE=str(cache))
    assert (before.returncode, before.stdout) == (1, "")
    assert "`whetstone models pull`" in before.stderr

    weights = environment.whetstone("models", "pull", home=home, WHETSTONE_CACHE=str(cache)).strip()
    assert Path(weights).is_relative_to(cache)
    said = environment.whetstone(
        "chat", "socrates", "What is courage?", "--json", home=home, WHETSTONE_CACHE=str(cache)
    )
    answer = json.loads(said)
    assert answer["model"] == "embedded"
    assert answer["reply"].strip()
    assert answer["passages"]
    log = [json.loads(line) for line in (home / "chat_history.log").read_text("utf-8").splitlines()]
    turns = [record["text"] for record in log if record.get("conversation") == answer["conversation"]]
    assert turns == ["What is courage?", answer["reply"]]


def test_an_editable_install_runs_the_sources(tree: Path, tmp_path: Path) -> None:
    sources, home = copy_tree(tmp_path / "sources", tree), tmp_path / "home"
    home.mkdir()
    editable = Environment.create(tmp_path / "env")
    editable.install("--editable", sources)
    place = editable.run("python", "-c", "import whetstone; print(whetstone.__file__)", home=home)
    assert Path(place.stdout.strip()) == sources / "__init__.py"
    assert "socrates" in editable.whetstone("list", home=home)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom whetstone.core.cli import run\n"
        "try:\n    run(['--help'])\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "chat" in done.stdout
    assert not HEAVY & set(done.stderr.split())


def test_nothing_of_one_machine_is_kept(tree: Path) -> None:
    sources = configured_sources()
    hosts = {urlsplit(place).hostname for place in (*sources.indexes, *sources.links)} - PUBLIC_HOSTS - {None}
    places = {place for place in sources.links if place.startswith("/")}
    here = re.compile(r"(?<![\w.~-])/(?:root|work|tmp/lab|home/\w+)/")
    for name in files_below(tree):
        assert not name.endswith((".lock", "requirements.txt")), name
        text = (tree / name).read_bytes().decode("utf-8", "ignore")
        assert not here.search(text), f"{name} names a place of one machine: {here.search(text)}"
        assert not [word for word in hosts | places if str(word) in text], name
