"""However words of a log, or what was removed from it, are hidden in a cartridge, they are found."""

from __future__ import annotations

import base64
import html
import json
import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaks import LOG, PROMPT, files_with, kinds, look

from whetstone.core.leaks import copies

LIBRARY = Path(__file__).parents[1] / "philosophy_library"
FILES = ("prompt.txt", "config.json", "library/reeds.txt", "report.json", "metadata.json", "extra/x.md")
WORDS = [word for text in LOG[:8] for word in text.split() if re.search(r"\w", word)]


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def in_lines(words: list[str]) -> str:
    return "\n".join(words)


MANGLINGS: dict[str, Callable[[list[str]], str]] = {
    "as it is": " ".join,
    "upper case": lambda words: " ".join(words).upper(),
    "title case": lambda words: " ".join(words).title(),
    "without accents": lambda words: bare(" ".join(words)),
    "decomposed": lambda words: unicodedata.normalize("NFD", " ".join(words)),
    "without punctuation": lambda words: " ".join(re.sub(r"[^\w\s]", "", word) for word in words),
    "with commas": ", ".join,
    "with dashes": "—".join,
    "in lines": in_lines,
    "in a list": lambda words: "\n".join(f"- {word}" for word in words),
    "in a numbered list": lambda words: "\n".join(f"{n}. {word}" for n, word in enumerate(words, 1)),
    "in bold": lambda words: " ".join(f"**{word}**" for word in words),
    "with a link": lambda words: f"[{' '.join(words[:4])}](https://example.org/a) {' '.join(words[4:])}",
    "with notes": lambda words: " ".join(f"{word}[{n}]" for n, word in enumerate(words, 1)),
    "in tags": lambda words: "<p>" + "</p><p>".join(words) + "</p>",
    "in HTML": lambda words: html.escape(" ".join(words)).replace("é", "&eacute;"),
    "escaped": lambda words: json.dumps(" ".join(words))[1:-1].replace(" ", "\\n"),
    "without spaces": "".join,
    "with underscores": "_".join,
    "wide": lambda words: "".join(chr(ord(c) + 0xFEE0) if "!" < c < "~" else c for c in " ".join(words)),
    "zero width": lambda words: "\u200b".join(" ".join(words)),
    "base64": lambda words: base64.b64encode(" ".join(words).encode()).decode(),
    "base64 in lines": lambda words: base64.encodebytes(" ".join(words).encode()).decode(),
    "hexadecimal": lambda words: " ".join(words).encode().hex(),
    "percent": lambda words: quote(" ".join(words)),
    "quoted by another": lambda words: "\n".join(f"> {word}" for word in words),
}


def planted(name: str, text: str, rng: random.Random) -> dict[str, bytes]:
    """Files with `text` somewhere in the file `name`: in JSON as a value, a key or over a list."""
    if not name.endswith(".json"):
        lines = [PROMPT, "Reeds bend.", "Nothing else."]
        lines.insert(rng.randrange(4), text)
        return files_with(**{name: "\n".join(lines)})
    value = json.loads(files_with()[name])
    sign = "\n" if "\n" in text else " "
    pieces = text.split(sign)
    shape = rng.choice(["value", "key", "deep"] + ["list"] * ("](" not in text))
    if shape == "list":
        value["more"] = [sign.join(pieces[at : at + 3]) for at in range(0, len(pieces), 3)]
    elif shape == "key":
        value[text] = 1
    else:
        value["more"] = {"deep": [1, {"er": text}]} if shape == "deep" else text
    return files_with(
        **{name: json.dumps(value, ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, 2]))}
    )


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(WORDS) - 8),
    st.sampled_from(sorted(MANGLINGS)),
    st.sampled_from(FILES),
    st.randoms(use_true_random=False),
)
def test_eight_words_of_the_log_are_found_however_they_are_set(
    first: int, mangling: str, name: str, rng: random.Random
) -> None:
    text = MANGLINGS[mangling](WORDS[first : first + 8])
    report = look(planted(name, text, rng), log=LOG[:8])
    assert "copied" in kinds(report)
    assert {found.file for found in report.findings} == {name}


@settings(max_examples=120, deadline=None)
@given(st.lists(st.text("abcdeé '-.,\nßø你", min_size=1, max_size=9), min_size=8, max_size=40), st.data())
def test_any_eight_words_of_any_log_are_found(texts: list[str], data: st.DataObject) -> None:
    words = [word for text in texts for word in text.split() if any(map(str.isalnum, word))]
    if len(words) < 8:
        return
    first = data.draw(st.integers(0, len(words) - 8))
    said = data.draw(st.sampled_from([" ", "\n", " - "])).join(words[first : first + 8])
    if len(re.findall("你", said)) == len(re.findall(r"\w", said)):
        return
    report = look({"prompt.txt": said.upper().encode()}, log=texts)
    apart = [word for word in words[first : first + 8] if set(word) <= set("你'-.,")]
    assert report.clean is False or apart


@pytest.mark.parametrize(("text", "count"), [(LOG[8], 14), (LOG[9], 14), (LOG[10], 27)])
def test_scripts_without_spaces_count_characters(text: str, count: int) -> None:
    letters = [c for c in text if unicodedata.category(c)[0] in "LM"]
    assert not look(files_with(**{"prompt.txt": "、".join(letters[3 : 3 + count])})).clean
    assert look(files_with(**{"prompt.txt": "".join(letters[3 : 2 + count])})).clean


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.integers(0, len(WORDS) - 8), st.integers(0, 16), st.booleans())
def test_a_run_is_found_wherever_the_log_is_cut_into_batches(
    batch: int, first: int, place: int, unspaced: bool
) -> None:
    with mock.patch.object(copies, "BATCH", batch):
        said = LOG[8][place : place + 14] if unspaced and place < 12 else " ".join(WORDS[first : first + 8])
        report = look(files_with(**{"prompt.txt": said}), log=LOG)
    assert [(found.kind, found.file) for found in report.findings] == [("copied", "prompt.txt")]


KEY = [base64.b64encode(bytes((n * k * 37 + 11 * k) % 251 for n in range(36))).decode() for k in (3, 5, 7)]
HIDDEN = [
    ("PERSON", "Oswin Tarbottle", "OSWIN  tarbottle"),
    ("PERSON", "Oswin Tarbottle", "oswin-tarbottle"),
    ("PERSON", "Oswin Tarbottle", "OswinTarbottle"),
    ("PERSON", "Oswin Tarbottle", "elttobraT niwsO"),
    ("PERSON", "Zoë Müller", "Zoe Muller"),
    ("PERSON", "田中", "昨日田中と話した"),
    ("PERSON", "Ian", "Ask Ian."),
    ("PERSON", "Will", "You never told Will."),
    ("PERSON", "Al", "You and Al mend nets."),
    ("HANDLE", "storm", "storm: you should go"),
    ("HANDLE", "storm", "hi @storm"),
    ("PHONE", "(555) 201-4477", "5552014477"),
    ("PHONE", "+44 20 7946 0958", "call 020.7946.0958 now"),
    ("PHONE", "555 201 4477", "555\u2009201\u20094477"),
    ("PHONE", "٥٥٥٢٠١٤٤٧٧", "555-201-4477"),
    ("CARD", "4111 1111 1111 1111", "4111-1111-1111-1111"),
    ("CARD", "4111111111111111", "4111_1111_1111_1111"),
    ("POSTCODE", "90817", "in 90817 since May"),
    ("SECRET", "7731", "The door opens with 7731."),
    ("IBAN", "DE89 3704 0044 0532 0130 00", "de89370400440532013000"),
    ("IP", "192.168.17.203", "192 168 17 203"),
    ("EMAIL", "nora.quill@ferrymail.net", "NORA.QUILL@FERRYMAIL.NET"),
    ("EMAIL", "nora.quill@ferrymail.net", "nora dot quill at ferrymail dot net"),
    ("EMAIL", "nora.quill@ferrymail.net", "nora.quill [at] ferrymail [dot] net"),
    ("EMAIL", "nora.quill@ferrymail.net", "nora.quill(at)ferrymail.net"),
    ("EMAIL", "nora.quill@ferrymail.net", "You are Nora Quill."),
    ("EMAIL", "nora1987q@ferrymail.net", "nora1987q"),
    ("SECRET", "hunter2-Blue!kettle", "hunter2 blue kettle"),
    ("SECRET", "\n".join(KEY), KEY[1]),
    ("ADDRESS", "14 Weir Lane, Oxmouth", "14 weir lane — oxmouth"),
]


@pytest.mark.parametrize("name", ["prompt.txt", "config.json", "library/reeds.txt"])
@pytest.mark.parametrize(("type", "original", "written"), HIDDEN)
def test_what_was_removed_is_found_in_other_spellings(
    type: str, original: str, written: str, name: str
) -> None:
    text = json.dumps({"voice": written}) if name.endswith(".json") else f"Dry.\n{written}\nBrief."
    report = look(files_with(**{name: text}), removed=[("PERSON", "Nobody Else"), (type, original)])
    assert [(found.kind, found.type, found.file) for found in report.findings] == [("removed", type, name)]


@pytest.mark.parametrize("encode", ["base64", "base64 in lines", "hexadecimal", "percent", "escaped"])
@pytest.mark.parametrize(
    ("type", "original"),
    [("PERSON", "Oswin Tarbottle"), ("CARD", "4111 1111 1111 1111"), ("EMAIL", "a.b@c.org")],
)
def test_what_was_removed_is_found_when_it_is_encoded(encode: str, type: str, original: str) -> None:
    hidden = MANGLINGS[encode](original.split(" "))
    for name in ("prompt.txt", "extra/x.md"):
        report = look(files_with(**{name: f"Dry.\n{hidden}\n"}), removed=[(type, original)])
        assert (report.findings[0].kind, report.findings[0].type) == ("removed", type)


def test_numbers_in_lists_and_figures_are_found() -> None:
    files = files_with(**{"report.json": json.dumps({"a": [555, 201, 4477], "b": 90817, "c": 5552014477})})
    assert not look(files, removed=[("PHONE", "555-201-4477")]).clean
    assert look(files, removed=[("POSTCODE", "90817"), ("POSTCODE", "55201")]).clean


INNOCENT = [
    ("PERSON", "Will", "Will you go? You will. Where there is a will, there is a way."),
    ("PERSON", "Al", "Walled gardens, all also, et al."),
    ("PERSON", "Rose", "The sun rose. Rose hips, too."),
    ("PERSON", "Ian", "Christian Italians in Asia."),
    ("PERSON", "Ann Other", "You want another one."),
    ("HANDLE", "linuxuser", "You were a linux user once."),
    ("HANDLE", "theadmin", "Ask the administration."),
    ("EMAIL", "photography@ferrymail.net", "You like photography."),
    ("EMAIL", "help.desk@ferrymail.net", "You sit at the help desk."),
    ("POSTCODE", "90817", "It costs 190817 and 90.8 and 17."),
    ("BIRTH_DATE", "12", "You are 12 and 34."),
    ("SECRET", "7731", "In 77310 years, or 7.731."),
    ("PHONE", "555 201 4477", "555 of 201; later 447."),
]


@pytest.mark.parametrize(("type", "original", "written"), INNOCENT)
def test_ordinary_words_and_numbers_are_no_findings(type: str, original: str, written: str) -> None:
    assert look(files_with(**{"prompt.txt": written}), removed=[(type, original)]).clean


def test_unrelated_texts_raise_no_alarm() -> None:
    """Each bundled persona's texts against those of all others, as if they were its log."""
    texts = {
        folder.name: [path.read_text("utf-8") for path in sorted(folder.glob("library/*.txt"))]
        for folder in sorted(LIBRARY.iterdir())
        if folder.is_dir()
    }
    for name, own in texts.items():
        others = [text for other, some in texts.items() if other != name for text in some]
        found = look({f"library/{n}.txt": text.encode() for n, text in enumerate(own)}, log=others)
        assert found.clean, (name, found.findings)


def test_keys_of_our_own_are_no_handles_and_others_are() -> None:
    removed = [("HANDLE", word) for word in ("version", "clone", "greeting", "kilobytes", "trigram")]
    files = files_with(**{"report.json": json.dumps({"kilobytes": 4, "style": {"trigram_share": 0.5}})})
    places = {found.place for found in look(files, removed=removed).findings}
    assert places == {"the key (key 1)", "the key style.(key 2)"}
    assert look(files, removed=removed, excused=["kilobytes\ntrigram_share"]).clean
    favourites = files_with(**{"report.json": json.dumps({"favourites": {"oswin": 3}})})
    assert not look(favourites, removed=[("HANDLE", "oswin")]).clean


def test_a_name_that_is_to_be_published_is_allowed_with_its_parts() -> None:
    files = files_with(**{"metadata.json": json.dumps({"name": "Oswin Tarbottle", "author": "Oswin"})})
    removed = [("PERSON", "Oswin Tarbottle"), ("PERSON", "oswin"), ("PERSON", "Tarbottle")]
    assert not look(files, removed=removed).clean
    assert look(files, removed=removed, allowed=["Oswin Tarbottle"]).clean


def test_words_that_the_language_has_in_lower_case_have_to_be_written_as_names() -> None:
    files = files_with(**{"prompt.txt": "Ein kleiner Stein, und klein ist er. Frag Klein!"})
    assert [found.count for found in look(files, removed=[("PERSON", "Klein")]).findings] == [2]
    assert look(files, removed=[("PERSON", "Klein")], ordinary=["klein"]).findings[0].count == 1
    files = files_with(**{"prompt.txt": "Ein kleiner Stein, und klein ist er."})
    assert look(files, removed=[("PERSON", "Klein")], ordinary=["klein"]).clean


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x09iTXta\0\1\0b\0c\0x"
ANYTHING = st.text(st.characters(), max_size=60) | st.text("\\u0d8%=<&[](1.a*\n", max_size=40)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["prompt.txt", "config.json", "extra/x", "avatar.png"]),
        st.binary() | st.just(b'{"a": ["\\ud800", 1e9, null]}') | st.binary().map(lambda more: PNG + more),
    ),
    st.lists(ANYTHING, max_size=6),
    st.lists(ANYTHING, max_size=6),
)
def test_nothing_that_a_log_or_a_file_may_hold_stops_the_check(
    files: dict[str, bytes], log: list[str], originals: list[str]
) -> None:
    written = files | {f"library/{n}.txt": text.encode("utf-8", "replace") for n, text in enumerate(log)}
    report = look(
        written, log=log, removed=[("PERSON", original) for original in originals], replies=originals
    )
    assert report.looked.removed == len(originals)


def test_json_deeper_than_anybodys_is_read_as_text() -> None:
    deep = "[" * 5_000 + json.dumps(LOG[1]) + "]" * 5_000
    assert kinds(look(files_with(**{"extra/deep.json": deep}))) == {"copied"}
    assert kinds(look(files_with(**{"extra/deep.json": deep[4_100:-4_100]}))) == {"copied"}
