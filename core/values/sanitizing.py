"""What must not leave a chat log: spans of personal data, and what finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

Tier = Literal["rules", "strong"]
"""How much is looked for: by rules alone, or with a model beside them."""

TYPES = (
    "PERSON",
    "HANDLE",
    "EMAIL",
    "PHONE",
    "URL",
    "IP",
    "MAC",
    "CARD",
    "IBAN",
    "ACCOUNT",
    "NATIONAL_ID",
    "PASSPORT",
    "DRIVER_LICENCE",
    "PLATE",
    "ADDRESS",
    "POSTCODE",
    "PLACE",
    "COORDINATES",
    "BIRTH_DATE",
    "SECRET",
    "WALLET",
    "ORGANISATION",
)
"""The types that built-in sanitizers use. `HANDLE` is a name of an account, `ACCOUNT` a number of one,
`PLACE` a town or country, `SECRET` a key, token or password. A plugin may have others, in capitals.
"""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that must not leave the log.

    `start` and `end` count characters (`text[start:end]`; never empty). `type` is one of `TYPES`, or another
    name in capitals, digits and `_`. `score` is how sure its finder is, from above 0 to 1.
    """

    start: int
    end: int
    type: str
    score: float = 1.0


@runtime_checkable
class Sanitizer(Protocol):
    """Finds spans. Returned by `whetstone_sanitizers`.

    One of the tier `strong` is asked only where the settings say `tier = "strong"`. It may also have
    `unavailable() -> str`: a sentence that says what is missing for it to work here, or nothing. Where the
    settings want it and it is not available, no log is sanitized at all.

    Attributes:
        name: how it is called in explanations.
        tier: `rules` or `strong`.
    """

    name: str
    tier: Tier

    def find(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        """Return the spans of each of `texts`, in their order; those of one text do not overlap.

        It is called with some hundreds of texts at a time, from one thread, and keeps none of them.
        """
