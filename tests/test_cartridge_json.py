"""metadata.json and config.json: every kind of wrong is told in one sentence, with its place."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from archives.refusing import read, read_or_told, refusal
from archives.sample import CONFIG, METADATA, MINIMAL
from hypothesis import given, settings
from hypothesis import strategies as st

import whetstone

JSON_WRONGS = {
    b"": "metadata.json is not valid JSON: line 1, column 1: expecting value",
    b"{": "line 1, column 2",
    b'{\n  "version": "1",\n}': "line 3, column 1",
    b"{'version': 1}": "line 1, column 2",
    b'{"version": "1"} {}': "extra data",
    b'{"version": "1"}\x00': "metadata.json is not valid JSON",
    b'{"a": "\n"}': "invalid control character",
    b'{"a": "\\x"}': "invalid \\escape",
    b"[]": "metadata.json must hold one JSON object",
    b'"text"': "must hold one JSON object",
    b"null": "must hold one JSON object",
    b"3": "must hold one JSON object",
    b'{"a": 1, "a": 1}': 'metadata.json has the key "a" twice',
    b'{"x": {"a": 1, "\\u0061": 2}}': 'has the key "a" twice',
    b'{"a": NaN}': "holds NaN",
    b'{"a": Infinity}': "holds Infinity",
    b'{"a": [-Infinity]}': "holds -Infinity",
    b'{"a": 1e999}': 'holds the number "1e999", which is out of range',
    b'{"a": -1e999}': "out of range",
    b'{"a": ' + b"9" * 5_000 + b"}": "holds a number of 5000 digits; 1000 are the most",
    b'{"a": 1.' + b"9" * 5_000 + b"}": "out of range",
    b'{"a": "\\ud800"}': "metadata.json: a holds half a character (a lone surrogate), U+D800",
    b'{"\\udc00": 1}': "half a character",
    b'{"a": "\xed\xa0\x80"}': "is not UTF-8 text: byte 0xed at offset 7",
    b'{"a": "\xff"}': "is not UTF-8 text: byte 0xff at offset 7",
    b'\xef\xbb\xbf{"a": "\xff"}': "is not UTF-8 text: byte 0xff at offset 10",
    '{"a": 1}'.encode("utf-16"): "metadata.json is in UTF-16; save it as UTF-8",
    b'{"a": "\\u0007"}': "metadata.json: a holds the control character U+0007",
    b'{"a": [{"b": "\\u001b[2J"}]}': "metadata.json: a[0].b holds the control character U+001B",
    '{"a": {"b\u202e": 1}}'.encode(): "a key of a holds the reordering character U+202E",
    b'{"a\\u0000": 1}': "a key of the object holds the control character U+0000",
    b'{"a": ' + b"[" * 65 + b"]" * 65 + b"}": "nested deeper than 64 levels",
    b"[" * 100_000: "nested deeper than 64 levels",
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000: "nested deeper than 64 levels",
    b" " * (1 << 20) + b"{}": "metadata.json is larger than 1 MiB",
}


@pytest.mark.parametrize("data", JSON_WRONGS, ids=lambda data: ascii(data[:30]))
def test_json_of_every_kind_of_wrong_is_told_with_its_place(data: bytes) -> None:
    assert JSON_WRONGS[data] in refusal({"metadata.json": data})


@pytest.mark.parametrize("name", ["config.json", "report.json", "signature.json"])
def test_every_json_file_is_held_to_the_same_rules(name: str) -> None:
    assert (
        refusal({name: b'{"a": 1, "a": 2}'})
        == f'{name} has the key "a" twice in one object; keep one of them'
    )
    assert refusal({name: b"[1]"}) == f"{name} must hold one JSON object, in curly braces"


def test_unusual_but_valid_json_is_read() -> None:
    digits = b"9" * 1_000
    nested = b"[" * 63 + b"]" * 63
    data = (
        b'\xef\xbb\xbf\r\n{"version":"1","author":"A","source_hash":"x","deep":%b,"big":%b,"tiny":1e-999}\n'
    )
    metadata = read({"metadata.json": data % (nested, digits)}).metadata
    assert metadata.model_extra is not None
    assert metadata.model_extra["big"] == int(digits)
    assert metadata.model_extra["tiny"] == 0


METADATA_WRONGS: list[tuple[dict[str, Any], str]] = [
    ({"version": None}, "metadata.json: version must be a text (it is null)"),
    ({"version": 1}, "metadata.json: version must be a text (it is 1)"),
    ({"version": ""}, "metadata.json: version must"),
    ({"version": "1 0"}, "metadata.json: version must be 1 to 64 letters, digits or . + _ ! ~ -"),
    ({"version": "v" * 65}, "metadata.json: version must"),
    ({"version": "1\n"}, "metadata.json: version must"),
    ({"author": ""}, "metadata.json: author must not be empty"),
    ({"author": "a" * 201}, "metadata.json: author must be at most 200 characters long"),
    ({"author": ["Ada"]}, "metadata.json: author must be a text (it is a list of 1)"),
    ({"author": "A\tB"}, "metadata.json: author must be one line without control characters"),
    ({"source_hash": {}}, "metadata.json: source_hash must be a text (it is an object)"),
    ({"format": 2}, "metadata.json: format is 2, this Whetstone reads 1; update it"),
    ({"format": 10**300}, "update it"),
    ({"format": 0}, "metadata.json: format must be 1 (it is 0)"),
    ({"format": "1"}, "metadata.json: format must be 1"),
    ({"format": True}, "metadata.json: format must be 1"),
    ({"type": "robot"}, "metadata.json: type must be 'persona' or 'clone' (it is \"robot\")"),
    ({"tags": "a,b"}, "metadata.json: tags must be a list"),
    ({"tags": {"a": 1}}, "metadata.json: tags must be a list"),
    ({"tags": ["a", 2]}, "metadata.json: tags[1] must be a text (it is 2)"),
    ({"tags": ["x"] * 65}, "metadata.json: tags must have at most 64 entries"),
    ({"description": "d" * 2_001}, "metadata.json: description must be at most 2000 characters long"),
    ({"id": 5}, "metadata.json: id must be a text"),
    ({"id": "i" * 201}, "metadata.json: id must be at most 200 characters long"),
    ({"name": ""}, "metadata.json: name must not be empty"),
]


@pytest.mark.parametrize(("change", "words"), METADATA_WRONGS, ids=lambda value: ascii(value)[:40])
def test_metadata_that_does_not_fit_is_told_by_its_key(change: dict[str, Any], words: str) -> None:
    assert words in refusal({"metadata.json": json.dumps({**METADATA, **change}).encode()})


CONFIG_WRONGS: list[tuple[dict[str, Any], str]] = [
    ({"weirdness": 7}, "config.json: weirdness must be at most 1 (it is 7)"),
    ({"weirdness": -0.1}, "config.json: weirdness must be at least 0 (it is -0.1)"),
    ({"weirdness": "0.5"}, 'config.json: weirdness must be a number (it is "0.5")'),
    ({"weirdness": True}, "config.json: weirdness must be a number (it is true)"),
    ({"weirdness": None}, "config.json: weirdness must be a number (it is null)"),
    ({"weirdness": 10**400}, "config.json: weirdness"),
    ({"voice": ["dry"]}, "config.json: voice must be a text"),
    ({"voice": "v" * 4_001}, "config.json: voice must be at most 4000 characters long"),
    ({"context_limits": []}, "config.json: context_limits must be an object"),
    ({"context_limits": {"passages": 2.5}}, "config.json: context_limits.passages must be a whole number"),
    ({"context_limits": {"passages": True}}, "config.json: context_limits.passages must be a whole number"),
    (
        {"context_limits": {"passages": -1}},
        "config.json: context_limits.passages must be at least 0 (it is -1)",
    ),
    (
        {"context_limits": {"prompt_tokens": 1}},
        "config.json: context_limits.prompt_tokens must be at least 64",
    ),
    ({"context_limits": {"reply_tokens": 10**30}}, "config.json: context_limits.reply_tokens must be"),
    ({"examples": {}}, "config.json: examples must be a list"),
    ({"examples": [{"user": "Hi"}]}, "config.json: examples[0].reply is missing"),
    ({"examples": ["Hi"]}, "config.json: examples[0] must be an object"),
    ({"greeting": 5, "voice": 5, "weirdness": 5}, "(and 2 more like it)"),
]


@pytest.mark.parametrize(("change", "words"), CONFIG_WRONGS, ids=lambda value: ascii(value)[:40])
def test_a_config_that_does_not_fit_is_told_by_its_key(change: dict[str, Any], words: str) -> None:
    assert words in refusal({"config.json": json.dumps({**CONFIG, **change}).encode()})


@pytest.mark.parametrize(
    ("metadata", "stem", "id_", "name", "noted"),
    [
        ({"id": "plato-2", "name": "Plato"}, "x", "plato-2", "Plato", ""),
        ({"id": "Plato!", "name": "Plato of Athens"}, "x", "plato-of-athens", "Plato of Athens", '"Plato!"'),
        ({"id": "", "name": "Plato"}, "x", "plato", "Plato", "is not a persona id"),
        ({"id": "../../etc"}, "zeno", "zeno", "Zeno", "is not a persona id"),
        ({"id": None, "name": None}, "marcus_aurelius-2", "marcus-aurelius-2", "Marcus Aurelius 2", ""),
        ({"name": "   "}, "zeno", "zeno", "Zeno", "blank"),
        ({"name": "O'Brien"}, "x", "obrien", "O'Brien", ""),
    ],
)
def test_ids_and_names_are_made_where_the_metadata_has_none(
    metadata: dict[str, Any], stem: str, id_: str, name: str, noted: str
) -> None:
    required = {"version": "1", "author": "A", "source_hash": "x"}
    files = {**MINIMAL, "metadata.json": json.dumps({**required, **metadata}).encode()}
    cartridge = whetstone.read_files(files, stem=stem)
    assert (cartridge.id, cartridge.name) == (id_, name)
    assert noted in " ".join(cartridge.notes)
    assert bool(noted) == bool(cartridge.notes)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
known = st.sampled_from(
    ["version", "author", "source_hash", "format", "id", "name", "type", "tags", "description"]
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(known, anything), st.booleans())
def test_any_json_in_the_metadata_is_read_or_refused_in_one_sentence(
    changes: dict[str, Any], escaped: bool
) -> None:
    text = json.dumps({**METADATA, **changes}, ensure_ascii=escaped)
    data = text.encode("utf-8", "surrogatepass")
    cartridge = read_or_told("metadata.json", {"metadata.json": data})
    assert cartridge is None or cartridge.files["metadata.json"] == data


def test_long_keys_above_many_values_cost_next_to_nothing() -> None:
    report: object = [["a"]] * 100_000
    for _ in range(30):
        report = {"k" * 50_000: report}
    data = json.dumps(report).encode()
    tracemalloc.start()
    try:
        read({"report.json": data})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64 << 20
    hidden = data.replace(b'["a"]]', b'["\\u0007"]]')
    assert "[99999][0] holds the control character U+0007" in refusal({"report.json": hidden})
