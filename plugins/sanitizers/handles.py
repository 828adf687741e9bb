"""Names of accounts: @name, and what follows "my steam is"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.word_lists import words
from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers.context import words_in

_AT = re.compile(r"(?<![\w@./:=+-])@(?=[\w.-]*[^\W_])[\w.-]{2,40}(?<![.-])(?!\w|@)")
_REDDIT = re.compile(r"(?<![\w./-])/?u/[\w-]{4,20}(?![\w/-])")
_HASHED = re.compile(r"(?<![\w#@/:])[\w.-]{2,32}#\d{4}(?!\w)")
_FRIEND = re.compile(r"(?<![\w-])SW(?:-\d{4}){3}(?![\w-])")
_SITES = (
    r"steam|psn|xbox|gamertag|discord|skype|insta|instagram|ig|snap|snapchat|tiktok|twitter|telegram|kik|"
    r"wechat|line id|"
    r"facebook|fb|github|gitlab|reddit|twitch|youtube|linkedin|icq|msn|aim|jabber|xmpp|irc|nick|nickname|"
    r"user ?name|user ?id|"
    r"login|handle|screen ?name|battle\.?net|battletag|epic|riot id|benutzername|nutzername|"
    r"nom d'utilisateur|pseudo|usuario|"
    r"nombre de usuario|nome utente|gebruikersnaam|account name|venmo|cashapp|paypal"
)
_SITE_WORDS = frozenset(re.findall(r"[^\W\d_]+", _SITES)) - {"d", "de"}
_MINE = re.compile(
    rf"(?<!\w)(?:(?:my|mein|mon|mi|mio|our|his|her|their|the)\s+)?(?:{_SITES})(?:\s+(?:name|id|handle|"
    rf"account|user|username|tag|login|nick|konto|compte|cuenta))?"
    r"\s*(?P<link>(?:is|ist|est|es|è|was)\s*:?|:|=)\s*[\"'`“(]?(?P<name>@?[\w.#-]{3,40})",
    re.IGNORECASE,
)
_ADD = re.compile(
    rf"(?<!\w)(?:add me|find me|follow me|message me|dm me|hit me up|i'm|i am)\s+(?:on|at|"
    rf"in)\s+(?:{_SITES})\s*(?:as|under|at|:|,|-|@|is)\s*[\"'`“(]?(?P<name>@?[\w.#-]{{3,40}})",
    re.IGNORECASE,
)
_MINE_TOO = re.compile(r"(?<!\w)mine(?:'s| is| =|:)\s*(?P<name>@?[\w.#-]{3,40})", re.IGNORECASE)
_SITE = re.compile(rf"(?<!\w)(?:{_SITES})(?!\w)", re.IGNORECASE)
_NOT = words(
    """
    the a an not down up broken here there that this what when where which why how now just also still only
    very all better good bad great awesome cool slow fast free dead evil easy fine working going getting
    using used set in on at for from with without like one my your his her our their its it and but off out
    root admin case always never required invalid taken too more much full running really so actually
    probably no yes true false none null left right being supposed pretty called
    """
)
_DIRECTIVES = words(
    """
    @media @import @param @return @returns @override @property @staticmethod @classmethod @everyone @here
    @todo @see @author @since @deprecated @charset @font-face @keyframes @include @home @all @channel
    @ubuntu @echo @dataclass
    """
)


def find(text: str) -> Iterator[Span]:
    """Yield where the name of an account stands, with its @ where it has one."""
    if "@" in text:
        for match in _AT.finditer(text):
            if match[0].lower() not in _DIRECTIVES:
                yield Span(*match.span(), "HANDLE", 0.8)
    if "u/" in text:
        for match in _REDDIT.finditer(text):
            yield Span(*match.span(), "HANDLE", 0.7)
    if "SW-" in text:
        for match in _FRIEND.finditer(text):
            yield Span(*match.span(), "HANDLE", 0.8)
    if "#" in text:
        for match in _HASHED.finditer(text):
            yield Span(*match.span(), "HANDLE", 0.75)
    if not _SITE_WORDS.isdisjoint(words_in(text)):
        for match in _MINE.finditer(text):
            if _possible(match["name"], match["link"]):
                yield Span(*match.span("name"), "HANDLE", 0.7)
    if "mine" in text.lower():
        for match in _MINE_TOO.finditer(text):
            if _SITE.search(text, max(0, match.start() - 120), match.start()) and _possible(
                match["name"], "is"
            ):
                yield Span(*match.span("name"), "HANDLE", 0.7)
        for match in _ADD.finditer(text) if " me " in text or "'m on" in text or "am on" in text else ():
            if _possible(match["name"], ":"):
                yield Span(*match.span("name"), "HANDLE", 0.75)


def _possible(name: str, link: str) -> bool:
    """Return whether it can be a name here: after "is" only what no word of a sentence looks like."""
    bare = name.strip("@.-").lower()
    if bare in _NOT or len(bare) < 3:
        return False
    if link.strip() in (":", "=", "is:"):
        return True
    return any(c.isdigit() or c in "_@#." for c in name.rstrip(".")) or any(c.isupper() for c in name[1:])
