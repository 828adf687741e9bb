"""Streets with house numbers as several languages write them, and postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.word_lists import words
from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers.context import Context, words_in
from whetstone.plugins.sanitizers.unspaced import has_unspaced

_WORD = r"[A-ZÀ-ÖØ-ÞŁŚŻČŠŽ][\w'’.-]{0,30}"
_NUMBER = r"\d{1,6}(?: ?[a-zA-Z](?![\w]))?(?:[-/]\d{1,4}[a-z]?)?"
_ENGLISH_KINDS = words(
    """
    alley ave avenue blvd boulevard bridge brook burg bypass camp canyon cape causeway center centers cir
    circle cliff cliffs close club common corner corners course court cove coves creek cres crescent crest
    crossing crossroad crossroads ct curve dale dam divide dr drive estate estates expressway extension fall
    falls ferry field fields flat flats ford forest forge fork forks fort freeway garden gardens gateway
    glen glens green greens grove groves harbor haven heights highway hill hills hollow hwy inlet island
    isle junction key keys knoll knolls lake lakes land landing lane light ln lock locks lodge loop mall
    manor meadow meadows mews mill mills mission motorway mountain neck orchard oval overpass park parks
    parkway passage path pike pines pkwy pl place plain plains plaza point points port ports prairie radial
    ramp ranch rapid rapids rd rest ridge river road roads route row run shoal shoals shore shores skyway
    spring springs spur sq square squares st station stravenue stream street streets summit ter terrace
    throughway trace track trafficway trail trl tunnel turnpike union valley viaduct view views village
    ville vista walk wall way ways well wells
    """
)
_ENGLISH = re.compile(
    rf"(?<![\w.,:/]){_NUMBER}(?:st|nd|rd|th)?(?: (?:{_WORD}|\d{{1,3}}(?:st|nd|rd|th)|[NSEW]\.?)){{1,6}}"
)
_ENGLISH_REST = re.compile(
    r"(?: (?:[NSEW]|NE|NW|SE|SW|North|South|East|West)(?!\w))?"
    r"(?:,? (?:Apt|Apartment|Flat|Unit|Suite|Ste|Room|Floor|#)\.? ?#?\w{1,6})?"
)
_RARELY = words(
    """
    park place run view key light lock port point track field
    """
)
_LOWER = re.compile(
    r"(?<![\w.,:/])\d{1,5}[a-z]? (?:[a-z]{2,15} ){1,2}(?:street|avenue|road|boulevard|lane|blvd|terrace|"
    r"crescent)(?!\w)"
)
_GERMAN = re.compile(
    rf"(?<!\w)(?:{_WORD}[ -]){{0,3}}(?:[A-ZÄÖÜ][\wäöüß-]*(?:str(?:aße|asse|\.)?|weg|allee|platz|gasse|"
    rf"ring|damm|ufer|steig|"
    r"chaussee|graben|markt|hof|berg|straat|laan|gracht|plein|kade|gatan|vägen|gade|vej|veien|gata|katu|"
    r"tie|utca|út)"
    rf"|[A-ZÄÖÜ][\w-]* (?:Straße|Strasse|Str\.|Weg|Allee|Platz|Gasse|Ring|Damm|"
    rf"Ufer))\.? {_NUMBER}(?![\w.,]*\d)"
)
_GERMAN_SMALL = re.compile(
    r"(?<!\w)[a-zäöüß]{3,20}(?:straße|strasse|str\.) \d{1,4}[a-z]?(?!\w|[.,:]\d| ?(?:km|m|minuten|min|mal)\b)"
)
_ROMANCE_KIND = (
    r"(?i:rue|avenue|av\.|boulevard|bd|allée|impasse|quai|chemin|cours|place|via|viale|piazza|corso|vicolo|largo|"
    r"piazzale|strada|borgo|contrada|calle|c/|avenida|avda\.?|paseo|plaza|plaça|carrer|camino|carretera|ronda|travesía|"
    r"callejón|rua|travessa|alameda|estrada|praça|rodovia|ul\.|ulica|al\.|aleja|os\.|pl\.|улица|ул\.)"
)
_SMALL = r"(?:de|du|des|del|della|dei|da|do|dos|das|di|d'|l'|la|le|les|los|las|e|y|von|św\.|\d{1,2})"
_ROMANCE = re.compile(
    rf"(?<!\w)(?:{_ROMANCE_KIND} (?:(?:{_SMALL}|{_WORD}),? ?){{1,6}}?"
    rf"(?:(?:n\.?[ºo°]|nº|núm\.?|nr\.?|numero|número)? ?{_NUMBER}(?!\w)|s/n)"
    rf"|{_NUMBER},? (?:bis |ter )?{_ROMANCE_KIND} "
    rf"(?:{_SMALL} ?){{0,3}}{_WORD}(?:[ -](?:{_SMALL} )?{_WORD}){{0,2}})"
)
_ROMANCE_SMALL = re.compile(
    rf"(?<!\w)(?:(?:calle|avenida|avda\.?|carrer|rua|ulica|ul\.) (?:{_SMALL} ){{0,3}}"
    r"(?:[a-zà-ÿąćęłńóśźż]{3,15} ){1,3}"
    r"(?:nº ?|n\.? ?)?\d{1,4}[a-z]?(?!\w|[.:]\d)(?=\s*(?:[,.;!?\n]|\Z))"
    r"|\d{1,4}(?: ?bis| ?ter)?,? (?:rue|avenue|boulevard|impasse) "
    r"(?:(?:de|du|des|la|le|les) ){1,2}(?:l')?[a-zà-ÿ'-]{3,20})"
)
_RUSSIAN = re.compile(
    r"(?<!\w)(?i:ул\.|улиц[аеуы]|пр\.|пр-т|проспект[еа]?|пер\.|переул(?:ок|ке)|бульвар[е]?|шоссе) ?"
    r"(?:[А-ЯЁ][а-яё-]{1,20}\.? ){0,2}[А-ЯЁ][а-яё-]{1,20},? (?:(?:д\.|дом) ?)?\d{1,4}[а-яa-z]?(?:/\d{1,3})?"
    r"(?:,? (?:кв\.|квартира|корп\.|к\.) ?\d{1,4})*(?!\w)"
)
_TURKISH = re.compile(
    r"(?<!\w)(?:[A-ZÇĞİÖŞÜ][\wçğıöşü]{1,20} ){1,3}"
    r"(?:Cad(?:desi|\.)?|Sok(?:ak|ağı|\.)?|Sk\.|Bulvarı|Blv\.),? ?"
    r"(?:No[.:]? ?|numara )?\d{1,4}(?:/\d{1,3})?(?:,? (?:Daire|D)[.:]? ?\d{1,3})?(?!\w)"
)
_KOREAN = re.compile(
    r"[가-힣]{1,6}[시군구읍면] [가-힣]{1,8}(?:로|길) ?(?:\d{1,3}번길 ?)?\d{1,4}(?:-\d{1,3})?(?!\d)"
)
_HOUSE = re.compile(r"\d")
_BOX = re.compile(
    r"(?<!\w)(?:P\.? ?O\.? ?Box|Postfach|Boîte postale|BP|Apartado|Casella postale|Postbus|PSC|Unit|FPO|"
    r"APO)[ :#]{1,2}\d{1,6}(?: Box \d{1,5})?",
    re.IGNORECASE,
)
_SECONDARY = re.compile(
    r"(?<!\w)(?:Apt|Apartment|Suite|Ste|Flat|Wohnung|Appartement|Piso|Interno)\.? #?\d{1,5}[A-Za-z]?(?!\w)"
)
_BOX_WORDS = words(
    """
    box postfach postale bp apartado postbus psc unit fpo apo
    """
)
_SECONDARY_WORDS = words(
    """
    apt apartment suite ste flat wohnung appartement piso interno
    """
)
_POSTCODES = re.compile(
    r"(?<![\w.,$€£#-])(?:(?P<own>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|"
    r"[A-CEGHJ-NPR-TVXY]\d[A-CEGHJ-NPR-TV-Z] \d[A-CEGHJ-NPR-TV-Z]\d|"
    r"\d{5}-\d{4}|\d{4} ?[A-Z]{2}(?= [A-Z][a-z])|\d\d-\d{3}(?= [A-Z]))|(?P<state>(?:A[KLRZ]|C[AOT]|D[CE]|"
    r"FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|"
    r"N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]) \d{5}(?:-\d{4})?)|(?P<any>(?:[DF]-|"
    r"CH-)?\d{4,6}(?:-\d{3,4})?|\d{3} \d\d|[a-z]{1,2}\d[a-z\d]? \d[abd-hjlnp-uw-z]{2}))(?![\w]|[.,:-]\d|%)"
)
_POSTCODE_WORDS = Context(
    r"zip|zip code|postcode|post code|postal code|postal|pin code|pincode|plz|postleitzahl|code postal|"
    r"código postal|cp|cap|cep|"
    r"codice postale|kod pocztowy|postnummer|zipcode|eircode",
    reach=24,
)
_NO_PLACE = re.compile(r"(?:via|place|plaza|strada|al\.|pl\.|os\.|cours|largo|bd) ", re.IGNORECASE)


def find(text: str) -> Iterator[Span]:
    """Yield where an address or a postcode stands."""
    if not _HOUSE.search(text):
        return
    ends = set()
    for start, end in _streets(text):
        ends.add(end)
        yield Span(start, end, "ADDRESS", 0.85)
    for match in _CHINESE.finditer(text) if has_unspaced(text) else ():
        yield Span(*match.span(), "ADDRESS", 0.8)
    said = words_in(text)
    if not _FORCES_WORDS.isdisjoint(said):
        for match in _FORCES.finditer(text):
            yield Span(*match.span(), "ADDRESS", 0.9)
    if not _BOX_WORDS.isdisjoint(said):
        for match in _BOX.finditer(text):
            yield Span(*match.span(), "ADDRESS", 0.8)
    if not _SECONDARY_WORDS.isdisjoint(said):
        for match in _SECONDARY.finditer(text):
            yield Span(*match.span(), "ADDRESS", 0.7)
    for match in _POSTCODES.finditer(text):
        near_street = any(0 <= match.start() - end < 40 for end in ends)
        if match["own"] or match["state"] or near_street or _POSTCODE_WORDS.before(text, match.start()):
            start = match.start() + (3 if match["state"] else 0)
            yield Span(start, match.end(), "POSTCODE", 0.71)


_FORCES_WORDS = words("apo fpo dpo")
_FORCES = re.compile(
    r"(?i:(?<!\w)(?:(?:(?:psc|unit|cmr|opc) \d{1,5},? (?:box|lot) \d{1,5}|us[a-z]{1,2} [^\W\d_]+)[\s,]{1,3})?"
    r"(?:apo|fpo|dpo),? a[aep] \d{5}(?:-\d{4})?(?!\w))"
)
"""Post of the forces of the United States abroad."""

_CHINESE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}[省市区區县縣])*[\u4e00-\u9fff]{2,6}(?:大道|[路街道巷弄]) ?\d{1,5} ?[号號]"
    r"(?: ?[\dA-Za-z]{1,5} ?(?:单元|單元|[室楼樓栋棟号號层層]))*"
    r"|(?:[\u4e00-\u9fff]{1,4}[都道府県])?(?:[\u3040-\u30ff\u4e00-\u9fff]{1,6}[市区町村])+"
    r"[\u3040-\u30ff\u4e00-\u9fff]{1,8} ?\d{1,3} ?(?:(?:丁目|番地?|号|[-−ー]) ?\d{0,4} ?){1,4}"
    r"|〒 ?\d{3}[-−]?\d{4}"
)
_GERMANIC_HINTS = re.compile(
    r"(?:str(?:aße|asse|aat)?|weg|allee|platz|gasse|ring|damm|ufer|steig|chaussee|graben|markt|hof|berg|"
    r"laan|gracht|"
    r"plein|kade|gatan?|vägen|gade|vej|vei(?:en)?|katu|tie|utca|út)\.? \d"
)
_ROMANCE_HINTS = words(
    """
    rue avenue av. boulevard bd allée impasse quai chemin cours place via viale piazza corso vicolo largo
    piazzale strada borgo contrada calle c/ avenida avda avda. paseo plaza plaça carrer camino carretera
    ronda travesía callejón rua travessa alameda estrada praça rodovia ul. ulica al. aleja os. pl. улица ул.
    """
)

_ELSEWHERE = (
    (True, ("ул", "пр", "пер", "бульвар", "шоссе"), _RUSSIAN),
    (False, (" cad", " sok", " sk.", " bul", " blv"), _TURKISH),
    (True, ("로", "길"), _KOREAN),
)
"""Whether letters beyond ASCII belong to it, what stands in a text in small letters, and the form."""


def _streets(text: str) -> Iterator[tuple[int, int]]:
    said = words_in(text)
    if not _ENGLISH_KINDS.isdisjoint(said):
        yield from _english(text)
    lowered = text.lower()
    if _GERMANIC_HINTS.search(lowered):
        yield from (match.span() for match in _GERMAN.finditer(text))
        yield from (match.span() for match in _GERMAN_SMALL.finditer(text))
    if not _ROMANCE_HINTS.isdisjoint(lowered.replace("(", " ").split()):
        for match in _ROMANCE.finditer(text):
            if _HOUSE.search(match[0]) or "s/n" in match[0]:
                yield match.span()
        yield from (match.span() for match in _ROMANCE_SMALL.finditer(text))
    for foreign, hints, form in _ELSEWHERE:
        if (not foreign or not text.isascii()) and any(hint in lowered for hint in hints):
            yield from (match.span() for match in form.finditer(text))


def _english(text: str) -> Iterator[tuple[int, int]]:
    """Yield a number and the capitalised words after it, up to the last that is a kind of street."""
    for match in _ENGLISH.finditer(text):
        number, *words = match[0].split(" ")
        last = max(
            (at for at, word in enumerate(words) if word.lower().rstrip(".") in _ENGLISH_KINDS), default=-1
        )
        if last < 0 or (last == 0 and words[0].lower() not in ("broadway", "street")):
            continue
        if len(number) == 4 and number[:2] in ("19", "20") and words[last].lower() in _RARELY:
            continue
        end = match.start() + len(" ".join((number, *words[: last + 1])))
        rest = _ENGLISH_REST.match(text, end)
        yield match.start(), rest.end() if rest else end
    for small in _LOWER.finditer(text):
        yield small.span()
