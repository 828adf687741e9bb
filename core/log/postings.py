"""Which records of a block hold a word: kept as bytes, worked with as bits of a whole number."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence

BLOCK = 32_768
"""Records are numbered from 0; this many in a row are a block, and have a place in it."""

EVERY = (1 << BLOCK) - 1
"""The bits of all places of a block."""

_MAP = BLOCK // 8
_MOST_LISTED = 1_024


def pack(places: Sequence[int]) -> bytes:
    """Return the distinct, rising `places` as bytes: two for each, or a map of bits where they are many."""
    if len(places) > _MOST_LISTED:
        return _map_of(places).to_bytes(_MAP, "little")
    listed = array("H", places)
    if sys.byteorder == "big":
        listed.byteswap()
    return listed.tobytes()


def bits_of(packed: Sequence[bytes]) -> int:
    """Return the places in any of these `packed` ones, as bits."""
    bits = 0
    listed = array("H")
    for data in packed:
        if len(data) == _MAP:
            bits |= int.from_bytes(data, "little")
        else:
            listed.frombytes(data)
    if sys.byteorder == "big":
        listed.byteswap()
    return bits | _map_of(listed) if listed else bits


def places_of(bits: int) -> Iterator[int]:
    """Yield the places that `bits` stand for, the last first."""
    while bits:
        place = bits.bit_length() - 1
        yield place
        bits ^= 1 << place


def joined(packed: bytes, places: Sequence[int]) -> bytes:
    """Return `packed` with more `places`."""
    if len(packed) < _MAP and len(packed) // 2 + len(places) <= _MOST_LISTED:
        listed = array("H")
        listed.frombytes(packed)
        if sys.byteorder == "big":
            listed.byteswap()
        return pack(sorted({*listed, *places}))
    return (bits_of([packed]) | _map_of(places)).to_bytes(_MAP, "little")


def _map_of(places: Sequence[int]) -> int:
    if len(places) < 8:
        bits = 0
        for place in places:
            bits |= 1 << place
        return bits
    flags = bytearray(_MAP)
    for place in places:
        flags[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(flags, "little")
