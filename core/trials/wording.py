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
    noun there may be another word. `loose` are characters that name nothing, in scripts without spaces.
    """

    questions: tuple[str, ...]
    before: frozenset[str]
    nouns_are_capitals: bool = False
    adjectives_first: bool = False
    loose: str = ""


def _wording(before: str, *questions: str, loose: str = "", **known: bool) -> Wording:
    return Wording(questions, frozenset(before.split()), loose=loose, **known)


WORDINGS = {
    "en": _wording(
        "the a an of his her their our your my its this that no all every in by for with from",
        "What do you think about this: {x}, {y}?",
        "What is there to say about {x} and {y}?",
        "How do {x} and {y} go together?",
        "How should I understand this: {x} and {y}?",
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
    "zh": _wording(
        "",
        "你怎么看{x}和{y}？",
        "关于{x}与{y}，有什么可说的？",
        "{x}与{y}有什么关系？",
        loose="的了在是和不之其也而以于於与與者所为為乎矣焉哉有无無未此如若乃可又亦已則则吾我你他何皆相自從从得使能欲被把就都很这那這",
    ),
    "ja": _wording(
        "",
        "{x}と{y}についてどう思いますか。",
        "{x}と{y}について、何が言えますか。",
        "{x}と{y}は、どう理解すればよいですか。",
    ),
}
"""By ISO 639-1 code."""

_ELSE = Wording(WORDINGS["en"].questions, frozenset())


def wording(language: str) -> Wording:
    """Return how `language` (an ISO 639-1 code) asks; one that is not here is asked in English.

    Of such a language nothing is known that could stand before a noun.
    """
    return WORDINGS.get(language, _ELSE)
