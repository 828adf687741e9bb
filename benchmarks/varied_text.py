"""Corpora of any size that are as varied as their size would be, made of the sentences of some texts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path

FILE = 20_000_000


def sentences_of(texts: Iterable[str]) -> list[list[str]]:
    """Return the sentences of some texts, as words with their marks."""
    ends = re.compile(r"(?<=[.?!])\s+")
    return [words for text in texts for sentence in ends.split(text) if len(words := sentence.split()) > 3]


def write_corpus(folder: Path, sentences: list[list[str]], size: int) -> None:
    """Write files of `size` bytes together: shuffled sentences with a quarter of the words others."""
    chosen = random.Random(1)
    vocabulary = [word for words in sentences for word in words if word.isalpha()]
    number = written = 0
    while written < size:
        number += 1
        room = min(FILE, size - written)
        with (folder / f"work-{number:03}.txt").open("w", encoding="utf-8") as file:
            while room > 0:
                piece = " ".join(
                    _sentence(chosen, sentences, vocabulary) for _ in range(chosen.randint(2, 7))
                )
                file.write(piece + "\n\n")
                room -= len(piece.encode()) + 2
                written += len(piece.encode()) + 2


def _sentence(chosen: random.Random, sentences: list[list[str]], vocabulary: list[str]) -> str:
    words = list(sentences[int(chosen.random() * len(sentences))])
    for _ in range(len(words) // 4 + 1):
        words[int(chosen.random() * (len(words) - 1))] = vocabulary[int(chosen.random() * len(vocabulary))]
    return " ".join(words)
