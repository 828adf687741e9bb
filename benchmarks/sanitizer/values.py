"""Made-up personal data with right check digits, in the forms that people write it. Nobody's."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from benchmarks.sanitizer.ids import IDS, luhn_digit
from benchmarks.sanitizer.tokens import SECRETS

NAMES = {
    "en": (
        "Olivia Liam Emma Noah Ava Mason Harper Wyatt Chloe Declan Imogen Rhys Priya Kwame Zadie Tobias",
        "Carter Hughes Bennett Okafor Whitfield Ramsey Sinclair Ashdown Mercer Patel Lindqvist O'Hara "
        "Blackwood Nakamura",
    ),
    "de": (
        "Lena Moritz Annika Jonas Greta Till Friederike Matthis Swantje Korbinian",
        "Brandstätter Vogel Lehmann Schröder Köhler Winterfeld Achterberg Zimmermann",
    ),
    "fr": (
        "Camille Théo Manon Hugo Inès Baptiste Océane Gaspard Solène Maël",
        "Lefèvre Garnier Delacroix Moreau Chevallier Fontaine Rousselot Perrin",
    ),
    "es": (
        "Lucía Mateo Valeria Gonzalo Ximena Rodrigo Inés Álvaro Nuria Iker",
        "Herrera Quintana Salvatierra Ortega Montoya Villalobos Cifuentes",
    ),
    "it": (
        "Giulia Lorenzo Ginevra Matteo Beatrice Tommaso Ilaria Niccolò",
        "Bianchi Marchetti Ferraro Colombo Santoro Pellegrini Vitale",
    ),
    "nl": (
        "Sanne Daan Fleur Bram Lotte Thijs Maaike Sjoerd",
        "Hendriks Bakker Verhoeven Dijkstra Kuipers Molenaar",
    ),
}
STREETS = {
    "en": (
        "{n} {w} Street",
        "{n} {w} Avenue, Apt. {m}",
        "{n} North {w} Road",
        "{n} {w} Lane",
        "{n} {w} Drive Suite {m}",
        "{n} {w} Crossing",
    ),
    "de": ("{w}straße {n}", "{w}weg {n}a", "Am {w}platz {n}", "{w}allee {n}"),
    "fr": ("{n}, rue de la {w}", "{n} avenue {w}", "{n} bis boulevard {w}"),
    "es": ("Calle {w} {n}", "Avenida de {w}, {n}", "Plaza {w} {n}"),
    "it": ("Via {w} {n}", "Piazza {w}, {n}", "Corso {w} {n}"),
    "nl": ("{w}straat {n}", "{w}laan {n}", "{w}gracht {n}"),
}
_PLACES = (
    "Linden",
    "Mill",
    "Oak",
    "Kestrel",
    "Harbour",
    "Maple",
    "Juniper",
    "Weaver",
    "Granite",
    "Willow",
    "Salisbury",
    "Canter",
    "Brunnen",
    "Rosen",
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_BEGINS = ("br", "d", "fl", "gr", "k", "l", "m", "n", "pr", "qu", "st", "tr", "v", "z")
_ENDS = ("ndax", "lvora", "rtek", "mbrio", "xis", "ndor", "stelle", "rvix", "ppari", "lgrim", "ntova")
_TRADES = (
    "Widgets",
    "Timber",
    "Freight",
    "Dental",
    "Textiles",
    "Maschinenbau",
    "Analytics",
    "Seafood",
    "Insurance",
)
_FORMS = (
    "GmbH",
    "Inc.",
    "Ltd",
    "LLC",
    "PLC",
    "AG",
    "S.A.",
    "SARL",
    "B.V.",
    "Oy",
    "AB",
    "K.K.",
    "& Sons",
    "Group",
    "Corp",
)
_PRODUCTS = (
    "Google",
    "Ubuntu",
    "Microsoft Word",
    "Reddit",
    "Firefox",
    "Netflix",
    "Windows",
    "Debian",
    "WhatsApp",
    "Dell",
)
_HOSTS = (
    "maplehollow.com",
    "tinker-shed.org",
    "kestrelworks.net",
    "brunnenhof.de",
    "atelier-lune.fr",
    "casamora.es",
    "studio9.io",
    "northquay.co.uk",
)


class Maker:
    """Draws values by a seed; `make(type, language)` returns one as it might be written."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def digits(self, count: int, first: str = string.digits) -> str:
        """Return random digits, the first of them out of `first`."""
        return self.draw.choice(first) + "".join(self.draw.choices(string.digits, k=count - 1))

    def text(self, count: int, letters: str = string.ascii_letters + string.digits) -> str:
        """Return random letters."""
        return "".join(self.draw.choices(letters, k=count))

    def make(self, type: str, language: str) -> str:
        """Return a value of `type`."""
        maker: Callable[[str], str] = getattr(self, f"_{type.lower()}")
        return maker(language)

    def _person(self, language: str) -> str:
        first, last = (self.draw.choice(names.split()) for names in NAMES[language])
        return self.draw.choice((f"{first} {last}", f"{first} {last}", first))

    def _email(self, language: str) -> str:
        user = self.draw.choice(
            (self.text(7, string.ascii_lowercase), "j.doe" + self.digits(2), "anna_maria-" + self.digits(3))
        )
        host = self.draw.choice(_HOSTS)
        return self.draw.choice(
            (
                f"{user}@{host}",
                f"{user}@{host}",
                f"{user.upper()}@mail.{host}",
                f"{user} at {host.replace('.', ' dot ')}"
                if host.endswith((".com", ".org", ".net"))
                else f"{user}@{host}",
                f"{user}[at]{host}",
            )
        )

    def _url(self, language: str) -> str:
        host, path = self.draw.choice(_HOSTS), self.text(8, string.ascii_lowercase)
        return self.draw.choice(
            (
                f"https://{host}/{path}",
                f"http://www.{host}/",
                f"https://{path}:{self.text(9)}@{host}/x",
                f"www.{host}/{path}.html",
                f"https://{host}/?token={self.text(20)}",
                f"{host}/{path}" if host.endswith((".com", ".org")) else f"http://{host}",
            )
        )

    def _ip(self, language: str) -> str:
        v4 = ".".join(str(self.draw.randint(11, 223)) for _ in range(4))
        groups = [self.text(4, "0123456789abcdef") for _ in range(8)]
        v6 = ":".join(groups)
        return self.draw.choice((v4, v4, v6, ":".join(groups[:3]) + "::" + groups[4]))

    def _mac(self, language: str) -> str:
        return self.draw.choice(":-").join(self.text(2, "0123456789abcdef") for _ in range(6))

    def _card(self, language: str) -> str:
        begin, length = self.draw.choice(
            (
                ("4", 16),
                ("5" + self.draw.choice("12345"), 16),
                ("37", 15),
                ("6011", 16),
                ("3528", 16),
                ("36", 14),
            )
        )
        number = begin + self.digits(length - len(begin) - 1)
        number += luhn_digit(number)
        if length == 15:
            return self.draw.choice((number, f"{number[:4]} {number[4:10]} {number[10:]}"))
        parts = [number[at : at + 4] for at in range(0, length, 4)]
        return self.draw.choice(("", " ", "-")).join(parts)

    def _iban(self, language: str) -> str:
        country, length = self.draw.choice(
            (("DE", 22), ("FR", 27), ("GB", 22), ("ES", 24), ("NL", 18), ("PL", 28), ("CH", 21), ("IT", 27))
        )
        bank = {
            "GB": self.text(4, string.ascii_uppercase),
            "NL": self.text(4, string.ascii_uppercase),
            "IT": self.text(1, string.ascii_uppercase),
        }.get(country, "")
        rest = bank + self.digits(length - 4 - len(bank))
        check = 98 - int("".join(str(int(c, 36)) for c in rest + country + "00")) % 97
        whole = f"{country}{check:02}{rest}"
        grouped = " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))
        return self.draw.choice((whole, grouped, whole.lower() if self.draw.random() < 0.2 else whole))

    def _phone(self, language: str) -> str:
        forms = {
            "en": (
                "({d3}) {e3}-{d4}",
                "{d3}-{e3}-{d4}",
                "+1 {d3} {e3} {d4}",
                "020 7946 0{d3}",
                "+44 7{d3} {d3}{d3}",
                "{d3}.{e3}.{d4}",
            ),
            "de": ("0171 {d3}{d4}", "+49 30 {d4}{d4}", "030/{d4}{d4}", "0049 160 {d3}{d4}"),
            "fr": ("06 {d2} {d2} {d2} {d2}", "+33 6 {d2} {d2} {d2} {d2}", "01.{d2}.{d2}.{d2}.{d2}"),
            "es": ("6{d2} {d3} {d3}", "+34 6{d2} {d2} {d2} {d2}", "91 {d3} {d2} {d2}"),
            "it": ("+39 3{d2} {d3} {d4}", "3{d2} {d3}{d4}", "06 {d4} {d4}"),
            "nl": ("06-{d4}{d4}", "+31 6 {d4}{d4}", "020 {d3} {d4}"),
        }
        form = self.draw.choice(forms[language])
        for mark, count in (("d2", 2), ("d3", 3), ("e3", 3), ("d4", 4)):
            while "{" + mark + "}" in form:
                form = form.replace("{" + mark + "}", self.digits(count, "23456789"), 1)
        return form

    def _address(self, language: str) -> str:
        form = self.draw.choice(STREETS[language])
        return form.format(
            n=self.draw.randint(1, 240), m=self.draw.randint(1, 90), w=self.draw.choice(_PLACES)
        )

    def _coordinates(self, language: str) -> str:
        lat, lon = self.draw.uniform(-80, 80), self.draw.uniform(-170, 170)
        return self.draw.choice(
            (f"{lat:.5f}, {lon:.5f}", f"{abs(lat):.4f}° N, {abs(lon):.4f}° E", "48°51'24\"N 2°21'03\"E")
        )

    def _birth_date(self, language: str) -> str:
        day, month, year = self.draw.randint(1, 28), self.draw.randint(1, 12), self.draw.randint(1935, 2008)
        english = _MONTHS
        forms = [f"{year}-{month:02}-{day:02}", f"{day:02}.{month:02}.{year}", f"{day}/{month}/{year}"]
        return self.draw.choice(
            forms
            + (
                [f"{english[month - 1]} {day}, {year}", f"{day} {english[month - 1]} {year}"]
                if language == "en"
                else []
            )
        )

    def _handle(self, language: str) -> str:
        return (
            self.draw.choice(("@", ""))
            + self.draw.choice(("night_owl", "xX_fox", "mira.codes", "tobi"))
            + self.digits(3)
        )

    def _wallet(self, language: str) -> str:
        return self.draw.choice(
            (
                "0x" + self.text(40, "0123456789abcdef"),
                "bc1q" + self.text(38, "023456789acdefghjklmnpqrstuvwxyz"),
            )
        )

    def _passport(self, language: str) -> str:
        return self.text(1, string.ascii_uppercase) + self.digits(8)

    def _driver_licence(self, language: str) -> str:
        return self.text(1, string.ascii_uppercase) + self.digits(7)

    def _national_id(self, language: str) -> str:
        return self.draw.choice(IDS.get(language, ()) + IDS["all"])(self)

    def _employer(self, language: str) -> str:
        first = self._made_up()
        return self.draw.choice(
            (first, first, f"{first} {self.draw.choice(_TRADES)}", self._firm(language), self._surnames())
        )

    def _employer_small(self, language: str) -> str:
        return self._made_up().lower()

    def _firm(self, language: str) -> str:
        name = self.draw.choice(
            (self._made_up(), f"{self._made_up()} {self.draw.choice(_TRADES)}", self._surnames())
        )
        return f"{name} {self.draw.choice(_FORMS)}"

    def _school(self, language: str) -> str:
        first = self.draw.choice((self._made_up(), self.draw.choice(_PLACES)))
        return self.draw.choice(
            (f"{first} University", f"{first} General Hospital", f"University of {first}")
        )

    def _product(self, language: str) -> str:
        return self.draw.choice(_PRODUCTS)

    def _surnames(self) -> str:
        a, b, c = self.draw.sample(NAMES["en"][1].split(), 3)
        return self.draw.choice((f"{a}, {b} and {c}", f"{a}-{b}", f"{a} & {b}"))

    def _made_up(self) -> str:
        letters = (self.draw.choice(_BEGINS), self.draw.choice("aeiou"), self.draw.choice(_ENDS))
        return "".join(letters).capitalize()

    def _secret(self, language: str) -> str:
        return self.draw.choice(tuple(SECRETS.values()))(self)
