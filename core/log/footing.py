"""Whether the log still begins with what the index has read of it."""

from __future__ import annotations

import os
import zlib
from dataclasses import replace
from enum import Enum
from hashlib import blake2b
from io import UnsupportedOperation
from typing import BinaryIO

from whetstone.core.log.schema import State

_HEAD = 4_096
_TAIL = 4_096
_CHUNK = 2**20


class Footing(Enum):
    """What became of the log since the index read it."""

    FIRM = "at most, lines were added to it"
    UNSURE = "somebody wrote in it, or put another file in its place"
    LOST = "what was read of it is no longer there"


def footing(state: State, log: BinaryIO) -> Footing:
    """Return what the size, the times and a few bytes of `log` tell.

    A change in the middle that keeps the length, and that lines were added after, is not seen.
    """
    size, inode, changed = measures(log)
    if size < state.seen or _head(log, state.start) != state.head or _tail(log, state.start) != state.tail:
        return Footing.LOST
    if inode != state.inode or (size == state.seen and changed != state.changed):
        return Footing.UNSURE
    return Footing.FIRM


def is_whole(state: State, log: BinaryIO) -> bool:
    """Return whether `log` begins with the very bytes that were read: by reading them all again."""
    return checksum(log, 0, state.start, 0) == state.crc


def at_rest(state: State, before: int, log: BinaryIO, inode: int, changed: int) -> State:
    """Return `state` with what `footing` looks at, after a batch that began at byte `before`."""
    return replace(
        state,
        head=_head(log, state.start),
        tail=_tail(log, state.start),
        crc=checksum(log, before, state.start, state.crc),
        inode=inode,
        changed=changed,
    )


def measures(log: BinaryIO) -> tuple[int, int, int]:
    """Return the size, the inode and the time of the last change (nanoseconds) of an open log."""
    try:
        status = os.fstat(log.fileno())
    except UnsupportedOperation:  # there is no log, and nothing is read in its place
        return 0, 0, 0
    return status.st_size, status.st_ino & 0x7FFF_FFFF_FFFF_FFFF, status.st_mtime_ns


def checksum(log: BinaryIO, start: int, end: int, before: int) -> int:
    """Return the CRC-32 of the bytes from `start` to `end`, going on from that of the bytes `before`."""
    log.seek(start)
    while start < end and (chunk := log.read(min(_CHUNK, end - start))):
        before = zlib.crc32(chunk, before)
        start += len(chunk)
    return before


def _head(log: BinaryIO, end: int) -> bytes:
    log.seek(0)
    return _digest(log.readline(min(_HEAD, end)).rstrip(b"\n"))


def _tail(log: BinaryIO, end: int) -> bytes:
    start = max(0, end - _TAIL)
    log.seek(start)
    return _digest(log.read(end - start))


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
