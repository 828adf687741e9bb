"""Looking again: a clone against the log as it is now."""

from __future__ import annotations

from pathlib import Path

import mirrors
import pytest
from commandline import Said, here
from homes import done, packed
from mirrors import HANDLE, ID, NAME

from whetstone.core.host import Host

SECRET = "my card is 4000 0012 3456 7899, dont lose it"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A home with a clone that was made without a model."""
    folder = tmp_path_factory.mktemp("audit")
    chat = mirrors.written(folder, mirrors.messages(more=[SECRET] * 3))
    home = folder / "home"
    done(here("history", "import", chat, "--me", HANDLE, home=home))
    done(here("mirror", "clone", "--name", NAME, "--yes-this-is-me", "--model", "none", home=home))
    return home


def audit(home: Path, *options: str) -> Said:
    return here("mirror", "audit", ID, *options, home=home)


def test_what_was_clean_is_clean_and_it_is_said_what_looked_and_what_that_can_miss(home):
    said = done(audit(home))
    assert said.out.startswith("Nothing of the log was found in")
    assert "which can miss" in said.out
    assert "9 canaries" in said.out
    assert "--model NAME" in said.stderr
    result = done(audit(home, "--json")).json
    assert result["clean"]
    assert result["leaks"]["looked_at"]["canaries"] == 9
    assert result["leaks"]["looked_at"]["removed"] > 0
