"""Each hook of the contract, implemented and called."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin

import httpx
import mirrors
from cartridges import GARDEN, gardener
from commandline import process
from long_work import Diary
from packages import Site
from shelf import Reader
from small_plugins import Almanac, LastPassage, Parrot, PlainText, plugin, unpack

from whetstone import (
    ChatMessage,
    Passage,
    PersonaShelf,
    SettingsSection,
    Skipped,
    Span,
    TextBlock,
    TurnAdditions,
    hookspecs,
)
from whetstone.testing import ScriptedModel, ask, served, temporary_host

HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("whetstone_"))


def test_whetstone_cartridge_formats(tmp_path):
    path = tmp_path / "oak.persona.txt"
    path.write_text("You are an oak.")
    with temporary_host([plugin(whetstone_cartridge_formats=[PlainText()])]) as host:
        cartridge = host.formats.read_file(path)
        assert (cartridge.id, cartridge.prompt) == ("oak", "You are an oak.")
        assert host.formats.write(cartridge, "plain")[0] == b"You are an oak."
        assert ".persona.txt" in host.formats.suffixes()


def test_whetstone_personas(tmp_path):
    unpack(tmp_path / "shelf" / "gardener")
    with temporary_host([plugin(whetstone_personas=[PersonaShelf("garden", tmp_path / "shelf")])]) as host:
        persona = host.registry.get("gardener")
        assert (persona.origin, persona.name) == ("builtin", "The Gardener")
        assert ask(host, "gardener", "What of bees?").text == "Indeed."


def test_whetstone_model_backends():
    with temporary_host([plugin(whetstone_model_backends=[Parrot()])]) as host:
        assert "parrot" in [info.name for info in host.models.known()]
        assert ask(host, "socrates", "Pretty bird!", model="parrot").text == "Pretty bird!"


def test_whetstone_retrievers(tmp_path):
    (tmp_path / "whetstone.toml").write_text('[retrieval]\nretrievers = ["last"]\n')
    with temporary_host([plugin(whetstone_retrievers=[LastPassage()])], home=tmp_path) as host:
        host.registry.install(gardener(), "imported")
        found = ask(host, "gardener", "Anything at all?").passages
        assert [passage["source"] for passage in found] == ["water.txt"]


def test_whetstone_job_kinds():
    with temporary_host([plugin(whetstone_job_kinds=[Diary()])]) as host:
        job = host.jobs.start("diary", {"questions": 2, "model": "scripted", "steps": 3})
        result = {"answers": ["Indeed.", "Indeed."], "errors": [], "squares": [0, 1, 4]}
        assert host.jobs.run(job) == result
        assert host.jobs.get(job.id).result == result


def test_whetstone_executors():
    opened = []

    class Threads:
        name = "threads"

        def open(self):
            opened.append(ThreadPoolExecutor(max_workers=1, thread_name_prefix="steps of a plugin"))
            return opened[0]

    brought = [plugin(whetstone_job_kinds=[Diary()]), plugin(whetstone_executors=[Threads()])]
    with temporary_host(brought) as host:
        assert host.jobs.run(host.jobs.start("diary", {"steps": 3}))["squares"] == [0, 1, 4]
    assert len(opened) == 1


def test_whetstone_text_formats(tmp_path):
    class Shouting:
        name = "shouting"
        suffixes = (".shout",)

        def recognises(self, head, filename):
            return filename.endswith(self.suffixes)

        def read(self, file, filename):
            for line in file:
                yield TextBlock(line.decode().strip().lower())

    (tmp_path / "ada.shout").write_text("HEAR ME\nAND ANSWER\n")
    with temporary_host([plugin(whetstone_text_formats=[Shouting()])]) as host:
        (source,) = host.texts.find([tmp_path])
        (stretch,) = host.texts.read(source, "Ada")
    assert (source.format, stretch.work, stretch.text) == ("shouting", "ada", "hear me\n\nand answer")


def test_whetstone_sanitizers():
    class Rooms:
        name = "rooms"
        tier = "rules"

        def find(self, texts):
            return [[Span(text.index("room"), len(text), "ROOM")] if "room" in text else [] for text in texts]

    with temporary_host([plugin(whetstone_sanitizers=[Rooms()])]) as host:
        done = host.sanitizing.open().scrub(["in room 7", "or", "room 7"])
        assert [one.text for one in done] == ["in [ROOM_1]", "or", "[ROOM_1]"]


def test_whetstone_chat_formats(tmp_path):
    class Stage:
        name = "stage"

        def recognises(self, head, filename):
            return head.startswith(b"ENTER")

        def read(self, file, filename):
            yield Skipped("stage directions", 1)
            for line in file.read().decode().splitlines()[1:]:
                speaker, _, text = line.partition(": ")
                yield ChatMessage(speaker, text, datetime(2024, 5, 31, tzinfo=UTC), "act one", "Act One")

    (tmp_path / "play.txt").write_text("ENTER BOTH\nAda: Who is there?\nBob: A friend.\n")
    with temporary_host([plugin(whetstone_chat_formats=[Stage()])]) as host:
        came = host.chats.import_files([tmp_path / "play.txt"], me=["ada"])
        assert (came.files[0].format, came.files[0].added, came.answered) == ("stage", 2, 1)
        (info,) = host.history.conversations()
        assert (info.title, info.turns) == ("Act One", 1)


def test_whetstone_prepare_turn():
    def whetstone_prepare_turn(draft):
        return TurnAdditions(
            "almanac",
            passages=(Passage("moon.txt", "The moon", 0, 24, "The moon was full today."),),
            notes=(f"{draft.persona.name} was asked {draft.text!r} with {len(draft.history)} turns before.",),
        )

    model = ScriptedModel(["Indeed."])
    with temporary_host([plugin(whetstone_prepare_turn=whetstone_prepare_turn)], model=model) as host:
        reply = ask(host, "socrates", "Well?")
    assert "Socrates was asked 'Well?' with 0 turns before." in model.requests[0].messages[-1].content
    assert "The moon was full today." in model.requests[0].messages[-1].content
    assert "moon.txt" in [passage["source"] for passage in reply.passages]


def test_whetstone_turn_done():
    told = []
    with temporary_host([plugin(whetstone_turn_done=lambda turn: told.append(turn))]) as host:
        ask(host, "socrates", "Well?")
        assert [(turn.persona.id, turn.user.text, turn.reply.text) for turn in told] == [
            ("socrates", "Well?", "Indeed.")
        ]
        assert list(host.history.records()) == [told[0].user, told[0].reply]


def test_whetstone_persona_installed():
    told = []

    def whetstone_persona_installed(persona, cartridge):
        told.append((persona.id, len(cartridge.library)))

    with temporary_host([plugin(whetstone_persona_installed=whetstone_persona_installed)]) as host:
        host.registry.install(gardener(), "imported")
        host.registry.install(gardener(), "imported")
        assert told == [("gardener", len(GARDEN))]
        host.registry.install(gardener(prompt="Another."), "imported", replace=True)
        assert len(told) == 2


def test_whetstone_settings(tmp_path):
    (tmp_path / "whetstone.toml").write_text("[almanac]\nmoon = false\n")
    heard = []

    def whetstone_prepare_turn(settings):
        heard.append(settings.section("almanac").moon)

    brought = plugin(
        whetstone_settings=[SettingsSection("almanac", Almanac)],
        whetstone_prepare_turn=whetstone_prepare_turn,
    )
    (tmp_path / "packages").mkdir()
    with temporary_host(home=tmp_path / "other") as host:
        host.register(brought, "almanac")
        ask(host, "socrates", "Well?")
        assert heard == [True]
    site = Site(tmp_path / "packages")
    site.add("whetstone-almanac", plugins={"almanac": "almanac"}, almanac=ALMANAC)
    said = process("config", "get", "almanac.moon", home=tmp_path, env={"PYTHONPATH": site.folder})
    assert said.json is False
    (tmp_path / "whetstone.toml").write_text("[almanac]\nmoon = false\nmonn = true\n")
    said = process("list", home=tmp_path, env={"PYTHONPATH": site.folder})
    assert "line 3: almanac.monn is no setting (did you mean moon?)" in said.refused()


ALMANAC = """
    from pydantic import BaseModel, ConfigDict
    from whetstone import SettingsSection, hookimpl

    class Almanac(BaseModel):
        model_config = ConfigDict(extra="forbid")
        moon: bool = True

    @hookimpl
    def whetstone_settings():
        return [SettingsSection("almanac", Almanac)]
"""


def test_each_hook_has_a_test_of_its_name():
    assert {f"test_{hook}" for hook in HOOKS} <= set(globals())


def test_whetstone_clone_prompt(tmp_path):
    def jokes(prompt):
        return replace(prompt, text=f"{prompt.text} Look for jokes.")

    model = Reader(mirrors.attentive)
    chat = mirrors.written(tmp_path, mirrors.messages())
    with temporary_host([plugin(whetstone_clone_prompt=jokes)], model=model) as host:
        host.chats.import_files([chat], me=[mirrors.HANDLE])
        host.jobs.run(host.jobs.start("clone", mirrors.wanted(budget=24)))
    told = model.requests[0].messages[0].content
    assert "Analyze the following user's speech patterns, beliefs, and rhetorical style." in told
    assert "Look for jokes." in told


def test_whetstone_ui():
    def whetstone_ui(ui):
        from fastapi import APIRouter

        router = APIRouter()

        @router.get("/hour")
        def hour() -> str:
            """Tell the hour."""
            return "noon"

        ui.api(router)
        ui.navigation({"en": "Clock", "de": "Uhr"})

    with (
        temporary_host([plugin(whetstone_ui=whetstone_ui)]) as host,
        served(host) as link,
        httpx.Client(follow_redirects=True, headers={"Accept-Language": "de"}, timeout=60) as browser,
    ):
        (added,) = host.additions
        assert f'<a href="{added.base}/">Uhr</a>' in browser.get(link).text
        assert browser.get(urljoin(link, f"{added.base}/api/hour")).json() == "noon"
