"""Where the log's index cannot be kept, a private one answers, until the shared one can be had again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from commandline import here, process
from logs import history_in, index_of, read_up_to, said, talk

from whetstone import Host
from whetstone.core.log import index
from whetstone.testing import temporary_host


def size(home: Path) -> int:
    return (home / "chat_history.log").stat().st_size


@pytest.mark.parametrize("moment", ["before it is opened", "while it is open"])
def test_an_index_that_is_taken_away_while_it_is_looked_at_is_looked_for_again(home, monkeypatch, moment):
    history = history_in(home, *talk("bees dance"))
    assert history.counts().turns == 1
    taken: list[Path] = []

    def take_away() -> None:
        if not taken:
            taken.append(index_of(home))
            index_of(home).unlink()

    load, connect = index.load, index.LogIndex._open_to_read
    if moment == "while it is open":
        monkeypatch.setattr(index, "load", lambda connection: (load(connection), take_away())[0])
    else:
        monkeypatch.setattr(index.LogIndex, "_open_to_read", lambda self: (take_away(), connect(self))[1])
    told = here("history", "search", "dance", "--json", home=home)
    assert (told.code, told.stderr, len(told.json)) == (0, "", 1)
    assert taken
    assert read_up_to(home) == size(home)


def test_the_shared_index_is_taken_again_when_it_can_be_kept(home, monkeypatch):
    monkeypatch.setattr(index, "_REST", 0)
    history = history_in(home, *talk("bees dance", "they do"))
    (home / "cache").write_text("no folder")
    with Host(home) as host:
        assert host.history.counts().turns == 2
        (home / "cache").unlink()
        assert host.history.counts().turns == 2
        assert read_up_to(home) == size(home)
        history.append(said("and wasps?"))
        assert [record.text for record in host.history.search(["wasps"], 9)] == ["and wasps?"]
        assert read_up_to(home) == size(home)


def test_what_took_long_in_vain_is_not_tried_again_at_once(home, monkeypatch):
    monkeypatch.setattr(index, "_REST", 1e9)
    history = history_in(home, *talk("bees dance", "they do"))
    (home / "cache").write_text("no folder")
    assert history.counts().turns == 2
    (home / "cache").unlink()
    history.append(said("and wasps?"))
    assert history.counts().turns == 3
    assert not index_of(home).exists()
    history.close()


def test_a_private_index_is_closed_with_its_host(home):
    """Python tells of connections that nobody closed from 3.13 on."""
    history_in(home, *talk("bees dance"))
    (home / "cache").write_text("no folder")
    with temporary_host(home=home) as host:
        assert host.history.counts().turns == 1
        private = host.history._index._private
        assert private is not None
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        private.execute("SELECT 1")
    assert (
        process("history", "count", home=home, env={"PYTHONWARNINGS": "default::ResourceWarning"}).stderr
        == ""
    )
