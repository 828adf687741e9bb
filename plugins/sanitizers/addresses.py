"""Streets with house numbers as several languages write them, and postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers.context import Context

_WORD = r"[A-ZÀ-ÖØ-ÞŁŚŻČŠŽ][\w'’.-]{0,30}"
_NUMBER = r"\d{1,6}(?: ?[a-zA-Z](?![\w]))?(?:[-/]\d{1,4}[a-z]?)?"
_KIND = (
    r"Street|St\.?|Avenue|Ave\.?|Road|Rd\.?|Boulevard|Blvd\.?|Lane|Ln\.?|Drive|Dr\.?|Court|Ct\.?|Place|Pl\.?|Square|Sq\.?|"
    r"Terrace|Ter\.?|Way|Circle|Cir\.?|Parkway|Pkwy\.?|Highway|Hwy\.?|Trail|Trl\.?|Close|Crescent|Cres\.?|Gardens|Grove|Row|"
    r"Walk|Mews|Hill|Alley|Plaza|Loop|Turnpike|Expressway|Freeway|Pike|Path|Ridge|Heights|Valley|View|Views|Vista|"
    r"Crossing|Crossroad|Crossroads|Park|Parks|Point|Points|Port|Ports|Manor|Meadow|Meadows|Mill|Mills|Mission|Mountain|"
    r"Orchard|Overpass|Passage|Pines|Plain|Plains|Prairie|Ranch|Rapid|Rapids|Rest|River|Route|Run|Shoal|Shoals|Shore|"
    r"Shores|Spring|Springs|Spur|Station|Stravenue|Stream|Summit|Throughway|Trace|Track|Trafficway|Tunnel|Union|Village|"
    r"Ville|Well|Wells|Bridge|Brook|Burg|Bypass|Camp|Canyon|Cape|Causeway|Center|Centers|Cliff|Cliffs|Club|Common|Corner|"
    r"Corners|Course|Cove|Coves|Creek|Crest|Curve|Dale|Dam|Divide|Estate|Estates|Extension|Fall|Falls|Ferry|Field|Fields|"
    r"Flat|Flats|Ford|Forest|Forge|Fork|Forks|Fort|Garden|Gateway|Glen|Glens|Green|Greens|Groves|Harbor|Haven|Hills|"
    r"Hollow|Inlet|Island|Isle|Junction|Key|Keys|Knoll|Knolls|Lake|Lakes|Land|Landing|Light|Lock|Locks|Lodge|Mall|Motorway|"
    r"Neck|Oval|Radial|Ramp|Skyway|Squares|Streets|Roads|Tunnel|Viaduct|Wall|Ways"
)
_ENGLISH = re.compile(
    rf"(?<![\w.,:/])(?:(?:Apt|Apartment|Flat|Unit|Suite|Room|No)\.? ?#?\w{{1,5}},? )?{_NUMBER}(?:st|nd|rd|th)? (?:(?:[NSEW]|North|South|East|West|NE|NW|SE|SW)\.? )?"
    rf"(?:{_WORD} ){{0,3}}(?:\d{{1,3}}(?:st|nd|rd|th) )?(?:{_KIND})(?![\w])(?: (?:[NSEW]|NE|NW|SE|SW|North|South|East|West)(?!\w))?"
    rf"(?:,? (?:Apt|Apartment|Flat|Unit|Suite|Ste|Room|Floor|#)\.? ?#?\w{{1,6}})?"
)
_LOWER = re.compile(
    r"(?<![\w.,:/])\d{1,5} (?:[a-z]{2,15} ){1,2}(?:street|avenue|road|boulevard|lane|blvd|terrace|crescent)(?!\w)"
)
_GERMAN = re.compile(
    rf"(?<!\w)(?:{_WORD}[ -]){{0,3}}(?:[A-ZÄÖÜ][\wäöüß-]*(?:str(?:aße|asse|\.)?|weg|allee|platz|gasse|ring|damm|ufer|steig|"
    r"chaussee|graben|markt|hof|berg|straat|laan|gracht|plein|kade|gatan|vägen|gade|vej|veien|gata|katu|tie|utca|út)"
    rf"|[A-ZÄÖÜ][\w-]* (?:Straße|Strasse|Str\.|Weg|Allee|Platz|Gasse|Ring|Damm|Ufer))\.? {_NUMBER}(?![\w.,]*\d)"
)
_ROMANCE = re.compile(
    rf"(?<!\w)(?:{_NUMBER},? (?:bis |ter )?)?(?:(?i:rue|avenue|av\.|boulevard|bd|allée|impasse|quai|chemin|cours|place|via|viale|"
    r"piazza|corso|vicolo|largo|piazzale|strada|borgo|contrada|calle|c/|avenida|avda\.?|paseo|plaza|plaça|carrer|camino|carretera|ronda|"
    r"travesía|callejón|rua|travessa|alameda|estrada|praça|rodovia|ul\.|ulica|al\.|aleja|os\.|pl\.|улица|ул\.))"
    rf" (?:(?:de|du|des|del|della|dei|la|le|les|los|las|da|do|dos|das|di|d'|l'|e|y|von|św\.|{_WORD}|\d{{1,2}})[ ,]{{1,2}}?){{1,6}}?"
    rf"(?:(?:n\.?[ºo°]?|nº|núm\.?|nr\.?|numero|número)? ?{_NUMBER}|s/n)?(?=[\s,.;:!?)\"']|$)"
)
_HOUSE = re.compile(r"\d")
_BOX = re.compile(
    r"(?<!\w)(?:P\.? ?O\.? ?Box|Postfach|Boîte postale|BP|Apartado|Casella postale|Postbus|PSC|Unit|FPO|APO)[ :#]{1,2}\d{1,6}(?: Box \d{1,5})?",
    re.IGNORECASE,
)
_SECONDARY = re.compile(
    r"(?<!\w)(?:Apt|Apartment|Suite|Ste|Flat|Wohnung|Appartement|Piso|Interno)\.? #?\d{1,5}[A-Za-z]?(?!\w)"
)
_POSTCODES = re.compile(
    r"(?<![\w.,$€£#-])(?:(?P<own>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-CEGHJ-NPR-TVXY]\d[A-CEGHJ-NPR-TV-Z] \d[A-CEGHJ-NPR-TV-Z]\d|"
    r"\d{5}-\d{4}|\d{4} ?[A-Z]{2}(?= [A-Z][a-z])|\d\d-\d{3}(?= [A-Z]))|(?P<state>(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|"
    r"N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]) \d{5}(?:-\d{4})?)|(?P<any>(?:[DF]-|CH-)?\d{4,6}(?:-\d{3,4})?))(?![\w]|[.,:-]\d|%)"
)
_POSTCODE_WORDS = Context(
    r"zip|zip ?code|postcode|post code|postal code|postal|pin ?code|plz|postleitzahl|code postal|código postal|cp|cap|cep|"
    r"codice postale|kod pocztowy|postnummer|zipcode|eircode",
    reach=24,
)
_NO_PLACE = re.compile(r"(?:via|place|plaza|strada|al\.|pl\.|os\.|cours|largo|bd) ", re.IGNORECASE)


def find(text: str) -> Iterator[Span]:
    """Yield where an address or a postcode stands."""
    if not _HOUSE.search(text):
        return
    ends = set()
    for match in _streets(text):
        ends.add(match.end())
        yield Span(*match.span(), "ADDRESS", 0.85)
    for match in _BOX.finditer(text):
        yield Span(*match.span(), "ADDRESS", 0.8)
    for match in _SECONDARY.finditer(text):
        yield Span(*match.span(), "ADDRESS", 0.7)
    for match in _POSTCODES.finditer(text):
        near_street = any(0 <= match.start() - end < 40 for end in ends)
        if match["own"] or match["state"] or near_street or _POSTCODE_WORDS.before(text, match.start()):
            start = match.start() + (3 if match["state"] else 0)
            yield Span(start, match.end(), "POSTCODE", 0.71)


_GERMANIC_HINTS = (
    "str", "weg", "allee", "platz", "gasse", "ring", "damm", "ufer", "laan", "gracht", "plein", "gata", "väg", "vej",
    "steig", "markt", "hof", "berg", "kade", "gade", "vei", "tie", "utca", "graben", "chaussee", "katu", "tsal", " út",
)  # fmt: skip
_ROMANCE_HINTS = frozenset(
    "rue avenue av. boulevard bd allée impasse quai chemin cours place via viale piazza corso vicolo largo piazzale "
    "strada borgo contrada calle c/ avenida avda avda. paseo plaza plaça carrer camino carretera ronda travesía "
    "callejón rua travessa alameda estrada praça rodovia ul. ulica al. aleja os. pl. улица ул.".split()
)


def _streets(text: str) -> Iterator[re.Match[str]]:
    for match in _ENGLISH.finditer(text):
        if not re.match(
            r"(?:19|20)\d\d (?:Park|Place|Run|View|Key|Light|Lock|Port|Point|Track|Field)\b", match[0]
        ):
            yield match
    lowered = text.lower()
    yield from _LOWER.finditer(text)
    if any(hint in lowered for hint in _GERMANIC_HINTS):
        yield from _GERMAN.finditer(text)
    if not _ROMANCE_HINTS.isdisjoint(lowered.replace("(", " ").split()):
        for match in _ROMANCE.finditer(text):
            if _HOUSE.search(match[0]) or "s/n" in match[0]:
                yield match
