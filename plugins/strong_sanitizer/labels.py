"""What the model's labels are called here, and how sure it must be of each."""

from __future__ import annotations

from dataclasses import dataclass

LABELS = (
    "GIVEN_NAME",
    "SURNAME",
    "EMAIL",
    "PHONE",
    "URL",
    "TAX_ID",
    "BANK_ACCOUNT",
    "ROUTING_NUMBER",
    "GOVERNMENT_ID",
    "PASSPORT",
    "DRIVERS_LICENSE",
    "BUILDING_NUMBER",
    "STREET_NAME",
    "SECONDARY_ADDRESS",
    "CITY",
    "STATE",
    "ZIP_CODE",
)
"""The model's labels in the order of its outputs: first comes none of them, then each twice, for a beginning
and for what goes on."""

Limits = tuple[float, float, float, float]
"""A probability for each `Dress` of a word."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of span, the labels that are it, and from which probability on a word is taken for it.

    `beside` is enough for a word that stands next to one which was taken. No span has a higher score than
    `most`: a rule that knows a number's form, or its check digits, knows better what it is.
    """

    type: str
    labels: tuple[str, ...]
    alone: Limits
    beside: Limits
    most: float = 0.89


def _all(limit: float) -> Limits:
    return (limit, limit, limit, limit)


KINDS = (
    Kind("PERSON", ("GIVEN_NAME", "SURNAME"), (0.2, 0.3, 0.1, 0.04), (0.1, 0.3, 0.05, 0.01)),
    Kind("PLACE", ("CITY", "STATE"), (0.2, 0.3, 0.2, 0.1), (0.1, 0.2, 0.05, 0.02)),
    Kind("ADDRESS", ("BUILDING_NUMBER", "STREET_NAME", "SECONDARY_ADDRESS"), _all(0.3), _all(0.1)),
    Kind("POSTCODE", ("ZIP_CODE",), _all(0.3), _all(0.2)),
    Kind("EMAIL", ("EMAIL",), _all(0.5), _all(0.2)),
    Kind("PHONE", ("PHONE",), _all(0.3), _all(0.1), 0.75),
    Kind("NATIONAL_ID", ("TAX_ID", "GOVERNMENT_ID"), _all(0.5), _all(0.2), 0.65),
    Kind("ACCOUNT", ("BANK_ACCOUNT", "ROUTING_NUMBER"), _all(0.3), _all(0.2), 0.75),
    Kind("PASSPORT", ("PASSPORT",), _all(0.3), _all(0.2)),
    Kind("DRIVER_LICENCE", ("DRIVERS_LICENSE",), _all(0.5), _all(0.3), 0.65),
)
"""Probabilities were chosen on development data; see docs/sanitizing.md. URLs are left to the rules: most are
nobody's secret."""

NUMBERS = frozenset({"PHONE", "NATIONAL_ID", "ACCOUNT", "PASSPORT", "DRIVER_LICENCE"})
"""Types whose spans hold digits."""
