"""How much texts sound like an author: on a scale from others to the author, fair to every length."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from statistics import mean

import pytest
from texts_to_choose_from import CASUAL, GRAVE, speech

from whetstone.core.errors import TextError
from whetstone.core.text.quoting.copied import own_words
from whetstone.core.text.scale.likeness import AuthorStyle, equally_long, likeness, windows

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="module")
def grave() -> AuthorStyle:
    own = [speech(GRAVE, seed, 8) for seed in range(60)]
    others = [speech(CASUAL, seed, 8) for seed in range(60)]
    return AuthorStyle.learn(own, "en", others)


def test_the_author_is_near_one_and_others_near_zero(grave: AuthorStyle) -> None:
    own = [likeness(speech(GRAVE, 1_000 + seed, 30), grave) for seed in range(12)]
    others = [likeness(speech(CASUAL, 1_000 + seed, 30), grave) for seed in range(12)]
    assert mean(one.total for one in own) == pytest.approx(1, abs=0.15)
    assert mean(one.total for one in others) < 0.15
    assert min(one.total for one in own) > max(one.total for one in others)
    for one in own + others:
        assert one.total == pytest.approx((one.characters + one.function_words) / 2, abs=1e-3)


@pytest.mark.parametrize("sentences", [8, 16, 32, 64])
def test_a_longer_window_has_no_advantage(grave: AuthorStyle, sentences: int) -> None:
    own = mean(likeness(speech(GRAVE, 2_000 + seed, sentences), grave).total for seed in range(8))
    assert own == pytest.approx(1, abs=0.2)


def test_half_of_each_lies_between(grave: AuthorStyle) -> None:
    mixed = [f"{speech(GRAVE, 50 + seed, 12)} {speech(CASUAL, 50 + seed, 12)}" for seed in range(8)]
    assert 0.2 < mean(likeness(text, grave).total for text in mixed) < 0.8


@pytest.mark.parametrize(
    "text", ["", "?!", "qqq xx zzzz " * 60, "the the of of and and " * 60, "道可道非常道" * 40]
)
def test_what_is_no_style_is_not_like_the_author(grave: AuthorStyle, text: str) -> None:
    assert likeness(text, grave).total < 0.5


def test_one_sentence_said_again_and_again_is_not_rewarded(grave: AuthorStyle) -> None:
    assert likeness(f"{GRAVE[0]}. " * 20, grave).total < 0.75


def test_a_copied_reply_sounds_like_the_author_but_not_more_and_can_be_taken_out(grave: AuthorStyle) -> None:
    shown = [speech(GRAVE, 77, 20)]
    reply = f"lol ok check this out. {shown[0]} yeah that's it dude"
    assert likeness(reply, grave).total < 1.2
    left = own_words(reply, shown)
    assert left == "lol ok check this out.  . yeah that's it dude"
    assert likeness(left, grave).total < 0.5


def test_without_other_texts_the_language_itself_is_the_background() -> None:
    style = AuthorStyle.learn([speech(GRAVE, seed, 8) for seed in range(60)], "en")
    own = likeness(speech(GRAVE, 5_000, 30), style).total
    assert own > 0.7
    assert likeness(speech(CASUAL, 5_000, 30), style).total < own - 0.5


def test_a_style_can_be_learned_in_a_script_without_spaces() -> None:
    old = [
        "道可道非常道也",
        "是以圣人处无为之事",
        "夫唯不争故天下莫能与之争",
        "上善若水水善利万物",
        "知者不言言者不知",
    ]
    new = [
        "我今天去超市买了很多东西",
        "你的手机是不是坏了",
        "这个软件怎么安装啊",
        "明天我们一起吃饭吧",
        "老师说作业要写完",
    ]

    def said(lines: list[str], seed: int) -> str:
        draw = Random(seed)
        return "。".join(draw.choice(lines)[: draw.randint(4, 12)] for _ in range(30)) + "。"

    style = AuthorStyle.learn(
        [said(old, seed) for seed in range(40)], "zh", [said(new, seed) for seed in range(40)]
    )
    assert likeness(said(old, 900), style).total > 0.7
    assert likeness(said(new, 900), style).total < 0.3


def test_too_little_text_is_refused_and_says_how_much_is_needed() -> None:
    with pytest.raises(TextError, match="4,000 characters"):
        AuthorStyle.learn(["Know thyself."], "en", ["Hello."] * 500)
    with pytest.raises(TextError, match="background"):
        AuthorStyle.learn([speech(GRAVE, seed, 8) for seed in range(60)], "en", ["Hello."])


def test_windows_hold_ten_replies_and_the_last_takes_what_is_left_over() -> None:
    replies = [f"r{number}" for number in range(25)]
    assert [window.count("\n") + 1 for window in windows(replies)] == [10, 15]
    assert windows(replies[:4]) == ["r0\nr1\nr2\nr3"]
    assert windows([]) == []


def test_replies_are_cut_equally_long_after_a_word() -> None:
    long, short = "word " * 100, "brief " * 50
    one, other, third = equally_long([long, "a", "b"], [short, "c d e", ""], [short, "f " * 300, "g"])
    assert len(one) == len(other) == len(third) == 2
    assert 280 <= len(one[0]) <= len(short)
    assert one[0].endswith("word")
    assert other[0] == short.strip()
    assert (one[1], other[1]) == ("a", "c d e")
    assert len(third[1]) <= 200
    with pytest.raises(ValueError, match="zip"):
        equally_long(["a"], ["b", "c"])


def test_on_real_books_held_out_works_are_nearer_than_the_editor_and_than_chat() -> None:
    """Plato's own words against Jowett's introductions to them, by the same hand of a translator."""
    dialogues = SHARED / "texts" / "plato"
    if not dialogues.is_dir():
        return
    own, held, editor = [], [], []
    for path in sorted(dialogues.glob("*.txt")):
        text = path.read_text()
        if (begins := text.find("Persons of the")) < 0:
            continue
        into = own if path.stem in ("gorgias", "phaedo", "meno") else held
        into += text[begins:].split("\n\n")
        editor += text[:begins].split("\n\n")
    chat = [json.loads(line)["text"] for line in (SHARED / "chat" / "ubuntu-irc-actionparsnip.jsonl").open()]
    style = AuthorStyle.learn(own, "en")

    def measured(paragraphs: list[str]) -> list[float]:
        draw = Random(0)
        told = [paragraph[:250] for paragraph in paragraphs if len(paragraph) > 60]
        return [likeness(window, style).total for window in windows(draw.sample(told, 200))]

    plato, jowett, users = measured(held), measured(editor), measured(chat)
    assert mean(plato) == pytest.approx(1, abs=0.2)
    assert mean(jowett) < mean(plato) - 0.15
    assert max(users) < min(plato)
    ahead = [one > other for one in plato for other in jowett]
    assert mean(ahead) > 0.9
