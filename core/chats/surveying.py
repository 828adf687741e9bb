"""What is known of a chat file before anything of it is written: who speaks, and which conversation it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from whetstone.core.chats.identity import Ordinals, Sample, digest
from whetstone.core.chats.reader import ChatSource
from whetstone.core.chats.sources import conversation_id
from whetstone.core.chats.speakers import Me, folded
from whetstone.core.history import History
from whetstone.core.values.chat import Skipped
from whetstone.core.values.job import Progress
from whetstone.core.values.turn import Record

Tell = Callable[[Progress], None]
"""What is told how far an import is."""

_TOLD = 8_192
_SPEAKERS = 100_000
_MARGIN = timedelta(days=1)


@dataclass(slots=True)
class Survey:
    """What is known of one file.

    `says` is whether it tells itself who the user is; otherwise `speakers` counts who speaks. Of what is in
    no named conversation, `sample` holds a few contents, if there is any (`nameless`).
    """

    source: ChatSource
    speakers: Counter[str] = field(default_factory=Counter)
    sample: Sample = field(default_factory=Sample)
    says: bool = False
    messages: int = 0
    nameless: bool = False


def survey(source: ChatSource, tell: Tell) -> Survey:
    """Read a file as far as there is something to learn.

    Raises:
        FormatError: it cannot be read.
    """
    found = Survey(source)
    ordinals = Ordinals()
    for piece in source.pieces():
        if isinstance(piece, Record):
            found.says = True
            break
        if isinstance(piece, Skipped) or not piece.text.strip():
            continue
        found.messages += 1
        found.says = found.says or piece.mine is not None
        if piece.conversation and found.says:
            break
        if len(found.speakers) < _SPEAKERS or piece.speaker in found.speakers:
            found.speakers[piece.speaker] += 1
        if not piece.conversation:
            found.nameless = True
            found.sample.add(identity(piece.id, ordinals.content(piece)), piece)
        if found.messages % _TOLD == 0:
            tell(Progress("seeing who speaks", found.messages))
    return found


def identity(native: str, content: str) -> str:
    """Return what a message is known by in its conversation: the export's own id of it, else its content."""
    return f"id {native}" if native else content


def record_id(conversation: str, known_by: str) -> str:
    """Return the id of the record of a message that is known by this in its conversation."""
    return digest(conversation, known_by)


class Conversations:
    """Finds the conversation of the log that a file without a name for its own goes on with."""

    def __init__(self, history: History, me: Me) -> None:
        self._history = history
        self._me = me
        self._known: dict[str, tuple[datetime, datetime]] = {}
        self._speakers: dict[str, frozenset[str]] = {}
        for info in history.conversations():
            self._known[info.id] = (_time(info.started_at), _time(info.ended_at))
            self._speakers[info.id] = frozenset(map(folded, info.speakers))

    def of(self, survey: Survey) -> tuple[str, list[str]]:
        """Return the conversation's id, of the one that holds most of the sample or a new one, and of others.

        The others share something of somebody else's with the file too, at the same time: they may be parts
        of it.

        What one person sent to several others at once, and nothing else, is in several conversations; so
        something of somebody else must be there too, where there is anything; or two messages of the user's,
        in a conversation with the same others.
        """
        prefix = f"{survey.source.format.name}-"
        own = conversation_id(survey.source.format.name, survey.sample.name())
        best, holding = self._holding(survey, prefix)
        found = own if own in self._known else best or own
        began = survey.sample.began or datetime.min.replace(tzinfo=UTC)
        ended = survey.sample.ended or datetime.max.replace(tzinfo=UTC)
        known = self._known.get(found, (began, ended))
        self._known[found] = (min(began, *known), max(ended, *known))
        return found, [one for one in holding if one != found]

    def _holding(self, survey: Survey, prefix: str) -> tuple[str, list[str]]:
        best, most, sample = "", 0, survey.sample
        holding = []
        contents = sample.contents()
        others = {content for content, who in contents.items() if not self._me.speaks(who)}
        with_ = frozenset(folded(who) for who in survey.speakers if not self._me.speaks(who))
        for conversation, times in self._known.items():
            if not conversation.startswith(prefix) or _apart(sample, times):
                continue
            contents_of = {record_id(conversation, content): content for content in contents}
            known = self._history.known([Record(id=i, conversation=conversation, at="") for i in contents_of])
            there = {contents_of[one] for _, one in known}
            if there & others and not sample.timeless:
                holding.append(conversation)
            if len(there) > most and (
                there & others
                or not others
                or self._is_mine_alone(conversation)
                or (len(there) > 1 and self._speakers.get(conversation) == with_)
            ):
                best, most = conversation, len(there)
        return best, holding

    def _is_mine_alone(self, conversation: str) -> bool:
        """Return whether nobody else has spoken in a conversation of the log yet."""
        spoken = (one.role == "assistant" for one in self._history.records(conversation))
        return not any(spoken)


def _apart(sample: Sample, times: tuple[datetime, datetime]) -> bool:
    """Return whether a conversation at these times is another one; a day is left for other time zones."""
    if sample.timeless or sample.began is None or sample.ended is None:
        return False
    return min(times) - sample.ended > _MARGIN or sample.began - max(times) > _MARGIN


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
