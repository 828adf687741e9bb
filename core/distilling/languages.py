"""What languages are called, and whether a sentence is in the one that was asked for."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

from whetstone.core.text.words import words

_NAMED = """
ar Arabic; bg Bulgarian; ca Catalan; cs Czech; da Danish; de German; el Greek; en English; es Spanish; et
Estonian; fa Persian; fi Finnish; fr French; grc Ancient Greek; he Hebrew; hi Hindi; hr Croatian; hu
Hungarian; id Indonesian; is Icelandic; it Italian; ja Japanese; ko Korean; la Latin; lt Lithuanian; lv
Latvian; mk Macedonian; nb Norwegian; nl Dutch; no Norwegian; pl Polish; pt Portuguese; ro Romanian; ru
Russian; sh Serbo-Croatian; sk Slovak; sl Slovene; sq Albanian; sr Serbian; sv Swedish; th Thai; tr Turkish;
uk Ukrainian; ur Urdu; vi Vietnamese; zh Chinese
"""
_NAMES = {code: name for code, _, name in (entry.strip().partition(" ") for entry in _NAMED.split(";"))}

_SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ur"), ("ARABIC",)),
    **dict.fromkeys(("bg", "mk", "ru", "uk"), ("CYRILLIC",)),
    **dict.fromkeys(("sr", "sh"), ("CYRILLIC", "LATIN")),
    **dict.fromkeys(("el", "grc"), ("GREEK",)),
    "he": ("HEBREW",),
    "hi": ("DEVANAGARI",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
    "ko": ("HANGUL", "CJK"),
    "th": ("THAI",),
    "zh": ("CJK",),
}

_FUNCTION_WORDS = {
    "en": "the of and to in that is for it with as by not are be from this which but they his what when who "
    "a an on at or so do no one he she we has had was were if how than",
    "de": "der die das und ist nicht ein eine den dem des mit sich auf für von zu dass wird auch als wie nur",
    "fr": "le la les des et est une que qui dans pour pas sur avec du au ce il elle ne se par plus comme",
    "es": "el la los las de y es que en un una por con para no se del su lo como más pero al",
    "it": "il lo la gli le di e è che un una per con non si della dei come più ma nel sono al",
    "pt": "o os as de e é que em um uma por com para não se do da dos no na como mais mas ao",
    "nl": "de het een en van is dat niet op te zijn met voor aan die er door als ook maar wordt",
    "la": "et in est non ad cum ut sed quod qui quae esse ex ab enim atque autem nec si per",
    "sv": "och att det som en på är av för med den till inte har ett om men han så",
    "da": "og at det som en på er af for med den til ikke har et om men han så",
    "pl": "i w nie na się że to jest z do o jak ale przez który są od za po",
    "cs": "a se v na je že to s z do o ale jak který jsou od za po si",
    "ro": "și în nu de la că este o un cu pe care din mai sunt ca pentru",
    "tr": "ve bir bu için ile de da ne gibi daha çok olan en ama kadar değil",
}
_KNOWN = {language: frozenset(some.split()) for language, some in _FUNCTION_WORDS.items()}

_LEAST_OF_SCRIPT = 0.7
_LEAST_AHEAD = 2
_SHARE_IN_ENGLISH = 0.3


def language_name(language: str) -> str:
    """Return the English name of the language with this ISO 639 code, empty where it is not known here."""
    return _NAMES.get(language, "")


def named(language: str) -> str:
    """Return the English name of the language with this ISO 639 code, for a prompt."""
    return language_name(language) or "the language of the passages"


def is_in(text: str, language: str) -> bool:
    """Return whether `text` may be in `language`: its script, and its small words.

    Where the language's small words are not known here, it must not be English, which models fall back on.
    """
    letters = Counter(script for script in map(_script, text) if script)
    wanted = _SCRIPTS.get(language, ("LATIN",))
    if letters and sum(letters[script] for script in wanted) < _LEAST_OF_SCRIPT * letters.total():
        return False
    spoken = words(text)
    if language not in _KNOWN:
        return sum(word in _KNOWN["en"] for word in spoken) < _SHARE_IN_ENGLISH * len(spoken)
    own = _KNOWN[language]
    return all(
        sum((word in others) - (word in own) for word in spoken) < _LEAST_AHEAD for others in _KNOWN.values()
    )


@lru_cache(maxsize=4_096)
def _script(character: str) -> str:
    if not character.isalpha():
        return ""
    return unicodedata.name(character, "UNKNOWN").split(" ")[0].split("-")[0]
