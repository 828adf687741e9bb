"""How a question about two subjects is put, in a small number of languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language asks about two subjects.

    `questions` have the places `{x}` and `{y}` for words as they stood in a text, so where a language bends
    its nouns they stand apart from the sentence. `before` are articles and prepositions, in small letters: a
    word that follows one of them names something more often than not. `nouns_are_capitals` says that a
    capital inside a sentence marks a noun and not a name, `adjectives_first` that between an article and its
    noun there may be another word.
    """

    questions: tuple[str, ...]
    before: frozenset[str]
    nouns_are_capitals: bool = False
    adjectives_first: bool = False


def _wording(before: str, *questions: str, **known: bool) -> Wording:
    return Wording(questions, frozenset(before.split()), **known)


WORDINGS = {
    "en": _wording(
        "the a an of his her their our your my its this that no all every in by for with from",
        "What do you think about {x} and {y}?",
        "What is there to say about {x} and {y}?",
        "Tell me what {x} has to do with {y}.",
        "How should I understand {x} and {y}?",
        adjectives_first=True,
    ),
    "de": _wording(
        "der die das des dem den ein eine einer eines einem einen kein keine im am zum zur vom mit von für",
        "Was denkst du darüber: {x}, {y}?",
        "Was ist dazu zu sagen: {x} und {y}?",
        "Wie soll ich das verstehen: {x} und {y}?",
        nouns_are_capitals=True,
    ),
    "fr": _wording(
        "le la les l un une des du de d au aux ce cette ces son sa ses leur leurs mon ma mes notre votre",
        "Que penses-tu de ceci : {x} et {y} ?",
        "Qu'y a-t-il à dire là-dessus : {x}, {y} ?",
        "Comment faut-il comprendre ceci : {x} et {y} ?",
    ),
    "es": _wording(
        "el la los las lo un una unos unas del de al su sus este esta mi nuestro nuestra con por en",
        "¿Qué piensas de esto: {x} y {y}?",
        "¿Qué se puede decir sobre esto: {x}, {y}?",
        "¿Cómo debo entender esto: {x} y {y}?",
    ),
    "it": _wording(
        "il lo la i gli le l un uno una del dello della dei degli delle di al alla nel nella suo sua con per",
        "Che cosa pensi di questo: {x} e {y}?",
        "Che cosa c'è da dire su questo: {x}, {y}?",
        "Come devo intendere questo: {x} e {y}?",
    ),
    "pt": _wording(
        "o a os as um uma do da dos das de no na nos nas ao seu sua este esta com por em",
        "O que pensas disto: {x} e {y}?",
        "O que há a dizer sobre isto: {x}, {y}?",
        "Como devo entender isto: {x} e {y}?",
    ),
    "nl": _wording(
        "de het een van der den zijn haar hun onze deze dit die dat geen elke in met voor",
        "Wat denk je hierover: {x} en {y}?",
        "Wat valt hierover te zeggen: {x}, {y}?",
        "Hoe moet ik dit begrijpen: {x} en {y}?",
        adjectives_first=True,
    ),
    "la": _wording(
        "in de ex ab cum per pro sine ad ob inter et omnis haec hoc",
        "Quid sentis de his rebus: {x}, {y}?",
        "Quid de his dicendum est: {x} et {y}?",
    ),
    "ru": _wording(
        "в во на о об к с со у из от до для по за без при под над его её их этот эта это",
        "Что ты думаешь об этом: {x}, {y}?",
        "Что можно сказать вот о чём: {x} и {y}?",
        "Как это понимать: {x}, {y}?",
    ),
    "el": _wording(
        "ο η το οι τα του της των τον την τους τις ένα μια στο στη στην στον στα με για από",
        "Τι πιστεύεις γι' αυτά: {x} και {y};",
        "Τι έχεις να πεις γι' αυτά: {x}, {y};",
        "Πώς να καταλάβω αυτά: {x} και {y};",
    ),
}
"""By ISO 639-1 code."""

_ELSE = Wording(WORDINGS["en"].questions, frozenset())


def wording(language: str) -> Wording:
    """Return how `language` (an ISO 639-1 code) asks; one that is not here is asked in English.

    Of such a language nothing is known that could stand before a noun.
    """
    return WORDINGS.get(language, _ELSE)
