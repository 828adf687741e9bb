"""Made-up national ids with right check digits, in the forms that people write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.sanitizer.values import Maker


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


IDS: dict[str, tuple[Callable[[Maker], str], ...]] = {
    "all": (_ssn, _pesel, _cpf, _personnummer),
    "en": (_ssn, _nino, _sin),
    "de": (_steuer,),
    "fr": (_nir,),
    "es": (_dni,),
    "nl": (_bsn,),
}
"""By language; `all` for those that are written anywhere."""
