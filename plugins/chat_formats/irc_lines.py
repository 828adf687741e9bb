"""Lines of IRC logs in the spellings of their programs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone

_STAMP = re.compile(
    r"(?:\[\w{3,9},? (?P<d>\d\d?) (?P<m>[A-Z][a-z]{2})[a-z]* (?P<y>\d{4})\] )?"
    r"\[?(?:(?P<date>\d{4}[-/.]\d\d[-/.]\d\d)[T ]|(?P<month>[A-Za-z][a-z]{2}) {1,2}(?P<day>\d\d?) )?"
    r"(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:[.,]\d+)?"
    r"(?: ?(?P<half>[AaPp])[Mm])?(?P<zone>Z|[+-]\d\d:?\d\d)?\]?"
    r"(?P<gap>\t| |(?=<|-!-))(?P<rest>.*)\Z",
    re.DOTALL,
)
_SAID = re.compile(r"<[ @+%&~!]{0,2}(?P<nick>[^\s<>]{1,64})>\s?(?P<text>.*)\Z", re.DOTALL)
_ACTION = re.compile(r" ?[*•—]\s(?P<nick>[^\s:]{1,64}):? (?P<text>.+)\Z", re.DOTALL)
_TABBED = re.compile(r"(?P<nick>[^\t]{0,64})\t(?P<text>.*)\Z", re.DOTALL)
_NOT_NICKS = frozenset(("-->", "<--", "--", "=!=", "-", "***", ""))
_EVENT = re.compile(
    r"(?:\([^)\s]*\) |\[[^\]\s]*\] )?"
    r"(?:has (?:joined|left|quit|kicked|changed|set|been|disconnected|invited)\b|is now known as"
    r"|sets? (?:mode|ban|topic)|(?:gives|removes) (?:channel|voice)|was kicked|(?:joined|left) #"
    r"|quit\b|Quit \(|joins\b|parts\b|changes topic)"
)
_OWN_EVENT = frozenset(("Now", "Topic", "You", "Users", "Channel", "Disconnected"))
_DAY = re.compile(
    r"(?:--- (?:Log opened|Log closed|Day changed)|\*{4} (?:BEGIN|ENDING) LOGGING AT|Session \w{4,5}:)"
    r" \w{3} (?P<month>\w{3}) {1,2}(?P<day>\d\d?)(?: \d\d:\d\d:\d\d)? (?P<year>\d{4})"
)
_OTHERWISE = re.compile(r"(?:===|---|\*{3,4}|-!-|Session (?:Ident|Close)|\d\d:\d\d -!-)")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its date as far as it has one, time, zone, and who said what; nobody in an event."""

    year: int = 0
    month: int = 0
    day: int = 0
    time: tuple[int, int, int] | None = None
    zone: timezone | None = None
    nick: str = ""
    text: str = ""


def line_of(text: str) -> Line | None:
    """Return what `text` is; `None` where it is no line of a log."""
    if found := _DAY.match(text):
        return Line(int(found["year"]), _month(found["month"]), int(found["day"]))
    stamp = _STAMP.match(text)
    if stamp is None:
        return Line() if _OTHERWISE.match(text) else None
    rest = stamp["rest"]
    if (said := _said(rest, stamp["gap"])) is None:
        return None
    year = int(stamp["y"] or 0)
    month, day = _month(stamp["month"] or stamp["m"]), int(stamp["day"] or stamp["d"] or 0)
    if stamp["date"]:
        year, month, day = (int(part) for part in re.split("[-/.]", stamp["date"]))
    time = (_hour(int(stamp["hour"]), stamp["half"]), int(stamp["minute"]), int(stamp["second"] or 0))
    return Line(year, month, day, time, _zone(stamp["zone"]), *said)


def _said(rest: str, gap: str) -> tuple[str, str] | None:
    """Return the nick and the words, both empty for an event; `None` where it is nothing that a log has."""
    if found := _SAID.match(rest):
        return found["nick"], found["text"]
    if found := _ACTION.match(rest):
        if found["nick"] in _OWN_EVENT or _EVENT.match(found["text"]):
            return "", ""
        return found["nick"], f"/me {found['text']}"
    if gap == "\t" and (found := _TABBED.match(rest)):
        nick = found["nick"].strip()
        if nick == "*":
            nick, _, action = found["text"].partition(" ")
            return nick.lstrip("@+%&~!"), f"/me {action}"
        return ("", "") if nick in _NOT_NICKS else (nick.lstrip("@+%&~!"), found["text"])
    return ("", "") if re.match(r"[*=→←⇐⇒—•-]|[A-Z][a-z]+\t", rest) else None


def _hour(hour: int, half: str | None) -> int:
    return hour % 12 + 12 * (half in ("P", "p")) if half and hour <= 12 else hour


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    digits = text[1:].replace(":", "") or "0000"
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if text[0] == "-" else away) if away < timedelta(days=1) else None


def _month(name: str | None) -> int:
    name = (name or "").capitalize()
    return MONTHS.index(name) + 1 if name in MONTHS else 0
