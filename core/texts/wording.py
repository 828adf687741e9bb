"""What the words of a heading say about the section below it, in the languages that readers bring."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

HeadingKind = Literal[
    "contents",
    "notes",
    "index",
    "bibliography",
    "licence",
    "transcriber",
    "cast",
    "foreign",
    "own",
    "front",
    "advert",
    "comments",
]
"""`foreign` is by another hand in so many words, `own` by the author; `front` may be by either."""


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_FULL: tuple[tuple[HeadingKind, re.Pattern[str]], ...] = (
    (
        "contents",
        _any(
            r"(?:table of )?contents(?: of .*)?",
            r"list of (?:illustrations|plates|maps|figures|tables|contents)",
            r"(?:inhalt|inhaltsverzeichnis|inhaltsübersicht|abbildungsverzeichnis)",
            r"table(?: des matières)?|sommaire|(?:tabla de )?contenidos?|índice(?: general)?|"
            r"indice(?: generale)?|sumário",
            r"inhoud(?:sopgave)?|conspectus|оглавление|содержание|目\s*[录錄次]|illustrations|maps",
        ),
    ),
    (
        "notes",
        _any(
            r"(?:foot|end)?notes?(?: and references)?|notes to .*|fu[sß]+noten|anmerkungen|endnoten|"
            r"notes de bas de page",
            r"notas(?: al pie)?|note(?: a piè di pagina)?|voetnoten|aantekeningen|adnotationes|"
            r"примечания|сноски|注释|註釋",
        ),
    ),
    (
        "index",
        _any(
            r"(?:general |subject )?index(?: of .*)?|(?:namen|sach|personen)?register|index des noms|"
            r"índice (?:onomástico|alfabético)",
            r"glossary|glossar|glossaire|glosario|glossario|указатель|索引",
        ),
    ),
    (
        "bibliography",
        _any(
            r"(?:select(?:ed)? )?bibliography|references|works cited|further reading|"
            r"literatur(?:verzeichnis|hinweise)?",
            r"bibliographie|bibliografía|bibliografia|литература|список литературы|参考文献|參考文獻|sources",
        ),
    ),
    (
        "licence",
        _any(
            r"colophon|imprint|(?:un)?copyright(?: (?:page|notice))?|licen[cs]e|legal notice|rights|"
            r"title ?page",
            r"impressum|mentions légales|the full project gutenberg.*|credits|about this (?:e-?)?book",
        ),
    ),
    (
        "transcriber",
        _any(r"transcriber[’']?s?[’']? notes?.*|transcription notes?|anmerkungen zur transkription.*"),
    ),
    (
        "cast",
        _any(
            r"(?:the )?persons (?:of the (?:dialogue|drama|play)|represented).*|dramatis person(?:ae|æ).*",
            r"(?:the )?characters(?: in (?:the|order).*)?|personen(?: des dramas)?|personnages|"
            r"personajes|personaggi|personagens",
            r"действующие лица|cast(?: of characters)?",
        ),
    ),
    (
        "own",
        _any(
            r"(?:the )?author[’']s (?:own )?(?:preface|introduction|note|foreword|apology|advertisement|"
            r"prologue).*",
            r"(?:preface|introduction|foreword|note) (?:by|of|from) the author.*|to the reader|"
            r"an den leser|au lecteur",
            r"vorwort des (?:autors|verfassers)|préface de l[’']auteur|prólogo del autor|"
            r"prefazione dell[’']autore",
            r"от автора|предисловие автора|ad lectorem|al lector|al lettore",
        ),
    ),
    (
        "foreign",
        _any(
            r"editorial (?:note|preface|introduction).*",
            r"(?:the )?(?:translator|editor|publisher|commentator)[’']?s?[’']? (?:preface|introduction|"
            r"foreword|notes?|"
            r"afterword|advertisement|postscript|remarks).*",
            r"(?:preface|introduction|foreword|afterword|notes?|postscript) (?:by|of|"
            r"from) the (?:translator|editor|publisher)s?.*",
            r"(?:notes? on|about|concerning) (?:the|this) (?:texts?|translations?|editions?|translator|"
            r"author|editor).*",
            r"about .{2,40}|(?:the )?life (?:and (?:works?|letters|times) )?of .*|biographical (?:note|"
            r"sketch|introduction|notice).*",
            r"(?:a )?chronology.*|critical (?:introduction|essay|notes?).*|"
            r"(?:introduction and )?analysis|introduction and analysis",
            r"(?:vorwort|einleitung|nachwort|anmerkung(?:en)?) (?:des|der|vom) (?:über?setzers?|"
            r"herausgebers?|verlags|redaktion).*",
            r"zu dieser ausgabe|editorische notiz|zur übersetzung|(?:préface|note|introduction|"
            r"avertissement) (?:du traducteur|de l[’']éditeur).*",
            r"(?:prólogo|nota|prefacio|introducción) (?:del traductor|del editor).*|(?:prefazione|nota|"
            r"introduzione) del (?:traduttore|curatore).*",
            r"(?:prefácio|nota) do (?:tradutor|editor).*|(?:voorwoord|inleiding|noot) van de (?:vertaler|"
            r"redactie).*",
            r"от (?:переводчика|редакции|редактора|издательства).*|предисловие (?:переводчика|редактора|"
            r"к русскому изданию).*",
            r"译者序|譯者序|译后记|出版说明|出版說明|编者按",
        ),
    ),
    (
        "front",
        _any(
            r"(?:general |historical |critical |short |brief )?(?:introduction|(?:introductory|"
            r"prefatory)(?: .*)?|"
            r"preface|foreword|afterword|postface|postscript)"
            r"(?: (?:to|by) .*)?",
            r"(?:an? )?(?:appendix|appendices|excursus|commentary|argument|summary|synopsis|dedication|"
            r"acknowledge?ments|advertisement|note)(?: .{1,12})?",
            r"vorwort.*|einleitung.*|einführung.*|nachwort.*|geleitwort.*|vorrede.*|anhang.*|widmung|"
            r"danksagung",
            r"préface.*|introduction.*|avant-propos.*|postface.*|avertissement.*|appendice.*|dédicace",
            r"prólogo.*|prefacio.*|introducción.*|epílogo|apéndice.*|prefazione.*|introduzione.*|"
            r"postfazione.*|premessa",
            r"prefácio.*|introdução.*|posfácio.*|praefatio.*|prooemium|introductio|voorwoord.*|"
            r"inleiding.*|nawoord.*|bijlage.*",
            r"предисловие.*|введение.*|послесловие.*|вступление.*|приложение.*|вступительная статья.*|前言|"
            r"序言?|后记|後記|导言|導言|引言|附录|附錄",
        ),
    ),
    (
        "comments",
        _any(
            r"(?:\d+ )?(?:comments|responses|replies)|\d+ (?:kommentare|commentaires|comentarios)|"
            r"leave a (?:comment|reply)|schreibe? einen kommentar|laisser un commentaire|комментарии|评论"
        ),
    ),
    (
        "advert",
        _any(
            r"(?:other )?(?:books|works|titles) by .*|by the same author.*|also by .*|advertisements|"
            r"more from .*|loved this book.*|"
            r"(?:you (?:may|might) also (?:like|enjoy)|related (?:posts?|articles?|reading|stories)|"
            r"share this(?: \w+)?|similar users also downloaded).{0,40}|"
            r"ähnliche beiträge|das könnte (?:sie|dich) auch interessieren|articles similaires|"
            r"entradas relacionadas|похожие записи|相关文章"
        ),
    ),
)

_TRIM = re.compile(r"^[\W_]+|[\W_]+$")
_ARTICLES = re.compile(r"^(?:the|an?|der|die|das|le|la|les|l’|l'|il|lo|el|los|las|os?|de|het) ?(?=\w)")
_WORDS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8192)
def kind_of_heading(text: str) -> HeadingKind | None:
    """Return what a heading says of its section; `None` where it says nothing of the kind."""
    bare = _TRIM.sub("", " ".join(text.split()))
    if len(bare) > 120:
        return None
    for kind, pattern in _FULL:
        if pattern.fullmatch(bare):
            return kind
    return None


def plain_name(text: str) -> str:
    """Return a title's words in small letters, without accents, signs and its first article, to compare "
    "it."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    words = " ".join(_WORDS.findall("".join(c for c in folded if not unicodedata.combining(c))))
    return _ARTICLES.sub("", words)


_COLLECTION = re.compile(
    r"\b(?:complete|collected|selected|select|minor|major) (?:\w+ )?(?:works|writings|novels|plays|"
    r"dialogues|stories|poems|essays)\b|"
    r"^(?:the )?(?:works|dialogues|writings) of\b|^(?:the )?(?:works|dialogues|plays|novels)$|"
    r"\bgesammelte|\bsämtliche|\bwerke$|"
    r"œuvres|obras|opere complete|opera omnia|собрание сочинений|сочинения|全集|文集|选集",
    re.IGNORECASE,
)


def is_collection(title: str) -> bool:
    """Return whether a book's title says that it holds several works."""
    return _COLLECTION.search(title) is not None


def same_title(one: str, other: str) -> bool:
    """Return whether two titles name one work: equal, or one is the beginning of the other."""
    a, b = sorted((plain_name(one), plain_name(other)), key=len)
    return bool(a) and (a == b or (len(a) >= 4 and b.startswith(f"{a} ")))
