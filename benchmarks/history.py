"""What the chat log costs when it is long: its index, counts, search, the user's turns, a deletion.

    python -m benchmarks.history [TURNS]

The log is of our own words, of no language, and as long as real ones: messages of one to three sentences,
replies of three to eleven with a passage of the library beside them, in conversations of 2 to 40 turns. The
index's peer in the same run is `json.loads` of every line, which is the least that reading the log can cost.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from whetstone.core.history import History, new_id, now
from whetstone.core.home import Home
from whetstone.core.readiness import readiness
from whetstone.core.turns import own_turns
from whetstone.core.values.turn import Record

SYLLABLES = re.findall("..", "bacedifoguhaleminopurasetivowudakelimonutaresigo")
TWO, THREE, FOUR = (["".join(part) for part in itertools.product(SYLLABLES, repeat=n)] for n in (2, 3, 4))
RANDOM = random.Random(7)
WORDS = [*RANDOM.sample(TWO, 200), *RANDOM.sample(THREE, 4_000), *RANDOM.sample(FOUR, 50_000)]
"""As often as words of a language: the one of rank r with a weight of 1 / (r + 2.7)."""
WEIGHTS = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(WORDS))))
SENTENCES = [
    f"{' '.join(RANDOM.choices(WORDS, cum_weights=WEIGHTS, k=12)).capitalize()}." for _ in range(50_000)
]
HAN = [chr(0x4E00 + n) for n in range(1_500)]

QUERIES = {
    "a rare word": [[f"rare{n}x"] for n in range(64)],
    "the most frequent words": [[word] for word in WORDS[:20]],
    "words of middling rank": [[word] for word in WORDS[500:560]],
    "two frequent words": [WORDS[n : n + 2] for n in range(30)],
    "two of a third each that never meet": [["tidal", "dunes"]],
    "two beginnings that never meet": [["tid", "dun"]],
    "a beginning of one letter": [[letter] for letter in "bcdfghlmnprstvk"],
    "a beginning of four letters": [[word[:4]] for word in WORDS[300:340]],
    "Chinese, a pair": [[HAN[n] + HAN[n + 1]] for n in range(40)],
    "a word that is not there": [["nowhere"]],
}


def main(turns: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder)
        conversation = _write_log(home, turns)
        size = home.log.stat().st_size / 1e6
        print(f"{turns:,} turns, {size:,.0f} MB\n{'':<52}{'p50':>12}{'p99':>12}")
        peer, peer_work = _worked(lambda: _loads_all(home.log))
        _tell("json.loads of every line (peer)", [peer], f"{size / peer:.0f} MB/s, {peer_work:.1f} s of work")
        history = History(home)
        before = _peak()
        built, work = _worked(history.counts)
        _tell(
            "index built",
            [built],
            f"{size / built:.0f} MB/s, {work:.1f} s of work: {work / peer_work:.1f} x peer",
        )
        index = (home.cache / "history.sqlite").stat().st_size / 1e6
        print(f"{'size of the index':<52}{index:>9.0f} MB")
        print(f"{'peak memory, before and after':<52}{before:>9.0f} MB{_peak():>9.0f} MB")
        _tell("counts", _often(history.counts))
        _tell("list, the latest 50", _often(lambda: history.conversations(50)))
        _tell("the latest with a persona", _often(lambda: history.latest_with("socrates")))
        _tell("a branch", _often(lambda: history.branch(conversation)))
        for name, queries in QUERIES.items():
            _tell(f"search: {name}", _searches(history, queries))
        found, seconds = _read_turns(history)
        _tell("the user's own turns, read", [seconds], f"{found:,} turns, {found / seconds:,.0f} a second")
        _tell("readiness measured", [_once(lambda: readiness(home, history))])
        _tell("readiness, kept", _often(lambda: readiness(home, history)))
        print(f"{'peak memory with these':<52}{'':>12}{_peak():>9.0f} MB")
        _tell("one more turn appended", [_once(lambda: history.append(_turn())) for _ in range(30)])
        _tell("one more turn appended, and read", [_append_and_count(history) for _ in range(30)])
        _tell("a conversation deleted", [_once(lambda: history.delete_conversations([conversation]))])
        print(f"{'peak memory at the end':<52}{'':>12}{_peak():>9.0f} MB")


def _write_log(home: Home, turns: int) -> str:
    """Write the log, and return the id of a conversation in the middle of it."""
    chosen = ""
    with home.log.open("w", encoding="utf-8") as log:
        print(json.dumps({"v": 1, "kind": "generation", "generation": "0", "at": now()}), file=log)
        for number, line in enumerate(itertools.islice(_records(), turns)):
            print(json.dumps(line, ensure_ascii=False), file=log)
            if number == turns // 2:
                chosen = str(line["conversation"])
    return chosen


def _records() -> Iterator[dict[str, object]]:
    number = 0
    while True:
        conversation, parent = f"{number:012x}{RANDOM.getrandbits(56):014x}", None
        for place in range(RANDOM.randrange(2, 41)):
            record = _record(number, place, conversation, parent)
            yield record
            parent = record["id"]
            number += 1


def _record(number: int, place: int, conversation: str, parent: object) -> dict[str, object]:
    day = f"2026-{number // 90_000 % 12 + 1:02}-{number // 3_600 % 25 + 1:02}"
    record: dict[str, object] = {
        "v": 1,
        "kind": "turn",
        "id": f"{number:012x}{RANDOM.getrandbits(56):014x}",
        "parent_id": parent,
        "conversation": conversation,
        "at": f"{day}T{number // 150 % 24:02}:00:00.000+00:00",
        "persona": RANDOM.choice(["socrates", "hypatia"]),
        "content_hash": "0" * 64,
    }
    if place % 2 == 0:
        extra = (
            f" {('tidal', 'dunes', '')[number // 2 % 3]}{f' rare{number // 50}x' if number % 50 == 0 else ''}"
        )
        return record | {"speaker": "user", "role": "user", "text": _sentences(1, 3) + extra}
    text = _sentences(3, 11)
    if number % 4 == 1:
        text = text.replace("ba", "b’a", 1) + " — café"
    if number % 50 == 1:
        start = RANDOM.randrange(1_400)
        text += "".join(HAN[start : start + 20]) + "。"
    return record | {
        "speaker": "Socrates",
        "role": "assistant",
        "text": f"{text} {('tidal', 'dunes', '')[number // 2 % 3]}",
        "passages": [
            {"source": "a.txt", "title": "A", "start": 0, "end": 400, "text": _sentences(5, 5), "score": 0.5}
        ],
        "model": "smollm2",
        "usage": {"prompt_tokens": 800, "completion_tokens": 90, "cached_tokens": 400},
        "first_token_ms": 120.5,
    }


def _sentences(least: int, most: int) -> str:
    return " ".join(RANDOM.choices(SENTENCES, k=RANDOM.randint(least, most)))


def _turn() -> Record:
    return Record(
        id=new_id(), conversation=new_id(), at=now(), persona="socrates", role="user", text=_sentences(1, 3)
    )


def _append_and_count(history: History) -> float:
    history.append(_turn())
    return _once(history.counts)


def _searches(history: History, queries: list[list[str]]) -> list[float]:
    for query in queries:
        history.search(query, 20)
    repeats = max(1, 60 // len(queries))
    return [_once(lambda query=query: history.search(query, 20)) for query in queries * repeats]  # type: ignore[misc]


def _loads_all(log: Path) -> None:
    with log.open("rb") as file:
        for line in file:
            json.loads(line)


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _worked(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that `work` took, and those in which a processor was at it."""
    start = time.process_time()
    seconds = _once(work)
    return seconds, time.process_time() - start


def _read_turns(history: History) -> tuple[int, float]:
    """Return how many turns of the user's there are, as many as are counted, and the seconds it took."""
    start = time.perf_counter()
    found = sum(1 for _ in own_turns(history))
    assert found == history.counts().answered
    return found, time.perf_counter() - start


def _often(work: Callable[[], object]) -> list[float]:
    return [_once(work) for _ in range(100)]


def _tell(name: str, seconds: list[float], more: str = "") -> None:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    cells = [f"{s:>10.2f} s" if s >= 1 else f"{s * 1000:>9.2f} ms" for s in (cuts[49], cuts[98])]
    print(f"{name:<52}{cells[0]}{cells[1] if len(seconds) > 1 else '':>12}  {more}".rstrip(), flush=True)


def _peak() -> float:
    """Return the most memory that this process has had so far, in MB."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
