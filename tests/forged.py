"""A persona as the Forge makes one, put together by hand from files on disk, to be tampered with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cartridges import write_cartridge
from orchard import passage

from whetstone import Cartridge, Host, build_cartridge
from whetstone.core.text.passages import split_passages
from whetstone.core.values.cartridge import source_hash_of
from whetstone.core.values.text import Excerpt, Stretch

NAME = "Ada Keeper"

Parts = dict[str, Any]
"""The arguments of `build_cartridge`, to be changed before it is called."""


def write_sources(folder: Path) -> Path:
    """Write the keeper's two books into a folder of their own, and return it."""
    shelf = folder / "shelf"
    shelf.mkdir(parents=True)
    for name, title, numbers in (
        ("first.txt", "The Orchard", range(12)),
        ("second.txt", "The Cellar", range(20, 32)),
    ):
        text = "\n\n".join([title, *(passage(number) for number in numbers)])
        (shelf / name).write_text(text + "\n", encoding="utf-8")
    return shelf


def passages_of(shelf: Path, host: Host) -> tuple[list[Excerpt], list[dict[str, Any]]]:
    """Return the passages of the books as they are read, and the files as a report tells them."""
    found: list[Excerpt] = []
    files = []
    for source in host.texts.find([shelf]):
        characters = 0
        for stretch in host.texts.read(source, NAME):
            if isinstance(stretch, Stretch):
                characters += len(stretch.text)
                found += [
                    excerpt(stretch, piece.start, piece.text) for piece in split_passages("t", stretch.text)
                ]
        digest = host.texts.sha256(source)
        told = {"name": source.name, "sha256": digest, "format": "txt"}
        files.append({**told, "outcome": "read", "characters": characters})
    return found, files


def excerpt(stretch: Stretch, start: int, text: str) -> Excerpt:
    named = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]
    begins = stretch.start + start
    return Excerpt(f"p{named}", stretch.work, stretch.section, begins, begins + len(text), text)


def parts_of(shelf: Path, host: Host) -> Parts:
    """Return a persona of the books: two passages quoted, two on the shelf, one cited, one an example."""
    found, files = passages_of(shelf, host)
    quoted, shelved, cited, example = found[1:3], found[4:6], found[15], found[8]
    phrase = "It is not cleverness that saves"
    assert phrase in cited.text
    named = [*quoted, *shelved, cited, example]
    works = sorted({one.work for one in found})
    report = {
        "kind": "forge",
        "version": 1,
        "made_from": {
            "language": "en",
            "sources": files,
            "works": [
                {"title": work, "source": place, "characters": 4_000, "passages": 12}
                for place, work in enumerate(works)
            ],
            "left_out": [],
            "held_out": {"passages": 2, "characters": 800, "seal": "sha256:" + "0" * 64},
        },
        "model": {"name": "recorded", "calls": 12, "budget": 20},
        "profile": {"sentence_words": {"value": 21.5, "unit": "words"}},
        "selection": {
            "objective": "coverage",
            "exemplars": [one.id for one in quoted],
            "library": [{"file": "orchard-1.txt", "ids": [one.id for one in shelved]}],
        },
        "passages": {
            one.id: {
                "work": one.work,
                "section": one.section,
                "start": one.start,
                "end": one.end,
                "sha256": hashlib.sha256(one.text.encode()).hexdigest(),
            }
            for one in named
        },
        "distillation": {
            "claims": [{"facet": "voice", "text": "You warn.", "cites": [cited.id], "quotes": [phrase]}],
            "dropped": [{"reason": "no such passage", "count": 2}],
        },
        "prompt": {"tokens": 300, "quotes": [one.id for one in quoted]},
        "config": {"weirdness": {"value": 0.4, "why": "from the variety of words"}},
        "trials": None,
        "notes": ["The books are short."],
    }
    own = "\n\n".join(f"“{one.text}” ({one.work})" for one in quoted)
    return {
        "metadata": {
            "version": "1.0",
            "author": "tests",
            "id": "ada-keeper",
            "name": NAME,
            "source_hash": source_hash_of(file["sha256"] for file in files),
        },
        "prompt": f"You are {NAME}. You warn: “{phrase}”.\n\nYour own words\n{own}\n",
        "config": {"weirdness": 0.4, "examples": [{"user": "What of plums?", "reply": example.text}]},
        "library": {
            "orchard-1.txt": "\n\n".join(
                [f"{shelved[0].work}\nCharacters 1 to 2", shelved[0].text, f"{shelved[1].text}\n"]
            )
        },
        "report": report,
    }


def forged(folder: Path, change: Callable[[Parts], None] = lambda parts: None) -> tuple[Path, Path]:
    """Return the file of a persona that `change` was made to, and the folder of its sources as they were."""
    shelf = write_sources(folder)
    with Host(folder / "maker") as host:
        parts = parts_of(shelf, host)
        change(parts)
        return write_cartridge(host, folder, built(parts)), shelf


def built(parts: Parts) -> Cartridge:
    parts = json.loads(json.dumps(parts))
    return build_cartridge(parts.pop("metadata"), **parts)
