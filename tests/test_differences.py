"""What differs between two cartridges, in words and as data: nothing too much, and nothing left out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cartridges import GARDEN, gardener
from commandline import here, process
from homes import BUNDLED, done, packed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whetstone import Cartridge, build_cartridge
from whetstone.core.differences import differences
from whetstone.core.text.changes import rewriting
from whetstone.core.text.passages import paragraphs, sentences
from whetstone.core.text.quoting.alignment import Effort, equal_blocks
from whetstone.testing import temporary_host

BEFORE = gardener(
    metadata={"tags": ["trees", "old"], "origin": {"town": "Ulm", "years": [1801, 1809]}},
    prompt="You are an old gardener. You never lie.\n\nYou answer from what you have seen grow and die.",
)
AFTER = gardener(
    metadata={"version": "1.1", "tags": ["trees", "young"], "origin": {"years": [1801, 1810], "river": None}},
    prompt="You are an old, patient gardener. You never lie.\n\nYou answer from what you have read.",
    config={"voice": "Slow, dry, with earth under its nails.", "weirdness": 0.5},
    library={
        "hive.txt": GARDEN["bees.txt"],
        "apples.txt": GARDEN["apples.txt"].replace("a third", "a quarter") + " Burn what is sick.",
        "moss.txt": "Moss grows on the north side.",
    },
    extra={"notes/a.bin": b"\x00\x01"},
)


def picture(width: int, height: int, colour: str) -> bytes:
    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (width, height), colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return packed(tmp_path / "before", BEFORE), packed(tmp_path / "after", AFTER)


def compared(home: Path, one: object, other: object) -> dict[str, Any]:
    return done(here("diff", str(one), str(other), "--json", home=home)).json


def test_all_that_differs_is_said_in_words(tmp_path, files):
    said = done(here("diff", *files, home=tmp_path / "home"))
    first, *lines = said.out.splitlines()
    assert first == (f"gardener 1.0 ({BEFORE.content_hash[:19]}) → gardener 1.1 ({AFTER.content_hash[:19]})")
    assert "\n".join(lines) == (
        """\
metadata.json
  - version: "1.0"
  + version: "1.1"
  - tags[1]: "old"
  + tags[1]: "young"
  - origin.town: "Ulm"
  - origin.years[1]: 1809
  + origin.years[1]: 1810
  + origin.river: null
prompt.txt: 2 sentences changed
  - You are an old gardener.
  + You are an old{+, patient+} gardener.
  - You answer from what you have [-seen grow and die-].
  + You answer from what you have {+read+}.
config.json
  - weirdness: 0.25
  + weirdness: 0.5
  - voice: Slow, dry, with [-dirt-] under its nails.
  + voice: Slow, dry, with {+earth+} under its nails.
extra/notes/a.bin: added, 2 bytes
library/apples.txt: 1 sentence changed, 1 sentence added
  - Prune in the dead of winter, and never take more than a [-third-] of the crown.
  + Prune in the dead of winter, and never take more than a {+quarter+} of the crown.
  + Burn what is sick.
library/hive.txt: renamed from library/bees.txt
library/moss.txt: added, 29 bytes
library/water.txt: removed, 142 bytes"""
    )


def test_all_that_differs_is_there_as_data(tmp_path, files):
    found = compared(tmp_path / "home", *files)
    assert found["same"] is False
    assert found["before"]["content_hash"] == BEFORE.content_hash
    assert found["after"] == {
        "id": "gardener",
        "name": "The Gardener",
        "version": "1.1",
        "content_hash": AFTER.content_hash,
    }
    assert {"key": "version", "path": ["version"], "change": "changed", "before": "1.0", "after": "1.1"} in (
        found["metadata"]
    )
    assert [value["key"] for value in found["config"]] == ["weirdness", "voice"]
    first, second = found["prompt"]["rewriting"]["sentences"]
    assert (first["before"], first["after"]) == (
        "You are an old gardener.",
        "You are an old, patient gardener.",
    )
    assert [(piece["kind"], piece["text"]) for piece in first["pieces"]] == [
        ("same", "You are an old"),
        ("added", ", patient"),
        ("same", " gardener."),
    ]
    assert second["change"] == "changed"
    (apples,) = found["library"]
    assert [change["change"] for change in apples["rewriting"]["sentences"]] == ["changed", "added"]
    changes = {file["name"]: (file["change"], file["was"]) for file in found["files"]}
    assert changes["library/hive.txt"] == ("renamed", "library/bees.txt")
    assert changes["library/moss.txt"] == ("added", None)
    assert changes["library/water.txt"] == ("removed", None)


def test_no_difference_is_said(tmp_path, files):
    said = done(here("diff", BUNDLED, BUNDLED, home=tmp_path / "home"))
    assert (said.out, said.stderr.split(":")[0]) == ("", "No difference")
    found = compared(tmp_path / "home", files[0], files[0])
    assert found["same"] is True
    assert not any(found[part] for part in ("files", "metadata", "config", "prompt", "library", "avatar"))


def test_files_folders_ids_and_references_are_compared_with_each_other(tmp_path, files):
    home = tmp_path / "home"
    done(here("import", files[0], home=home))
    assert compared(home, files[0], "gardener")["same"]
    piped = done(here("diff", "-", "gardener", "--json", home=home, stdin=files[0].read_bytes())).json
    assert piped["same"]
    done(here("import", files[1], "--replace", home=home))
    assert compared(home, "gardener@1.0", files[0])["same"]
    unpacked = tmp_path / "unpacked"
    for name, data in AFTER.files.items():
        (unpacked / name).parent.mkdir(parents=True, exist_ok=True)
        (unpacked / name).write_bytes(data)
    assert compared(home, "gardener", unpacked)["same"]
    previous = done(here("diff", "gardener", "--json", home=home)).json
    assert previous == compared(home, *files)
    assert previous == done(here("diff", "gardener@1.0", "--json", home=home)).json
    backwards = done(here("diff", files[0], "--json", home=home)).json
    assert backwards == compared(home, *reversed(files))
    assert "no persona is called 'gardner'" in here("diff", "gardner", "gardener", home=home).refused()
    assert "cannot read nowhere.whetstone" in here("diff", "nowhere.whetstone", BUNDLED, home=home).refused()


def test_values_that_only_look_alike_differ(tmp_path):
    one = gardener(config={"a": 1, "b": True, "c": [0, "x"], "d.e": None, "f": {"g": []}})
    other = gardener(config={"a": 1.0, "b": 1, "c": [False, "x"], "d": {"e": None}, "f": {"g": {}}})
    found = differences(one, other)
    assert {value.path for value in found.config} == {
        ("a",),
        ("b",),
        ("c", 0),
        ("d.e",),
        ("d",),
        ("f", "g"),
    }


def test_the_same_values_in_another_spelling_are_told_as_such(tmp_path):
    files = dict(BEFORE.files)
    from whetstone import read_files

    files["config.json"] = json.dumps(json.loads(files["config.json"]), sort_keys=True).encode()
    files["prompt.txt"] = files["prompt.txt"].replace(b"\n\n", b"\r\n\r\n\r\n").replace(b"old ", b"old\n")
    respelled = packed(tmp_path / "other", read_files(files, stem="gardener"))
    said = done(here("diff", packed(tmp_path / "one", BEFORE), respelled, home=tmp_path / "home"))
    assert said.out.splitlines()[1:] == [
        "prompt.txt: only white space, line ends or the order of lines differ",
        "config.json: the same values, written in another way",
    ]
    found = compared(tmp_path / "home", tmp_path / "one" / "gardener.whetstone", respelled)
    assert {file["name"] for file in found["files"]} == {"prompt.txt", "config.json"}


def test_pictures_and_reports_are_told_by_their_sizes(tmp_path):
    one = gardener(avatar=picture(8, 8, "red"), report={"score": 1})
    other = gardener(avatar=picture(16, 8, "blue"), report={"score": 20})
    none = gardener()
    paths = [packed(tmp_path / str(n), cartridge) for n, cartridge in enumerate((one, other, none))]
    lines = done(here("diff", *paths[:2], home=tmp_path / "home")).out.splitlines()
    assert lines[1].startswith("avatar.png: changed, 8 × 8 pixels, ")
    assert "→ 16 × 8 pixels, " in lines[1]
    assert lines[2] == "report.json: changed, 17 bytes → 18 bytes"
    lines = done(here("diff", paths[0], paths[2], home=tmp_path / "home")).out.splitlines()
    assert lines[1].startswith("avatar.png: removed, 8 × 8 pixels, ")
    found = compared(tmp_path / "home", paths[2], paths[0])
    assert found["avatar"]["before"] is None
    assert found["avatar"]["after"]["width"] == 8


def test_a_signature_that_came_is_told(tmp_path):
    home = tmp_path / "home"
    done(here("import", packed(tmp_path, BEFORE), home=home))
    done(here("key", "new", "me", home=home))
    signed = tmp_path / "signed.whetstone"
    done(here("export", "gardener", "--sign", "-o", signed, home=home))
    lines = done(here("diff", "gardener", signed, home=home)).out.splitlines()
    assert lines[1].startswith("signature.json: added, ")
    assert lines[2].startswith("signature: none → by ed25519:")


def test_what_a_terminal_would_obey_never_reaches_it(tmp_path):
    evil = "\\u001b]0;owned\\u0007"
    one = gardener(prompt="A text\twith a tab. Nothing else.", extra={"ä\u200d.bin": b"1"})
    other = gardener(prompt="A text\fwith a feed. Nothing\u200b else.", library={"x.txt": "New\x85"[:3]})
    paths = [packed(tmp_path / str(n), cartridge) for n, cartridge in enumerate((one, other))]
    said = done(here("diff", *paths, home=tmp_path / "home"))
    assert evil not in said.out
    assert all(line.isprintable() for line in said.out.splitlines())
    assert "Nothing{+\\u200b+} else." in said.out


def test_colours_are_for_terminals_that_want_them(tmp_path, files):
    pexpect = pytest.importorskip("pexpect")
    from commandline import SCRIPT, environment

    def shown(**variables: str) -> str:
        env = environment(tmp_path / "home", TERM="xterm", **variables)
        command = pexpect.spawn(SCRIPT, ["diff", *map(str, files)], env=env, dimensions=(50, 200))
        text = command.read().decode()
        command.close()
        assert command.exitstatus == 0
        return text

    assert "\x1b[32m" in shown()
    assert "\x1b[31m" in shown()
    assert "\x1b" not in shown(NO_COLOR="1")
    assert b"\x1b" not in process("diff", *files, home=tmp_path / "home").stdout


def test_of_many_texts_only_those_that_differ_are_read(tmp_path):
    texts = {f"t{n}.txt": f"Text {n}.\n\n" + "It says what it says. " * 200 for n in range(2_000)}
    changed = {**texts, "t7.txt": texts["t7.txt"] + "And more.", "t9.txt": "Another. " + texts["t9.txt"]}
    effort = Effort()
    before = effort.left
    found = differences(gardener(library=texts), gardener(library=changed), effort)
    assert [text.name for text in found.library] == ["library/t7.txt", "library/t9.txt"]
    assert before - effort.left < 1_000_000
    assert [[c.change for c in text.rewriting.sentences] for text in found.library] == [["added"], ["added"]]


@pytest.mark.parametrize(
    ("text", "put_in"),
    [
        (" ".join(f"word{n}" for n in range(500_000)), "inserted "),
        ("".join(chr(0x4E00 + n * 7_919 % 20_000) for n in range(1_700_000)), "道"),
    ],
    ids=["words", "without spaces"],
)
def test_a_small_change_in_a_long_text_without_sentence_ends_is_told_as_one(tmp_path, text, put_in):
    at = text.find("word250000") if " " in text else len(text) // 2
    effort = Effort()
    before = effort.left
    (change,) = rewriting(text, text[:at] + put_in + text[at:], effort).sentences
    assert before - effort.left < 1_000_000
    assert [piece.text for piece in change.pieces if piece.kind != "same"] == [put_in]
    (gone,) = rewriting(text[:at] + put_in + text[at:], text, Effort()).sentences
    assert [(piece.kind, piece.text) for piece in gone.pieces if piece.kind != "same"] == [
        ("removed", put_in)
    ]
    if " " in text:
        one, other = (
            packed(tmp_path / "1", gardener(library={"long.txt": text})),
            packed(tmp_path / "2", gardener(library={"long.txt": text[:at] + put_in + text[at:]})),
        )
        assert "1 sentence changed" in done(here("diff", one, other, home=tmp_path / "home")).out


def test_what_is_too_much_to_compare_is_counted_and_said_so(tmp_path, monkeypatch):
    import whetstone.core.differences as module

    one = packed(tmp_path / "1", gardener(prompt="\n".join(f"Line {n} is here." for n in range(400))))
    other = packed(tmp_path / "2", gardener(prompt="\n".join(f"Line {n * 2} is here." for n in range(400))))
    monkeypatch.setattr(module, "Effort", lambda: Effort(1_000))
    found = compared(tmp_path / "home", one, other)
    assert found["prompt"]["rewriting"] == {"sentences": [], "lines_removed": 200, "lines_added": 200}
    lines = done(here("diff", one, other, home=tmp_path / "home")).out.splitlines()
    assert lines[1] == (
        "prompt.txt: 200 lines gone and 200 lines new where too much differs to compare by sentence"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x" * 2_000_000, "y" * 2_000_000),
        ("\n\n".join("ab" * 20_000), "\n\n".join("ac" * 20_000)),
        ("a b " * 100_000, "a c " * 100_000),
        ("\n\n".join(map(str, range(20_000))), "\n\n".join(map(str, reversed(range(20_000))))),
        ("。".join("甲乙" * 20_000), "。".join("甲丙" * 20_000)),
    ],
)
def test_hostile_texts_cost_no_more_than_the_effort_allows(one, other):
    effort = Effort(2_000_000)
    found = rewriting(one, other, effort)
    assert effort.left >= 0
    assert found.sentences or found.lines_removed


def test_many_hostile_values_share_one_effort_when_they_are_told_in_words(tmp_path, monkeypatch):
    spent: list[int] = []
    spend = Effort.spend

    def noting(self: Effort, steps: int) -> bool:
        granted = spend(self, steps)
        spent.append(steps if granted else 0)
        return granted

    monkeypatch.setattr(Effort.__init__, "__defaults__", (5_000,))
    monkeypatch.setattr(Effort, "spend", noting)
    one, other = (
        packed(tmp_path / letter, gardener(metadata={f"k{n}": f"{letter} " * 8 + f"{n}" for n in range(40)}))
        for letter in "ab"
    )
    lines = done(here("diff", str(one), str(other), home=tmp_path / "home")).out.splitlines()
    assert sum(line.startswith(("  - k", "  + k")) for line in lines) == 80
    assert 0 < sum(spent) <= 2 * 5_000


_words = st.text(st.sampled_from("abc ,.!?\n。é\t"), max_size=60)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-1, 1) | _words,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab.[", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
_cartridges = st.builds(
    lambda prompt, values, library, extra: build_cartridge(
        {"version": "1", "author": "tests", "source_hash": "none", "more": values},
        prompt=f"I am. {prompt}",
        config={"more": values},
        stem="gardener",
        library=library,
        extra=extra,
    ),
    _words,
    _values,
    st.dictionaries(st.sampled_from(["a.txt", "b.txt", "c.txt"]), _words, max_size=3),
    st.dictionaries(st.sampled_from(["a", "b"]), st.binary(max_size=4), max_size=2),
)
_patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@_patient
@given(_cartridges)
def test_a_cartridge_does_not_differ_from_itself(cartridge: Cartridge):
    found = differences(cartridge, cartridge)
    assert found.same
    assert found == replace(found, files=(), metadata=(), config=(), prompt=None, library=(), avatar=None)
    assert found.signature is None


@_patient
@given(_cartridges, _cartridges)
def test_every_byte_that_differs_is_in_a_file_that_is_named(one: Cartridge, other: Cartridge):
    found = json.loads(json.dumps(asdict(differences(one, other))))
    files = dict(one.files)
    for file in found["files"]:
        if file["was"]:
            files[file["name"]] = files.pop(file["was"])
        elif file["change"] == "removed":
            del files[file["name"]]
        else:
            files[file["name"]] = other.files[file["name"]]
        if file["after"]:
            data = other.files[file["name"]]
            assert file["after"] == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert files == other.files
    for part in ("metadata", "config"):
        respelled = json.loads(one.files[f"{part}.json"]), json.loads(other.files[f"{part}.json"])
        assert bool(found[part]) == (len(set(map(json.dumps, map(_sorted, respelled)))) == 2)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


@_patient
@given(_words, _words, st.lists(st.sampled_from(["One here. ", "Two there.\n\n", "Three? "]), max_size=12))
def test_taking_out_what_is_gone_and_putting_in_what_came_makes_the_other_text(one, other, shared):
    before, after = one + "".join(shared) + other, other + "".join(shared[::-1]) + one
    told = rewriting(before, after, Effort()).sentences
    count = _counted(before)
    count.subtract(_plain(change.before) for change in told if change.before is not None)
    count.update(_plain(change.after) for change in told if change.after is not None)
    assert +count == _counted(after)
    assert not -count
    for change in told:
        if change.change == "changed":
            for kind, text in (("removed", change.before), ("added", change.after)):
                kept = "".join(piece.text for piece in change.pieces if piece.kind in (kind, "same"))
                assert kept == _plain(text or "")


@_patient
@given(
    st.lists(st.sampled_from("abcd"), max_size=30),
    st.lists(st.sampled_from("abcd"), max_size=30),
    st.booleans(),
)
def test_equal_blocks_are_equal_in_order_and_apart(one, other, hurried):
    blocks = equal_blocks(one, other, Effort(200 if hurried else 10**9))
    a = b = 0
    for i, j, size in blocks:
        assert one[i : i + size] == other[j : j + size]
        assert i >= a
        assert j >= b
        a, b = i + size, j + size
    assert (a, b) == (len(one), len(other))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _counted(text: str) -> Counter[str]:
    parts = [text[start:end] for start, end in paragraphs(text)]
    found = [part[i:j].strip() for part in parts for i, j in sentences(part, (0, len(part)))]
    return Counter(_plain(sentence) for sentence in found if sentence)


def test_a_conversation_by_reference_is_in_no_way_another(tmp_path):
    with temporary_host() as host:
        talk = host.converse(BUNDLED)
        assert differences(talk.cartridge, host.registry.contents(BUNDLED)).same
