"""Nothing of a log is saved: what stands in a cartridge is found wherever and however it stands."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from leaks import LOG, PROMPT, files_with, kinds, look

from whetstone.core.errors import LeakError
from whetstone.core.leaks import copies
from whetstone.core.leaks.checking import Secrets, look_for_leaks
from whetstone.core.leaks.report import LeakReport
from whetstone.core.values.sanitizing import Span

LINE = "the heron stood on our leaky boat until the tide took both of them away"


def test_a_cartridge_with_words_of_its_own_is_clean() -> None:
    report = look(files_with())
    assert report.clean
    report.refuse()
    assert report.as_json()["looked_at"]["log_texts"] == len(LOG)


@pytest.mark.parametrize("name", ["prompt.txt", "library/on boats.txt", "extra/notes.bin", "signature.json"])
def test_eight_words_of_the_log_are_found_in_any_file(name: str) -> None:
    eight = " ".join(LINE.split()[3:11])
    report = look(files_with(**{name: f"Said once: {eight}."}))
    assert [(found.file, found.words) for found in report.findings] == [(name, 8)]
    seven = " ".join(LINE.split()[3:10])
    assert look(files_with(**{name: f"Said once: {seven}."})).clean


def test_a_run_goes_on_in_the_next_value_and_the_next_file() -> None:
    words = LINE.split()
    config = {"examples": [" ".join(words[:4]), " ".join(words[4:9])], "voice": "dry"}
    [found] = look(files_with(**{"config.json": json.dumps(config)})).findings
    assert (found.file, found.place, found.words) == ("config.json", "examples[0]", 9)
    apart = {"library/a.txt": " ".join(words[:4]), "library/b.txt": " ".join(words[4:9])}
    [found] = look(files_with(**apart)).findings
    assert (found.file, found.place, found.words) == ("library/a.txt", "line 1", 9)


def test_a_run_over_several_messages_of_the_log_is_found() -> None:
    short = ["so", "we left then", "and nobody had seen the dog", "sorry"]
    said = "He says: so we left then and nobody had seen the dog."
    assert look(files_with(**{"prompt.txt": said}), log=short).findings


def test_a_model_that_repeats_the_log_is_refused_in_one_sentence_without_its_words() -> None:
    report = look(files_with(**{"prompt.txt": "You are me.\n" + "\n".join(LOG)}))
    with pytest.raises(LeakError) as refusal:
        report.refuse()
    told = f"{refusal.value} {refusal.value.detail} {json.dumps(report.as_json())}"
    assert "prompt.txt, line 2" in str(refusal.value)
    assert "words in a row from the log" in str(refusal.value)
    for word in ("heron", "leaky", "Oswin", "4111"):
        assert word not in told


def test_what_a_persona_says_in_extraction_chats_counts_too() -> None:
    report = look(files_with(), replies=["I know nothing.", f"Well: {LINE.upper()}!"])
    assert [(found.file, found.kind) for found in report.findings] == [("extraction chat 2", "copied")]
    assert report.looked.replies == 2


def test_what_a_model_says_again_is_no_leak_but_what_people_said_is() -> None:
    phrase = "I'm sorry, but I can't help with that request. Is there anything else?"
    log = [*LOG, phrase]
    assert not look(files_with(), log=log, replies=[phrase]).clean
    assert look(files_with(), log=log, replies=[phrase], by_people=lambda: LOG).clean
    assert not look(files_with(), log=log, replies=[f"{phrase} {LINE}"], by_people=lambda: LOG).clean
    assert not look(files_with(**{"prompt.txt": phrase}), log=log, by_people=lambda: LOG).clean


def test_a_name_that_a_model_made_up_is_noticed_and_one_that_the_clone_told_it_is_a_leak() -> None:
    removed = [("PERSON", "John Tavulmor"), ("PERSON", "Sarah"), ("CARD", "4111 1111 1111 1111")]
    report = look(files_with(), removed=removed, replies=["My friends are John Tavulmor and Sarah."])
    assert report.clean
    assert [found.type for found in report.noticed] == ["PERSON"]
    telling = files_with(**{"prompt.txt": "You know one called Tavulmor."})
    assert not look(telling, removed=removed, replies=["He is John Tavulmor."]).clean
    assert not look(files_with(), removed=removed, replies=["It is 4111-1111-1111-1111."]).clean


def test_a_number_in_fixed_wording_is_nobodys_even_if_it_is_somebodys_pin() -> None:
    told = files_with(**{"prompt.txt": "Made on the day 2026-11-23.\nYou keep 2026 in mind."})
    removed = [("SECRET", "2026"), ("BIRTH_DATE", "23.11.1926")]
    [found] = look(told, removed=removed, excused=["Made on the day 2026-11-23."]).findings
    assert found.place == "line 2"


def test_replies_do_not_follow_one_another() -> None:
    words = LINE.split()
    assert look(files_with(), replies=[" ".join(words[:5]), " ".join(words[5:12])]).clean


def test_fixed_wording_that_the_user_once_pasted_is_excused_and_nothing_around_it() -> None:
    wording = "If someone is in danger, say so plainly and name a friend or a doctor."
    log = [*LOG, f"look what it says: {wording} what do you think of it"]
    assert not look(files_with(**{"prompt.txt": wording}), log=log).clean
    assert look(files_with(**{"prompt.txt": wording}), log=log, excused=[wording]).clean
    more = f"Look what it says: {wording}"
    assert not look(files_with(**{"prompt.txt": more}), log=log, excused=[wording]).clean


def test_a_second_scan_reads_all_texts_and_its_findings_count() -> None:
    def scan(texts: Sequence[str]) -> list[list[Span]]:
        return [
            [Span(at, at + 5, "PERSON") for at in range(len(text)) if text.startswith("Wanda", at)]
            for text in texts
        ]

    files = files_with(**{"prompt.txt": "Calm.\nYou miss Wanda.", "config.json": '{"voice": "like Wanda"}'})
    log = [*LOG, "and wanda, too"]
    report = look(files, log=log, scan=scan, scan_name="rules")
    assert [(found.file, found.place, found.type) for found in report.findings] == [
        ("config.json", "voice", "PERSON"),
        ("prompt.txt", "line 2", "PERSON"),
    ]
    assert report.looked.scan == "rules"
    assert look(files, log=log, scan=scan, allowed=["Wanda Ostrow"]).clean


def test_names_that_the_log_does_not_have_are_noticed_and_no_leak() -> None:
    def scan(texts: Sequence[str]) -> list[list[Span]]:
        sought = re.compile("Wanda|Try|greet|Besancon|w@x.org")
        return [[Span(*found.span(), "PERSON") for found in sought.finditer(text)] for text in texts]

    log = [*LOG, "try to greet them", "wandas are rare"]
    prompt = "You greet. Try it. You like Wanda."
    report = look(files_with(**{"prompt.txt": prompt}), log=log, scan=scan)
    assert report.clean
    assert [(found.place, found.count) for found in report.noticed] == [("line 1", 3)]
    assert not look(files_with(**{"prompt.txt": prompt}), log=[*log, "WANDA!"], scan=scan).clean
    assert not look(files_with(**{"prompt.txt": "You like Besancon."}), log=log, scan=scan).clean
    assert not look(files_with(**{"prompt.txt": "Write to w@x.org."}), log=log, scan=scan).clean


def test_what_a_persona_makes_up_when_it_is_asked_is_not_scanned() -> None:
    def scan(texts: Sequence[str]) -> list[list[Span]]:
        return [[Span(*found.span(), "PHONE") for found in re.finditer(r"\d{7}", text)] for text in texts]

    assert look(files_with(), scan=scan, replies=["My number is 5550199."]).clean
    assert not look(files_with(**{"prompt.txt": "Your number is 5550199."}), scan=scan).clean


@pytest.mark.parametrize("answer", ["raise", "too few", "outside"])
def test_a_second_scan_that_fails_leads_to_refusal(answer: str) -> None:
    def scan(texts: Sequence[str]) -> list[list[Span]]:
        if answer == "raise":
            raise RuntimeError(texts[0])
        return [] if answer == "too few" else [[Span(0, 10**6, "PERSON")] for _ in texts]

    with pytest.raises(LeakError, match=r"the second scan .* nothing was saved") as refusal:
        look(files_with(**{"prompt.txt": "heron"}), scan=scan)
    assert "heron" not in str(refusal.value)


def test_names_of_files_and_keys_that_leak_are_told_by_number() -> None:
    files = files_with(
        **{
            "library/oswin-tarbottle.txt": "Reeds.",
            "config.json": json.dumps(
                {"friends": {"Oswin Tarbottle": {"said": "Tarbottle, Oswin Tarbottle"}}}
            ),
        }
    )
    report = look(files, removed=[("PERSON", "Oswin Tarbottle")])
    assert [found.place for found in report.findings] == [
        "friends.(key 1).said",
        "the key friends.(key 1)",
        "its name",
    ]
    assert "arbottle" not in json.dumps(report.as_json())


def test_text_beside_the_picture_counts_and_the_picture_is_named_as_closed() -> None:
    avatar = (Path(__file__).parents[1] / "philosophy_library/socrates/avatar.png").read_bytes()
    assert look({**files_with(), "avatar.png": avatar}).looked.closed == ("avatar.png",)
    text = b"tEXtComment\0" + LINE.encode()
    chunk = (len(text) - 4).to_bytes(4, "big") + text + bytes(4)
    [found] = look({**files_with(), "avatar.png": avatar[:33] + chunk + avatar[33:]}).findings
    assert (found.file, found.kind) == ("avatar.png", "copied")


def test_a_copy_in_base64_is_found() -> None:
    hidden = base64.encodebytes(LINE.encode()).decode()
    [found] = look(files_with(**{"library/a.txt": f"Noise:\n{hidden}"})).findings
    assert (found.kind, found.place) == ("copied", "the whole of it (encoded)")


class Text(str):
    """A text of the log that knows how many of its kind are held."""

    held = most = 0

    def __new__(cls, text: str) -> Text:
        cls.held += 1
        cls.most = max(cls.most, cls.held)
        return super().__new__(cls, text)

    def __del__(self) -> None:
        Text.held -= 1


def test_a_long_log_is_read_once_and_a_few_of_its_texts_are_held() -> None:
    opened = []

    def log() -> Iterator[str]:
        opened.append(1)
        for number in range(20_000):
            yield Text(f"in message {number} there was **nothing** to be said about the weather")
        yield Text(LINE)

    secrets = Secrets(log, removed=(("PERSON", f"Nobody{number}") for number in range(1_000)))
    with mock.patch.object(copies, "BATCH", 10_000):
        report = look_for_leaks(files_with(**{"prompt.txt": LINE}), secrets)
    assert (len(opened), report.looked.log_texts, len(report.findings)) == (1, 20_001, 1)
    assert Text.most < 200
    assert Text.held == 0


def as_told(report: LeakReport) -> Any:
    return json.loads(json.dumps(report.as_json()))


def test_the_report_is_the_same_each_time() -> None:
    files = files_with(**{"prompt.txt": f"{PROMPT}\n{LINE}"})
    assert as_told(look(files)) == as_told(look(files))
    assert kinds(look(files)) == {"copied"}
