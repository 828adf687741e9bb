"""Going away: what was made of a clone is gone from every byte of the home, and the rest is as it was."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import mirrors
import pytest
from cartridges import gardener
from cloned import cloned
from commandline import Said, here
from homes import done, listed
from mirrors import HANDLE, ID, NAME, attentive, wanted
from shelf import Reader

from whetstone.core.errors import JobError, PersonaNotFound
from whetstone.core.forgetting.forget import forget
from whetstone.core.forgetting.traces import traces
from whetstone.core.history import now
from whetstone.core.home import Home
from whetstone.core.host import Host
from whetstone.core.jobs.folder import JobFolder
from whetstone.core.jobs.steps import Steps
from whetstone.core.library import index_folder
from whetstone.core.values.asking import Answer
from whetstone.core.values.model import ChatRequest
from whetstone.core.values.turn import Record
from whetstone.plugins import mirror
from whetstone.testing import temporary_host

MARK = "moored by a marline hitch"
ALONE, SHARED, REMOVED = "a" * 64, "b" * 64, "c" * 64


def answering(request: ChatRequest) -> str:
    """Read like `attentive`, and say otherwise what can be found again."""
    said = attentive(request)
    return said if said.startswith("voice:") else f"hm, {MARK}, id check the rope first :)"


def holding(home: Path, *sought: str) -> list[str]:
    """Return the files of a home, databases included, that hold any of `sought`; paths count as well."""
    found = []
    for path in sorted(home.rglob("*")):
        where = str(path.relative_to(home))
        data = (path.read_bytes() if path.is_file() else b"") + where.encode()
        found += [f"{where}: {one}" for one in sought if one.encode() in data]
    return found


def forgotten(home: Path, *options: str) -> Said:
    return here("mirror", "forget", "--yes", *options, home=home)


@contextmanager
def opened(home: Path) -> Iterator[Host]:
    """A host without other plugins than the Mirror, which is open in no time."""
    with Host(home, found=[]) as host:
        host.register(mirror, "mirror")
        yield host


def job(host: Host, id: str, *steps: str) -> JobFolder:
    """Make a clone's job that used `steps`, and what a model answered."""
    started = host.jobs.start("clone", wanted(id=id, output=f"/elsewhere/{id}.whetstone"), title=id)
    folder = JobFolder(host.home, started.id)
    with folder.held():
        folder.note_steps(steps)
    host.home.make(folder.files)
    (folder.files / "draft").write_text(MARK)
    for key in steps:
        Steps(host.home).keep(key, Answer(f"{MARK} {key[0]}", "scripted"))
    return folder


def written(home: Path) -> Path:
    """Make a home in which all there can be of a clone is: versions, trash, overlay, jobs, steps, indexes."""
    texts = {"rope.txt": f"# Rope\n\nIt is {MARK}, and no other way."}
    with opened(home) as host:
        registry = host.registry
        registry.install(cloned(prompt=f"You are Wren. {MARK} 1"), "mirrored")
        registry.remove(ID)
        registry.install(cloned(prompt=f"You are Wren. {MARK} 2", library=texts), "mirrored")
        registry.install(cloned(prompt=f"You are Wren. {MARK} 3"), "mirrored", replace=True)
        registry.edit(ID, lambda overlay: overlay.model_copy(update={"config": {"voice": MARK}}))
        job(host, ID, ALONE, SHARED)
        job(host, "heron", SHARED)
        host.jobs.remove(job(host, ID, REMOVED).id)
        index = index_folder(host.home.cache / "library", texts)
        assert index is not None
        host.home.make(index)
        (index / "words").write_text(MARK)
        evidence = json.dumps({"claims": [{"text": MARK}], "conversations": ["c1"]}).encode()
        host.home.replace(host.home.mirror / f"{ID}.json", evidence)
    return home


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    """A cache of this test's own, for the prompts in it go as well."""
    monkeypatch.setenv("WHETSTONE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def kept(tmp_path) -> Path:
    return written(tmp_path / "kept")


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of syncs would keep a disk busy."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def test_no_byte_is_left_of_what_a_model_helped_to_make_and_the_log_is_as_it_was(tmp_path):
    chat = mirrors.written(tmp_path, mirrors.messages(160))
    with temporary_host(model=Reader(answering)) as host:
        home = host.home.root
        host.chats.import_files([chat], me=[HANDLE])
        host.jobs.run(host.jobs.start("clone", wanted(turns=100, budget=24), title=NAME))
        host.jobs.run(
            host.jobs.start(
                "audit",
                {
                    "id": ID,
                    "content_hash": host.registry.get(ID).content_hash,
                    "model": "scripted",
                    "budget": 4,
                },
            )
        )
        log = host.home.log.read_bytes()
        prompt = [line for line in host.registry.contents(ID).prompt.splitlines() if len(line) > 20]
        assert holding(home, *prompt, MARK)
        deleted = done(forgotten(home, "--json")).json["deleted"]
        assert (deleted["contents"], deleted["jobs"]) == (1, 2)
        assert deleted["steps"] > 10
        assert holding(home, *prompt, MARK) == []
        assert host.home.log.read_bytes() == log


def test_versions_trash_overlay_indexes_and_removed_jobs_go_and_what_others_use_stays(kept):
    assert len(holding(kept, MARK)) > 9
    done(forgotten(kept, ID))
    left = holding(kept, MARK, ID)
    others = [where for where in left if "heron" not in where]
    assert others == [f"cache/steps/bb/{SHARED}.json: {MARK}"]
    assert "heron" in json.dumps(done(here("jobs", "--json", home=kept)).json)


def test_it_asks_first_and_without_a_terminal_wants_a_yes(kept):
    before = holding(kept, MARK)
    said = here("mirror", "forget", ID, home=kept)
    assert said.code == 2
    assert "wren (3 versions, 1 job, and what they made) would be deleted for good; give --yes" in said.stderr
    assert holding(kept, MARK) == before


def test_what_mentions_it_and_stays_is_said_with_what_to_do(kept):
    with opened(kept) as host:
        said: dict[str, Any] = {"conversation": "00talk", "at": now(), "persona": ID}
        host.history.append(Record(id="1", role="user", text="ahoy", **said))
        host.history.append(Record(id="2", parent_id="1", role="assistant", text="hm", **said))
    (kept / "whetstone.toml").write_text('# for wren and me\nmodel = "none-yet"\n')
    out = done(forgotten(kept, ID)).out
    assert "1 conversation with it stays in the log: whetstone history delete 00talk" in out
    assert "It was written to /elsewhere/wren.whetstone: delete that file yourself." in out
    assert "Your settings name it in line 1" in out
    assert "Files that you exported" in out


def test_without_an_id_the_only_clone_goes_and_among_several_one_is_to_be_named(kept):
    assert "there are 2 clones here, heron, wren" in forgotten(kept).refused()
    done(forgotten(kept, ID))
    done(forgotten(kept))
    assert holding(kept, MARK) == []
    assert forgotten(kept).refused() == "there is no clone here, and nothing of one"


def test_who_is_no_clone_stays_and_so_does_an_earlier_content_that_is_none(tmp_path):
    home = tmp_path / "home"
    with opened(home) as host:
        host.registry.install(gardener(), "imported")
        host.registry.install(gardener(ID), "imported")
        host.registry.install(cloned(prompt=MARK), "mirrored", replace=True)
    assert "gardener is no clone" in forgotten(home, "gardener").refused()
    assert "nothing of a clone 'nobody' is here; there is wren" in forgotten(home, "nobody").refused()
    out = done(forgotten(home, ID)).out
    assert "1 content that is no clone stays: The Gardener 1.0" in out
    assert listed(home)[ID]["type"] == "persona"
    assert holding(home, MARK) == []


def test_what_was_removed_together_with_a_clone_and_is_none_can_still_be_restored(tmp_path):
    home = tmp_path / "home"
    with opened(home) as host:
        host.registry.install(gardener(ID), "imported")
        host.registry.install(cloned(prompt=MARK), "mirrored", replace=True)
        host.registry.remove(ID)
    done(forgotten(home, ID))
    assert holding(home, MARK) == []
    done(here("restore", ID, home=home))
    assert listed(home)[ID]["name"] == "The Gardener"
    assert done(here("doctor", "--json", home=home)).json


def test_the_key_that_its_id_was_bound_to_is_no_longer_bound(kept):
    done(here("key", "new", "me", home=kept))
    done(here("export", ID, "--sign", "-o", kept / "signed.whetstone", home=kept))
    done(here("import", kept / "signed.whetstone", "--replace", home=kept))
    (kept / "signed.whetstone").unlink()
    assert ID in (kept / "trust.json").read_text()
    done(forgotten(kept, ID))
    assert ID not in (kept / "trust.json").read_text()


def test_the_same_content_under_another_id_is_named(tmp_path):
    home = tmp_path / "home"
    with opened(home) as host:
        host.registry.install(cloned(prompt=MARK), "mirrored")
        host.registry.install(cloned(prompt=MARK), "imported", as_id="heron")
    assert "The same content is here as heron" in done(forgotten(home, ID)).out
    done(forgotten(home))
    assert holding(home, MARK) == []


def test_prompts_that_the_embedded_model_has_read_go_too(kept, cache):
    (cache / "prompts").mkdir(parents=True)
    (cache / "prompts" / "abc.def.state").write_text(MARK)
    (cache / "weights").mkdir()
    (cache / "weights" / "small.gguf").write_text("weights")
    deleted = done(forgotten(kept, ID, "--json")).json["deleted"]
    assert deleted["prompts"] == 1
    assert [path.name for path in cache.rglob("*") if path.is_file()] == ["small.gguf"]


def test_what_a_repair_set_aside_and_steps_of_a_damaged_job_go_too(kept):
    with opened(kept) as host:
        folder = kept / host.registry.get(ID).path
        damaged = job(host, ID, "d" * 64)
    aside = kept / "set-aside" / "20260102T030405Z"
    shutil.copytree(folder, aside / folder.relative_to(kept))
    (aside / folder.relative_to(kept) / "metadata.json").write_text("{")
    shutil.copytree(kept / "overlays", aside / "overlays")
    (damaged.path / "job.json").write_text("{")
    assert len(holding(kept / "set-aside", MARK)) == 2
    done(forgotten(kept, ID))
    assert holding(kept / "set-aside", MARK) == []
    assert holding(kept / "cache" / "steps" / "dd", MARK) == []


def test_a_job_that_is_at_work_on_it_is_not_pulled_away(kept):
    with opened(kept) as host:
        folder = next(JobFolder(host.home, one.id) for one in host.jobs.list() if one.title == ID)
        with folder.held():
            folder.write(folder.read(), status="running")
            before = holding(kept, MARK)
            with opened(kept) as other, pytest.raises(JobError, match="whetstone jobs cancel"):
                forget(other, traces(other, ID))
        assert holding(kept, MARK) == before


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
def test_killed_before_any_change_to_a_file_it_is_finished_by_running_it_again(kept, in_memory):
    changes = {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "shutil.rmtree"}

    def killed_at(home: Path, moment: int) -> int:
        """Forget in a process of its own that ends before the change number `moment`; return its end."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        try:
            left = moment

            def count(event: str, given: object) -> None:
                nonlocal left
                if event in changes and str(home) in str(given):
                    left -= 1
                    if left < 0:
                        os._exit(9)

            with opened(home) as host:
                sys.addaudithook(count)
                forget(host, traces(host, ID))
        except BaseException:
            os._exit(1)
        os._exit(0)

    moment = 0
    while True:
        home = in_memory / f"at {moment}"
        shutil.copytree(kept, home)
        if (end := killed_at(home, moment)) == 0:
            break
        assert end == 9, moment
        with opened(home) as host, suppress(PersonaNotFound):
            forget(host, traces(host, ID))
        left = [where for where in holding(home, MARK, ID) if "heron" not in where]
        assert left == [f"cache/steps/bb/{SHARED}.json: {MARK}"], moment
        shutil.rmtree(home)
        moment += 1
    assert moment > 30


def test_deleting_history_names_the_clones_that_were_made_of_it(kept):
    with opened(kept) as host:
        for conversation in ("c1", "c2"):
            host.history.append(Record(id=conversation, conversation=conversation, at=now(), role="user"))
    quiet = done(here("history", "delete", "c2", "--yes", home=kept))
    assert "The clone heron was begun, maybe from turns deleted now" in quiet.stderr
    assert "The clone wren" not in quiet.stderr
    said = done(here("history", "delete", "c1", "--yes", home=kept))
    assert "The clone wren was made from turns that are deleted now" in said.stderr
    assert "whetstone mirror forget wren" in said.stderr


def test_steps_are_noted_before_they_are_kept_and_a_torn_line_is_none(tmp_path):
    home = Home(tmp_path)
    folder = JobFolder(home, "clone-x")
    home.make(folder.path)
    folder.note_steps([ALONE, ALONE])
    with (folder.path / "steps").open("a") as file:
        file.write(SHARED[:20])
    assert folder.steps() == {ALONE}
    folder.note_steps([ALONE, SHARED])
    assert folder.steps() == {ALONE, SHARED}
