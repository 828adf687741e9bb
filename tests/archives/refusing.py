"""Reads the sample cartridge with files replaced, and holds refusals to one good sentence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from archives.sample import MINIMAL

import whetstone

Changes = Mapping[str, bytes | None]


def read(changes: Changes = MINIMAL) -> whetstone.Cartridge:
    """Return the minimal cartridge with the files `changes` replaced; `None` takes one away."""
    files = {name: data for name, data in {**MINIMAL, **changes}.items() if data is not None}
    return whetstone.read_files(files, stem="plato")


def refusal(changes: Changes) -> str:
    """Return the sentence that refuses the minimal cartridge with `changes`."""
    with pytest.raises(whetstone.CartridgeError) as caught:
        read(changes)
    return well_put(str(caught.value))


def read_or_told(name: str, changes: Changes) -> whetstone.Cartridge | None:
    """Return the cartridge with `changes`, or `None` if it is refused in a sentence that names a file."""
    try:
        return read(changes)
    except whetstone.CartridgeError as error:
        sentence = well_put(str(error))
    assert sentence.startswith(name)
    return None


def well_put(sentence: str) -> str:
    """Hold a sentence to what a person can be shown, and return it."""
    assert sentence.isprintable()
    assert 15 < len(sentence) <= 300
    return sentence
