"""Sessions, and the split that keeps the latest of them back: each is on one side, whatever clocks say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import history_in, said

from whetstone.core.errors import HistoryError
from whetstone.core.turns import Heard, OwnTurn, in_sessions, own_turns, split
from whetstone.core.turns.sessions import GAP, MOST
from whetstone.core.values.turn import Record

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)


def turn(number: int, hours: float | str = 0.0, conversation: str = "c1", text: str = "") -> OwnTurn:
    at = hours if isinstance(hours, str) else (BEGIN + timedelta(hours=hours)).isoformat()
    return OwnTurn(f"t{number}", at, conversation, text or f"words {number}", None, Heard("a", "Ann", "so"))


def sizes(turns: list[OwnTurn]) -> list[int]:
    found: dict[object, int] = {}
    for session, _ in in_sessions(turns):
        found[session] = found.get(session, 0) + 1
    return list(found.values())


def test_a_session_ends_with_a_night_and_with_its_conversation() -> None:
    evening = [turn(n, n / 10) for n in range(5)]
    morning = [turn(n, 12 + n / 10) for n in range(5, 8)]
    elsewhere = [turn(n, 0.3, "c2") for n in range(8, 10)]
    assert sizes([*evening, *morning, *elsewhere]) == [5, 3, 2]
    assert sizes([turn(0), turn(1, GAP / 3600), turn(2, 2 * GAP / 3600)]) == [3]


def test_conversations_that_are_interleaved_are_told_apart() -> None:
    assert sizes([turn(n, n / 10, f"c{n % 2}") for n in range(10)]) == [5, 5]


@pytest.mark.parametrize("odd", ["", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_cannot_be_read_or_be_true_ends_little(odd: str) -> None:
    turns = [turn(0), turn(1, 0.1), turn(2, odd), turn(3, 0.2), turn(4, 0.3)]
    assert len(sizes(turns)) <= 2
    assert sum(sizes(turns)) == 5


def test_a_clock_that_goes_backwards_ends_no_session() -> None:
    assert sizes([turn(n, -n * 24.0) for n in range(10)]) == [10]


def test_talk_without_times_or_pauses_is_cut_into_pieces() -> None:
    assert sizes([turn(n, "") for n in range(500)]) == [MOST, MOST, 100]


def test_the_latest_sessions_are_sealed() -> None:
    days = [turn(10 * day + n, 24.0 * day + n / 10) for day in range(20) for n in range(10)]
    parted = split(days)
    assert (parted.built_on, parted.held_out, len(parted.sealed)) == (160, 40, 4)
    assert list(parted.to_build_on(days)) == days[:160]
    assert list(parted.opened(days)) == days[160:]


def test_what_was_imported_later_is_as_old_as_it_says() -> None:
    new = [turn(n, 1_000.0 + 24 * (n // 10), "new") for n in range(20)]
    old = [turn(n, 24.0 * (n // 10), "old") for n in range(20, 100)]
    parted = split([*new, *old])
    assert {one.conversation for one in parted.opened([*new, *old])} == {"new"}
    assert parted.held_out == 20


def test_a_clock_that_was_wrong_for_a_moment_moves_no_session() -> None:
    days = [turn(10 * day + n, 24.0 * day + n / 10) for day in range(10) for n in range(10)]
    wrong = [replace(one, at="1970-01-01T00:00:00Z") if one.id == "t95" else one for one in days]
    assert split(wrong).sealed == split(days).sealed


def test_a_single_session_is_all_built_on() -> None:
    parted = split([turn(n) for n in range(10)])
    assert (parted.built_on, parted.held_out, parted.sealed) == (10, 0, frozenset())
    assert split([]).built_on == 0


def test_the_seal_holds_the_sealed_words() -> None:
    days = [turn(10 * day + n, 24.0 * day + n / 10) for day in range(10) for n in range(10)]
    parted = split(days)
    more = [*days, turn(1_000, 24.0 * 30)]
    assert list(parted.opened(more)) == days[80:]
    changed = [replace(one, text="other words") if one.id == "t99" else one for one in days]
    for others in (changed, days[:-1], []):
        with pytest.raises(
            HistoryError, match=r"no longer holds the turns that were sealed .* build it anew"
        ):
            list(parted.opened(others))
    assert split(changed).seal != parted.seal


TURNS = st.lists(
    st.tuples(
        st.one_of(st.floats(-400, 400), st.sampled_from(["", "nonsense"])),
        st.sampled_from("abc"),
        st.text(min_size=1, max_size=5),
    ),
    max_size=60,
)


@given(TURNS)
def test_no_turn_is_lost_and_no_session_is_on_both_sides(drawn: list[tuple[float | str, str, str]]) -> None:
    turns = [turn(n, *one) for n, one in enumerate(drawn)]
    parted = split(turns)
    built, held = list(parted.to_build_on(turns)), list(parted.opened(turns))
    assert (len(built), len(held)) == (parted.built_on, parted.held_out)
    assert sorted(built + held, key=turns.index) == turns
    sessions = {one.id: session for session, one in in_sessions(turns)}
    assert {sessions[one.id] for one in built}.isdisjoint(sessions[one.id] for one in held)
    if len(set(sessions.values())) > 1:
        assert built
        assert held


def test_the_versions_of_a_message_stay_together(tmp_path: Path) -> None:
    """A message of the first day that was edited on the last one is one turn, on one side."""
    records: list[Record] = []
    for day in range(10):
        above: Record | None = None
        for n in range(10):
            at = (BEGIN + timedelta(days=day, minutes=n)).isoformat()
            asked = said(f"day {day}, {n}", f"c{day}", above).model_copy(update={"at": at})
            above = said("so", f"c{day}", asked, "assistant").model_copy(update={"at": at})
            records += [asked, above]
    edit = said("day 0, put otherwise", "c0", None).model_copy(update={"at": records[-1].at})
    history = history_in(tmp_path / "home", *records, edit, said("well", "c0", edit, "assistant"))
    parted = split(own_turns(history))
    assert parted.built_on + parted.held_out == 100
    built = {one.text for one in parted.to_build_on(own_turns(history))}
    held = {one.text for one in parted.opened(own_turns(history))}
    assert "day 0, 0" not in built | held
    assert len([text for text in built | held if text == "day 0, put otherwise"]) == 1
