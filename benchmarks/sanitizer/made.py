"""Writes annotated data of our own.

    python -m benchmarks.sanitizer.made FOLDER [--texts 2000] [--seed 1]

Two files, `develop.jsonl` and `held-out.jsonl`, from different sentences and different draws, in six
languages; `secrets.jsonl` with a token of a service in each text; and `chat.jsonl`, conversations whose
people are named by what they are called in them. `work-develop.jsonl` and `work-held-out.jsonl` name
employers, firms, schools and hospitals in half of their texts, and products in the others. Rules are made
looking at the files to develop with alone.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.sanitizer.sentences import CHAT, DEVELOP, HELD_OUT, ORDINARY, SECRETIVE
from benchmarks.sanitizer.tokens import SECRETS
from benchmarks.sanitizer.values import NAMES, Maker
from benchmarks.sanitizer.workplaces import DEVELOP_TALK, DEVELOP_WORK, HELD_OUT_TALK, HELD_OUT_WORK

_SLOT = re.compile(r"\{([A-Z_]+)\}")
_NICKS = ("olix", "urio", "emtak", "anyx", "ibbler")
_ORGANISATIONS = dict.fromkeys(("EMPLOYER", "EMPLOYER_SMALL", "FIRM", "SCHOOL"), "ORGANISATION")
_Row = dict[str, Any]


def filled(make: Maker, sentence: str, language: str) -> _Row:
    """Return `sentence` with a value in each of its `{TYPE}`, annotated."""
    text, spans, end = "", [], 0
    for slot in _SLOT.finditer(sentence):
        text += sentence[end : slot.start()]
        value = make.make(slot[1], language)
        spans.append({"start": len(text), "end": len(text) + len(value), "type": slot[1]})
        text += value
        end = slot.end()
    return {"text": text + sentence[end:], "spans": spans}


def texts(sentences: dict[str, Sequence[str]], count: int, seed: int) -> Iterator[_Row]:
    """Yield `count` texts, a fifth of them with nothing in them."""
    make = Maker(seed)
    for _ in range(count):
        if make.draw.random() < 0.2:
            yield {"text": make.draw.choice(ORDINARY), "spans": []}
        else:
            language = make.draw.choice(list(sentences))
            yield filled(make, make.draw.choice(sentences[language]), language)


def workplaces(named: Sequence[str], talked: Sequence[str], count: int, seed: int) -> Iterator[_Row]:
    """Yield texts that name somebody's employer or another organisation, and as many that do not."""
    make = Maker(seed)
    for _ in range(count):
        row = filled(make, make.draw.choice(make.draw.choice((named, talked))), "en")
        for span in row["spans"]:
            span["type"] = _ORGANISATIONS.get(span["type"], span["type"])
        yield row | {"spans": [span for span in row["spans"] if span["type"] != "PRODUCT"]}


def secrets(count: int, seed: int) -> Iterator[_Row]:
    """Yield texts with a secret each, all forms in turn."""
    make = Maker(seed)
    kinds = list(SECRETS)
    for number in range(count):
        before, _, after = make.draw.choice(SECRETIVE).partition("{SECRET}")
        value = SECRETS[kinds[number % len(kinds)]](make)
        span = {"start": len(before), "end": len(before) + len(value), "type": "SECRET"}
        yield {"text": before + value + after, "spans": [span], "form": kinds[number % len(kinds)]}


def chats(count: int, seed: int) -> Iterator[_Row]:
    """Yield conversations of twenty messages between people who sometimes call each other by name."""
    make = Maker(seed)
    firsts = [name for names, _ in NAMES.values() for name in names.split()]
    for conversation in range(count):
        nick = make.text(1, "bdfgklmnprstvz") + make.draw.choice(_NICKS) + make.digits(2)
        people = [*make.draw.sample(firsts, 2), nick]
        absent = make.draw.choice(firsts)
        for _ in range(20):
            speaker, other = make.draw.sample(people, 2)
            called = other.lower() if make.draw.random() < 0.4 else other
            text, spans, end = "", [], 0
            line = make.draw.choice(CHAT)
            for slot in re.finditer(r"\{(YOU|ABSENT)\}", line):
                text += line[end : slot.start()]
                value = called if slot[1] == "YOU" else absent
                spans.append({"start": len(text), "end": len(text) + len(value), "type": "PERSON"})
                text, end = text + value, slot.end()
            yield {
                "text": text + line[end:],
                "spans": spans,
                "conversation": str(conversation),
                "speaker": speaker,
            }


def main(arguments: Sequence[str]) -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sanitizer.made")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    made = {
        "develop": texts(DEVELOP, chosen.texts, chosen.seed),
        "held-out": texts(HELD_OUT, chosen.texts, chosen.seed + 1),
        "secrets": secrets(chosen.texts // 2, chosen.seed + 2),
        "chat": chats(chosen.texts // 20, chosen.seed + 3),
        "work-develop": workplaces(DEVELOP_WORK, DEVELOP_TALK, chosen.texts, chosen.seed + 4),
        "work-held-out": workplaces(HELD_OUT_WORK, HELD_OUT_TALK, chosen.texts, chosen.seed + 5),
    }
    for name, rows in made.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (chosen.folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
