"""`whetstone mirror status` says how many turns there are, and what can be told of them, before any clone."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from shutil import copytree

import numpy as np
import pytest
from commandline import here, process
from logs import history_in, said, talk, write_log
from numpy.typing import NDArray
from texts_to_choose_from import CASUAL, GRAVE, TOPICS, about, speech

from whetstone.core.history import History
from whetstone.core.home import Home
from whetstone.core.readiness import Readiness, readiness, service
from whetstone.core.readiness.material import Material, Spoken
from whetstone.core.readiness.service import SAMPLE
from whetstone.core.readiness.telling import Telling, bounds
from whetstone.core.values.turn import Record

KEPT = "history-readiness"


def chats(mine: Sequence[str], theirs: Sequence[str], speaker: str = "Ann") -> list[Record]:
    """A conversation a day, of ten turns: what the user says, and what the other one answers."""
    records: list[Record] = []
    for number, (own, other) in enumerate(zip(mine, theirs, strict=True)):
        day = number // 10
        at = (datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=day, minutes=number % 10)).isoformat()
        above = records[-1] if number % 10 else None
        asked = said(own, f"c{day}", above).model_copy(update={"at": at, "speaker": "Zebulon"})
        answer = said(other, f"c{day}", asked, "assistant").model_copy(update={"at": at, "speaker": speaker})
        records += [asked, answer]
    return records


def spoken(sentences: Sequence[str], count: int, seed: int = 0, each: int = 1) -> list[str]:
    return [speech(sentences, seed + number, each) for number in range(count)]


def measured(home: Path, *records: Record) -> Readiness:
    write_log(home, records)
    return readiness(Home(home), history_in(home))


@pytest.fixture(scope="module")
def grave(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with 300 turns in a style of their own, about the sea and about music."""
    home = tmp_path_factory.mktemp("grave") / "home"
    topics = [about(list(TOPICS)[number // 10 % 3], number, 1) for number in range(300)]
    mine = [f"{a}. {b}" for a, b in zip(spoken(GRAVE, 300), topics, strict=True)]
    write_log(home, chats(mine, spoken(CASUAL, 300, 900)))
    return home


def test_a_style_that_differs_is_told_from_the_others(grave: Path) -> None:
    told = readiness(Home(grave), history_in(grave))
    assert (told.turns, told.sampled, told.language, told.listed, told.not_yet) == (300, 300, "en", True, {})
    assert told.style is not None
    assert told.style.told > 0.95
    assert 0.5 < told.style.low < told.style.told <= told.style.high <= 1
    assert (told.style.windows, told.style.others, told.style.learned_from) == (10, 10, 200)
    assert told.curve is not None
    assert [turns for turns, _ in told.curve.points] == [50, 100, 200]
    assert told.curve.low <= told.curve.gain <= told.curve.high
    assert told.topics is not None
    assert told.topics.enough >= 3
    words = {word for topic in told.topics.found for word in topic.words}
    assert words & set(TOPICS["sea"].split())
    assert words & set(TOPICS["garden"].split())


def test_what_was_measured_is_kept_until_the_log_changes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    log = write_log(home, chats(spoken(GRAVE, 20), spoken(CASUAL, 20)))
    first = readiness(Home(home), history_in(home))
    kept = home / "cache" / KEPT
    stamp = kept.stat().st_mtime_ns, kept.read_bytes()
    assert readiness(Home(home), history_in(home)) == first
    assert (kept.stat().st_mtime_ns, kept.read_bytes()) == stamp
    kept.write_bytes(b"damaged")
    assert readiness(Home(home), history_in(home)) == first
    history = history_in(home, *talk("one more", "so", conversation="new"))
    assert readiness(Home(home), history).turns == 21
    log.unlink()
    assert readiness(Home(home), history_in(home)).turns == 0


def test_a_deletion_takes_what_was_measured_with_it(grave: Path, tmp_path: Path) -> None:
    readiness(Home(grave), history_in(grave))
    home = Path(copytree(grave, tmp_path / "home"))
    history = history_in(home)
    topics = readiness(Home(home), history).topics
    assert topics is not None
    word = topics.found[0].words[0].encode()
    kept = home / "cache" / KEPT
    kept.with_name(f"{KEPT}.killed.new").write_bytes(word)
    assert word in kept.read_bytes()
    history.delete(lambda record: True)
    assert [path for path in home.rglob("*") if path.is_file() and word in path.read_bytes()] == []


def test_what_was_deleted_meanwhile_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    write_log(home, chats(spoken(GRAVE, 20), spoken(CASUAL, 20)))
    history, measure = history_in(home), service._measured

    def deleted_meanwhile(log: History, turns: int) -> Readiness:
        told = measure(log, turns)
        log.delete(lambda record: record.conversation == "c0")
        return told

    monkeypatch.setattr(service, "_measured", deleted_meanwhile)
    assert readiness(Home(home), history).turns == 20
    assert not (home / "cache" / KEPT).exists()


def test_another_process_measures_the_same(grave: Path) -> None:
    kept = grave / "cache" / KEPT
    here("mirror", "status", home=grave)
    bytes_here = kept.read_bytes()
    kept.unlink()
    assert process("mirror", "status", "--json", home=grave, env={"PYTHONHASHSEED": "7"}).code == 0
    assert kept.read_bytes() == bytes_here


def test_who_speaks_alike_is_not_told_apart(tmp_path: Path) -> None:
    both = spoken(GRAVE, 320, each=1)
    told = measured(tmp_path / "home", *chats(both[:160], both[160:])).style
    assert told is not None
    assert told.low < 0.5 < told.high


def test_a_name_is_no_style(tmp_path: Path) -> None:
    """Both say the same; that each calls the other by name tells nothing of how they speak."""
    both = spoken(GRAVE, 320, each=1)
    mine = [f"Quentin: {text}" for text in both[:160]]
    theirs = [f"{text}, zebulon" for text in both[160:]]
    told = measured(tmp_path / "home", *chats(mine, theirs, "Quentin Quux")).style
    assert told is not None
    assert told.low < 0.5 < told.high


def test_with_few_turns_it_says_what_cannot_be_told_yet(tmp_path: Path) -> None:
    told = measured(tmp_path / "home", *chats(spoken(GRAVE, 12), spoken(CASUAL, 12)))
    assert (told.style, told.curve, told.topics) == (None, None, None)
    assert set(told.not_yet) == {"style", "curve", "topics"}
    assert "there are 4 turns" in told.not_yet["style"]


def test_one_word_messages_are_too_little_to_tell_a_style(tmp_path: Path) -> None:
    words = [Random(number).choice(["ok", "yes", "lol", "no", "👍", "..."]) for number in range(600)]
    told = measured(tmp_path / "home", *chats(words, spoken(CASUAL, 600)))
    assert told.turns == 600
    assert told.style is None
    assert "4,000 characters at the least" in told.not_yet["style"]
    assert "turns of 4 words or more at the least, and there are 0" in told.not_yet["topics"]


GERMAN = (
    "ich glaube nicht dass wir das heute noch schaffen werden",
    "vielleicht sollten wir erst einmal in Ruhe darüber schlafen",
    "mir wäre es lieber wenn du vorher kurz anrufst",
    "am Ende haben wir doch wieder die ganze Küche aufgeräumt",
    "das Fahrrad steht noch immer hinter dem alten Schuppen",
)
CURT = ("passt", "bin gleich da!!", "hab dir das Geld überwiesen", "nee, keine Lust", "wo bist du denn??")
LATIN = (
    "arma virumque et litora canere volo si licet",
    "nihil enim est tam dulce quam otium litteratum",
    "quid faciam nescio nam hospites cras venturi sunt",
    "hortus meus rosas et lilia multa habet hoc anno",
)


def test_another_language_is_told_by_its_own_words(tmp_path: Path) -> None:
    mine, theirs = spoken(GERMAN, 160), spoken(CURT, 160, each=2)
    mine[3] += " \ud83d und noch etwas, das länger ist als alles andere"  # half of an emoji
    told = measured(tmp_path / "home", *chats(mine, theirs))
    assert (told.language, told.listed) == ("de", True)
    assert told.style is not None
    assert told.style.low > 0.5


def test_a_language_without_a_list_of_words_is_told_by_the_others_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    write_log(home, chats(spoken(LATIN, 160), spoken(CASUAL, 160)))
    shown = here("mirror", "status", home=home).out
    assert "Language: Latin, of which there is no list of words" in shown
    assert "Your style: told from the other speakers' in" in shown


def test_of_a_long_log_a_sample_is_measured(tmp_path: Path) -> None:
    short = ["yes", "no", "ok"] * 800
    told = measured(tmp_path / "home", *chats(short, short))
    assert (told.turns, told.sampled) == (2_400, SAMPLE)


@pytest.mark.parametrize(
    ("falls", "turns", "measurable"), [(20.0, 300, True), (20.0, 30_000, False), (0.0, 300, False)]
)
def test_more_turns_are_worth_what_the_error_falls_by(
    falls: float, turns: int, measurable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Styles whose error is 0.02, and `falls` over the number of turns they were learned from."""
    tried: list[int] = []

    def wins(self: Telling, size: int) -> NDArray[np.float64]:
        tried.append(size)
        return np.asarray(np.random.default_rng(0).random((60, 60)) < 0.98 - falls / size, np.float64)

    monkeypatch.setattr(Telling, "_tried", wins)
    some = tuple(Spoken("words of mine, some forty letters in all", "theirs", 1) for _ in range(900))
    telling = Telling(Material(some, "en", True))
    monkeypatch.setattr(telling, "_own", range(60))
    monkeypatch.setattr(telling, "_others", range(60))
    curve = telling.curve(turns)
    assert set(tried) == {150, 300, 600}
    assert curve.gain == pytest.approx(falls / turns - falls / (turns + 100), abs=0.003)
    assert curve.low <= curve.gain <= curve.high
    assert curve.measurable is measurable


def test_the_interval_narrows_with_the_windows_and_never_closes() -> None:
    for told in (0.0, 0.5, 0.9, 0.99, 1.0):
        (low, high), (nearer, nearer_high) = bounds(told, 5, 5), bounds(told, 60, 60)
        assert 0 <= low < high <= 1
        assert low <= nearer <= told <= nearer_high <= high
        assert nearer_high - nearer < high - low
    assert bounds(1.0, 5, 5)[1] == 1
    for bound in bounds(0.9, 20, 20):
        assert abs(0.9 - bound) == pytest.approx(1.96 * standard_error(bound, 20), rel=1e-3)


def standard_error(area: float, each: int) -> float:
    """Of the area under a ROC curve, by Hanley and McNeil (1982), with as many of either kind."""
    more = area / (2 - area) + 2 * area**2 / (1 + area) - 2 * area**2
    return float(((area * (1 - area) + (each - 1) * more) / each**2) ** 0.5)


def test_at_first_it_says_how_to_begin(home: Path) -> None:
    done = here("mirror", "status", home=home)
    assert (done.code, done.stderr) == (0, "")
    assert done.out.splitlines()[0] == "Cloning Readiness: 0/500 turns"
    assert "`whetstone chat socrates`" in done.out
    assert "`whetstone history import FILE --me NAME`" in done.out
    told = here("mirror", "status", "--json", home=home).json
    assert (told["turns"], told["goal"], told["ready"], told["missing"]) == (0, 500, False, 500)


def test_it_says_how_many_there_are_and_what_is_missing(home: Path) -> None:
    question, answer = talk("can virtue be taught?", "who knows")
    edits = [said(text) for text in ("is it taught?", "!seen socrates")]
    write_log(home, [question, answer, *edits])
    shown = here("mirror", "status", home=home).out
    assert "Cloning Readiness: 1/500 turns" in shown
    assert "499 more are needed" in shown
    assert "2 messages of yours do not count beside these" in shown
    assert "Your style: cannot be told from others' yet" in shown


def test_the_threshold_is_a_setting(home: Path) -> None:
    write_log(home, talk("one", "a", "two", "b", "three", "c"))
    (home / "whetstone.toml").write_text("[mirror]\nturns = 3\n", encoding="utf-8")
    shown = here("mirror", "status", home=home).out
    assert shown.startswith("Cloning Readiness: 3/3 turns\n████████████████████ 100 %\n")
    assert "There are enough of them for a clone." in shown
    (home / "whetstone.toml").write_text("[mirror]\nturns = 0\n", encoding="utf-8")
    assert "mirror.turns" in here("mirror", "status", home=home).refused()


def test_without_what_measures_the_count_is_still_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_log(home, chats(spoken(LATIN, 60), spoken(CASUAL, 60)))
    monkeypatch.setitem(sys.modules, "py3langid", None)
    done = here("mirror", "status", home=home)
    assert done.code == 0
    assert "Cloning Readiness: 60/500 turns" in done.out
    assert "pip install 'whetstone-personas[forge]'" in done.out
    told = here("mirror", "status", "--json", home=home).json
    assert told["measured"] is None
    assert "whetstone-personas[forge]" in told["not_measured"]
