"""Keys, tokens, private keys and passwords."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from whetstone.core.sanitizing.common_words import COMMON
from whetstone.core.sanitizing.word_lists import words
from whetstone.core.values.sanitizing import Span

_LONG = re.compile(r"[\w-]{15}")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9 ]{1,30} )?PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)"
    r"|PuTTY-User-Key-File-\d:.*?(?:Private-MAC: \w+|\Z)",
    re.DOTALL,
)
_NAMED = re.compile(
    r"""(?<![^\W_])(?P<name>(?:[\w.-]{0,40}?[_.-])?(?:pass(?:word|wd|code|phrase)?|pwd|pw|passwort|kennwort|
    contraseña|clave|mot[ ]de[ ]passe|mdp|senha|wachtwoord|hasło|lösenord|пароль|secret|
    secret[_ -]?(?:access[_ -]?)?key|token|
    api[_ -]?key|apikey|access[_ -]?key(?:[_ -]?id)?|auth[_ -]?(?:token|key)|client[_ -]?secret|
    private[_ -]?key|
    encryption[_ -]?key|signing[_ -]?key|account[_ -]?key|shared[_ -]?access[_ -]?key|credentials?|
    connection[_ -]?string|license[_ -]?key|pin(?:[ ]?code)?|psk|wpa[_ -]?key|wifi[_ -]?(?:key|password)|
    login|otp|
    master[_ -]?key)(?:[_.-]\w{1,30})?)
    (?:[ ](?:for|to|of|on|at|del?|da|do|du|für|vom|zum|voor)
    (?:[ ](?:the|my|our|this|that|your|la|das|den|het))?[ ][\w-]{2,20})?
    ["']?(?P<link>\s*(?::=|=>|==?|:)\s*|[ ]+(?:is|was|ist|lautet|est|es|è|é|to|=|-)[ ]+|[ ]+(?=["'`]))
    (?P<value>"[^"\n]{3,200}"|'[^'\n]{3,200}'|`[^`\n]{3,200}`|[^\s"'`<>;,]{3,300})""",
    re.IGNORECASE | re.VERBOSE,
)
_PHRASE = re.compile(
    r"(?<!\w)(?:pass ?phrase|(?:seed|recovery|secret|vault|backup|wallet) ?(?:phrase|words)|mnemonic|"
    r"(?:safe|code) ?words?)(?:\s+\w+){0,3}?\s*(?:is|are|was|were|:|=)\s*"
    r"[\"“'`]?((?:[\w'-]+[ ,]+){2,23}[\w'-]+)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?<!\w)(?:bearer|basic|digest|token|apikey)\s+([A-Za-z0-9+/._~=-]{12,2000})|x-[\w-]*(?:key|"
    r"token)\s*:\s*(\S{8,500})"
    r"|(?:set-)?cookie:\s*([^\n]{8,2000})",
    re.IGNORECASE,
)
_OPTION = re.compile(
    r"(?:curl|wget|http)\b[^\n]{0,200}?\s(?:-u|--user|--auth|-a)[ =]?[\"']?([^\s:\"']{1,60}:[^\s\"']{3,100})"
    r"|\s--?(?:password|passwd|pass|token|api-?key|secret)[ =][\"']?([^\s\"'<>-][^\s\"'<>]{3,200})"
    r"|(?:mysql|mysqldump|sshpass)\b[^\n]{0,80}?\s-p([^\s-][^\s]{3,60})",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?<![^\W_])(?:pw|pwd|passwort|mdp|wachtwoord|hasło)[ ]+(?=\S*\d)(?=\S*[^\W\d_])([^\s\"'`<>;,]{6,64})",
    re.IGNORECASE,
)
_TOUCHING = re.compile(
    r"(?:密码|密碼|口令|パスワード|暗証番号|비밀번호)[^\S\n]*(?:是|为|為|は|는|은|：|:|=)?[^\S\n]*([!-~]{4,100})"
)
_WORDS_FOR_IT = ("key", "token", "secret", "passw", "api", "auth", "credential", "pwd")
_NAME_HINTS = words(
    """
    pass pwd pw kennwort contrase clave mdp senha wachtw hasło lösen парол secret token key credential
    connection
    pin psk login otp
    """
)
_PASSWORDS = frozenset(("password", "passwort", "kennwort", "passcode", "contraseña", "wachtwoord", "senha"))
_OWN = re.compile(
    r"(?<!\w)(?:my|our|his|her|wifi|wi-fi|admin|mein|unser|mi|minha|mijn)(?: \w+)? $", re.IGNORECASE
)
_HEX = re.compile(r"(?<![\w/-])(?:[0-9a-f]{32,128}|[0-9A-F]{32,128})(?![\w/-])")
_RANDOM = re.compile(r"(?<![\w/.+=-])[A-Za-z0-9+/_-]{28,300}={0,2}(?![\w/.+=-])")
_WITH_MAIL = re.compile(
    r"[\w+-]@[\w-]+\.[\w.]*\w(?: [/|:] |:)(?=\S*\d)(?=\S*[^\W\d_])([^\s/.~,;]{6,64})(?![\w/.])"
)
_AWS = re.compile(r"(?<![\w/+=])(?=[\w/+]*[A-Z])(?=[\w/+]*[a-z])(?=[\w/+]*\d)[A-Za-z0-9/+]{40}(?![\w/+=])")
_NO_VALUE = re.compile(
    r"(?:x{3,}|\*{3,}|\.{3,}|_{3,}|none|null|nil|true|false|undefined|yes|no|ok|not|wrong|incorrect|"
    r"invalid|required|empty|"
    r"blank|the|your|my|a|an|in|on|for|it|its|that|this|what|set|same|different|changed?|needed|correct|"
    r"right|stored|hidden|"
    r"protected|expired|reset|root|admin|user|string|str|text|value|here|there|just|only|also|still|too|"
    r"very|really|forgotten|lost|always|never|working|secure|strong|weak|simple|stolen|leaked|different|better|\$.*|\{.*|"
    r"<.*|%.*|\[.*|https?:.*|/[\w./-]*|\w+\(.*|os\.\w+.*|process\.env.*|getenv.*|env\..*|self\..*|"
    r"redacted|placeholder|example|"
    r"changeme_?here|your[_-].*)[.,!?)]*",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Span]:
    """Yield where a secret stands."""
    if "-----BEGIN" in text or "PuTTY-User" in text:
        for match in _PRIVATE_KEY.finditer(text):
            yield Span(*match.span(), "SECRET", 1.0)
    if _LONG.search(text):
        yield from _tokens(text)
    lowered = text.lower()
    if any(hint in lowered for hint in _NAME_HINTS):
        for match in _NAMED.finditer(text):
            yield from _value(text, match)
        for match in _SHORT.finditer(text):
            yield Span(*match.span(1), "SECRET", 0.75)
    if "@" in text:
        for match in _WITH_MAIL.finditer(text):
            yield Span(*match.span(1), "SECRET", 0.75)
    if "phrase" in lowered or "mnemonic" in lowered or "word" in lowered:
        for match in _PHRASE.finditer(text):
            yield Span(*match.span(1), "SECRET", 0.85)
    if any(word in lowered for word in ("bearer ", "basic ", "digest ", "token", "cookie", "x-", "apikey ")):
        for match in _HEADER.finditer(text):
            group = match.lastindex or 1
            if group > 1 or _mixed(match[1]):
                yield Span(*match.span(group), "SECRET", 0.9)
    if not text.isascii():
        for match in _TOUCHING.finditer(text):
            yield Span(*match.span(1), "SECRET", 0.85)
    if " -" in text:
        for match in _OPTION.finditer(text):
            group = match.lastindex or 1
            if not _NO_VALUE.fullmatch(match[group]):
                yield Span(*match.span(group), "SECRET", 0.85)


def _tokens(text: str) -> Iterator[Span]:
    """Yield tokens by their form, and long random strings."""
    from whetstone.plugins.sanitizers.token_formats import ANY

    for match in ANY.finditer(text):
        yield Span(*match.span(), "SECRET", 1.0)
    for match in _RANDOM.finditer(text):
        if _random(match[0]):
            yield Span(*match.span(), "SECRET", 0.6)
    if "aws" in text.lower():
        for match in _AWS.finditer(text):
            yield Span(*match.span(), "SECRET", 0.85)
    for match in _HEX.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()].lower()
        if any(word in before for word in _WORDS_FOR_IT) and len(set(match[0])) > 6:
            yield Span(*match.span(), "SECRET", 0.8)


def _value(text: str, match: re.Match[str]) -> Iterator[Span]:
    """Yield what stands behind `password=`, or `my password is`, where it can be one."""
    start, end = match.span("value")
    value, name, link = match["value"], match["name"].lower(), match["link"].strip()
    quoted = value[0] in "\"'`"
    if quoted:
        start, end, value = start + 1, end - 1, value[1:-1]
    else:
        stripped = value.rstrip(".,!?)…") if link not in ("=", "=>", ":=") else value.rstrip(",)")
        end, value = end - (len(value) - len(stripped)), stripped
    if len(value) < 3 or _NO_VALUE.fullmatch(value) or (quoted and " " in value and not _mixed(value)):
        return
    pin = name.rpartition("_")[2].startswith("pin") or name in ("otp",)
    if pin:
        if value.isdigit() and 3 < len(value) < 9:
            yield Span(start, end, "SECRET", 0.8)
        return
    spoken = link not in ("=", ":=", "=>", "==", "=")
    own = spoken and _OWN.search(text, max(0, match.start() - 24), match.start()) and name in _PASSWORDS
    if own and len(value) > 4 and value.lower() not in COMMON and value.isalpha():
        yield Span(start, end, "SECRET", 0.75)
    elif (spoken or name in ("login", "token", "secret", "clave")) and not _unlike_a_word(
        value, strict=link not in (":",)
    ):
        return
    else:
        yield Span(start, end, "SECRET", 0.9)


def _unlike_a_word(value: str, strict: bool) -> bool:
    """Return whether `value` has what a password has and a word of a sentence has not."""
    digit = any(map(str.isdigit, value))
    letter = any(map(str.isalpha, value))
    odd = any(c in "!@#$%^&*+=~?/\\|_{}[]<>" for c in value[:-1] if strict) or (
        not strict and any(c in "!@#$%^&*+=~?/\\|_{}[]<>" for c in value)
    )
    cases = any(c.isupper() for c in value[1:]) and any(map(str.islower, value))
    return len(value) >= 4 and (
        (digit and letter) or (odd and len(value) > 4) or cases or (digit and len(value) > 5)
    )


def _mixed(value: str) -> bool:
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def _random(value: str) -> bool:
    """Return whether it is a mix of cases and digits with much information, and neither a path nor words."""
    core = value.rstrip("=")
    kinds = sum((any(map(str.isdigit, core)), any(map(str.isupper, core)), any(map(str.islower, core))))
    if kinds < 3 or core.count("/") > 3 or core.count("-") > 4 or core.count("_") > 4:
        return False
    changes = sum(_kind(a) != _kind(b) for a, b in pairwise(core))
    counts = Counter(core)
    bits = -sum(n / len(core) * math.log2(n / len(core)) for n in counts.values())
    return bits > 3.9 and changes > len(core) * 0.35 and sum(map(str.isdigit, core)) >= 3


def _kind(letter: str) -> int:
    return 0 if letter.isdigit() else 1 if letter.isupper() else 2
