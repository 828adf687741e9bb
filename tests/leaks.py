"""A log, a cartridge's files, and the check between them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from whetstone.core.leaks.checking import Secrets, look_for_leaks
from whetstone.core.leaks.report import LeakReport

LOG = [
    "morning! did the ferry run last night or did they cancel it again?",
    "the heron stood on our leaky boat until the tide took both of them away",
    "I don't think it's worth mending, Oswin; the keel was rotten in '98 already",
    "ok",
    "my card is 4111 1111 1111 1111, but please ask first",
    "Whoever painted that fence green has never looked at a meadow in August, I swear.",
    "lunch at two? bring the *good* bread — and don’t be late this time, thanks :)",
    "Il neige encore à Besançon, et le café où nous étions l’été dernier a fermé.",
    "今天下午我们在河边看到一只白色的鹭鸟站在旧船上等着潮水",
    "昨日の夕方は川のそばで古い船に乗った白い鳥をずっと見ていました",
    "เมื่อวานนี้ตอนเย็นเราเห็นนกสีขาวยืนอยู่บนเรือเก่าริมแม่น้ำ",
]
PROMPT = "You are dry and brief. You doubt first and ask after. You write in lower case when you are tired."


def files_with(**changes: str) -> dict[str, bytes]:
    """The files of a small clone, some of them changed or added."""
    files = {
        "metadata.json": json.dumps({"version": "1", "author": "somebody", "type": "clone"}),
        "prompt.txt": PROMPT,
        "config.json": json.dumps({"voice": "Dry.", "weirdness": 0.25}),
        "library/reeds.txt": "Reeds bend.\nThey are counted among the grasses.",
        "report.json": json.dumps({"turns": 512, "style": {"sentence_words": 9.25}}),
    }
    return {name: text.encode() for name, text in (files | changes).items()}


def look(
    files: dict[str, bytes],
    *,
    log: Iterable[str] = LOG,
    removed: Iterable[tuple[str, str]] = (),
    replies: Sequence[str] = (),
    **secrets: Any,
) -> LeakReport:
    """Look for leaks of `log` in `files`."""
    return look_for_leaks(files, Secrets(lambda: log, removed=removed, **secrets), replies)


def kinds(report: LeakReport) -> set[str]:
    """The kinds of what was found."""
    return {found.kind for found in report.findings}
