"""How sentences begin that lean on what went before, by language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Openings:
    """Words, pairs of words and phrases of one language, case-folded.

    `pronouns` begin a sentence about somebody or something named before; `connectives` continue an
    argument; `answers` reply to a question; `references` point back to another place of the text,
    wherever they stand.
    """

    pronouns: frozenset[str] = frozenset()
    connectives: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    references: tuple[str, ...] = ()


_PRONOUNS = {
    "en": """he she they him her them his hers their theirs this that these those such both neither
        the_latter the_former""",
    "de": """er sie ihn ihm ihr ihnen sein seine seinen seinem dies diese dieser dieses jener jene jenes
        solche beide""",
    "fr": "il elle ils elles lui leur leurs son sa ses ce cet cette ces celui celle ceux celles cela ceci",
    "es": """él ella ellos ellas su sus este esta esto estos estas ese esa eso esos esas aquel aquella
        aquello ambos""",
    "it": """egli ella esso essa essi esse lui lei loro suo sua suoi sue questo questa questi queste quello
        quella ciò""",
    "pt": """ele ela eles elas seu sua seus suas este esta isto esse essa isso aquele aquela aquilo ambos""",
    "nl": "hij zij ze hem haar hen hun zijn dit dat deze die zulke beiden",
    "la": """is ea id eum eam eos eas eius eorum hic haec hoc hunc hanc his ille illa illud illi ipse iste
        ita""",
    "ru": "он она они его её ее их ему ей им это этот эта эти тот та те такой такая такие оба",
    "el": """αυτός αυτή αυτό αυτοί αυτά τούτο τούτου ούτος αύτη ταῦτα τοῦτο οὗτος αὕτη αὐτός οὗτοι ἐκεῖνος
        ὁ_δὲ""",
    "zh": "他 她 它 他们 她们 它们 其 此 之 这 那",
    "ja": "彼 彼女 彼ら これ それ あれ この その あの",
}

_CONNECTIVES = {
    "en": """and but or nor so then thus therefore hence consequently accordingly moreover furthermore
        besides however nevertheless nonetheless otherwise also again still yet for because which who
        whom whose whereas while likewise similarly finally secondly thirdly next afterwards meanwhile
        instead indeed although""",
    "de": """und aber oder so dann daher also darum deshalb deswegen folglich mithin ferner außerdem
        überdies jedoch dennoch trotzdem sonst auch denn weil welche welcher welches während ebenso
        endlich zweitens drittens danach darauf dagegen vielmehr hingegen somit doch hierauf davon
        dabei dazu""",
    "fr": """et mais ou ni or donc alors ainsi aussi car puis ensuite enfin cependant néanmoins toutefois
        pourtant d'ailleurs ailleurs outre encore parce qui que dont lequel laquelle tandis pareillement
        finalement après""",
    "es": """y e pero mas o ni pues entonces así luego además sin_embargo también porque que cual cuyo
        mientras finalmente después aunque sino tampoco empero""",
    "it": """e ed ma o né dunque quindi allora così perciò pertanto poi inoltre tuttavia anche perché che
        quale mentre infine dopo però sicché onde laonde anzi""",
    "pt": """e mas ou nem pois então assim logo portanto além também porque que qual cujo enquanto finalmente
        depois embora contudo todavia porém""",
    "nl": """en maar of noch dus dan daarom derhalve bovendien verder echter toch ook want omdat welke
        terwijl eindelijk daarna vervolgens immers""",
    "la": """et sed aut nec neque ergo igitur itaque autem enim nam namque tamen quoque etiam deinde tum
        quare quod qui quae quem quam quia at atque ac vero praeterea denique unde sic nempe""",
    "ru": """и а но или да то_же тогда так поэтому потому следовательно итак далее кроме_того однако
        впрочем также тоже ибо который которая которое которые между_тем наконец затем потом зато""",
    "el": """και κι αλλά ή δε γαρ ουν άρα όμως επίσης έπειτα διότι λοιπόν καὶ ἀλλὰ ἀλλ δὲ γὰρ οὖν ἄρα μέντοι
        ἔπειτα τοίνυν""",
    "zh": "而 但 但是 然而 所以 因此 于是 故 故曰 且 则 又 也 还 因为 不过 而且 并且 然后 接着 夫",
    "ja": "そして しかし だから したがって ゆえに また さらに けれども つまり それで それから なぜなら",
}

_ANSWERS = {
    "en": """yes no true certainly assuredly exactly quite very clearly undoubtedly granted agreed right
        of_course never impossible naturally doubtless indeed""",
    "de": "ja nein gewiß gewiss freilich allerdings natürlich richtig wahr durchaus sicherlich keineswegs",
    "fr": "oui non si certes assurément certainement vrai évidemment sans_doute parfaitement",
    "es": "sí no cierto ciertamente verdad claro desde_luego naturalmente",
    "it": "sì no certo certamente vero sicuro appunto naturalmente",
    "pt": "sim não certo certamente verdade claro decerto",
    "nl": "ja nee neen zeker gewis waar natuurlijk",
    "la": "ita certe sane minime immo scilicet profecto",
    "ru": "да нет конечно разумеется правда верно безусловно никак",
    "el": "ναι όχι βέβαια ναί πάνυ μάλιστα οὐκοῦν",
    "zh": "是 不 然 是的 不是 对 诺",
    "ja": "はい いいえ そう",
}

_REFERENCES = {
    "en": """as i said|i have thus|have been describing|have been speaking|have been saying|as i have|
        have already|has already|we were speaking|we have described|i have described|as you say|
        as i was saying|as we said|as we have seen|as we were saying|
        as has been said|
        i have said|as already|already mentioned|already said|aforesaid|above mentioned|mentioned above|
        above-mentioned|we mentioned|see above|see below|the foregoing|the former|the latter|
        in the last chapter|in the preceding|in the next chapter|as before|just now|previously""",
    "de": """wie gesagt|wie ich sagte|wie oben|oben erwähnt|obengenannt|obigen|der vorige|wie wir gesehen|
        siehe oben|siehe unten|im vorigen|das vorhergehende|wie schon|soeben|letztere|erstere""",
    "fr": """comme je l'ai dit|comme nous l'avons|ci-dessus|ci-dessous|susdit|comme on l'a|ce dernier|
        cette dernière|au chapitre|tout à l'heure|plus haut|plus bas""",
    "es": """como dije|como he dicho|como hemos|antes dicho|susodicho|arriba mencionad|más arriba|este último|
        véase""",
    "it": "come ho detto|come abbiamo|come si è detto|suddetto|sopra dett|quest'ultim|vedi sopra|poc'anzi",
    "pt": "como disse|como já|acima mencionad|supracitad|este último|veja-se",
    "nl": "zoals gezegd|zoals ik zei|bovengenoemd|hierboven|laatstgenoemd|zie boven",
    "la": "ut dixi|ut supra|supra dict|ut diximus|quod dixi|de quo supra|ut iam",
    "ru": """как я сказал|как сказано|как мы видели|вышеупомянут|вышесказанн|как уже|упомянут|см. выше|
        последний из""",
    "el": "όπως είπα|όπως είπαμε|προαναφερθ|ὅπερ εἶπον|ὥσπερ εἶπον|ὅπερ ἔλεγον",
    "zh": "如上所述|如前所述|上文|前面说|前述|下文",
    "ja": "前述|上述|先に述べた",
}

LANGUAGES = tuple(_PRONOUNS)
"""Languages whose openings are known."""


@cache
def openings(language: str) -> Openings:
    """Return the openings of `language` (ISO 639-1); nothing where they are not known."""
    code = language.partition("-")[0].lower()
    if code not in _PRONOUNS:
        return Openings()
    pronouns, connectives, answers = (
        frozenset(word.replace("_", " ") for word in table[code].split())
        for table in (_PRONOUNS, _CONNECTIVES, _ANSWERS)
    )
    references = tuple(" ".join(phrase.split()) for phrase in _REFERENCES[code].split("|"))
    return Openings(pronouns, connectives, answers, references)
