"""What goes on, and what is refused, where `trust.json` cannot be read or is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import Said, everything_in, here
from doctoring import told
from homes import done, installed
from trusting import Maker

TOLD = "which keys you revoked is not known, since trust.json cannot be read"


@pytest.fixture
def damaged(home: Path, ada: Maker) -> Path:
    """The `trust.json` of a home in which a signed persona had two contents, before it was damaged."""
    done(here("import", ada.file("1.0"), home=home))
    done(here("import", ada.file("2.0"), home=home))
    path = home / "trust.json"
    path.write_text("{")
    return path


def told_once(said: Said) -> Said:
    """What was said by a command that went on, and told in one note that the file cannot be read."""
    assert done(said).stderr.count(TOLD) == 1, said.stderr
    assert "trust.json" in said.stderr
    return said


def test_what_only_shows_goes_on_and_says_what_is_not_known(home: Path, ada: Maker, damaged: Path) -> None:
    [row] = [row for row in told_once(here("list", "--json", home=home)).json if row["id"] == "gardener"]
    assert row["signature"] == "unreadable"
    about = told_once(here("show", "gardener", "--json", home=home)).json["signature"]
    assert (about["state"], about["key"], about["trust"]) == ("valid", ada.key, "unreadable")
    assert "whether you revoked it is not known" in told_once(here("show", "gardener", home=home)).out
    [inspected] = told_once(here("inspect", ada.file(), "--json", home=home)).json
    assert inspected["signature"]["trust"] == "unreadable"
    assert done(here("list", home=home)).stderr == ""


def test_what_changes_whom_to_trust_is_refused_and_changes_nothing(
    home: Path, ada: Maker, damaged: Path
) -> None:
    before = everything_in(home)
    for command in (["import", ada.file("3.0")], ["key", "new"], ["key", "revoke", ada.key]):
        assert str(damaged) in here(*command, home=home).refused()
    assert everything_in(home) == before


def test_a_rollback_and_a_restore_are_done_and_say_what_is_not_known(home: Path, damaged: Path) -> None:
    told_once(here("rollback", "gardener", home=home))
    assert installed(home)["gardener"]["version"] == "1.0"
    done(here("remove", "gardener", home=home))
    told_once(here("restore", "gardener", home=home))
    assert installed(home)["gardener"]["version"] == "1.0"
    assert damaged.read_text() == "{"


def test_the_doctor_vouches_for_no_key_where_the_trust_file_is_damaged(home: Path, damaged: Path) -> None:
    findings = told(home, "signatures")
    assert [finding["state"] for finding in findings] == ["note"]
    assert "not looked at, since trust.json cannot be read" in findings[0]["told"]


def test_the_doctor_says_that_the_trust_file_is_gone(home: Path, ada: Maker) -> None:
    done(here("import", ada.file("1.0"), home=home))
    assert [finding["state"] for finding in told(home, "signatures")] == ["ok"]
    (home / "trust.json").unlink()
    [finding] = told(home, "signatures")
    assert finding["state"] == "note"
    assert "there is no trust.json" in finding["told"]
    assert "revoked" in finding["told"]
    done(here("import", ada.file("2.0"), home=home))
    assert [finding["state"] for finding in told(home, "signatures")] == ["ok"]


def test_nobody_signed_and_no_trust_file_is_as_it_should_be(home: Path, ada: Maker) -> None:
    done(here("import", ada.file(sign=False), home=home))
    assert [finding["state"] for finding in told(home, "signatures")] == ["ok"]
