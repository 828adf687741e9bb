"""Passports, driver licences, plates and the like: numbers of no form of their own, told by words before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.values.sanitizing import Span
from whetstone.plugins.sanitizers.context import Context

_LINK = (
    r"(?:[ \t]*(?:number|numbers|num|no\.?|nr\.?|n°|nº|#|card|nummer|numéro|numero|número|code|id|plate|"
    r"plates|is|are|was|"
    r"ist|lautet|est|es|è|é|:|=|-|–|of|my|mine|reads|says|ends|,|document|with|has)){0,5}[ \t:#\"'(*]{1,4}"
)
_KINDS = (
    (
        "PASSPORT",
        "passport|passports|passnummer|reisepass*|passeport|pasaporte|passaporto|passaporte|paspoort*|pass",
        r"passport|passnummer|reisepass(?:nummer)?|passeport|pasaporte|passaporto|passaporte|"
        r"paspoort(?:nummer)?|pass",
        r"(?=(?:[A-Z]*\d){3})[A-Z0-9]{2,3}[ -]?[A-Z0-9]{4,8}",
    ),
    (
        "DRIVER_LICENCE",
        "license|licence|dl|führerschein*|permis|permiso|licencia|patente|rijbewijs*|carteira|cnh|prawo|"
        "körkort",
        r"driv(?:er|ers|er's|ing)['’]?s? ?licen[cs]e|licen[cs]e number|dl|driver license|"
        r"führerschein(?:nummer)?|"
        r"permis de conduire|permiso de conducir|licencia de conducir|patente(?: di guida)?|"
        r"rijbewijs(?:nummer)?|"
        r"carteira de motorista|cnh|prawo jazdy|körkort",
        r"(?=[A-Z0-9 .-]*\d{2})[A-Z0-9](?:[ .-]?[A-Z0-9]){4,18}",
    ),
    (
        "PLATE",
        "plate|plates|tag|registration|vrm|kennzeichen|nummernschild|immatriculation|matrícula|targa|"
        "kenteken|placa",
        r"(?:licen[cs]e|number|registration|car|vehicle) plate|license tag|vehicle registration|vrm|"
        r"kennzeichen|"
        r"nummernschild|plaque d'immatriculation|immatriculation|matrícula|targa|kenteken|placa|my plates?",
        r"(?=[A-ZÄÖÜ0-9 -]*\d)[A-ZÄÖÜ0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4}){1,3}",
    ),
    (
        "PLATE",
        "vin|vehicle identification|chassis number|fahrgestellnummer",
        r"vin|vehicle identification|chassis number|fahrgestellnummer",
        r"[A-HJ-NPR-Z0-9]{17}",
    ),
    (
        "NATIONAL_ID",
        "medical record|mrn|patient|health|versichertennummer|employee|student|matrikelnummer|staff|badge",
        r"medical record|mrn|patient(?: id| number)?|health (?:insurance|card|plan)|versichertennummer|"
        r"employee id|"
        r"student id|matrikelnummer|staff (?:id|number)|badge",
        r"(?=[A-Z0-9-]*\d{3})[A-Z0-9](?:-?[A-Z0-9]){4,15}",
    ),
)
"""Of each kind: the words that make looking worthwhile, those that a number stands behind, and its form."""

_PATTERNS = [
    (type, Context(hints), re.compile(rf"(?<![^\W_])(?i:{words})(?i:{_LINK})({number})(?![\w])"))
    for type, hints, words, number in _KINDS
]


def find(text: str) -> Iterator[Span]:
    """Yield where the number of a document stands."""
    if not any(map(str.isdigit, text)):
        return
    for type, hints, pattern in _PATTERNS:
        if hints.anywhere(text):
            for match in pattern.finditer(text):
                if sum(map(str.isdigit, match[1])) >= 2:
                    yield Span(*match.span(1), type, 0.85)
