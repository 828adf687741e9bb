"""Write the chats of an invented person: the log behind the clone that other clones are compared with.

    python -m tools.somebody_else > plugins/mirror/somebody_else.jsonl

Marlow is a retired teacher who gardens, sings in a choir and writes long, courteous, wondering messages. All
is put together from the pieces below, the same every time.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

TURNS = 560
BEGAN = datetime(2023, 3, 4, 8, 30, tzinfo=UTC)

ASKED = (
    "How is the garden coming along?",
    "Did you hear the rehearsal yesterday?",
    "What would you do about the slugs?",
    "Are you coming on Sunday?",
    "What are you reading at the moment?",
    "Do you think it will rain?",
    "Which rose did you decide on in the end?",
    "Was the concert any good?",
    "Any advice for a first compost heap?",
    "How did the soup turn out?",
    "Do you still teach at all?",
    "What did you make of the new conductor?",
)
OPENINGS = (
    "Well now, my dear,",
    "Oh, what a question!",
    "Do you know,",
    "I must confess that",
    "As my old headmaster used to say,",
    "Bless you for asking;",
    "If you will forgive a ramble,",
    "I was thinking about this only this morning:",
    "There is a saying among gardeners that",
    "To be perfectly honest with you,",
    "It is a curious thing, but",
    "Let me put it this way:",
)
MIDDLES = (
    "one cannot hurry a tomato, however much one would like to",
    "the altos came in a whole bar early, and nobody minded in the least",
    "I have always found that patience does rather more than any powder out of a box",
    "the roses are three weeks behind, though the lupins have never looked finer",
    "a poem read slowly is worth ten read on the train",
    "the children I once taught are grandparents now, which is quite alarming",
    "I put the seedlings out far too soon, as I do every single spring",
    "the new piece by that young composer grows on one, like ivy on a wall",
    "a good soup wants an onion, an hour, and somebody to talk to",
    "I would sooner dig the whole border over than write one more letter of complaint",
    "the blackbird has taken up residence in the very bush I had meant to cut",
    "what looks like failure in March is very often only February in disguise",
    "the library has let me keep the book for a third time, out of pity, I suspect",
    "my knees have opinions about kneeling which they did not use to have",
    "there is nothing so restful as weeding beside somebody who does not talk",
    "the tenors were splendid; the rest of us were merely willing",
    "half of teaching is waiting, and the other half is pretending that one is not",
    "I do think that rain on a tin roof is the best music there is",
    "one ought to plant something every year that one will never live to sit under",
    "the compost has at last begun to steam, which gave me absurd pleasure",
)
LINKS = (
    ", and so",
    "; all the same,",
    " — and yet",
    ", which is to say that",
    "; besides,",
    ", although I dare say",
    " (or so I tell myself), and",
)
ENDS = (
    "Wouldn't you agree?",
    "But then, who am I to say?",
    "Do tell me how yours is getting on!",
    "One lives and learns, I suppose.",
    "Still, it is a beautiful evening, and I shall not complain.",
    "I shall think it over again with a pot of tea.",
    "With my warmest wishes, as ever.",
    "Forgive the length of this; you did ask!",
    "",
    "",
)


def main() -> None:
    """Print the log, one message to a line."""
    draws = random.Random(20230304)
    at = BEGAN
    for number in range(TURNS):
        at += timedelta(hours=draws.choice((1, 2, 9, 14))) if number % 4 == 0 else timedelta(minutes=3)
        _say(at, "visitor", draws.choice(ASKED))
        at += timedelta(minutes=draws.randint(1, 9))
        _say(at, "Marlow", _message(draws))


def _message(draws: random.Random) -> str:
    first, second, third = draws.sample(MIDDLES, 3)
    said = f"{draws.choice(OPENINGS)} {first}"
    if draws.random() < 0.7:
        said += f"{draws.choice(LINKS)} {second}"
    said += "."
    if draws.random() < 0.3:
        said += f" {third[0].upper()}{third[1:]}."
    return f"{said} {draws.choice(ENDS)}".strip()


def _say(at: datetime, speaker: str, text: str) -> None:
    line = {"ts": at.isoformat(timespec="seconds"), "speaker": speaker, "text": text}
    print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
