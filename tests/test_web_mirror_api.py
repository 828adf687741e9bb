"""The Mirror over the API, as a program uses it: chats in, looked at, a clone out, and gone again."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx
import mirrors
import pytest
from chat_exports import TALK, claude_talk, saved
from cloned import REPORT, cloned
from doors import program
from mirrors import HANDLE
from small_plugins import plugin
from web_mirror import API, GOAL, HOSTILE, ended, hostile_chat, mirrored, refusal, sent

from whetstone.core.clones.starting import start_clone
from whetstone.core.errors import HomeError
from whetstone.core.jobs.folder import JobFolder
from whetstone.core.values.sanitizing import Span
from whetstone.plugins.webui.mirroring.underway import Underway
from whetstone.testing import temporary_host

MIRROR = f"{API}/mirror"
IMPORTS = f"{API}/history/imports"
SOURCES = f"{API}/history/sources"


class Faulty:
    """A sanitizer that raises."""

    name = "faulty"
    tier = "rules"

    def find(self, texts: list[str]) -> list[list[Span]]:
        raise RuntimeError("no more ink")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_chats_are_looked_at_imported_once_and_deleted(home: Path, tmp_path: Path) -> None:
    chat = mirrors.written(tmp_path, [*mirrors.messages(40), {"no": "message"}])  # type: ignore[list-item]
    with mirrored(home) as host, program(host) as client:
        upload = sent(client, chat)
        look = client.post(IMPORTS, json={"uploads": [upload], "dry_run": True})
        assert look.status_code == 200
        found = look.json()
        assert (found["messages"], found["added"]) == (80, 0)
        assert found["speakers"][HANDLE] == 40
        assert found["likely"] == [HANDLE]
        assert found["files"][0]["skipped"][0]["line"] == 81

        me = {"uploads": [upload], "me": [HANDLE]}
        would = client.post(IMPORTS, json={**me, "dry_run": True}).json()
        assert (would["added"], would["yours"], would["already_there"]) == (80, 40, 0)
        assert client.get(MIRROR).json()["turns"] == 0

        job = client.post(IMPORTS, json=me)
        assert job.status_code == 202
        came = ended(client, job.json()["id"])["result"]
        assert (came["added"], came["yours"], came["answered"]) == (80, 40, 40)
        assert came["files"][0]["file"] == chat.name
        assert client.get(MIRROR).json() | {"counting": False} == {
            "counting": False,
            "turns": 40,
            "goal": GOAL,
            "missing": GOAL - 40,
            "ready": False,
            "user_messages": 40,
            "conversations": 1,
            "damaged_lines": 0,
            "bytes_read": None,
            "bytes": None,
        }

        again = client.post(IMPORTS, json={"uploads": [sent(client, chat)], "me": [HANDLE], "dry_run": True})
        assert (again.json()["added"], again.json()["already_there"]) == (0, 80)

        (source,) = client.get(SOURCES).json()
        assert (source["name"], source["conversations"], source["turns"]) == ("jsonl", 1, 40)
        assert client.get(f"{SOURCES}/jsonl").json()["records"] == 80
        assert client.delete(f"{SOURCES}/jsonl").json() == {"records": 80, "clones": []}
        assert client.get(SOURCES).json() == []
        assert refusal(client.delete(f"{SOURCES}/jsonl"))[:2] == (404, "HistoryError")


def test_a_file_that_says_who_one_is_is_looked_at_without_a_name(home: Path, tmp_path: Path) -> None:
    export = saved(tmp_path, "conversations.json", [claude_talk()])
    with mirrored(home) as host, program(host) as client:
        found = client.post(IMPORTS, json={"uploads": [sent(client, export)], "dry_run": True}).json()
    assert found["speakers"] == {}
    assert (found["messages"], found["added"], found["yours"]) == (len(TALK), 4, 2)
    assert found["files"][0]["format"] == "claude"


def test_what_cannot_be_imported_is_told_in_a_sentence_without_our_paths(home: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "shopping.txt"
    nothing.write_text("bread\n")
    chat = mirrors.written(tmp_path, mirrors.messages(3))
    with mirrored(home) as host, program(host) as client:
        ids = [sent(client, nothing)]
        status, kind, message = refusal(client.post(IMPORTS, json={"uploads": ids, "dry_run": True}))
        assert (status, kind) == (422, "FormatError")
        assert message.startswith("shopping.txt is no chat")
        nobody = {"uploads": [sent(client, chat)], "me": ["Gull"], "dry_run": True}
        assert str(home) not in refusal(client.post(IMPORTS, json=nobody))[2]
        zone = {"uploads": [sent(client, chat)], "zone": "Mars", "dry_run": True}
        assert "no time zone is called" in refusal(client.post(IMPORTS, json=zone))[2]
        gone = {"uploads": ["0" * 20], "me": [HANDLE]}
        assert refusal(client.post(IMPORTS, json=gone))[:2] == (404, "UploadNotFound")


def test_a_text_is_sanitized_with_the_places_and_without_the_originals(home: Path) -> None:
    text = f"Write to ann@example.org. {HOSTILE}"
    with mirrored(home) as host, program(host) as client:
        done = client.post(f"{MIRROR}/sanitize", json={"text": text}).json()
    (span,) = [span for span in done["spans"] if span["type"] == "EMAIL"]
    assert text[span["start"] : span["end"]] == "ann@example.org"
    assert span["placeholder"] in done["text"]
    assert "ann@example.org" not in str(done)
    assert done["tier"] == "rules"
    assert "employers" in done["misses"]


def test_a_clone_takes_consent_turns_and_a_model_that_there_is(home: Path) -> None:
    with mirrored(home, turns=GOAL - 1) as host, program(host) as client:
        wish = {"name": "Wren", "model": "none"}
        clones = f"{MIRROR}/clones"
        assert "say that this is you" in refusal(client.post(clones, json=wish))[2]
        few = refusal(client.post(clones, json={**wish, "consent": True}))
        assert few[:2] == (422, "MirrorError")
        assert f"{GOAL - 1} turns of yours are too few for a clone, which needs {GOAL}" in few[2]
        host.settings.core = host.settings.core.model_copy(
            update={"mirror": host.settings.core.mirror.model_copy(update={"turns": 10})}
        )
        nobody = {**wish, "consent": True, "model": "oracle"}
        assert refusal(client.post(clones, json=nobody))[:2] == (422, "ModelNotFound")
        taken = {**wish, "consent": True, "id": "wren"}
        host.registry.install(cloned(), "mirrored")
        assert refusal(client.post(clones, json=taken))[:2] == (409, "PersonaConflict")
        assert host.jobs.list() == []


def test_a_sanitizer_that_raises_withholds_the_log(home: Path) -> None:
    faulty = plugin(whetstone_sanitizers=[Faulty()])
    with mirrored(home, turns=GOAL, plugins=[faulty]) as host, program(host) as client:
        page = client.get("/mirror/new/sanitized").text
        assert "data-withheld" in page
        assert "faulty" in page
        assert "bilge" not in page
        wish = {"name": "Wren", "model": "none", "consent": True}
        status, kind, message = refusal(client.post(f"{MIRROR}/clones", json=wish))
        assert (status, kind) == (422, "SanitizerError")
        assert "faulty" in message
        assert refusal(client.post(f"{MIRROR}/sanitize", json={"text": "hm"}))[1] == "SanitizerError"
        assert host.jobs.list() == []


def test_a_clone_is_made_looked_at_again_and_forgotten(home: Path) -> None:
    with mirrored(home, turns=GOAL) as host, program(host) as client:
        begun = client.post(f"{MIRROR}/clones", json={"name": "Wren", "model": "none", "consent": True})
        assert begun.status_code == 202
        made = ended(client, begun.json()["id"])
        assert made["status"] == "done", made["error"]
        assert made["parameters"]["consent"] == "yes-this-is-me"
        (clone,) = client.get(f"{MIRROR}/clones").json()
        assert (clone["id"], clone["turns"], clone["clean"]) == ("wren", GOAL, True)
        assert (clone["own"], clone["likeness"], clone["audited"]) == (True, None, None)

        look = client.post(f"{MIRROR}/clones/wren/audit", json={}).json()["id"]
        assert ended(client, look)["result"]["clean"]
        (clone,) = client.get(f"{MIRROR}/clones").json()
        assert (clone["audited"]["clean"], clone["audited"]["job"]) == (True, look)
        assert client.get(f"{SOURCES}/jsonl").json()["clones"] == [{"clone": "wren", "certain": True}]

        traces = client.get(f"{MIRROR}/clones/wren").json()
        assert (traces["contents"], sorted(traces["jobs"])) == (1, sorted([look, made["id"]]))
        gone = client.delete(f"{MIRROR}/clones/wren").json()
        assert (gone["deleted"]["contents"], gone["deleted"]["jobs"]) == (1, 2)
        assert client.get(f"{MIRROR}/clones").json() == []
        assert refusal(client.get(f"{MIRROR}/clones/wren"))[:2] == (404, "PersonaNotFound")
        assert refusal(client.get(f"{API}/jobs/{look}"))[0] == 404


def test_what_is_no_clone_is_neither_looked_at_nor_forgotten(home: Path) -> None:
    with mirrored(home) as host, program(host) as client:
        assert refusal(client.post(f"{MIRROR}/clones/socrates/audit", json={}))[:2] == (422, "MirrorError")
        assert refusal(client.post(f"{MIRROR}/clones/nobody/audit", json={}))[:2] == (404, "PersonaNotFound")
        assert refusal(client.delete(f"{MIRROR}/clones/socrates"))[:2] == (422, "MirrorError")
        assert client.get("/mirror/nothing-of-ours").status_code == 404
        assert client.get("/mirror/chats/imports/nothing").status_code == 404
        assert client.get("/mirror/forgetting/nobody").status_code == 404


def test_a_log_that_is_read_for_long_holds_up_no_page(home: Path) -> None:
    with mirrored(home, turns=3) as host, program(host) as client:
        counts, go_on = host.history.counts, threading.Event()

        def slowly() -> object:
            host.history.progress(31_000_000, 100_000_000)
            go_on.wait()
            return counts()

        host.history.counts = slowly  # type: ignore[method-assign, assignment]
        page = client.get("/mirror").text
        assert 'value="31"' in page
        assert "31 % (31 MB of 100 MB)" in page
        assert client.get("/mirror/new").status_code == 200
        go_on.set()
        assert _read(client)["turns"] == 3


def _read(client: httpx.Client) -> dict[str, object]:
    while (ready := client.get(MIRROR).json())["counting"]:
        pass
    found: dict[str, object] = ready
    return found


def test_what_takes_long_is_begun_once_however_often_somebody_asks() -> None:
    runs, go_on = [], threading.Event()

    def work() -> int:
        runs.append(1)
        go_on.wait()
        if len(runs) > 1:
            raise HomeError("the disk is gone; bring it back")
        return 7

    underway = Underway(work, "working")
    assert [underway.within(0), underway.within(0)] == [None, None]
    go_on.set()
    assert underway.within(60) == 7
    assert len(runs) == 1
    with pytest.raises(HomeError, match="the disk is gone"):
        underway.within(60)
    assert len(runs) == 2


def test_what_a_job_came_to_is_drawn_whatever_stands_in_its_record(tmp_path: Path) -> None:
    findings = [{"kind": "copied", "file": HOSTILE, "place": HOSTILE, "words": 9, "count": 2}, {"kind": 7}]
    leaks = {"clean": False, "findings": findings, "looked_at": {"files": "four", "scan": HOSTILE}}
    results = [
        {"summary": "Done.", "notes": [HOSTILE], "trials": REPORT["trials"], "leaks": REPORT["leaks"]},
        {"summary": 7, "notes": "none", "trials": {"likeness": {HOSTILE: {"mean": 1}}}, "leaks": leaks},
        {},
    ]
    with temporary_host(home=tmp_path) as host, program(host) as client:
        for result in results:
            job = start_clone(host, HOSTILE, consent=True, id="wren", model="none")
            folder = JobFolder(host.home, job.id)
            with folder.held():
                folder.write(job, status="done", result=result)
            page = client.get(f"/mirror/{job.id}")
            assert page.status_code == 200
            assert "<script>alert" not in page.text
        first, second, _ = (client.get(f"/mirror/{job.id}").text for job in reversed(host.jobs.list()))
        assert first.count('class="chart interval"') == 4
        assert "55 % of the way" in first
        assert "Something of the log was found at 2 places" in second
        assert "9 words in a row from the log" in second


def test_a_hostile_chat_is_text_in_every_part_of_every_page(home: Path, tmp_path: Path) -> None:
    with mirrored(home) as host, program(host) as client:
        chat = hostile_chat(tmp_path)
        upload = sent(client, chat)
        pages = [client.get("/mirror/chats/look", params={"upload": upload, "me": HANDLE}).text]
        host.chats.import_files([chat], me=[HANDLE])
        for path in ("/mirror/chats/sources/jsonl", "/mirror/new/sanitized", "/mirror/measured"):
            pages.append(client.get(path).text)
        pages.append(client.post("/mirror/new/try", content=HOSTILE).text)
    for page in pages:
        assert "<script" not in page
        assert "<img" not in page
    assert "&lt;script&gt;" in pages[-1]
