"""Commands of third parties: listed without an import, each failing alone."""

from __future__ import annotations

import pytest
from commandline import process
from packages import Site

HELLO = '''
    import click

    @click.command()
    @click.pass_obj
    def hello(session):
        """Say hello."""
        click.echo(len(session.host.registry.personas()))
'''


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("workshop"))
    site.add("shop-hello", commands={"hello": "hello:hello"}, hello=HELLO)
    site.add("shop-broken", commands={"broken": "broken:run"}, broken='raise ImportError("no glue")')
    site.add("shop-leaving", commands={"leaving": "leaving:run"}, leaving="raise SystemExit(0)")
    site.add("shop-plain", commands={"plain": "plain:run"}, plain="def run(): pass")
    site.add("shop-one", commands={"saw": "saw:run"}, saw="")
    site.add("shop-two", commands={"saw": "saw:run", "list": "saw:run"})
    crash = "import click\n\n@click.command()\ndef crash():\n    {}['key']\n"
    site.add("shop-crash", commands={"crash": "crash:crash"}, crash=crash)
    return site


def test_help_lists_third_party_commands_without_importing_them(workshop, tmp_path):
    said = process("--help", home=tmp_path, env={"PYTHONPATH": workshop.folder})
    assert said.code == 0
    lines = {
        line.split()[0]: line for line in said.out.partition("Commands:")[2].splitlines() if line.strip()
    }
    assert lines["hello"].split(maxsplit=1)[1] == "Say hello (shop-hello)"
    assert "claimed by shop-one and by shop-two" in lines["saw"]
    assert "shop-two" not in lines["list"]
    assert not [module for module in ("hello", "broken", "leaving", "saw") if workshop.imported(module)]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("broken", "the command 'broken' of shop-broken cannot be loaded: ImportError: no glue"),
        ("leaving", "the command 'leaving' of shop-leaving cannot be loaded: SystemExit: 0"),
        ("plain", "the command 'plain' of shop-plain is no click command"),
        ("saw", "the command 'saw' is claimed by shop-one and by shop-two; block or uninstall one of them"),
        ("crash", "unexpected KeyError: 'key'; run it again with `whetstone --debug`"),
    ],
)
def test_a_broken_command_fails_alone_in_one_sentence(workshop, tmp_path, command, told):
    said = process(command, home=tmp_path, env={"PYTHONPATH": workshop.folder})
    assert told in said.refused()


def test_a_third_party_command_uses_the_host(workshop, tmp_path):
    said = process("hello", home=tmp_path, env={"PYTHONPATH": workshop.folder})
    assert int(said.out) >= 6


def test_blocking_one_of_two_gives_the_other_its_command(workshop, tmp_path):
    said = process("--block", "shop-one", "saw", home=tmp_path, env={"PYTHONPATH": workshop.folder})
    assert "the command 'saw' of shop-two cannot be loaded" in said.refused()
    said = process("--block", "shop-hello", "hello", home=tmp_path, env={"PYTHONPATH": workshop.folder})
    assert said.code == 2
    assert "no command is called 'hello'" in said.stderr


def test_completion_of_commands_imports_none_of_them(tmp_path):
    site = Site(tmp_path / "site")
    site.add("shop-broken", commands={"hellish": "hellish:run"}, hellish='raise ImportError("no glue")')
    env = {"_WHETSTONE_COMPLETE": "bash_complete", "COMP_CWORD": "1", "COMP_WORDS": "whetstone h"}
    said = process(home=tmp_path, env={**env, "PYTHONPATH": site.folder})
    assert said.out.split() == ["plain,hellish", "plain,history"]
    assert not site.imported("hellish")
