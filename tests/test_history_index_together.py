"""Several who build the log's index at once, and those that are killed at it."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pexpect
from commandline import environment, process
from logs import counted, history_in, index_of, many, said, talk, write_log

from whetstone.core.history import History
from whetstone.core.home import Home

BIG = 3_000
SEVERAL_BATCHES = """
    import sys
    from whetstone.core.log import batch
    batch.MOST_BYTES = 40_000
    from whetstone.core.cli import run
    run(["history", "count", "--json"])
"""


def building(home: Path, before: str = "") -> subprocess.Popen[bytes]:
    """A process that counts, and reads the log in many batches to do so; it does `before` at its start."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(before) + textwrap.dedent(SEVERAL_BATCHES)],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_processes_build_it_together(home):
    write_log(home, many(BIG))
    builders = [building(home) for _ in range(4)]
    told = [builder.communicate() for builder in builders]
    assert [builder.returncode for builder in builders] == [0] * 4, told
    answers = [json.loads(out) for out, _ in told]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0] == {**answers[0], "turns": BIG, "user_messages": BIG // 2, "answered": BIG // 2}
    assert len(history_in(home).search(["common"], BIG)) == BIG // 4


def test_a_writer_and_readers_at_once_never_see_less_than_was_written(home):
    history = history_in(home, *talk("one"))
    reader = History(Home(home))
    for n in range(2, 40):
        history.append(said(f"number {n}"))
        assert reader.counts().turns == n
        assert [r.text for r in reader.search([f"{n}"], 1)] == [f"number {n}"]


PAUSED_AT_THE_SECOND_BATCH = """
    import signal
    from whetstone.core.log import batch
    read = batch.Batch.read
    def paused(self, log, size):
        if self.state.start:
            print("paused", flush=True)
            signal.pause()
        read(self, log, size)
    batch.Batch.read = paused
"""


def test_killed_while_building_it_goes_on_from_where_it_was(home, reads):
    write_log(home, many(BIG))
    builder = building(home, PAUSED_AT_THE_SECOND_BATCH)
    assert builder.stdout
    assert builder.stdout.readline() == b"paused\n", builder.communicate()
    builder.kill()
    builder.communicate()
    assert counted(home)["turns"] == BIG
    assert reads[0][0] > 0
    assert len(history_in(home).search(["common"], BIG)) == BIG // 4


def test_killed_at_any_time_it_is_right_the_next_time(home):
    write_log(home, many(BIG))
    for wait in range(6):
        builder = building(home)
        for _ in range(wait * 400):
            index_of(home).exists()
        if wait:
            while not index_of(home).exists() and builder.poll() is None:
                pass
        builder.kill()
        builder.communicate()
        assert counted(home)["answered"] == BIG // 2
        index_of(home).unlink()


def test_what_many_wait_for_is_read_once(home, reads):
    history = history_in(home, *talk("one", "two"))
    assert history.counts().turns == 2
    with ThreadPoolExecutor(8) as threads:
        for n in range(3, 13):
            history.append(said(f"number {n}"))
            assert {counts.turns for counts in threads.map(lambda _: history.counts(), range(8))} == {n}
    assert len(reads) == 11


def test_who_waits_at_a_terminal_sees_how_far_it_is(home):
    write_log(home, many(BIG))
    script = textwrap.dedent(SEVERAL_BATCHES)
    waiting = pexpect.spawn(
        sys.executable, ["-c", script], env=environment(home), encoding="utf-8", timeout=120
    )
    waiting.expect(r"Indexing the chat log: \d+ %")
    waiting.expect('"turns": 3000')
    waiting.expect(pexpect.EOF)
    told = pexpect.spawn(sys.executable, ["-c", script], env=environment(home), encoding="utf-8", timeout=120)
    told.expect(pexpect.EOF)
    assert "Indexing" not in told.before


def test_who_waits_elsewhere_is_told_once_and_only_when_it_takes_long(home):
    write_log(home, many(BIG))
    patience = "from whetstone.plugins.cli import indexing; indexing._SOON = 0"
    script = f"{patience}\n{textwrap.dedent(SEVERAL_BATCHES)}"
    told = subprocess.run(
        [sys.executable, "-c", script], env=environment(home), capture_output=True, check=True, text=True
    )
    assert told.stderr == "Indexing the chat log, which takes a while.\n"
    assert json.loads(told.stdout)["turns"] == BIG
    index_of(home).unlink()
    assert process("history", "count", "--json", home=home).stderr == ""
