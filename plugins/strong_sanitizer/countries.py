"""Countries by name: the model was taught towns and states alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from whetstone.core.values.sanitizing import Span

_PLAIN = (
    "afghanistan|albania|algeria|andorra|angola|argentina|armenia|australia|austria|azerbaijan|bahamas|"
    "bahrain|bangladesh|barbados|belarus|belgium|belize|benin|bhutan|bolivia|bosnia|botswana|brazil|"
    "brunei|bulgaria|burkina faso|burundi|cambodia|cameroon|canada|cape verde|central african republic|"
    "chile|colombia|comoros|congo|costa rica|croatia|cuba|cyprus|czechia|czech republic|denmark|"
    "djibouti|dominican republic|ecuador|egypt|el salvador|england|equatorial guinea|eritrea|estonia|"
    "eswatini|ethiopia|fiji|finland|france|gabon|gambia|germany|ghana|gibraltar|great britain|greece|"
    "greenland|grenada|guatemala|guinea-bissau|guyana|haiti|honduras|hong kong|hungary|iceland|india|"
    "indonesia|iran|iraq|ireland|isle of man|israel|italy|ivory coast|jamaica|japan|kazakhstan|kenya|"
    "kiribati|kosovo|kuwait|kyrgyzstan|laos|latvia|lebanon|lesotho|liberia|libya|liechtenstein|"
    "lithuania|luxembourg|macau|madagascar|malawi|malaysia|maldives|malta|mauritania|mauritius|mexico|"
    "micronesia|moldova|monaco|mongolia|montenegro|morocco|mozambique|myanmar|namibia|nepal|"
    "netherlands|new zealand|nicaragua|nigeria|north korea|north macedonia|northern ireland|norway|"
    "pakistan|palau|palestine|panama|papua new guinea|paraguay|peru|philippines|poland|portugal|"
    "puerto rico|qatar|romania|russia|rwanda|saint lucia|samoa|san marino|saudi arabia|scotland|"
    "senegal|serbia|seychelles|sierra leone|singapore|slovakia|slovenia|solomon islands|somalia|"
    "south africa|south korea|south sudan|spain|sri lanka|sudan|suriname|sweden|switzerland|syria|"
    "taiwan|tajikistan|tanzania|thailand|timor-leste|tonga|trinidad and tobago|tunisia|turkmenistan|"
    "tuvalu|uganda|ukraine|united arab emirates|united kingdom|united states of america|united states|"
    "uruguay|uzbekistan|vanuatu|vatican city|venezuela|vietnam|yemen|zambia|zimbabwe"
)
_CAPITAL = "Chad|China|Georgia|Guinea|Jordan|Mali|Niger|Oman|Togo|Turkey|Wales|UAE|UK|USA"
"""Names that are also words or people's names: with a capital, and where the model sees no other thing."""

_COUNTRY = re.compile(rf"(?<![\w@#.-])(?:(?i:{_PLAIN})|{_CAPITAL})(?![\w@-]|\.\w)")

SCORE = 0.6


def countries_in(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield a `PLACE` for each country of `text` that none of `spans` (sorted) touches."""
    taken = iter(spans)
    span = next(taken, None)
    for match in _COUNTRY.finditer(text):
        while span is not None and span.end <= match.start():
            span = next(taken, None)
        if span is None or span.start >= match.end():
            yield Span(*match.span(), "PLACE", SCORE)
