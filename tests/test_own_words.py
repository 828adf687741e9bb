"""What of a message counts as its writer's own voice."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.text.own_words import own_words

TRACE = """Traceback (most recent call last):
  File "net.py", line 3, in <module>
    mend(net)
ValueError: no twine"""

SHELL = "ann@harbour:~/nets$ ls -l\n-rw-r--r-- 1 ann ann 12 May 31 09:30 twine"

KEY = f"-----BEGIN DSA PRIVATE KEY-----\n{'QUJD' * 16}\nQUJDRA==\n-----END DSA PRIVATE KEY-----"
CODE = "def mend(net):\n    for knot in net:\n        knot.tie()\n    return net"


@pytest.mark.parametrize(
    "text",
    [
        "Not yet, the twine is still wet.",
        "ok",
        ":)",
        ">:( not again",
        "it costs > 5 and < 7",
        "/etc/fstab is wrong, look at line 3",
        "wow!",
        "!!!",
        "About bots: they never sleep.",
        "Error: it does not work, said the screen",
        "1. First\n2. Second",
        "Dear Bob,\n\nthe net is mended.\n\nAnn",
        "Import the knife from the shed; then we shall see.",
        "for me, while it rains, if you like:",
        "My robot is slow.",
        "今日は網を直した。",
        "He said: `make` is enough for us",
        "On Friday Bob wrote a letter",
        "    as the sea\n  is wide",
        "a@b.c is my address",
    ],
)
def test_what_a_person_wrote_is_kept_as_it_is(text):
    assert own_words(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "!seen ann",
        "!ask | bob",
        "bob: !register",
        "/join #nets",
        "/me looks outside",
        "netbot: help",
        "ubottu: tell bob about nets",
        "```\nx = 1\n```",
        "```python\nx = 1",
        "> Did you mend it?\n> Soon?",
        ">> older still",
        "https://example.org/nets",
        "bob: https://example.org/nets",
        "(www.example.org)",
        TRACE,
        SHELL,
        CODE,
        "$ make install",
        "[09:30] <bob> did you mend it?",
        "<@bob> did you mend it?",
        "[31/05/2024, 09:30] Bob: Well?",
        "E: Couldn't find package twine",
        "[    1.234567] usb 1-1: new device",
        "2024-05-31 09:30:00 INFO started",
        "---------- Forwarded message ---------\nFrom: Bob\nThe net is yours.",
        "QUJD" * 30,
        KEY,
        KEY.rpartition("\n")[0],
        "",
        "   \n ",
    ],
)
def test_what_nobody_wrote_is_not_their_voice(text):
    assert own_words(text) == ""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("See https://example.org/nets for it.", "See for it."),
        ("> Did you mend it?\nNot yet.", "Not yet."),
        ("Not yet.\n\nOn Fri, 31 May 2024, Bob wrote:\n> Soon?\nBob", "Not yet."),
        ("Hallo.\n\nAm 31.05.2024 um 09:30 schrieb Bob <bob@example.org>:\n> Bald?", "Hallo."),
        (f"It fails:\n```\n{TRACE}\n```\nWhy?", "It fails:\n\nWhy?"),
        (f"It fails:\n{TRACE}\nWhy?", "It fails:\nWhy?"),
        (f"Look at this\n\n{CODE}\n\nis it right?", "Look at this\n\nis it right?"),
        ("I typed\n$ make\nand waited", "I typed\nand waited"),
        ("try this:\n    x = 1;\n    y = 2;\nthanks", "try this:\nthanks"),
        ("!seen bob\nwhere is he?", "where is he?"),
        (f"use mine\n{KEY}\nbut tell nobody", "use mine\n\nbut tell nobody"),
    ],
)
def test_what_stands_beside_it_is_kept(text, left):
    assert own_words(text) == left


MARKS = (
    "> quoted|```|~~~|!seen ann|/me|https://a.b/c|www.a.b|nets| |    |bot:|<bob> |$ |wrote:|On Fri, 31 May"
)
PIECES = st.sampled_from([TRACE, SHELL, CODE, *MARKS.split("|"), *"()\n\t\r;{é\x85", "Ann"])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
def test_the_result_is_made_of_verbatim_pieces_in_their_order(text):
    left = own_words(text)
    place = 0
    for word in left.split():
        place = text.find(word, place)
        assert place >= 0, (text, left)
        place += len(word)
    assert left == left.strip()
    assert own_words(text) == left


@pytest.mark.parametrize(
    "piece",
    ["> ", "a b ", "    ", "[", "(", "```", "a.", "wrote:", "-", "x = ", "<a", "a@b:~ ", "bot", "!a", "1 "],
)
def test_a_hostile_message_takes_time_in_proportion_to_its_length(piece):
    def cost(size):
        text = piece * (size // len(piece))
        began = time.process_time()
        own_words(text)
        own_words("On " + text)
        own_words(text.replace(" ", "\n"))
        return time.process_time() - began

    cost(1_000)
    assert cost(400_000) < 40 * max(min(cost(40_000) for _ in range(3)), 0.002)
