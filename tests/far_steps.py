"""Steps that compute, for other processes; they import little, so that these start quickly."""

from __future__ import annotations

import os
import time
from pathlib import Path

from whetstone.core.errors import TextError


def busy(number: int, seconds: float) -> tuple[int, int]:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
    return number, os.getpid()


def weigh(data: bytes) -> tuple[int, int]:
    return len(data), os.getpid()


def touchy(number: int) -> int:
    busy(number, 0.02)
    if number == 12:
        raise TextError("chapter 12 holds no text")
    return number


class Peculiar(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def peculiar(number: int) -> int:
    busy(number, 0.02)
    if number == 12:
        raise Peculiar("salt", "sugar")
    return number


def mortal(number: int, folder: str, deaths: int) -> int:
    """Take this process away with the step, so often, but never the one of the tests."""
    busy(number, 0.02)
    if number == 15:
        for death in range(deaths):
            try:
                os.close(os.open(Path(folder) / str(death), os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            os.kill(os.getpid(), 9)
    return number
