"""What every cartridge is held to, wherever it comes from: its files, names, texts and sizes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from archives.producers import unpacked
from archives.refusing import read, refusal
from archives.sample import FULL, METADATA, MINIMAL, png

import whetstone
from whetstone.core.checks import names
from whetstone.core.checks.cartridge import read_folder


def test_a_cartridge_is_what_its_files_say() -> None:
    cartridge = whetstone.read_files(FULL, stem="plato", notes=["found in a drawer"])
    assert dict(cartridge.files) == FULL
    assert (cartridge.id, cartridge.name) == ("plato", "Plato")
    assert cartridge.metadata.model_extra == {"x-maker": {"tool": "by hand"}}
    assert cartridge.config.weirdness == 0.3
    assert cartridge.config.context_limits.passages == 2
    assert cartridge.config.context_limits.reply_tokens == 600
    assert cartridge.library["república.txt"] == "Un resumen breve.\nDos líneas.\n"
    assert cartridge.avatar == FULL["avatar.png"]
    assert cartridge.notes == ("found in a drawer",)
    assert next(iter(cartridge.files)) == "metadata.json"


def test_a_built_cartridge_is_written_canonically() -> None:
    built = whetstone.build_cartridge(
        {"version": "1", "author": "Ada", "source_hash": "x", "name": "Σωκράτης"},
        prompt="Ask.\n",
        config={"weirdness": 1, "voice": "dry"},
        library={"a.txt": "Text."},
        report={"score": 0.5},
        extra={"n/b.bin": b"\x00"},
        avatar=png(),
    )
    assert built.files["metadata.json"] == (
        '{\n  "version": "1",\n  "author": "Ada",\n  "source_hash": "x",\n  "name": "Σωκράτης"\n}\n'.encode()
    )
    assert built.files["config.json"] == b'{\n  "weirdness": 1,\n  "voice": "dry"\n}\n'
    assert set(built.files) >= {"library/a.txt", "report.json", "extra/n/b.bin", "avatar.png"}
    assert built.report == {"score": 0.5}
    assert built.name == "Σωκράτης"
    assert built.id.startswith("persona-")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"x": {1, 2}}, "config.json cannot be written as JSON"),
        ({"x": float("nan")}, "config.json cannot be written as JSON"),
        ({"x": "\ud800"}, '"config.json" holds half a character'),
        ({"weirdness": 7}, "config.json: weirdness must be at most 1 (it is 7)"),
    ],
)
def test_a_part_that_cannot_be_written_is_refused(config: dict[str, Any], words: str) -> None:
    with pytest.raises(whetstone.CartridgeError, match=r"config\.json") as caught:
        whetstone.build_cartridge(METADATA, prompt="Ask.", config=config)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["metadata.json", "prompt.txt", "config.json"])
def test_a_required_file_is_missed_by_name(name: str) -> None:
    assert refusal({name: None}) == f"{name} is missing; every cartridge has one"  # type: ignore[dict-item]


TEXT_WRONGS = {
    b"one\ntwo \x07three": "holds the control character U+0007 in line 2, column 5",
    b"\xef\xbb\xbfone\r\ntwo\r\n\x00": "U+0000 in line 3, column 1",
    b"a\rb\x0b": "U+000B in line 2, column 2",
    b"a\x1b[31mred": "U+001B in line 1, column 2",
    b"a\x7f": "U+007F",
    "a\x85b".encode(): "U+0085",
    "a\u202etxt".encode(): "the reordering character U+202E in line 1, column 2",
    "\u2066a\u2069".encode(): "the reordering character U+2066 in line 1, column 1",
    "a\ufffe".encode(): "the noncharacter U+FFFE",
    "a\ufdd0".encode(): "the noncharacter U+FDD0",
    "a\U0010ffff".encode(): "the noncharacter U+10FFFF",
    "hidden\U000e0068\U000e0069".encode(): "the invisible tag character U+E0068 in line 1, column 7",
    b"caf\xe9": "is not UTF-8 text: byte 0xe9 at offset 3",
    "text".encode("utf-16"): "is in UTF-16",
    "text".encode("utf-16-be"): "U+0000",
    b"a" * ((1 << 20) + 1): "is larger than 1 MiB",
}


@pytest.mark.parametrize("data", TEXT_WRONGS, ids=lambda data: ascii(data[:30]))
def test_text_that_hides_something_is_told_with_line_and_column(data: bytes) -> None:
    assert TEXT_WRONGS[data] in refusal({"prompt.txt": data})
    if len(data) < 1 << 20:
        assert TEXT_WRONGS[data] in refusal({"library/a.txt": data})


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "\u2003\u3000".encode()])
def test_a_blank_prompt_is_refused(data: bytes) -> None:
    assert refusal({"prompt.txt": data}) == "prompt.txt is empty; write who the persona is and how it speaks"


def test_text_as_people_write_it_is_read() -> None:
    flag = "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbeng\x7f")
    text = f"\ufeffTab\there\x0c\r\nold\rMac\n\u200fעברית 👩\u200d🚀 {flag}\u2028"
    cartridge = read({"prompt.txt": text.encode()})
    assert cartridge.prompt == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert cartridge.files["prompt.txt"] == text.encode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("README.md", "is not a file of a cartridge"),
        ("Metadata.json", "must be spelled metadata.json in small letters"),
        ("Library/a.txt", "must be spelled library/ in small letters"),
        ("avatar.jpg", "is not a file of a cartridge (did you mean avatar.png"),
        ("prompt.md", "(did you mean prompt.txt"),
        ("library/a.md", "does not end in .txt"),
        ("library/A.TXT", "in small letters"),
        ("library/b/a.txt", "which is flat"),
        ("library/a:b.txt", "holds :"),
        ("library/nul.txt", "device on Windows"),
        ("library/.a.txt", "begins or ends with a dot or a space"),
        ("library/../prompt.txt", "which is flat"),
        ("extra/../prompt.txt", ".. part"),
        ("extra//x", "an empty"),
        ("/etc/passwd", "is not a file of a cartridge"),
        ("library/a\nb.txt", "control character"),
        ("library/a\u202eb.txt", "U+202E"),
        ("extra/\udcff", "U+DCFF"),
        ("", "is not a file of a cartridge"),
    ],
)
def test_a_foreign_or_unsafe_name_is_refused_wherever_it_comes_from(name: str, words: str) -> None:
    assert words in refusal({name: b"x"})


def test_names_that_are_one_on_some_systems_are_refused() -> None:
    assert "one name on some systems" in refusal({"library/a.txt": b"", "library/A.txt": b""})
    assert "one name on some systems" in refusal({"library/é.txt": b"", "library/e\u0301.txt": b""})
    assert "both a file and a folder" in refusal({"extra/a": b"", "extra/a/b": b""})


def test_too_much_is_refused() -> None:
    assert "4096 are the most" in refusal({f"extra/{number}": b"" for number in range(4_096)})
    assert "extra/ is larger than 16 MiB" in refusal({"extra/a": bytes(9 << 20), "extra/b": bytes(9 << 20)})
    text = b"a" * (16 << 20)
    assert "larger than 128 MiB together" in refusal({f"library/{number}.txt": text for number in range(9)})
    assert "library/a.txt is larger than 16 MiB" in refusal({"library/a.txt": text + b"a"})


def test_a_folder_is_read_as_the_same_cartridge(tmp_path: Path) -> None:
    folder = unpacked(FULL, tmp_path / "plato")
    (folder / ".DS_Store").write_bytes(b"left by Finder")
    (folder / "library" / "Thumbs.db").write_bytes(b"left by Explorer")
    cartridge = read_folder(folder)
    assert dict(cartridge.files) == FULL
    assert cartridge.content_hash == whetstone.read_files(FULL, stem="x").content_hash
    assert len(cartridge.notes) == 2
    assert all("skipped" in note for note in cartridge.notes)


def _link_prompt(folder: Path) -> None:
    (folder / "prompt.txt").unlink()
    (folder / "prompt.txt").symlink_to(folder.parent / "secret.txt")


def _link_library(folder: Path) -> None:
    (folder / "library").symlink_to(folder.parent, target_is_directory=True)


def _pipe(folder: Path) -> None:
    (folder / "prompt.txt").unlink()
    os.mkfifo(folder / "prompt.txt")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_link_prompt, '"prompt.txt" is a symbolic link'),
        (_link_library, '"library" is a symbolic link'),
        (_pipe, '"prompt.txt" is not a regular file'),
        (lambda folder: (folder / "images").mkdir(), 'the folder "images" is not part of a cartridge'),
        (lambda folder: (folder / "README.md").touch(), '"README.md" is not a file of a cartridge'),
        (lambda folder: (folder / "prompt.txt").unlink(), "prompt.txt is missing"),
        (lambda folder: (folder / "prompt.txt").write_bytes(bytes(2 << 20)), "larger than 1 MiB"),
    ],
    ids=["linked file", "linked folder", "pipe", "foreign folder", "foreign file", "missing", "large"],
)
def test_a_folder_that_holds_anything_else_is_refused(spoil: Any, words: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    folder = unpacked(MINIMAL, tmp_path / "plato")
    spoil(folder)
    with pytest.raises(whetstone.CartridgeError) as caught:
        read_folder(folder)
    assert words in str(caught.value)


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(whetstone.CartridgeError, match=r"nowhere.*cannot be read"):
        read_folder(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(whetstone.CartridgeError, match=r"file.*cannot be read"):
        read_folder(tmp_path / "file")


def test_a_folder_is_not_read_beyond_what_a_cartridge_may_have(tmp_path: Path) -> None:
    for many in range(9):
        texts = unpacked(MINIMAL, tmp_path / "texts") / "library"
        texts.mkdir(exist_ok=True)
        with (texts / f"{many}.txt").open("wb") as file:
            file.truncate(15 << 20)
    with pytest.raises(whetstone.CartridgeError, match="larger than 128 MiB together"):
        read_folder(tmp_path / "texts")
    for kind in ("folders", "clutter"):
        folder = unpacked(MINIMAL, tmp_path / kind) / "extra"
        folder.mkdir()
        for number in range(4_097):
            place = folder / (f"d{number}" if kind == "folders" else f"._{number}")
            place.mkdir() if kind == "folders" else place.touch()
        with pytest.raises(whetstone.CartridgeError, match="more than 4096 files or folders"):
            read_folder(tmp_path / kind)


def test_a_cartridge_of_too_many_folders_is_refused_before_it_is_installed() -> None:
    assert "more than 4096 folders" in refusal({f"extra/{n}/a/b/c": b"" for n in range(1_400)})


def test_a_folder_that_becomes_a_link_while_it_is_read_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "a.txt").write_text("a secret")
    folder = unpacked({**MINIMAL, "library/a.txt": b"A text."}, tmp_path / "plato")

    def swapped(path: str) -> None:
        (folder / path).rename(tmp_path / "moved")
        (folder / path).symlink_to(tmp_path / "secrets", target_is_directory=True)

    monkeypatch.setattr(names, "check_folder", swapped)
    with pytest.raises(whetstone.CartridgeError, match="cannot be read"):
        read_folder(folder)
