"""Web addresses: all but those that lead to a site known to everybody and say nothing of who follows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.word_lists import words
from whetstone.core.values.sanitizing import Span

_URL = re.compile(
    r"(?<![\w])(?:https?|ftps?|sftp|ssh|wss?|git|irc|rtsp|smb|ldaps?)://[^\s<>\"'`{}|\\^]{2,2000}"
    r"|(?<![\w@./-])www\.[\w-]{1,63}\.[^\s<>\"'`{}|\\^]{2,2000}",
    re.IGNORECASE,
)
_STORE = re.compile(
    r"(?<!\w)(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|mssql|oracle|clickhouse|cockroachdb|"
    r"jdbc:\w+|"
    r"nats|kafka|elasticsearch|smtps?|imaps?|snowflake)(?:\+\w+)?://[^\s<>\"'`]{0,200}@[^\s<>\"'`]{1,500}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w@./:\\-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}"
    r"(?:com|net|org|info|biz|edu|co\.uk|org\.uk|com\.au|com\.br)(?![\w@-]|"
    r"\.\w)(?::\d{2,5})?(?:/[^\s<>\"'`{}|\\^]*)?"
    r"|(?<![\w@./:\\-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}"
    r"(?:io|me|de|fr|es|it|nl|pl|ru|eu|us|ca|in|ch|se|gg|tv|ly|be|app|dev|xyz|online|site|name|shop|store|"
    r"blog|page|link|club|art|pro|tech|cloud|live|gl|to|ws|"
    r"cc)/[^\s<>\"'`{}|\\^]{2,}",
    re.IGNORECASE,
)
_COMMON_ENDINGS = (".com", ".net", ".org", ".info", ".biz", ".edu", ".co.uk", ".org.uk")
_DOT_THEN_SLASH = re.compile(r"\.[A-Za-z]{2,6}/")
_CREDENTIALS = re.compile(r"://[^/?#@\s]*:[^/?#@\s]+@")
_SECRET_PARAMETER = re.compile(
    r"[?&#;](?:[\w.-]*(?:token|secret|password|passwd|pwd|api_?key|apikey|auth|session|sid|sig|signature|"
    r"code|"
    r"credential|otp|key|email|e-?mail|user|username|phone)[\w.-]*)=[^&#\s]{3,}",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"/(?:@|~|(?:user|users|u|profile|profiles|people|member|members|in|id|channel|c|author|space)[/=]|"
    r"wiki/user:)"
    r"[\w.%-]{2,}|[?&](?:user|u|id|uid|profile)=[\w.%-]{2,}|(?:docs|drive|photos)\.google\.com/\S*[\w-]{12,}",
    re.IGNORECASE,
)
_ACCOUNTS = words(
    """
    facebook.com twitter.com x.com instagram.com linkedin.com tiktok.com github.com gitlab.com t.me
    telegram.me reddit.com youtube.com twitch.tv steamcommunity.com medium.com flickr.com pinterest.com
    snapchat.com vk.com soundcloud.com myspace.com last.fm deviantart.com tumblr.com patreon.com
    """
)
_KNOWN_TO_ALL = words(
    """
    wikipedia.org wikimedia.org wiktionary.org ubuntu.com debian.org kernel.org gnu.org python.org pypi.org
    npmjs.com mozilla.org gnome.org kde.org archlinux.org fedoraproject.org redhat.com opensuse.org
    freedesktop.org apache.org sourceforge.net stackoverflow.com stackexchange.com superuser.com
    askubuntu.com serverfault.com microsoft.com apple.com google.com bing.com duckduckgo.com yahoo.com
    bbc.co.uk bbc.com cnn.com nytimes.com theguardian.com reuters.com imdb.com archive.org gutenberg.org
    w3.org ietf.org ubuntuforums.org ubuntugeek.com linux.org linuxmint.com virtualbox.org winehq.org
    nvidia.com intel.com amd.com adobe.com oracle.com mysql.com postgresql.org php.net rust-lang.org
    golang.org nodejs.org docker.com howtoforge.com lifehacker.com packages.ubuntu.com amazon.com ebay.com
    github.com gitlab.com launchpad.net youtube.com reddit.com medium.com tldp.org softpedia.com cnet.com
    zdnet.com slashdot.org linuxquestions.org example.com example.org example.net localhost facebook.com
    twitter.com x.com instagram.com linkedin.com tiktok.com compiz-fusion.org getdeb.net medibuntu.org
    virtuatopia.com help.ubuntu.com freenode.net
    """
)
_ENDING = re.compile(r"[.,;:!?*_~…]+$|(?<=\w)'s$")


def find(text: str) -> Iterator[Span]:
    """Yield where a web address stands that goes: see docs/sanitizing.md."""
    if "://" in text or "www." in text or "WWW." in text:
        for match in _URL.finditer(text):
            yield from _judged(match.start(), _ended(match[0]), 1.0)
        for match in _STORE.finditer(text):
            yield Span(match.start(), match.start() + len(_ended(match[0])), "SECRET", 0.99)
    lowered = text.lower()
    if any(ending in lowered for ending in _COMMON_ENDINGS) or ("/" in text and _DOT_THEN_SLASH.search(text)):
        for match in _BARE.finditer(text):
            yield from _judged(match.start(), _ended(match[0]), 0.7)


def _judged(start: int, url: str, score: float) -> Iterator[Span]:
    if len(url) > 5 and not _says_nothing(url):
        yield Span(start, start + len(url), "URL", score)


def _ended(url: str) -> str:
    """Return `url` without what ends the sentence around it."""
    while True:
        shorter = _ENDING.sub("", url)
        for opening, closing in ("()", "[]"):
            if shorter.endswith(closing) and shorter.count(opening) < shorter.count(closing):
                shorter = shorter[:-1]
        if shorter == url:
            return url
        url = shorter


def _says_nothing(url: str) -> bool:
    """Return whether it leads to a site known to everybody, and has neither a secret nor an account in it."""
    rest = url.partition("://")[2] or url
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].lower()
    if "@" in host or _CREDENTIALS.search(url) or _SECRET_PARAMETER.search(url):
        return False
    host = host.partition(":")[0]
    parts = host.split(".")
    site = next(
        (".".join(parts[at:]) for at in range(len(parts)) if ".".join(parts[at:]) in _KNOWN_TO_ALL), ""
    )
    if not site:
        return False
    path = rest[len(host) :].strip("/")
    return not (_ACCOUNT.search(url) or (site in _ACCOUNTS and path and not path.startswith("watch")))
