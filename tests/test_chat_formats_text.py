"""WhatsApp and IRC, as they are written in many places and by many programs."""

from __future__ import annotations

from datetime import datetime

import pytest
from chat_exports import (
    IRC,
    TALK,
    gpt_node,
    gpt_talk,
    json_lines,
    said,
    saved,
    text_file,
    zipped,
)
from chats_read import clock, pieces, words

from whetstone import FormatError


def test_a_tree_that_is_a_circle_is_told_of(tmp_path):
    nodes = [
        gpt_node("q1", None, "user", "Hm?"),
        gpt_node("x", "y", "user", "A"),
        gpt_node("y", "x", "user", "B"),
    ]
    _, messages, skipped = pieces(saved(tmp_path, "conversations.json", [gpt_talk(nodes, "x")]))
    assert [one.id for one in messages] == ["q1"]
    assert [one.reason for one in skipped] == ["messages that stand in a circle"] * 2


IPHONE = "\u200e[31/05/2024, {}] "


WHATSAPP = {
    "Android, Europe": ("31/05/2024, 09:30 - ", "01/06/2024, 21:05 - "),
    "Android, Germany": ("31.05.24, 09:30 - ", "01.06.24, 21:05 - "),
    "Android, United States": ("5/31/24, 9:30\u202fAM - ", "6/1/24, 9:05\u202fPM - "),
    "Android, Spain": ("31/5/24, 9:30 a.\xa0m. - ", "1/6/24, 9:05 p.\xa0m. - "),
    "Android, Brazil": ("31/05/2024 09:30 - ", "01/06/2024 21:05 - "),
    "Android, Netherlands": ("31-05-2024 09:30 - ", "01-06-2024 21:05 - "),
    "Android, Sweden": ("2024-05-31 09:30 - ", "2024-06-01 21:05 - "),
    "Android, China": ("2024/5/31 上午9:30 - ", "2024/6/1 下午9:05 - "),
    "Android, Korea": ("2024. 5. 31. 오전 9:30 - ", "2024. 6. 1. 오후 9:05 - "),
    "Android, Egypt": ("٣١\u200f/٥\u200f/٢٠٢٤، ٩:٣٠ ص - ", "١\u200f/٦\u200f/٢٠٢٤، ٩:٠٥ م - "),
    "Android, Bulgaria": ("31.05.24 г., 9:30 ч. - ", "1.06.24 г., 21:05 ч. - "),
    "Android, Denmark": ("31.05.2024 kl. 09.30 - ", "01.06.2024 kl. 21.05 - "),
    "Android, Thailand": ("31/5/2567 09:30 - ", "1/6/2567 21:05 - "),
    "iPhone, Europe": ("[31/05/2024, 09:30:00] ", "[01/06/2024, 21:05:00] "),
    "iPhone, Germany": ("[31.05.24, 09:30:00] ", "\u200e[01.06.24, 21:05:00] "),
    "iPhone, United States": ("[5/31/24, 9:30:00\u202fAM] ", "[6/1/24, 9:05:00\u202fPM] "),
    "iPhone, Finland": ("[31.5.2024 klo 9.30.00] ", "[1.6.2024 klo 21.05.00] "),
    "iPhone, Turkey": ("[31.05.2024 09:30:00] ", "[1.06.2024 21:05:00] "),
    "iPhone before 2017": ("31-05-24 09:30:00: ", "01-06-24 21:05:00: "),
    "iPhone before 2017, United States": ("5/31/24, 9:30:00 AM: ", "6/1/24, 9:05:00 PM: "),
    "Android, Canada": ("2024-05-31, 9:30 a.m. - ", "2024-06-01, 9:05 p.m. - "),
    "old Android": ("31 May 2024 09:30 - ", "1 Jun 2024 21:05 - "),
    "old Android, United States": ("May 31, 2024, 9:30 AM - ", "Jun 1, 2024, 9:05 PM - "),
    "old Android, Germany": ("31. Mai 2024 09:30 - ", "1. Juni 2024 21:05 - "),
    "old Android, France": ("31 mai 2024 à 09:30 - ", "1 juin 2024 à 21:05 - "),
    "old Android, Brazil": ("31 de mai de 2024 09:30 - ", "1 de jun de 2024 21:05 - "),
    "old Android, time first": ("09:30, 31 May 2024 - ", "9:05 PM, 1 Jun - "),
    "iPhone, Vietnam": ("[09:30:00, 31/5/2024] ", "\u200e[21:05:00, 1/6/2024] "),
    "Android, Vietnam": ("09:30, 31/5/2024 - ", "21:05, 1/6/2024 - "),
    "iPhone, Hungary": ("[2024. 05. 31. 9:30:00] ", "[2024. 06. 01. 21:05:00] "),
}


@pytest.mark.parametrize("place", WHATSAPP)
def test_whatsapp_writes_dates_as_its_place_does(tmp_path, place):
    first, second = WHATSAPP[place]
    path = text_file(
        tmp_path,
        "WhatsApp Chat with Bob.txt",
        f"{first}Messages and calls are end-to-end encrypted. Tap to learn more.",
        f"{first}Bob: Did you mend the net?",
        f"{second}\u202aAnn\u202c: Not yet: the twine is wet.",
        "Tomorrow.",
        end="\r\n",
    )
    name, messages, skipped = pieces(path)
    assert name == "whatsapp"
    assert words(messages) == [
        ("Bob", "Did you mend the net?"),
        ("Ann", "Not yet: the twine is wet.\nTomorrow."),
    ]
    assert [clock(one) for one in messages] == ["2024-05-31 09:30:00", "2024-06-01 21:05:00"]
    assert [one.reason for one in skipped] == ["notices of the service"]


@pytest.mark.parametrize(
    ("dates", "month"),
    [
        (["03/04/24", "05/04/24", "13/04/24"], 4),
        (["03/04/24", "03/05/24", "03/13/24"], 3),
        (["03/04/24", "04/04/24", "05/04/24", "02/05/24"], 4),
        (["03/04/24", "03/05/24", "03/06/24", "04/02/24"], 3),
        (["03/04/24"], 4),
    ],
    ids=["a day above 12", "a month first, day above 12", "goes on as days", "goes on as months", "no sign"],
)
def test_whether_the_day_comes_first_is_decided_from_the_whole_chat(tmp_path, dates, month):
    path = text_file(tmp_path, "chat.txt", *(f"{date}, 10:00 - Ann: Hm." for date in dates))
    assert pieces(path)[1][0].at == datetime(2024, month, 3 if month == 4 else 4, 10)


def test_a_year_that_is_left_out_is_the_last_one_or_the_next(tmp_path):
    lines = ["31 Dec 2023 23:50 - Ann: Soon.", "1 Jan 00:05 - Bob: Now!", "2 Jan 10:00 - Ann: Hm."]
    _, messages, _ = pieces(text_file(tmp_path, "chat.txt", *lines))
    assert [clock(one)[:10] for one in messages] == ["2023-12-31", "2024-01-01", "2024-01-02"]
    _, messages, _ = pieces(text_file(tmp_path, "chat.txt", *lines[1:]))
    assert [one.at for one in messages] == [None, None]


def test_lines_that_were_pasted_from_another_phone_stay_in_their_message(tmp_path):
    pasted = ["Look:", "[31/05/2024, 09:30:00] Cid: Hm.", "31/05/2024 09:31:00: Dee: Hm?"]
    lines = [f"31/05/2024, 09:30 - Ann: {pasted[0]}", *pasted[1:], "31/05/2024, 09:32 - Bob: Well."]
    _, messages, _ = pieces(text_file(tmp_path, "chat.txt", *lines))
    assert words(messages) == [("Ann", "\n".join(pasted)), ("Bob", "Well.")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("zip_it", [False, True])
def test_files_in_utf_16_are_read_as_others_are(tmp_path, encoding, zip_it):
    lines = [
        f"31/05/2024, {9 + number // 60:02}:{number % 60:02} - Zoë: 🎣 {number}" for number in range(900)
    ]
    data = ("\ufeff" + "\r\n".join(lines) + "\r\n").encode(encoding)
    path = tmp_path / "chat.txt"
    path.write_bytes(data)
    if zip_it:
        path = zipped(tmp_path / "chat.zip", {"chat.txt": data})
    name, messages, skipped = pieces(path)
    assert (name, skipped) == ("whatsapp", [])
    assert words(messages) == [("Zoë", f"🎣 {number}") for number in range(900)]


def test_json_in_utf_16_is_read_and_its_torn_end_is_told(tmp_path):
    path = json_lines(tmp_path, said())
    text = path.read_text("utf-8")
    path.write_bytes(("\ufeff" + text[:-30]).encode("utf-16-le") + b"\x3d")
    _, messages, skipped = pieces(path)
    assert words(messages) == list(TALK[:3])
    assert [(one.reason, one.line) for one in skipped] == [("lines that are no JSON", 4)]


def test_irc_lines_of_older_programs_are_no_damage(tmp_path):
    path = tmp_path / "#nets_20240531.log"
    lines = ["[09:30:00] <zoë> Grüße".encode("cp1252"), "[09:31:00] <bob> Grüße “zurück”".encode()]
    lines.append("[09:32:00] <zoë> für 5 €".encode("cp1252"))
    path.write_bytes(b"\n".join(lines) + b"\n")
    _, messages, skipped = pieces(path)
    assert words(messages) == [("zoë", "Grüße"), ("bob", "Grüße “zurück”"), ("zoë", "für 5 €")]
    assert skipped == []


def test_what_whatsapp_says_itself_is_nobodys_words(tmp_path):
    lines = [
        "[31/05/2024, 09:30:00] Nets: \u200eMessages and calls are end-to-end encrypted.",
        '[31/05/2024, 09:30:01] \u200eBob created the group "Nets: old and new"',
        "[31/05/2024, 09:30:02] Bob: \u200eimage omitted",
        "\u200e[31/05/2024, 09:30:03] Ann: \u200e<attached: 0001-PHOTO.jpg>",
        "[31/05/2024, 09:30:04] Ann: See above. \u200e<This message was edited>",
        "[31/05/2024, 09:30:05] ~\u202fCid: <Medien ausgeschlossen>",
        "[31/05/2024, 09:30:06] ~\u202fCid: IMG-20240531-WA0001.jpg (file attached)",
        "The net, mended.",
        "[31/05/2024, 09:30:07] Bob: This message was deleted.",
        "[31/05/2024, 09:30:08] Bob: @\u2068Ann\u2069 fine",
        "[31/05/2024, 09:30:09] Ann: Vale, voy. <Se editó este mensaje.>",
        "[31/05/2024, 09:30:10] Bob: ENCUESTA:",
        "¿Cuándo?",
        "OPCIÓN: lunes (1 voto)",
        "OPCIÓN: martes (0 votos)",
        "[31/05/2024, 09:30:11] Ann: ubicación: https://maps.google.com/?q=40.41,-3.7",
        "[31/05/2024, 09:30:12] Bob: Two things:",
        "the net (2 m) and the rope",
        "[31/05/2024, 09:30:13] Bob: <Media omitted>",
        "The rope, too.",
        "[31/05/2024, 09:30:14] Bob: <Media omitted>",
        "List of ropes.pdf",
        "[31/05/2024, 09:30:15] Ann: Вы удалили данное сообщение",
        "[31/05/2024, 09:30:16] Bob: Verpasster Sprachanruf",
        "[31/05/2024, 09:30:17] Bob: 위치: https://maps.google.com/?q=40.41,-3.7",
    ]
    _, messages, skipped = pieces(text_file(tmp_path, "_chat.txt", *lines))
    assert words(messages) == [
        ("Ann", "See above."),
        ("Cid", "The net, mended."),
        ("Bob", "@Ann fine"),
        ("Ann", "Vale, voy."),
        ("Bob", "Two things:\nthe net (2 m) and the rope"),
        ("Bob", "The rope, too."),
    ]
    assert [one.reason for one in skipped] == [
        "pictures, sounds and files",
        "notices of the service",
        "pictures, sounds and files",
        "pictures, sounds and files",
        "pictures, sounds and files",
        "deleted messages",
        "pictures, sounds and files",
        "pictures, sounds and files",
        "pictures, sounds and files",
        "deleted messages",
        "notices of the service",
        "pictures, sounds and files",
    ]


def test_a_name_may_have_a_colon(tmp_path):
    texts = ["hm", "\u200eimage omitted", "re: nets", "09:30 it is", "well"]
    lines = [
        f"[31/05/2024, 09:3{at}:00] Bob: the \u2068Mender\u2069: {text}" for at, text in enumerate(texts)
    ]
    lines += [f"[31/05/2024, 09:4{at}:00] Ann: Note: {text}" for at, text in enumerate(texts[2:])]
    _, messages, _ = pieces(text_file(tmp_path, "_chat.txt", *lines))
    assert words(messages) == [
        *[("Bob: the Mender", text) for text in texts if "\u200e" not in text],
        *[("Ann", f"Note: {text}") for text in texts[2:]],
    ]


def test_whatsapps_archive_is_read_with_its_pictures_in_it(tmp_path):
    chat = "[31/05/2024, 09:30:00] Bob: Well?\n[31/05/2024, 09:31:00] Ann: Well.\n"
    path = zipped(tmp_path / "WhatsApp Chat - Bob.zip", {"_chat.txt": chat.encode(), "1.jpg": b"\xff\xd8"})
    name, messages, _ = pieces(path)
    assert (name, len(messages), messages[0].title) == ("whatsapp", 2, "WhatsApp Chat - Bob")


@pytest.mark.parametrize("program", IRC)
def test_irc_is_read_as_its_programs_write_it(tmp_path, program):
    path = tmp_path / "#nets_20240531.log"
    path.write_text(IRC[program])
    name, messages, skipped = pieces(path)
    assert name == "irc"
    assert words(messages) == [
        ("bob", "ann: did you mend it?"),
        ("ann", "not yet"),
        ("ann", "/me looks outside"),
        ("bob", "well?"),
    ]
    assert [one.at.replace(second=0).isoformat() for one in messages] == [
        "2024-05-31T09:30:00",
        "2024-05-31T09:31:00",
        "2024-05-31T09:31:00",
        "2024-06-01T00:02:00",
    ]
    assert {one.reason for one in skipped} == {"joins, parts and notices"}


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("[2024-05-31T09:30:00.123Z] <ann> hm", "2024-05-31 09:30:00+00:00"),
        ("2024-05-31T09:30:00+0200 <ann> hm", "2024-05-31 09:30:00+02:00"),
        ("2024-05-31 09:30:00 <ann> hm", "2024-05-31 09:30:00"),
        ("[2024/05/31 09:30] <ann> hm", "2024-05-31 09:30:00"),
        ("2024-05-31 09:30:05< ann> hm", "2024-05-31 09:30:05"),
        ("[2024-05-31 09:30:05 PM] <ann> hm", "2024-05-31 21:30:05"),
    ],
)
def test_irc_lines_with_a_whole_date_have_their_own_time(tmp_path, line, at):
    assert clock(pieces(text_file(tmp_path, "nets.log", line))[1][0]) == at


def test_an_xchat_log_goes_over_new_year(tmp_path):
    lines = [
        "**** BEGIN LOGGING AT Sun Dec 31 21:11:55 2023",
        "dec 31 21:11:55 --> You are now talking on #nets",
        "dec 31 23:59:58 <ann> soon",
        "jan 01 00:00:02 <bob> now",
        "**** ENDING LOGGING AT Mon Jan  1 00:10:00 2024",
    ]
    assert [clock(one) for one in pieces(text_file(tmp_path, "nets.log", *lines))[1]] == [
        "2023-12-31 23:59:58",
        "2024-01-01 00:00:02",
    ]


def test_irc_without_any_day_says_what_to_do(tmp_path):
    path = text_file(tmp_path, "nets.log", "[09:30:01] <bob> Well?")
    with pytest.raises(
        FormatError, match=r"nets\.log cannot be read: its lines have times without a day.*2024-05-31"
    ):
        pieces(path)
