"""Whether what a cartridge quotes are words of its library, or of a passage that its report names by hash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whetstone.core import reports
from whetstone.core.text.quoting.quotations import quotations
from whetstone.core.text.quoting.verbatim import Verbatim, find_all
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.verification import claims
from whetstone.core.verification.check import Check, judged, passed, unknown

_BEGINNING = 60
_PLACES = re.compile(r"[“„«‹「『\"'‘]\s?")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation and where in the cartridge it stands."""

    text: str
    where: str

    def __str__(self) -> str:
        words = " ".join(self.text.split())
        shown = words if len(words) <= _BEGINNING else f"{words[:_BEGINNING].rstrip()}…"
        return f"{self.where}: “{shown}”"


def quotes_of(cartridge: Cartridge, forged: bool) -> list[Quoted]:
    """Return every quotation in the prompt and the settings.

    In a persona that was `forged`, replies in the examples are the author's words, with or without marks.
    """
    config = cartridge.config
    found = [Quoted(text, "prompt.txt") for text in quotations(cartridge.prompt)]
    found += [Quoted(text, "greeting") for text in quotations(config.greeting or "")]
    found += [Quoted(text, "voice") for text in quotations(config.voice or "")]
    for place, example in enumerate(config.examples):
        where = f"example {place + 1}"
        found += [Quoted(text, where) for text in quotations(example.user)]
        found += [Quoted(text, where) for text in ([example.reply] if forged else quotations(example.reply))]
    return found


def check_quotes(cartridge: Cartridge, report: Mapping[str, Any] | None) -> list[Check]:
    """Return the checks of what the cartridge quotes that need no sources.

    `report` is the cartridge's own where the Forge wrote it. A persona without one claims nothing of its
    quotations, so one that is not in its library is no fault.
    """
    about = "quotations"
    quotes = quotes_of(cartridge, report is not None)
    if not quotes:
        return [passed(about, "there are none in prompt and settings")]
    known = list(cartridge.library.values())
    checks = []
    if report is not None:
        spans = _spans(cartridge, report)
        known += spans.values()
        wanted = reports.texts(report, "prompt", "quotes")
        absent = [f"{id} is not in prompt.txt" for id in wanted if id not in spans]
        checks.append(
            judged(
                "prompt",
                absent,
                f"it quotes {len(wanted):,} passages, each word for word",
                "quoted passages are not there",
            )
        )
    standing = find_all((quote.text for quote in quotes), known)
    others = [quote for quote in quotes if quote.text not in standing]
    return [*checks, _outcome(quotes, others, report)]


def _outcome(quotes: list[Quoted], others: list[Quoted], report: Mapping[str, Any] | None) -> Check:
    about = "quotations"
    if not others:
        return passed(about, f"{len(quotes):,}, each in the library or a passage of the report")
    if report is None:
        return unknown(
            about, f"{len(others):,} of {len(quotes):,} are not in the library; --sources would tell more"
        )
    vouched = Verbatim(claims.vouched(report))
    invented = [str(quote) for quote in others if vouched.find(quote.text) is None]
    if invented:
        return judged(about, invented, "", "neither in the library nor in a passage of the report")
    return unknown(
        about,
        f"{len(others):,} of {len(quotes):,} are parts of passages or turns of phrase that the report "
        "vouches for; only the sources show them",
    )


def _spans(cartridge: Cartridge, report: Mapping[str, Any]) -> dict[str, str]:
    """Return the passages of the report that stand whole in the prompt or the examples, by id.

    A passage of several paragraphs may stand in quotation marks, which are not closed between them, or in a
    block quote, whose marks are no part of it.
    """
    quotes = [*quotations(cartridge.prompt, 1), *(example.reply for example in cartridge.config.examples)]
    marked = [found.end() for found in _PLACES.finditer(cartridge.prompt)]
    starts = [*((quote, [0]) for quote in quotes), (cartridge.prompt, marked)]
    return claims.spans(claims.passages(report).values(), starts)
