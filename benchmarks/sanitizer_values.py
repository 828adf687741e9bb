"""Made-up personal data with right check digits, in the forms that people write it. Nobody's."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable

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
        return self.draw.choice(_IDS.get(language, ()) + _IDS["all"])(self)

    def _secret(self, language: str) -> str:
        return self.draw.choice(tuple(SECRETS.values()))(self)


def luhn_digit(number: str) -> str:
    """Return the Luhn digit of `number`."""
    total = sum(sum(divmod(int(d) * (2 - at % 2), 10)) for at, d in enumerate(reversed(number)))
    return str(-total % 10)


def _ssn(make: Maker) -> str:
    return f"{make.draw.randint(101, 660)}-{make.draw.randint(10, 99)}-{make.digits(4, '123456789')}"


def _nino(make: Maker) -> str:
    d = make.digits(6)
    return make.draw.choice(("AB", "JK", "CE")) + make.draw.choice((d, f" {d[:2]} {d[2:4]} {d[4:]} ")) + "C"


def _dni(make: Maker) -> str:
    number = make.digits(8)
    return number + "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]


def _nir(make: Maker) -> str:
    number = (
        make.draw.choice("12")
        + make.digits(2)
        + f"{make.draw.randint(1, 12):02}"
        + f"{make.draw.randint(1, 95):02}"
        + make.digits(6)
    )
    key = f"{97 - int(number) % 97:02}"
    return make.draw.choice(
        (
            number + key,
            f"{number[0]} {number[1:3]} {number[3:5]} {number[5:7]} {number[7:10]} {number[10:]} {key}",
        )
    )


def _steuer(make: Maker) -> str:
    number, product = make.digits(10, "123456789"), 10
    for digit in number:
        product = 2 * ((int(digit) + product) % 10 or 10) % 11
    whole = number + str((11 - product) % 10)
    return make.draw.choice((whole, f"{whole[:2]} {whole[2:5]} {whole[5:8]} {whole[8:]}"))


def _pesel(make: Maker) -> str:
    date = f"{make.draw.randint(50, 99)}{make.draw.randint(1, 12):02}{make.draw.randint(1, 28):02}"
    number = date + make.digits(4)
    return number + str(-sum(int(d) * w for d, w in zip(number, (1, 3, 7, 9) * 3, strict=False)) % 10)


def _cpf(make: Maker) -> str:
    number = make.digits(9)
    for weights in (range(10, 1, -1), range(11, 1, -1)):
        number += str(sum(int(d) * w for d, w in zip(number, weights, strict=True)) * 10 % 11 % 10)
    return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"


def _personnummer(make: Maker) -> str:
    date = f"{make.draw.randint(40, 99)}{make.draw.randint(1, 12):02}{make.draw.randint(1, 28):02}"
    number = date + make.digits(3)
    return f"{number[:6]}-{number[6:]}{luhn_digit(number)}"


def _sin(make: Maker) -> str:
    number = make.digits(8, "123456789")
    whole = number + luhn_digit(number)
    return make.draw.choice("- ").join((whole[:3], whole[3:6], whole[6:]))


def _bsn(make: Maker) -> str:
    while True:
        number = make.digits(9, "123456789")
        if sum(int(d) * w for d, w in zip(number, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0:
            return number


_IDS: dict[str, tuple[Callable[[Maker], str], ...]] = {
    "all": (_ssn, _pesel, _cpf, _personnummer),
    "en": (_ssn, _nino, _sin),
    "de": (_steuer,),
    "fr": (_nir,),
    "es": (_dni,),
    "nl": (_bsn,),
}

_HEX, _UPPER, _LOWER = (
    "0123456789abcdef",
    string.ascii_uppercase + string.digits,
    string.ascii_lowercase + string.digits,
)


def _jwt(make: Maker) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": make.digits(10), "iat": 1700000000})
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join((*coded, make.text(43)))


def _pem(make: Maker) -> str:
    kind = make.draw.choice(("RSA ", "EC ", "OPENSSH ", ""))
    body = "\n".join(make.text(64, string.ascii_letters + string.digits + "+/") for _ in range(4))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"


SECRETS: dict[str, Callable[[Maker], str]] = {
    "aws": lambda m: "AKIA" + m.text(16, string.ascii_uppercase + "234567"),
    "github": lambda m: m.draw.choice(("ghp_", "gho_", "ghs_")) + m.text(36),
    "github fine": lambda m: f"github_pat_{m.text(22)}_{m.text(59)}",
    "gitlab": lambda m: "glpat-" + m.text(20),
    "slack": lambda m: f"xoxb-{m.digits(12)}-{m.digits(12)}-{m.text(24)}",
    "slack hook": lambda m: (
        f"https://hooks.slack.com/services/T{m.text(8, _UPPER)}/B{m.text(8, _UPPER)}/{m.text(24)}"
    ),
    "stripe": lambda m: m.draw.choice(("sk_live_", "rk_test_")) + m.text(24),
    "google": lambda m: "AIza" + m.text(35),
    "google oauth": lambda m: "GOCSPX-" + m.text(28),
    "openai": lambda m: "sk-" + m.text(48),
    "openai project": lambda m: "sk-proj-" + m.text(64),
    "anthropic": lambda m: f"sk-ant-api03-{m.text(93)}AA",
    "azure": lambda m: f"{m.text(86)}==",
    "jwt": _jwt,
    "pem": _pem,
    "npm": lambda m: "npm_" + m.text(36),
    "pypi": lambda m: "pypi-AgEIcHlwaS5vcmc" + m.text(80),
    "twilio": lambda m: "SK" + m.text(32, _HEX),
    "sendgrid": lambda m: f"SG.{m.text(22)}.{m.text(43)}",
    "discord": lambda m: f"M{m.text(23)}.{m.text(6)}.{m.text(27)}",
    "telegram": lambda m: f"{m.digits(10, '123456789')}:AA{m.text(33)}",
    "huggingface": lambda m: "hf_" + m.text(34, string.ascii_letters),
    "digitalocean": lambda m: "dop_v1_" + m.text(64, _HEX),
    "shopify": lambda m: "shpat_" + m.text(32, _HEX),
    "databricks": lambda m: "dapi" + m.text(32, _HEX),
    "mailchimp": lambda m: m.text(32, _HEX) + "-us" + m.digits(1, "123456789"),
    "mailgun": lambda m: "key-" + m.text(32, _HEX),
    "linear": lambda m: "lin_api_" + m.text(40),
    "vault": lambda m: "hvs." + m.text(24),
    "grafana": lambda m: f"glsa_{m.text(32)}_{m.text(8, _HEX)}",
    "postgres": lambda m: f"postgresql://app:{m.text(12)}@db.{m.text(6, _LOWER)}.internal:5432/main",
    "mongo": lambda m: f"mongodb+srv://svc:{m.text(14)}@cluster0.{m.text(5, _LOWER)}.mongodb.net/prod",
    "square": lambda m: "sq0csp-" + m.text(43),
    "atlassian": lambda m: "ATATT3xFfGF0" + m.text(170) + "=" + m.text(8, "0123456789ABCDEF"),
    "heroku": lambda m: "HRKU-" + m.text(36),
    "random": lambda m: m.text(40),
}
"""Tokens in the forms of many services."""
