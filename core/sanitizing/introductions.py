"""How people are introduced and addressed with a name: "my wife Anna", "I'm Peter", "Dear Mr Smith"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whetstone.core.sanitizing.common_words import COMMON

NAME = r"[A-ZÀ-ÖØ-ÞĀĆĈĊČĎĐĒĘĚĜĞĠĢĤĪİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŜŞŠŢŤŪŮŰŲŴŶŸŹŻŽА-ЯЁΑ-Ω][^\W\d_]+(?:['’-][A-ZÀ-Þa-zß-ÿ][^\W\d_]*)?"
"""A word as names are written: a capital, then letters, perhaps with a hyphen or an apostrophe inside."""

_LINK = r"(?:van der|van den|van|von|de la|de los|de|del|della|di|da|dos|du|le|la|bin|ibn|al|el|ter|af|zu|y|[A-Z]\.)"
FULL = rf"{NAME}(?: (?:{_LINK} )?{NAME}){{0,3}}"
_KIN = (
    r"wife|husband|brother|sister|son|daughter|mother|father|mom|mum|dad|boyfriend|girlfriend|partner|friend|cousin|uncle|"
    r"aunt|nephew|niece|boss|colleague|coworker|co-worker|roommate|flatmate|neighbou?r|teacher|doctor|dentist|therapist|"
    r"fianc[eé]e?|ex|grandma|grandpa|grandmother|grandfather|bff|buddy|mate|manager|landlord|lawyer|stepson|bestie|kid|baby|"
    r"Frau|Mann|Bruder|Schwester|Sohn|Tochter|Mutter|Vater|Freund|Freundin|Kollege|Kollegin|Chef|Chefin|Nachbar|Nachbarin|Onkel|Tante|"
    r"femme|mari|frère|sœur|soeur|fils|fille|mère|père|ami|amie|copain|copine|collègue|patron|esposa|esposo|marido|mujer|"
    r"hermano|hermana|hijo|hija|madre|padre|amigo|amiga|novio|novia|jefe|jefa|tío|tía|primo|prima|moglie|marito|fratello|"
    r"sorella|figlio|figlia|amico|amica|collega|irmão|irmã|filho|filha|mãe|pai|namorad[oa]|vrouw|man|broer|zus|zoon|dochter"
)
_MY = r"(?:my|our|his|her|their|your|meine?[rnm]?|dein(?:e|er|em)?|seine?|ihre?|mon|ma|son|sa|mi|tu|su|mio|mia|meu|minha|mijn)"
_RELATED = re.compile(
    rf"(?i:(?<!\w){_MY}\s(?:\w+\s){{0,2}}?(?:{_KIN})(?:\sis|'s|’s|,|\s(?:called|named|ist|heißt|s'appelle|se llama|si chiama|is called))?)[ ,]\s?({FULL})"
)
_MYSELF = re.compile(
    rf"(?i:(?<!\w)(?:i am|i'm|i’m|im|this is|it's|it’s|ich bin|hier ist|je suis|soy|sono|sou|ik ben|jag är|call me|they call me|known as|named|called|meet|introduce))[ ,:]+({FULL})(?![\w'’]| (?:speaking)\w)"
)
_NAME_IS = re.compile(
    r"(?i:(?<!\w)(?:(?:my|his|her|the) (?:real |full |first |last |middle |maiden )?name(?: is|'s|’s| was|:)|name's|ich hei(?:ß|ss)e|mein name ist|je m'appelle|"
    r"mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome è|meu nome é|me chamo|ik heet|mijn naam is|jag heter|"
    r"mam na imię|nazywam się|меня зовут|jeg heter|nimeni on))[ ,:]+"
    rf"({FULL}|[^\W\d_]{{2,20}})"
)
_TITLED = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Mx|Miss|Mister|Dr|Prof|Professor|Doctor|Sir|Madam|Rev|Hon|Captain|Capt|Sgt|Lt|Col|Gen|Herrn?|Frau|"
    r"Monsieur|Madame|Mme|Mlle|M\.|Señora?|Señorita|Sra?|Srta|Don|Doña|Signora?|Signorina|Sig|Dott|Dottoressa|Senhora?|Dhr|"
    rf"Mevr|Aunt|Auntie|Uncle|Grandma|Grandpa|Tante|Onkel|Tía|Tío|Pan|Pani|Mevrouw|Meneer|Coach|Officer|Father|Sister|Nurse|Judge|President|Senator)\.?,? (?:Dr\.? )?({FULL})"
)
_SIGNED = re.compile(
    r"(?i:(?:(?:best|kind|warm|kindest|warmest) (?:regards|wishes)|regards|sincerely|yours(?: truly| sincerely| faithfully)?|cheers|"
    r"best|love|xoxo|thanks|thank you|many thanks|signed|respectfully|cordially|take care|viele grüße|liebe grüße|lg|mfg|"
    r"mit freundlichen grüßen|beste grüße|gruß|cordialement|bien à vous|bises|saludos|un abrazo|atentamente|cordiali saluti|"
    rf"saluti|un abbraccio|abraços?|atenciosamente|groetjes|met vriendelijke groet))[,!.]?\s*(?:\n\s*|[-–—]\s*|(?<=,)\s*)[-–—]?\s*({FULL})\s*[.!]?\s*$"
)
_DASHED = re.compile(rf"(?:\n|[.!?] ?|^)\s*(?:--|—|–|-|~)\s?({FULL})\s*$")
_CALLED = re.compile(
    r"(?i:(?<![\w-])(?:dear|hi|hey|hello|hiya|heya|howdy|thanks|thank you|thanx|thx|ty|cheers|sorry|bye|goodbye|good ?night|night|"
    r"good (?:morning|afternoon|evening|day)|morning|welcome(?: back)?|wb|yo|congrats|congratulations|please|ok|okay|yes|no|yeah|oh|ah|hola|"
    r"querid[oa]|hallo|hei|hej|moin|lieber?|sehr geehrter? (?:herr|frau)|danke|guten (?:morgen|tag|abend)|salut|bonjour|bonsoir|merci|ch(?:er|ère)|"
    r"gracias|buen[oa]s (?:días|tardes|noches)|ciao|grazie|car[oa]|olá|oi|obrigad[oa]|hoi|dag|bedankt|tack|cześć|привет|listen|look|"
    rf"well|come on|what's up|happy birthday|hear that|see you|love you|miss you|tell|ask|poor|god|no no|wait|hang on),? (?:again,? |there,? |so much,? |very much,? |a lot,? )?)({FULL})(?=[\s]*(?:[,.!?;:)…\n-]|$)|'s|’s| (?:i|you|can|are|do|how|what|is|the|for|we|and|to|please|it|that|this|did|have|would|could|so|hope|from|sorry|about|if|where|he|she)\b)"
)
_BEGINNING = re.compile(rf"(?:^|[\n.!?…] ?|\" ?|- )({FULL})[,!?]+(?= |$|\n)")
_ENDING = re.compile(rf"(?<=\w), ?({FULL})(?=[.!?…]+(?:\s|$|\")|$|, )")
_STRONG = ((_RELATED, 0.9), (_NAME_IS, 0.93), (_TITLED, 0.93), (_SIGNED, 0.85), (_CALLED, 0.85))
_WEAK = ((_MYSELF, 0.75), (_DASHED, 0.8), (_BEGINNING, 0.7), (_ENDING, 0.7))


def introduced(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield the start, end and score of names that `text` introduces or addresses, in no order.

    They may overlap. A word that everybody uses is no name; one that ends such a run is cut off.
    """
    if (
        text.islower()
        and "name" not in text
        and "heiße" not in text
        and "llamo" not in text
        and "appelle" not in text
    ):
        return
    for pattern, score in (*_STRONG, *_WEAK):
        for match in pattern.finditer(text):
            start, end = without_common(text, *match.span(1))
            if start < end:
                yield start, end, score


def without_common(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a name from its first word that is not common up to the first that is."""
    place, begun, last = start, -1, start
    for word in re.findall(r"\S+\s*", text[start:end]):
        bare = word.strip().lower()
        if bare in COMMON or bare.replace("’", "'") in COMMON or bare.endswith(("n't", "n’t")):
            if begun >= 0:
                break
        elif begun < 0:
            begun = place
        if begun >= 0:
            last = place + len(word.rstrip())
        place += len(word)
    if begun < 0:
        return end, end
    alone = text[begun:last]
    if alone.isupper() and len(alone) <= 4:
        return end, end
    return (begun, last) if not alone.endswith("ly") or " " in alone else (end, end)
