"""What a job tells that it found: kept with it, each once, whatever stops it in between."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import BaseModel

from whetstone import hookimpl
from whetstone.core import extras
from whetstone.core.errors import JobNotFound
from whetstone.core.home import Home
from whetstone.core.jobs.found import LONGEST, MOST, Found
from whetstone.testing import temporary_host


class Nothing(BaseModel):
    pass


class Gleaner:
    """Finds three things, and fails at the first attempt after the second one."""

    name = "gleaner"
    parameters = Nothing

    def __init__(self) -> None:
        self.attempts = 0

    def run(self, work, parameters):
        self.attempts += 1
        for number in range(3):
            work.tell("gleaning", number, 3)
            if number == 2 and self.attempts == 1:
                raise RuntimeError("the basket broke")
            work.found("ear", f"ear {number}", "the field")
        return {}


def test_what_is_found_is_kept_once_over_a_failure_and_numbered_in_order() -> None:
    gleaner = Gleaner()

    class Field:
        @hookimpl
        def whetstone_job_kinds(self):
            return [gleaner]

    with temporary_host(plugins=[Field()]) as host:
        job = host.jobs.start("gleaner", {})
        with pytest.raises(Exception, match="the basket broke"):
            host.jobs.run(job)
        assert [item.text for item in host.jobs.found(job.id)] == ["ear 0", "ear 1"]
        host.jobs.run(job)
        found = host.jobs.found(job.id)
        assert [(item.number, item.kind, item.text, item.source) for item in found] == [
            (number + 1, "ear", f"ear {number}", "the field") for number in range(3)
        ]
        assert host.jobs.found(job.id, after=2) == found[2:]
        assert [phase.phase for phase in host.jobs.get(job.id).phases] == ["gleaning"]
        host.jobs.remove(job.id)
        with pytest.raises(JobNotFound):
            host.jobs.found(job.id)


def test_no_more_is_kept_than_anybody_would_look_at_and_torn_lines_are_none(tmp_path: Path) -> None:
    found = Found(Home(tmp_path), tmp_path)
    for number in range(MOST + 5):
        found.add("claim", f"{number} " + "x" * 2 * LONGEST)
    assert len(found.read()) == MOST
    assert {len(item.text) for item in found.read()} == {LONGEST}
    path = tmp_path / "found"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(path.read_bytes()[:-20])
    again = Found(Home(tmp_path), tmp_path)
    again.add("claim", "after the crash")
    assert [item.text for item in again.read()[-1:]] == ["after the crash"]
    assert len(again.read()) == MOST


def test_what_an_extra_lacks_is_told_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib_metadata

    assert extras.lacking("forge") is None
    known = importlib_metadata.distribution

    def distribution(name: str) -> importlib_metadata.Distribution:
        if name in ("pypdf", "mammoth"):
            raise importlib_metadata.PackageNotFoundError(name)
        return known(name)

    monkeypatch.setattr(importlib_metadata, "distribution", distribution)
    assert extras.lacking("forge") == (
        "mammoth and pypdf are not installed, which this needs: pip install 'whetstone-personas[forge]'"
    )
