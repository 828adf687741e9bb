"""What the chronicle knows: how many conversations ended on which day."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pydantic import BaseModel

from whetstone import Host


class Day(BaseModel):
    """One day, and how many conversations ended on it."""

    day: date
    conversations: int


def days(host: Host, persona: str | None = None) -> list[Day]:
    """Return the days on which conversations ended, with one persona or with any, the latest first."""
    talks = host.history.conversations(persona=persona)
    ended = Counter(date.fromisoformat(talk.ended_at[:10]) for talk in talks)
    return [Day(day=day, conversations=ended[day]) for day in sorted(ended, reverse=True)]
