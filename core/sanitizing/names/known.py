"""The names that a log itself tells: who speaks in it, who is spoken to, and who is introduced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from whetstone.core.sanitizing.common_words import COMMON, NAMES_TOO, ROLES
from whetstone.core.sanitizing.names.introductions import introduced
from whetstone.core.sanitizing.names.nicks import nicks
from whetstone.core.sanitizing.names.written import are_name, in_a_path, is_named
from whetstone.core.sanitizing.organisations.known import KnownOrganisations
from whetstone.core.sanitizing.word_lists import words
from whetstone.core.values.sanitizing import Span

KNOWN = "known_names"
"""What finds names that the log tells is called, beside the sanitizers that plugins bring."""

_WORD = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?")
_NICK = re.compile(r"[\w\[\]{}|`^\\-]+")
_ADDRESSED = re.compile(
    r"^\s*@?([\w\[\]{}|`^\\-]{2,32})(?P<mark>[:,])(?=\s|$)|(?<![\w.@/])@([\w\[\]{}|`^\\-]{2,32})(?![\w.]*@)"
)
_THANKED = re.compile(
    r"(?i:(?<!\w)(?:hi|hey|hello|thanks|thank you|thanx|thx|ty|cheers|sorry|bye|wb|welcome back|danke|"
    r"merci|gracias|hallo))"
    r"[, ]{1,2}([\w\[\]{}|`^\\-]{3,32})(?=\s*(?:[,.!?:;)]|$))"
)
_EDGES = re.compile(r"^[@~&%+*_\W]+|[_`^|\\-]+$")
_DECORATION = re.compile(
    r"(?:[_|`^-]+(?:away|afk|work|laptop|home|zzz|mobile|gone|busy|off|bot)?[_|`^]*\d*|[_`^|"
    r"\\-]*\d{1,4}[_`^|\\-]*)$",
    re.I,
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_REPEATED = re.compile(r"(.)\1{2,}")
_BETWEEN = " .,'’"
_MOST = 200_000
_PARTICLES = words(
    """
    van von de der den del della di da dos du le la bin ibn al el ter af zu y jr sr dr mr mrs ms prof
    """
)


class KnownNames:
    """Learns names in one pass through a log, message by message; then finds them in any text of it.

    A name is that of a speaker, or of somebody addressed ("name: ...", "name, ...", "@name", "thanks name")
    or introduced. It is found whatever its case. One that is a common word as well ("will", "mark": a word
    of our list, or one that the log uses more often than as a name) counts only with a capital inside of a
    sentence, or where somebody is addressed. Memory is bounded by the names and 200,000 words. Organisations
    are learned and found beside them.
    """

    def __init__(self) -> None:
        self._spoke: Counter[str] = Counter()
        self._called: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._full: dict[str, None] = {}
        self._organisations = KnownOrganisations()
        self._found: dict[str, bool] | None = None
        self._longer: dict[str, list[tuple[str, ...]]] = {}
        self._touching: re.Pattern[str] | None = None

    def learn(self, speaker: str | None, text: str) -> None:
        """Take in one message and who said it; `None` where that is not known."""
        self._found = None
        if speaker:
            self._spoke[speaker] += 1
        self._count(text)
        self._organisations.learn(text)
        for match in _ADDRESSED.finditer(text):
            called = match[1] or match[3]
            self._call(called, 2 if match["mark"] != "," or called[:1].isupper() else 1)
        for start, end in nicks(text):
            self._call(text[start:end], 2)
        for match in _THANKED.finditer(text):
            self._call(match[1], 1)
        for start, end, score in introduced(text):
            name = text[start:end]
            self._call(name, 2 if score >= 0.8 else 1)
            if " " in name and score >= 0.8:
                self._full[name.casefold()] = None

    def full_names(self) -> Iterator[str]:
        """Yield the names of two or more words, as they came."""
        yield from self._full
        for speaker in self._spoke:
            if len(_WORD.findall(speaker)) > 1:
                yield speaker

    def find(self, text: str) -> list[Span]:
        """Return where `text` names one of them."""
        spans = list(self._organisations.find(text, self._words))
        names = self._names()
        if not names:
            return spans
        tokens = list(_NICK.finditer(text))
        place = 0
        while place < len(tokens):
            taken, span = self._at(text, tokens, place, names)
            if span is not None:
                spans.append(span)
            place += taken
        if self._touching is not None and not text.isascii():
            taken_up = [(span.start, span.end) for span in spans if span.type == "PERSON"]
            for match in self._touching.finditer(text):
                if all(match.end() <= start or end <= match.start() for start, end in taken_up):
                    spans.append(Span(*match.span(), "PERSON", 0.9))
        return spans

    def _at(
        self, text: str, tokens: list[re.Match[str]], place: int, names: dict[str, bool]
    ) -> tuple[int, Span | None]:
        """Return how many tokens were looked at, and the span of the name that begins there, if any."""
        token = tokens[place]
        folded = token[0].casefold()
        for longer in self._longer.get(folded, ()):
            following = tokens[place : place + len(longer)]
            if are_name(text, following, longer, _BETWEEN, 2):
                return len(longer), Span(token.start(), following[-1].end(), "PERSON", 0.96)
        if in_a_path(text, *token.span()):
            return 1, None
        for start, end in _readings(token):
            common = names.get(text[start:end].casefold())
            if common is False or (common and is_named(text, start, end)):
                return 1, Span(start, end, "PERSON", 0.95)
        return 1, None

    def _count(self, text: str) -> None:
        for word in text.split():
            bare = word.strip(".,!?;:()\"'")
            if bare.isalpha() and bare.islower() and (bare in self._words or len(self._words) < _MOST):
                self._words[bare] += 1

    def _call(self, name: str, weight: int) -> None:
        folded = _EDGES.sub("", name).casefold()
        plain = _REPEATED.sub(r"\1\1", folded)
        if (
            len(folded) > 1
            and folded not in COMMON
            and plain not in COMMON
            and (folded in self._called or len(self._called) < _MOST)
        ):
            self._called[folded] += weight

    def _names(self) -> dict[str, bool]:
        """Return each name in small letters, with whether it is a common word as well."""
        if self._found is not None:
            return self._found
        spoke: Counter[str] = Counter()
        short: set[str] = set()
        for speaker, times in self._spoke.items():
            whole, *shorter = _forms(speaker) or ("",)
            spoke[whole] += times
            short.update(form for form in shorter if self._words[form])
            spoke.update(dict.fromkeys(shorter, times))
        found: dict[str, bool] = {}
        self._longer = {}
        for name in sorted({*spoke, *self._called}):
            self._add(found, name, spoke[name])
        found.update(dict.fromkeys(short - {name.casefold() for name in self._spoke}, True))
        found.pop("", None)
        for longer in self._longer.values():
            longer.sort(key=len, reverse=True)
        touching = sorted((name for name in found if _UNSPACED.fullmatch(name)), key=len, reverse=True)
        self._touching = re.compile("|".join(map(re.escape, touching))) if touching else None
        self._found = found
        return found

    def _add(self, found: dict[str, bool], name: str, spoke: int) -> None:
        called = self._called[name]
        if not spoke and (called < 2 or name in COMMON or name.isdigit()):
            return
        parts = tuple(match[0].casefold() for match in _NICK.finditer(name))
        if len(parts) > 1:
            self._longer.setdefault(parts[0], []).append(parts)
            for part in parts:
                if len(part) > 2 and part not in _PARTICLES and part not in COMMON:
                    found.setdefault(part, self._is_common(part, called + min(spoke, 3)))
        elif name not in ROLES and len(name) > 1 and not name.isdigit():
            found[name] = self._is_common(name, called + min(spoke, 3))

    def _is_common(self, name: str, named: int) -> bool:
        return name in COMMON or name in NAMES_TOO or len(name) < 3 or self._words[name] > 3 + 3 * named

    def __repr__(self) -> str:
        return f"<names of {len(self._spoke)} speakers and {len(self._called)} others>"


def _forms(speaker: str) -> list[str]:
    """Return a speaker's name in small letters: as it is, then without what people put around it."""
    folded = speaker.strip().casefold()
    if folded in ROLES or not any(map(str.isalpha, folded)):
        return []
    trimmed = _EDGES.sub("", folded)
    shorter = (trimmed, _DECORATION.sub("", trimmed))
    return [
        folded,
        *(f for f in dict.fromkeys(shorter) if len(f) > 2 and f not in (folded, *ROLES) and not f.isdigit()),
    ]


def _readings(token: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield the token, the token without what stands at its edges, and its parts between hyphens."""
    yield token.span()
    word = token[0]
    start = token.start() + len(word) - len(word.lstrip("_`^|\\-[]{}"))
    end = token.end() - (len(word) - len(word.rstrip("_`^|\\-[]{}")))
    if start < end and (start, end) != token.span():
        yield start, end
