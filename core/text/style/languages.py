"""A few forms of some languages by which address and argument are recognised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Forms:
    """Forms of one language, in small letters.

    `second_person` are pronouns and the like; `connectives` words of argument; `vocatives` begin an address
    ("my friend"), `addressed` are people as they are addressed by nobody's name. `nouns_have_capitals` says
    that a capital is no sign of a name, `elides` that an apostrophe parts two words.
    """

    second_person: tuple[str, ...] = ()
    connectives: tuple[str, ...] = ()
    vocatives: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()
    nouns_have_capitals: bool = False
    elides: bool = False


def _forms(
    second_person: str,
    connectives: str,
    vocatives: str,
    addressed: str,
    *,
    nouns_have_capitals: bool = False,
    elides: bool = False,
) -> Forms:
    lists = (tuple(line.split()) for line in (second_person, connectives, vocatives, addressed))
    second, argument, before, people = lists
    return Forms(second, argument, before, people, nouns_have_capitals=nouns_have_capitals, elides=elides)


_ALL = {
    "en": _forms(
        "you your yours yourself yourselves thou thee thy thine thyself ye u ur you're you've you'll",
        "for because therefore thus hence so then but however although though if unless since yet moreover "
        "nevertheless otherwise whereas consequently",
        "o oh my dear dearest good",
        "sir madam friend friends gentlemen ladies man men mate dude guys bro boys children brother brothers",
    ),
    "de": _forms(
        "du dich dir dein deine deinen deinem deiner deines ihr euch euer eure euren eurem eurer",
        "denn weil daher also deshalb darum doch aber jedoch wenn obwohl sondern folglich dennoch trotzdem",
        "o oh mein meine lieber liebe liebes",
        "freund freunde herr frau herren damen leute brüder schwester",
        nouns_have_capitals=True,
    ),
    "fr": _forms(
        "tu te toi ton ta tes vous votre vos vôtre",
        "car parce donc ainsi mais cependant pourtant si or puisque quoique bien toutefois néanmoins alors",
        "ô oh mon ma mes cher chère",
        "monsieur madame ami amis messieurs mesdames",
        elides=True,
    ),
    "es": _forms(
        "tú tu tus te ti contigo vos vosotros os vuestro vuestra usted ustedes",
        "porque pues luego entonces así pero sin si aunque mas sino puesto",
        "oh mi mis querido querida",
        "señor señora amigo amigos señores hermano hermanos",
    ),
    "it": _forms(
        "tu ti te tuo tua tuoi tue voi vi vostro vostra vostri vostre",
        "perché dunque quindi perciò infatti ma però se sebbene tuttavia poiché anzi allora",
        "o oh mio mia miei caro cara",
        "signore signora amico amici signori fratelli",
        elides=True,
    ),
    "pt": _forms(
        "tu te ti contigo teu tua teus tuas vós vos vosso vossa você vocês",
        "porque pois portanto logo assim mas porém se embora contudo todavia então",
        "ó oh meu minha meus caro cara",
        "senhor senhora amigo amigos senhores irmãos",
    ),
    "nl": _forms(
        "jij je jou jouw u uw jullie gij",
        "want omdat dus daarom maar echter als hoewel toch immers dan",
        "o oh mijn beste lieve",
        "vriend vrienden meneer mevrouw heren dames",
    ),
    "la": _forms(
        "tu te tibi tui tuus tua tuum tuo tuam vos vobis vestri vestrum vester vestra",
        "nam enim quia ergo igitur itaque sed autem at si quamquam tamen cum quoniam",
        "o mi",
        "amice amici domine iudices milites",
    ),
    "ru": _forms(
        "ты тебя тебе тобой твой твоя твоё твои вы вас вам вами ваш ваша ваше ваши",
        "ибо потому поэтому следовательно но однако если хотя ведь итак значит так",
        "о мой моя мои дорогой дорогая",
        "друг друзья господа сударь брат братцы",
    ),
    "el": _forms(
        "εσύ σε σου εσένα εσείς σας συ σοι σοῦ σέ ὑμεῖς ὑμῶν ὑμῖν ὑμᾶς σὺ",
        "γιατί διότι άρα λοιπόν όμως αλλά αν επειδή ωστόσο γάρ γὰρ οὖν ἄρα ἀλλά ἀλλὰ εἰ",
        "ω ὦ αγαπητέ",
        "φίλε φίλοι κύριε κυρία ἄνδρες",
    ),
}

_CAPITALS = Forms(nouns_have_capitals=True)
_ELIDING = Forms(elides=True)
_OTHERS = {"lb": _CAPITALS, "ca": _ELIDING}


def forms(language: str) -> Forms:
    """Return the forms of a language (ISO 639-1), empty where there are none."""
    return _ALL.get(language) or _OTHERS.get(language) or Forms()
