"""Read subtitles (SubRip, `.srt`) as texts that a persona is made of."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from whetstone import TextBlock, TextError, TextFormat, hookimpl

whetstone_api = ">=1.1,<2"

_TIMES = re.compile(r"\d+:\d\d:\d\d[,.]\d+ --> \d+:\d\d:\d\d[,.]\d+")
_MARKUP = re.compile(r"</?[a-z][^>]*>|\{\\[^}]*\}")
_SOUND = re.compile(r"[\[(][^\])]*[\])]|♪.*")
_ENDS = (".", "!", "?", "…", '"', "”")


class SubtitleFormat:
    """SubRip: numbered captions with their times."""

    name = "subtitles"
    suffixes: tuple[str, ...] = (".srt",)

    def recognises(self, head: bytes, filename: str) -> bool:
        """Return whether it is called `.srt`, or begins with a number and a line of times."""
        lines = head.decode("utf-8-sig", "replace").splitlines()[:2]
        timed = len(lines) == 2 and lines[0].strip().isdigit() and _TIMES.match(lines[1]) is not None
        return filename.lower().endswith(self.suffixes) or timed

    def read(self, file: BinaryIO, filename: str) -> Iterator[TextBlock]:
        """Yield a paragraph for each sentence or more; sounds in brackets are captions."""
        said = ""
        found = False
        for line in io.TextIOWrapper(file, "utf-8-sig", errors="replace"):
            words = " ".join(_MARKUP.sub("", line).split())
            if _TIMES.match(words):
                found = True
            elif _SOUND.fullmatch(words):
                yield TextBlock(words, "caption")
            elif words and not words.isdigit():
                said = f"{said} {words.removeprefix('- ')}".strip()
                if said.endswith(_ENDS):
                    yield TextBlock(said)
                    said = ""
        if not found:
            raise TextError("it has no captions with times")
        if said:
            yield TextBlock(said)


@hookimpl
def whetstone_text_formats() -> list[TextFormat]:
    """Bring the format."""
    return [SubtitleFormat()]
