import json
from pathlib import Path

import whetstone_glossary
from click.testing import CliRunner
from whetstone_glossary.command import glossary
from whetstone_glossary.threads import Threads

from whetstone import Host, Session, build_cartridge, source_hash
from whetstone.testing import ScriptedModel, temporary_host

DIOGENES = build_cartridge(
    {"version": "1", "author": "me", "source_hash": source_hash([]), "name": "Diogenes"},
    prompt="You are Diogenes, and you live in a jar.",
    config={},
    stem="diogenes",
    library={
        "jar.txt": "Simplicity, simplicity! A cup is a possession, and possessions possess.\n",
        "sun.txt": "Simplicity is to stand out of my sun.\n",
    },
)


def explained(host: Host, words: int = 2) -> dict[str, str]:
    host.registry.install(DIOGENES, "imported")
    parameters = {"persona": "diogenes", "model": "scripted", "words": words}
    result: dict[str, dict[str, str]] = host.jobs.run(host.jobs.start("glossary", parameters))
    return result["glossary"]


def test_the_commonest_long_words_are_explained() -> None:
    model = ScriptedModel(["To need little.", "What one has."])
    with temporary_host([whetstone_glossary], model=model) as host:
        assert explained(host) == {"simplicity": "To need little.", "possession": "What one has."}
    assert model.requests[0].messages[0].content == "What does Diogenes mean by simplicity?"


def test_what_was_explained_once_is_not_asked_again() -> None:
    model = ScriptedModel(["To need little."])
    with temporary_host([whetstone_glossary], model=model) as host:
        assert explained(host) == explained(host)
    assert len(model.requests) == 2


def test_steps_run_in_threads_where_the_settings_say_so(tmp_path: Path) -> None:
    (tmp_path / "whetstone.toml").write_text("[glossary]\nthreads = 2\n")
    with temporary_host([whetstone_glossary], home=tmp_path) as host:
        assert isinstance(host.jobs.executor(), Threads)
        assert explained(host, words=0) == {}


def test_the_command_prints_it(tmp_path: Path) -> None:
    shown = CliRunner().invoke(glossary, ["socrates", "--words", "0", "--json"], obj=Session(tmp_path))
    assert json.loads(shown.stdout) == {}
    assert shown.stderr.startswith("counting: ")
