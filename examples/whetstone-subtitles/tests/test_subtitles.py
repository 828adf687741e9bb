import io
from pathlib import Path

import pytest
import whetstone_subtitles
from whetstone_subtitles import SubtitleFormat

from whetstone import TextBlock, TextError
from whetstone.testing import temporary_host

TALK = Path(__file__).parents[1] / "talk.srt"
FORMAT = SubtitleFormat()


def read(text: str) -> list[TextBlock]:
    return list(FORMAT.read(io.BytesIO(text.encode()), "talk.srt"))


def test_what_is_said_is_read_as_a_text_and_sounds_are_left_out() -> None:
    with temporary_host([whetstone_subtitles]) as host:
        (source,) = host.texts.find([TALK])
        assert source.format == "subtitles"
        left_out, stretch = host.texts.read(source, "Ada Marsh")
    assert stretch.text.startswith("I learned to mend clocks from a man who was never on time.\n\nHe said:")
    assert (left_out.reason, left_out.begins) == ("captions and tables", "[applause]")


def test_a_sentence_over_two_captions_is_one() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nA clock\n\n2\n00:00:02,000 --> 00:00:03,000\n<i>is patient.</i>\n"
    )
    assert read(text) == [TextBlock("A clock is patient.")]


def test_captions_are_recognised_without_their_name() -> None:
    assert FORMAT.recognises(TALK.read_bytes(), "talk.txt")
    assert not FORMAT.recognises(b"1\nOnce upon a time", "talk.txt")


def test_what_has_no_captions_is_told_in_a_sentence() -> None:
    with pytest.raises(TextError, match="it has no captions with times"):
        read("Once upon a time")
