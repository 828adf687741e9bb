"""The example packages, installed beside the wheel as anyone would, and used through the command line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from installed import EXAMPLES, Environment, build, copy_tree
from playwright.sync_api import Page, expect

from whetstone import hookspecs

pytestmark = pytest.mark.xdist_group("installed")

PARROT = ("--model", "parrot")
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


@pytest.fixture(scope="session")
def example_wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel of each example by its distribution's name."""

    def built(example: Path) -> Path:
        sources = copy_tree(tmp_path_factory.mktemp("sources") / "s", example)
        return build(sources, tmp_path_factory.mktemp("wheel"))

    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip((example.name for example in EXAMPLES), pool.map(built, EXAMPLES), strict=True))


@pytest.fixture(scope="session")
def extended(
    wheel: Path, example_wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Environment:
    """An environment with the wheel, the examples, and what their tests need."""
    made = Environment.create(tmp_path_factory.mktemp("extended") / "env")
    made.install(wheel, *example_wheels.values(), "pytest", "hypothesis")
    return made


def records(environment: Environment, home: Path, *options: str, **variables: str) -> dict[str, Any]:
    """The records of the plugins that are not ours, by name."""
    listed = json.loads(environment.whetstone(*options, "plugins", "--json", home=home, **variables))
    return {record["name"]: record for record in listed if record["distribution"] != "whetstone-personas"}


def test_each_example_is_found_with_its_hooks(extended: Environment, tmp_path: Path) -> None:
    found = records(extended, tmp_path)
    assert {record["distribution"]: record["status"] for record in found.values()} == {
        example.name: "loaded" for example in EXAMPLES
    }
    assert {record["error"] for record in found.values()} == {None}
    assert found["parrot"]["hooks"] == ["whetstone_model_backends", "whetstone_settings"]


def test_every_hook_has_a_user_among_the_examples(extended: Environment, tmp_path: Path) -> None:
    used = {hook for record in records(extended, tmp_path).values() for hook in record["hooks"]}
    assert used == {name for name in vars(hookspecs) if name.startswith("whetstone_")}


@each_example
def test_the_tests_of_an_example_pass_where_it_is_installed(
    example: Path, extended: Environment, tmp_path: Path
) -> None:
    copy = copy_tree(tmp_path / "copy", example)
    shutil.rmtree(copy / "src")
    done = extended.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", copy, home=copy)
    assert done.returncode == 0, done.stdout + done.stderr


@each_example
def test_what_a_readme_shows_is_what_happens(example: Path, extended: Environment, tmp_path: Path) -> None:
    copy = copy_tree(tmp_path / "copy", example)
    variables = extended.environ(tmp_path / "whetstone") | {"HOME": str(tmp_path)}
    shown = list(transcript(copy / "README.md"))
    assert shown
    for command, output in shown:
        done = subprocess.run(
            command,
            shell=True,
            cwd=copy,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        pattern = ".*".join(re.escape(part) for part in output.split("…"))
        assert re.fullmatch(pattern, done.stdout.strip(), re.DOTALL), f"$ {command}\n{done.stdout}"


def transcript(page: Path) -> Iterator[tuple[str, str]]:
    """Yield the commands of a page's console blocks, each with the output that is shown for it."""
    for block in re.findall(r"^```console\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = entry.partition("\n")
            yield command, output.strip()


@each_example
def test_an_example_is_a_package_to_copy(example: Path, example_wheels: dict[str, Path]) -> None:
    project = tomllib.loads((example / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == example.name
    assert project["readme"] == "README.md"
    assert any(dependency.startswith("whetstone-personas") for dependency in project["dependencies"])
    assert all("<" in dependency for dependency in project["dependencies"])
    sources = "".join(path.read_text("utf-8") for path in example.rglob("*.py"))
    assert not re.findall(r"whetstone\.(?:core|plugins|hookspecs)", sources), "only public names are used"
    assert example_wheels[example.name].name.startswith(example.name.replace("-", "_"))


def test_a_bundled_persona_of_a_package_talks(extended: Environment, tmp_path: Path) -> None:
    assert "epictetus" in extended.whetstone("list", home=tmp_path)
    said = extended.whetstone("chat", "epictetus", "Good evening", *PARROT, "--json", home=tmp_path)
    assert json.loads(said)["reply"] == "Good evening"
    log = (tmp_path / "chat_history.log").read_text("utf-8").splitlines()
    assert [json.loads(line).get("speaker") for line in log][-2:] == ["user", "Epictetus"]


def test_a_format_of_a_package_takes_a_persona_in_and_out(extended: Environment, tmp_path: Path) -> None:
    document = "+++\nname = 'Old Clock'\n+++\n\nYou are a clock, and you are patient."
    (tmp_path / "clock.persona.md").write_text(document, "utf-8")
    extended.whetstone("import", "clock.persona.md", home=tmp_path)
    extended.whetstone("export", "old-clock", "--format", "markdown", home=tmp_path)
    written = (tmp_path / "old-clock.persona.md").read_text("utf-8")
    assert written.endswith("+++\n\nYou are a clock, and you are patient.")
    extended.whetstone("import", "old-clock.persona.md", "--as", "new-clock", home=tmp_path)
    assert extended.whetstone("chat", "new-clock", "Tick", *PARROT, home=tmp_path) == "Tick\n"


def test_a_command_of_a_package_is_listed_without_its_import(extended: Environment, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom whetstone.__main__ import main\nsys.argv = ['whetstone', '--help']\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    helped = extended.run("python", "-c", code, home=tmp_path)
    assert "almanac   Show what the journal notes of a day (whetstone-almanac)" in helped.stdout
    assert "whetstone_almanac" not in helped.stderr
    (tmp_path / "whetstone.toml").write_text("[almanac]\njournal = 'journal.txt'\n")
    extended.whetstone("chat", "socrates", "Hello", *PARROT, home=tmp_path)
    noted = json.loads(extended.whetstone("almanac", "--json", home=tmp_path))
    assert [entry["what"] for entry in noted] == ["talked with Socrates"]


def test_pages_of_a_package_are_seen_until_it_is_blocked(
    extended: Environment, tmp_path: Path, page: Page
) -> None:
    extended.whetstone("chat", "socrates", "Hello", *PARROT, home=tmp_path)
    with serving(extended, tmp_path) as link:
        page.goto(link)
        page.get_by_role("link", name="Chronicle").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Chronicle")
        page.get_by_label("Only since").fill("2000-01-01")
        expect(page.locator("[data-count]")).to_have_text("1")
    with serving(extended, tmp_path, "--block", "chronicle") as link:
        page.goto(link)
        expect(page.get_by_role("link", name="Settings")).to_be_visible()
        expect(page.get_by_role("link", name="Chronicle")).to_have_count(0)


@contextmanager
def serving(environment: Environment, home: Path, *options: str) -> Iterator[str]:
    """Run `whetstone serve`, and yield the link that it prints."""
    command = [environment.scripts / "whetstone", *options, "serve", "--port", "0", "--no-open"]
    server = subprocess.Popen(
        command, cwd=home, env=environment.environ(home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert server.stdout is not None
        yield re.findall(rb"http://\S+", server.stdout.readline())[0].decode()
    finally:
        server.terminate()
        server.communicate()


@pytest.mark.parametrize("name", ["stoics", "whetstone-stoics", "Whetstone_Stoics"])
@pytest.mark.parametrize("where", ["flag", "environment", "settings"])
def test_what_is_blocked_is_not_there(name: str, where: str, extended: Environment, tmp_path: Path) -> None:
    options = ("--block", name) if where == "flag" else ()
    variables = {"WHETSTONE_BLOCK": f"nothing,{name}"} if where == "environment" else {}
    if where == "settings":
        (tmp_path / "whetstone.toml").write_text(f"[plugins]\nblock = ['{name}']\n")
    statuses = {n: r["status"] for n, r in records(extended, tmp_path, *options, **variables).items()}
    others = {example.name.removeprefix("whetstone-"): "loaded" for example in EXAMPLES}
    assert statuses == {**others, "stoics": "blocked"}
    assert "epictetus" not in extended.whetstone(*options, "list", home=tmp_path, **variables)


def test_a_blocked_format_is_named_to_who_needs_it(extended: Environment, tmp_path: Path) -> None:
    (tmp_path / "clock.persona.md").write_text("+++\n+++\nYou are a clock.")
    refused = extended.run("whetstone", "--block", "markdown", "import", "clock.persona.md", home=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "markdown (blocked)" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_blocked_package_brings_no_command(extended: Environment, tmp_path: Path) -> None:
    assert "almanac" not in extended.whetstone("--block", "whetstone-almanac", "--help", home=tmp_path)
    refused = extended.run("whetstone", "--block", "whetstone-almanac", "almanac", home=tmp_path)
    assert refused.returncode == 2


def test_an_uninstalled_package_leaves_nothing_but_its_settings(
    extended: Environment, example_wheels: dict[str, Path], tmp_path: Path
) -> None:
    extended.uninstall("whetstone-parrot")
    try:
        refused = extended.run("whetstone", "chat", "socrates", "Hi", *PARROT, home=tmp_path)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith("Error: no model is called 'parrot'")
        (tmp_path / "whetstone.toml").write_text("\n[parrot]\nshout = true\n")
        told = extended.run("whetstone", "list", home=tmp_path)
        assert told.returncode == 1
        assert "whetstone.toml, line 2: no installed plugin reads the table 'parrot'" in told.stderr
    finally:
        extended.install(example_wheels["whetstone-parrot"])
    assert extended.whetstone("chat", "socrates", "Hi", *PARROT, home=tmp_path) == "HI\n"
