"""Long work at the public door: begun, watched, stopped, resumed, listed, removed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import long_work
import pytest
from commandline import here
from long_work import Diary
from pydantic import BaseModel
from small_plugins import plugin

from whetstone import Host
from whetstone.core.errors import ForgeError, JobCancelled, JobError
from whetstone.core.home import Home
from whetstone.core.values.job import Progress
from whetstone.testing import temporary_host


class Asked(BaseModel):
    word: str = "courage"


class Kind:
    """A kind of job that does what it is given."""

    name = "errand"
    parameters = Asked

    def __init__(self, run: Callable[..., Any]) -> None:
        self.run = run


def errand(run: Callable[..., Any]) -> Any:
    return plugin(whetstone_job_kinds=[Kind(run)])


def test_a_job_runs_to_its_end_and_its_record_tells_all_of_it(home):
    told: list[Progress] = []

    def run(work, parameters):
        (work.folder / "draft.txt").write_text(parameters.word)
        for done in range(3):
            work.tell("counting", done, 2, note="slowly")
        return {"word": parameters.word, "id": work.id}

    with temporary_host([errand(run)], home=home) as host:
        job = host.jobs.start("errand", Asked(word="virtue"), title="On Virtue, at Length")
        assert job.status == "interrupted"
        assert job.id.startswith("errand-on-virtue-at-length-")
        result = host.jobs.run(job, told.append)
        assert result == {"word": "virtue", "id": job.id}
        kept = host.jobs.get(job.id)
    assert (kept.status, kept.result, kept.error) == ("done", result, None)
    assert (kept.title, kept.parameters) == ("On Virtue, at Length", {"word": "virtue"})
    assert kept.pid == os.getpid()
    assert kept.created_at <= kept.updated_at
    assert (told[0].phase, told[0].done, told[0].total, told[0].note) == ("counting", 0, 2, "slowly")
    assert (told[-1].done, told[-1].seconds_left) == (2, 0)
    assert kept.progress == told[-1]
    assert (home / "jobs" / job.id / "files" / "draft.txt").read_text() == "virtue"
    assert json.loads((home / "jobs" / job.id / "job.json").read_text())["status"] == "done"


def test_a_job_that_fails_tells_why_and_can_be_resumed(home):
    failures = [ForgeError("the texts hold too little; give more"), None]

    def run(work, parameters):
        if failure := failures.pop(0):
            raise failure
        return {}

    with temporary_host([errand(run)], home=home) as host:
        job = host.jobs.start("errand", {})
        with pytest.raises(ForgeError, match="too little"):
            host.jobs.run(job)
        assert host.jobs.get(job.id).status == "failed"
        assert host.jobs.get(job.id).error == "the texts hold too little; give more"
        assert host.jobs.resume(job.id) == {}
        assert (host.jobs.get(job.id).status, host.jobs.get(job.id).error) == ("done", None)


def test_an_unexpected_error_is_one_sentence_too(home):
    def run(work, parameters):
        raise ZeroDivisionError("division by zero")

    with temporary_host([errand(run)], home=home) as host:
        job = host.jobs.start("errand", {})
        with pytest.raises(JobError, match="failed with an unexpected ZeroDivisionError: division by zero"):
            host.jobs.run(job)
        assert "ZeroDivisionError" in (host.jobs.get(job.id).error or "")


def test_an_interrupt_leaves_a_job_that_can_be_resumed(home):
    interrupts = [KeyboardInterrupt(), None]

    def run(work, parameters):
        work.tell("halfway", 1, 2)
        if interrupt := interrupts.pop(0):
            raise interrupt
        return {}

    with temporary_host([errand(run)], home=home) as host:
        job = host.jobs.start("errand", {})
        with pytest.raises(KeyboardInterrupt):
            host.jobs.run(job)
        left = host.jobs.get(job.id)
        assert (left.status, left.progress and left.progress.phase) == ("interrupted", "halfway")
        host.jobs.resume(job.id)
        assert host.jobs.get(job.id).status == "done"


def test_a_result_is_what_json_holds_and_anything_else_is_told(home):
    results: list[Any] = [{"pair": (1, 2)}, {"at": object()}, {"share": float("nan")}, None]
    with temporary_host([errand(lambda work, parameters: results.pop(0))], home=home) as host:
        assert host.jobs.run(host.jobs.start("errand", {})) == {"pair": [1, 2]}
        for _ in range(3):
            with pytest.raises(JobError, match="kind errand came to a result that is no plain JSON"):
                host.jobs.run(host.jobs.start("errand", {}))


def test_what_is_done_is_not_done_again(home):
    with temporary_host([long_work], home=home) as host:
        job = host.jobs.start("diary", {"steps": 3})
        assert host.jobs.run(job)["squares"] == [0, 1, 4]
        with pytest.raises(JobError, match=rf"the job {job.id} is done; .*jobs show {job.id}"):
            host.jobs.resume(job.id)
        with pytest.raises(JobError, match="is not running; it is done"):
            host.jobs.cancel(job.id)


def test_kinds_and_parameters_that_do_not_fit_are_refused_before_anything_is_made(home):
    with temporary_host([long_work], home=home) as host:
        with pytest.raises(JobError, match=r"no plugin brings the job kind 'dairy' \(did you mean diary\?\)"):
            host.jobs.start("dairy", {})
        with pytest.raises(JobError, match="kind diary: questions must be"):
            host.jobs.start("diary", {"questions": "many"})
        assert host.jobs.list() == []
    assert not (home / "jobs").exists()


def test_a_job_whose_plugin_is_gone_is_listed_and_says_so_when_it_is_resumed(home):
    with temporary_host([long_work], home=home) as host:
        job = host.jobs.start("diary", {})
    with Host(home) as host:
        assert [listed.id for listed in host.jobs.list()] == [job.id]
        with pytest.raises(JobError, match="no plugin brings the job kind 'diary'"):
            host.jobs.resume(job.id)
        assert host.jobs.get(job.id).status == "interrupted"


def test_a_wish_to_stop_reaches_a_job_that_tells_its_progress(home):
    def run(work, parameters):
        work.tell("first", 0)
        work.host.jobs.cancel(work.id)
        work.tell("second", 0)
        raise AssertionError("went on")

    with temporary_host([errand(run)], home=home) as host:
        job = host.jobs.start("errand", {})
        with pytest.raises(JobCancelled, match=f"whetstone jobs resume {job.id}"):
            host.jobs.run(job)
        assert host.jobs.get(job.id).status == "cancelled"


def test_a_job_that_was_cancelled_goes_on_when_it_is_resumed(home):
    with temporary_host([long_work], home=home) as host:
        job = host.jobs.start("diary", {"steps": 2})
        assert host.jobs.cancel(job.id).status == "cancelled"
        assert host.jobs.get(job.id).status == "cancelled"
        assert host.jobs.resume(job.id)["squares"] == [0, 1]


@pytest.mark.parametrize("damage", [b"", b"{", b'{"id": 7}', b"\xff\xfe", b"[]"])
def test_a_damaged_record_is_one_sentence_and_the_others_are_still_there(home, damage):
    with temporary_host([long_work], home=home) as host:
        whole, broken = host.jobs.start("diary", {}), host.jobs.start("diary", {})
        (home / "jobs" / broken.id / "job.json").write_bytes(damage)
        listed = {job.id: job for job in host.jobs.list()}
        assert listed[whole.id].status == "interrupted"
        assert "job.json is damaged" in (listed[broken.id].error or "")
        for use in (host.jobs.get, host.jobs.resume, host.jobs.cancel):
            with pytest.raises(JobError, match=rf"job\.json is damaged .*jobs remove {broken.id}`$"):
                use(broken.id)
        host.jobs.remove(broken.id)
        assert [job.id for job in host.jobs.list()] == [whole.id]


@pytest.mark.parametrize("name", ["nothing", "../jobs", "", "Errand", "a/b", ".."])
def test_a_job_that_is_not_there_is_told(home, name):
    with temporary_host([long_work], home=home) as host:
        job = host.jobs.start("diary", {})
        for use in (host.jobs.get, host.jobs.resume, host.jobs.cancel, host.jobs.remove):
            with pytest.raises(JobError, match="there is no job"):
                use(name)
        with pytest.raises(JobError, match=rf"did you mean {job.id}\?"):
            host.jobs.get(job.id[:-1])


def test_the_command_line_lists_shows_cancels_and_removes(home):
    with temporary_host([long_work], home=home) as host:
        first = host.jobs.start("diary", {"steps": 2}, title="First\tone")
        second = host.jobs.start("diary", {"steps": 3})
        host.jobs.run(first)
    assert [job["id"] for job in here("jobs", "--json", home=home).json] == [second.id, first.id]
    assert here("jobs", "list", "--json", home=home).json == here("jobs", "--json", home=home).json
    lines = here("jobs", home=home).out.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [[second.id, "interrupted"], [first.id, "done"]]
    assert here("jobs", "show", first.id, "--json", home=home).json["result"]["squares"] == [0, 1]
    assert "result squares\t[0, 1]" in here("jobs", "show", first.id, home=home).out
    assert here("jobs", "cancel", second.id, home=home).stderr == f"Cancelled {second.id}.\n"
    assert here("jobs", "show", second.id, "--json", home=home).json["status"] == "cancelled"
    assert here("jobs", "cancel", first.id, home=home).refused().endswith("it is done")
    for job in (first, second):
        assert here("jobs", "remove", job.id, "--json", home=home).json == {"removed": job.id}
    assert here("jobs", "--json", home=home).json == []
    assert here("jobs", home=home).stderr == "No long work was begun yet.\n"
    assert list((home / "jobs").iterdir()) == []


def test_looking_for_jobs_leaves_no_trace(home):
    assert here("jobs", home=home).code == 0
    assert not home.exists()


def test_the_model_of_a_job_is_the_one_that_is_named_else_that_of_the_environment_else_of_the_settings(
    home, monkeypatch
):
    monkeypatch.delenv("WHETSTONE_MODEL", raising=False)
    with temporary_host(home=home) as host:
        assert host.jobs.model_name() == "scripted"
        monkeypatch.setenv("WHETSTONE_MODEL", "other")
        assert host.jobs.model_name() == "other"
        assert host.jobs.model_name("mine") == "mine"


def test_the_kind_of_these_tests_fits_the_protocol():
    with temporary_host([long_work]) as host:
        assert isinstance(host.jobs.kinds()["diary"], Diary)
        (record,) = [record for record in host.plugins.records if record.name == "long_work"]
        assert (record.status, record.error) == ("loaded", None)


def test_an_interrupt_while_a_job_is_made_leaves_no_half_of_one(home, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with temporary_host([long_work], home=home) as host:
        with monkeypatch.context() as patched:
            patched.setattr(Home, "replace", interrupted)
            with pytest.raises(KeyboardInterrupt):
                host.jobs.start("diary", {})
        assert list((home / "jobs").iterdir()) == []
        assert host.jobs.list() == []


def test_what_kills_leave_of_jobs_is_no_job_and_goes(home):
    for name in (".new-0123456789abcdef", ".gone-0123456789abcdef", "diary-0abc/files"):
        (home / "jobs" / name).mkdir(parents=True)
    with temporary_host([long_work], home=home) as host:
        assert host.jobs.list() == []
        with pytest.raises(JobError, match="there is no job 'diary-0abc'"):
            host.jobs.remove("diary-0abc")
        job = host.jobs.start("diary", {"steps": 1})
        assert [listed.id for listed in host.jobs.list()] == [job.id]
        host.jobs.run(job)
    assert "a left-over draft" in here("doctor", home=home).out
    here("doctor", "--repair", home=home)
    assert [path.name for path in (home / "jobs").iterdir()] == [job.id]
