"""Names that are ordinary words too, and whether such a word is written as a name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from whetstone.core.leaks.folding import words_of
from whetstone.core.text.words import STOP_WORDS

_NAMES = """
admin al amber angel anonymous april archer art ash august autumn baker ball banks baron basil bear bell
best bill bishop black bliss blue bob bot brook brown buck bud buddy bush butcher carol carter cash chance
charity chase chip christian chuck church cliff coder cook cooper coral cross crystal daisy dale dan dawn
day dean dev dick dolly don drake drew duke dusty earl ernest faith field finch fisher flora fox frank
friend gale game gamer garden gene ghost gill ginger glen gold good grace grant gray green grey guest guy
hacker hall harmony harper hawk hazel heath heather help helper hill hobby holly home hood hope house hunter
iris ivy jack jade jasmine jay jet jewel john joker joy judge june justice kay king knight lake lance lane
lark law lee lily linux lion little long love luna mace major mark marsh martin mason master may me melody
member merry mike miles mill miller mills misty mod moderator monkey moon moss nick noble nobody none north
null olive opal operator owner page park parker password pat peace pearl peg penny pepper piper player poppy
porter pound price pride prince prudence python queen rain ray red reed rich ridge river rob robin rock
rocky root rose rosemary rowan royal ruby rusty sage sailor sandy scout sergeant server shadow shepherd
short silver skip sky small smith snow someone star sterling stone storm strong student sue summer sunny
support swan swift system taylor teacher test tester tiger tom tony trip turner ubuntu unknown user victor
viola violet visitor walker ward watt weaver west white will windows wise wolf wood woods wren young
"""
"""Our own list: English first names, surnames and handles that mean something in lower case too."""

_LIBRARY = Path(__file__).parents[2] / "philosophy_library"
_LOWER = re.compile(r"(?<![\w'’])[a-z]+(?![\w'’])")
_OPENS = " \t\"'“‘«(*_>#-–—•[{"
_ENDS = ".!?:;…。！？|"


@cache
def ordinary_words() -> frozenset[bytes]:
    """Return words that mean something in lower case, folded.

    They are English stop words, a list of our own, all that the bundled personas' prompts and texts write in
    lower case, and the words of the cartridge format itself.
    """
    from whetstone.core.values.cartridge import Config, ContextLimits, Example, Metadata

    found = {*STOP_WORDS, *_NAMES.split(), "clone", "persona", "report"}
    for model in (Config, ContextLimits, Example, Metadata):
        found.update(word for key in model.model_fields for word in key.split("_"))
    for path in sorted(_LIBRARY.glob("*/**/*.txt")):
        found.update(_LOWER.findall(path.read_text("utf-8")))
    return frozenset(word.encode() for word in found)


def written_as_name(text: str, word: bytes) -> int:
    """Return how often `text` writes `word` (folded) as a name.

    That is with a capital letter where no sentence begins and the line is not all in capitals, or addressed:
    after an @, or with a colon or comma after it at the beginning of a line.
    """
    count = 0
    for found in re.finditer(r"[^\W_]+", text):
        if words_of(found[0]) != [word]:
            continue
        before, after = text[: found.start()], text[found.end() : found.end() + 1] or " "
        opened = before.rstrip(_OPENS)
        begins = not opened or opened[-1] in _ENDS or opened.endswith("\n")
        capital = found[0][0].isupper() and not (found[0].isupper() and text.isupper())
        addressed = before.endswith("@") or (begins and after in (":", ","))
        count += addressed or (capital and not begins)
    return count
