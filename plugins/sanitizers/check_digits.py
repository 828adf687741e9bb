"""Check digits of national ids, as their issuers or the standards that they name define them."""

from __future__ import annotations

from collections.abc import Sequence


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Return the sum of the leading `digits`, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_date(month: int, day: int) -> bool:
    """Return whether a person may be born on this day of this month."""
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def luhn(digits: str) -> bool:
    """Return whether the last digit is the Luhn digit of the others (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def us_ssn(digits: str) -> bool:
    """Return whether the US would give it: no area 000 or 666, no group 00, no serial 0000."""
    return digits[:3] not in ("000", "666") and digits[3:5] != "00" and digits[5:] != "0000"


def german_tax_id(digits: str) -> bool:
    """Return whether a Steuer-ID's check digit is right (ISO/IEC 7064, modulo 11,10)."""
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return digits[0] != "0" and (11 - product) % 10 == int(digits[-1])


def french_nir(letters: str) -> bool:
    """Return whether a NIR's key is 97 less the rest by 97; Corsica's 2A and 2B count as 19 and 18."""
    number = letters.replace("2A", "19").replace("2B", "18")
    return number.isdigit() and 97 - int(number[:13]) % 97 == int(number[13:])


def spanish_dni(letters: str) -> bool:
    """Return whether the letter of a DNI, or of a NIE (X, Y, Z stand for 0, 1, 2), is right."""
    number = letters[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == letters[-1]


_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def italian_code(letters: str) -> bool:
    """Return whether the last letter of a codice fiscale is right (decree of 23 December 1976)."""
    values = [int(c) if c.isdigit() else ord(c) - 65 for c in letters[:15]]
    total = sum(_ODD[value] if place % 2 == 0 else value for place, value in enumerate(values))
    return chr(65 + total % 26) == letters[15]


def polish_pesel(digits: str) -> bool:
    """Return whether a PESEL has a date (its month carries the century) and the right check digit."""
    total = weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1))
    return total % 10 == 0 and is_date(int(digits[2:4]) % 20, int(digits[4:6]))


def dutch_bsn(digits: str) -> bool:
    """Return whether a BSN passes the test of eleven."""
    return weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and len(set(digits)) > 1


def brazilian_cpf(digits: str) -> bool:
    """Return whether both check digits of a CPF are right (modulo 11)."""
    first = weighted(digits, range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(digits, range(11, 1, -1)) * 10 % 11 % 10
    return len(set(digits)) > 1 and digits[9:] == f"{first}{second}"


def brazilian_cnpj(digits: str) -> bool:
    """Return whether both check digits of a CNPJ are right (modulo 11)."""
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    first = -weighted(digits[:12], weights[1:]) % 11 % 10
    second = -weighted(digits[:13], weights) % 11 % 10
    return len(set(digits)) > 1 and digits[12:] == f"{first}{second}"


def aadhaar(digits: str) -> bool:
    """Return whether the last digit is right by Verhoeff's scheme, in the dihedral group of order ten."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _times(check, _permuted(int(digit), place))
    return digits[0] not in "01" and check == 0


def _times(left: int, right: int) -> int:
    if left < 5:
        return (left + right) % 5 + (5 if right >= 5 else 0)
    return (left - right) % 5 + (0 if right >= 5 else 5)


def _permuted(digit: int, times: int) -> int:
    for _ in range(times % 8):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def chinese_id(letters: str) -> bool:
    """Return whether a resident id has a date and the right last place (GB 11643, modulo 11-2)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(letters[:17]))
    date = is_date(int(letters[10:12]), int(letters[12:14]))
    return date and "10X98765432"[total % 11] == letters[17]


def swedish_number(digits: str) -> bool:
    """Return whether a personnummer (the last ten digits of it) has a date and the right Luhn digit."""
    ten = digits[-10:]
    return is_date(int(ten[2:4]), int(ten[4:6]) % 60) and luhn(ten)


def australian_tfn(digits: str) -> bool:
    """Return whether a TFN's weighted sum divides by 11."""
    return weighted(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0 and len(set(digits)) > 1


def finnish_hetu(letters: str) -> bool:
    """Return whether the check character of a henkilötunnus is right (modulo 31)."""
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(letters[:6] + letters[7:10]) % 31] == letters[10]


def norwegian_number(digits: str) -> bool:
    """Return whether both check digits of a fødselsnummer are right (modulo 11)."""
    first = weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
    second = weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    return first and second and is_date(int(digits[2:4]), int(digits[:2]) % 40)


def belgian_number(digits: str) -> bool:
    """Return whether a rijksregisternummer's key is right (97 less the rest, with a 2 in front since "
    "2000)."""
    return int(digits[9:]) in (97 - int(digits[:9]) % 97, 97 - int("2" + digits[:9]) % 97)


def swiss_number(digits: str) -> bool:
    """Return whether an AHV number's check digit is right (EAN-13)."""
    return weighted(digits, (1, 3) * 6 + (1,)) % 10 == 0


def turkish_number(digits: str) -> bool:
    """Return whether both check digits of a TCKN are right."""
    odd, even = sum(map(int, digits[:9:2])), sum(map(int, digits[1:8:2]))
    return (7 * odd - even) % 10 == int(digits[9]) and sum(map(int, digits[:10])) % 10 == int(digits[10])


def chilean_rut(letters: str) -> bool:
    """Return whether the last place of a RUT is right (modulo 11)."""
    total = sum(int(digit) * (place % 6 + 2) for place, digit in enumerate(reversed(letters[:-1])))
    return "0K987654321"[total % 11] == letters[-1]


def romanian_cnp(digits: str) -> bool:
    """Return whether a CNP's check digit is right (weights 279146358279, modulo 11)."""
    rest = weighted(digits[:12], tuple(map(int, "279146358279"))) % 11
    return (1 if rest == 10 else rest) == int(digits[12]) and is_date(int(digits[3:5]), int(digits[5:7]))


def south_african_id(digits: str) -> bool:
    """Return whether it begins with a date and ends with the right Luhn digit."""
    return is_date(int(digits[2:4]), int(digits[4:6])) and digits[10] in "012" and luhn(digits)


def singaporean_nric(letters: str) -> bool:
    """Return whether the last letter of an NRIC or FIN is right (modulo 11)."""
    total = weighted(letters[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if letters[0] in "TG" else 0)
    return ("JZIHGFEDCBA" if letters[0] in "ST" else "XWUTRQPNMLK")[total % 11] == letters[8]


def british_nhs(digits: str) -> bool:
    """Return whether an NHS number's check digit is right (modulo 11)."""
    return (11 - weighted(digits[:9], range(10, 1, -1)) % 11) % 11 == int(digits[9])


def dated_first(digits: str) -> bool:
    """Return whether `digits` begin with a day and month (Denmark)."""
    return is_date(int(digits[2:4]), int(digits[:2]))


def dated_by_year(digits: str) -> bool:
    """Return whether `digits` begin with a year of two digits, month and day (Korea, Malaysia)."""
    return is_date(int(digits[2:4]), int(digits[4:6]))


def czech_number(digits: str) -> bool:
    """Return whether a rodné číslo has a date (women's months count from 51) and, with ten digits, "
    "divides by 11."""
    date = is_date(int(digits[2:4]) % 50 % 20, int(digits[4:6]))
    return date and (len(digits) == 9 or int(digits) % 11 == 0 or int(digits[:9]) % 11 == 10)


def portuguese_nif(digits: str) -> bool:
    """Return whether a NIF's check digit is right (modulo 11)."""
    return (11 - weighted(digits[:8], range(9, 1, -1)) % 11) % 11 % 10 == int(digits[8])


def hungarian_number(digits: str) -> bool:
    """Return whether a TAJ's check digit is right (weights 3 and 7)."""
    return weighted(digits[:8], (3, 7) * 4) % 10 == int(digits[8])
