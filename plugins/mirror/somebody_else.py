"""The clone of an invented person, which a real person's replies should not sound like.

Their log ships with Whetstone; `tools/somebody_else.py` says what it is made of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

from whetstone.core.portrait.prompt import fitted
from whetstone.core.portrait.reading import estimated_tokens
from whetstone.core.trials.replies import Condition
from whetstone.core.turns import Session
from whetstone.core.values.cartridge import Config
from whetstone.plugins.mirror.exchanges import exchanges
from whetstone.plugins.mirror.style import measured, said_often
from whetstone.plugins.mirror.taking import CleanTurn
from whetstone.plugins.mirror.wording import SMALL_PROMPT_TOKENS, Findings, parts_of

NAME = "Marlow"
LANGUAGE = "en"


def somebody_else(language: str) -> Condition | None:
    """Return the clone of somebody who writes in `language`; `None` where there is none."""
    if language != LANGUAGE:
        return None
    turns = list(_turns())
    style = measured(turns, lambda word: True)
    often = said_often(turns, LANGUAGE, lambda word: True)
    found = Findings(
        name=NAME,
        language=LANGUAGE,
        style=style.directions,
        claims={},
        often=often,
        turns=len(turns),
        model=None,
    )
    config = Config(voice="\n".join(style.directions[:2]), examples=tuple(exchanges(often)))
    return Condition(fitted(parts_of(found), SMALL_PROMPT_TOKENS, estimated_tokens).text, config, name=NAME)


def _turns() -> Iterator[CleanTurn]:
    log = files("whetstone.plugins.mirror").joinpath("somebody_else.jsonl").read_text("utf-8")
    for number, line in enumerate(log.splitlines()):
        said = json.loads(line)
        if said["speaker"] == NAME:
            yield CleanTurn(str(number), said["ts"], Session(said["ts"][:10], 0), said["text"])
