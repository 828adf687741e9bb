"""Which messages are turns: the same ones, whether they are counted or read, on whatever log."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import history_in, said, talk, write_log
from turning import turns_of

from whetstone.core.errors import HistoryError
from whetstone.core.history import History
from whetstone.core.text.own_words import own_words
from whetstone.core.turns import own_turns, sampled_turns
from whetstone.core.values.turn import Record

IDS = [f"m{n}" for n in range(9)]
RECORDS = st.builds(
    Record,
    kind=st.sampled_from(["turn"] * 8 + ["selected", "title"]),
    id=st.sampled_from(IDS),
    parent_id=st.sampled_from([None, "nobody", *IDS]),
    conversation=st.sampled_from(["a", "b"]),
    at=st.sampled_from(["2026-01-02T00:00:00+00:00", "2020-01-01T00:00:00", "yesterday", ""]),
    speaker=st.sampled_from([None, "me", "Ann", "Bo"]),
    role=st.sampled_from(["user", "user", "assistant", None]),
    text=st.sampled_from(["yes", "well, no", " ", "", "!help | ann", "```\nx = 1\n```", "> you said\n"]),
    source=st.sampled_from(["whetstone", "irc"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(RECORDS, max_size=25), st.integers(0, 25))
def test_turns_are_counted_as_they_are_read(records: list[Record], begun: int) -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        write_log(home, records[:begun])
        history = history_in(home)
        history.counts()  # the index goes on from here
        with (home / "chat_history.log").open("a") as log:
            for record in records[begun:]:
                print(record.model_dump_json(), file=log)
        turns = list(own_turns(history))
        assert [turn.id for turn in turns] == turns_of([r.model_dump() for r in records], own_words)
        assert len(turns) == history.counts().answered
        for turn in turns:
            assert turn.text
            assert turn.before or turn.after
        fresh = history_in(home)
        (home / "cache" / "history.sqlite").unlink(missing_ok=True)
        assert list(own_turns(fresh)) == turns


def texts(history: History) -> list[str]:
    return [turn.text for turn in own_turns(history)]


def test_a_turn_knows_what_was_said_around_it(tmp_path: Path) -> None:
    history = history_in(tmp_path / "home", *talk("hello", "what is virtue?", "a habit", "of what?"))
    first, second = own_turns(history)
    assert (first.text, first.before) == ("hello", None)
    assert first.after is not None
    assert first.after.text == "what is virtue?"
    assert second.before == first.after
    assert second.before.speaker == "Socrates"
    assert (second.conversation, second.persona, second.source) == ("c1", "socrates", "whetstone")


def test_of_several_versions_the_one_on_the_latest_branch_speaks(tmp_path: Path) -> None:
    question, answer = talk("is it taught?", "who knows")
    edited = said("can it be taught?", parent=None)
    reply = said("perhaps", parent=edited, role="assistant")
    history = history_in(tmp_path / "home", question, answer, edited, reply)
    assert texts(history) == ["can it be taught?"]
    back = Record(kind="selected", id="s", conversation="c1", at="", parent_id=answer.id)
    history.append(back)
    assert texts(history) == ["is it taught?"]


def test_an_edit_that_nobody_answered_yet_leaves_the_turn_to_the_one_before(tmp_path: Path) -> None:
    question, answer = talk("is it taught?", "who knows")
    history = history_in(tmp_path / "home", question, answer, said("can it be taught?"))
    assert texts(history) == ["is it taught?"]


def test_a_reply_that_failed_without_a_word_does_not_hide_which_branch_is_the_latest(tmp_path: Path) -> None:
    asked, first, second = (said(text) for text in ("one", "two", "three"))
    replies = [said("so", parent=parent, role="assistant") for parent in (asked, first, second)]
    failed = said("", parent=first, role="assistant")
    history = history_in(tmp_path / "home", asked, first, second, *replies, failed)
    assert texts(history) == ["two"]


def test_in_a_group_the_messages_beside_somebody_elses_count(tmp_path: Path) -> None:
    talked: list[Record] = []
    for role, text in [
        ("assistant", "anyone?"),
        ("user", "me"),
        ("user", "and me again"),
        ("user", "what is it"),
        ("assistant", "thanks"),
        ("assistant", "bye"),
    ]:
        talked.append(said(text, parent=talked[-1] if talked else None, role=role))
    assert texts(history_in(tmp_path / "home", *talked)) == ["me", "what is it"]


def test_a_deletion_meanwhile_is_told(tmp_path: Path) -> None:
    log = (record for n in range(900) for record in talk("yes", "no", conversation=f"c{n}"))
    write_log(tmp_path / "home", log)
    history = history_in(tmp_path / "home")
    turns = own_turns(history)
    next(turns)
    assert history.delete_conversations(["c7"]) == 2
    with pytest.raises(HistoryError, match="written anew while its turns were read"):
        list(turns)
    assert len(list(own_turns(history))) == 899


def test_what_is_appended_meanwhile_waits_for_the_next_time(tmp_path: Path) -> None:
    history = history_in(tmp_path / "home", *talk("yes", "no"))
    turns = own_turns(history)
    first = next(turns)
    for record in talk("and", "so", conversation="c2"):
        history.append(record)
    assert [first, *turns] == [first]
    assert texts(history) == ["yes", "and"]


def test_a_sample_is_spread_over_the_log(tmp_path: Path) -> None:
    log = (record for n in range(2_000) for record in talk(f"turn {n}", "no", conversation=f"c{n}"))
    write_log(tmp_path / "home", log)
    history = history_in(tmp_path / "home")
    sample = [int(turn.text.split()[1]) for turn in sampled_turns(history, 500)]
    assert len(sample) == 500
    assert sample == sorted(set(sample))
    assert all(abs(number - 4 * place) < 20 for place, number in enumerate(sample))
    assert len(sampled_turns(history, 2_000)) == 2_000


def test_a_log_that_was_never_written_has_no_turns(tmp_path: Path) -> None:
    assert list(own_turns(history_in(tmp_path / "home"))) == []
