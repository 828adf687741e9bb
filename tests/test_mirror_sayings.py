"""Short things that somebody says by habit become examples of how their clone answers."""

from __future__ import annotations

from collections.abc import Iterable

from whetstone.core.turns import Session
from whetstone.plugins.mirror.exchanges import exchanges
from whetstone.plugins.mirror.style import said_often
from whetstone.plugins.mirror.taking import CleanTurn


def turns(*messages: str, days: Iterable[int] = (1, 2, 3, 4, 5)) -> list[CleanTurn]:
    """Return each of `messages` said once a day."""
    return [
        CleanTurn(f"{day}-{number}", f"2024-05-0{day}T10:00:00Z", Session("home", day), text)
        for day in days
        for number, text in enumerate(messages)
    ]


def said(some: list[CleanTurn]) -> list[str]:
    return said_often(some, "en", lambda text: "harbour" not in text)


def test_what_is_said_by_itself_or_before_a_comma_or_a_smiley_is_told_the_most_frequent_first() -> None:
    talk = turns("sure, ill bring the boat over", "no idea", "Sure why would it be that", "sure :)")
    assert said(talk) == ["sure", "no idea"]


def test_five_times_on_two_days_are_no_habit() -> None:
    assert said(turns("no idea", "no idea", "no idea", days=(1, 2))) == []


def test_what_few_people_say_is_nobodys_to_read() -> None:
    assert said(turns("quetzalcoatl", "purple giraffe", "over the harbour", "pin 4711")) == []


def test_longer_messages_are_never_told() -> None:
    assert said(turns("no idea at all", "i do not know, really")) == []


def test_they_answer_questions_of_whetstones_own() -> None:
    made = exchanges(said(turns("yes", "no idea")))
    assert [example.reply for example in made] == ["no idea", "yes"]
    assert all(example.user.endswith("?") for example in made)
    assert exchanges([]) == []
