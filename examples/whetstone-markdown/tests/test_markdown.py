from pathlib import Path
from typing import Any

import pytest
import whetstone_markdown
from hypothesis import given
from hypothesis import strategies as st
from whetstone_markdown import MarkdownFormat

from whetstone import CartridgeError, FormatError, build_cartridge, source_hash
from whetstone.testing import ask, temporary_host

HYPATIA = Path(__file__).parents[1] / "hypatia.persona.md"
FORMAT = MarkdownFormat()
FACTS = {"version": "1", "author": "me", "source_hash": source_hash([b"what I read"])}

texts = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], include_characters="\n\r\t+"))
values = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
unknown = st.dictionaries(texts.map("x-{}".format), values, max_size=4)


def test_a_persona_in_markdown_is_installed_and_talks() -> None:
    with temporary_host([whetstone_markdown], replies=["Draw it."]) as host:
        host.registry.install(host.formats.read_file(HYPATIA), "imported")
        assert host.registry.get("hypatia").tags == ("greek", "mathematics")
        assert ask(host, "hypatia", "How do I begin?").text == "Draw it."


def test_a_document_survives_a_round_trip() -> None:
    document = HYPATIA.read_bytes()
    again = FORMAT.write(FORMAT.read(document, HYPATIA.name))
    assert FORMAT.write(FORMAT.read(again, HYPATIA.name)) == again
    assert again.endswith(document.rpartition(b"+++")[2])


def test_little_is_needed() -> None:
    cartridge = FORMAT.read(b"+++\n+++\nYou are a clock.", "Old Clock.persona.md")
    assert (cartridge.id, cartridge.name) == ("old-clock", "Old Clock")
    assert cartridge.metadata.source_hash == source_hash([b"You are a clock."])


@given(facts=unknown, config=unknown, prompt=texts.filter(str.strip))
def test_what_is_written_is_read_again(facts: dict[str, Any], config: dict[str, Any], prompt: str) -> None:
    cartridge = build_cartridge({**FACTS, **facts}, prompt=prompt, config=config)
    again = FORMAT.read(FORMAT.write(cartridge), "persona.persona.md")
    assert again.metadata == cartridge.metadata
    assert again.config == cartridge.config
    assert again.prompt == cartridge.prompt


def test_what_it_cannot_hold_is_refused() -> None:
    with_texts = build_cartridge(FACTS, prompt="Hi", config={}, library={"a.txt": "A", "b.txt": "B"})
    with pytest.raises(FormatError, match=r"no place for library/a\.txt, library/b\.txt of Persona; export"):
        FORMAT.write(with_texts)
    with_null = build_cartridge(FACTS, prompt="Hi", config={"sounds": [{"bell": None}]})
    with pytest.raises(FormatError, match=r"no null, and config\.sounds\.0\.bell is one"):
        FORMAT.write(with_null)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b"You are a clock.", r"front matter is missing; begin with TOML between two lines of \+\+\+"),
        (b"+++\nname = \n+++\nHi", r"no TOML: Invalid value \(at line 1"),
        (b"+++\nx = " + b"[" * 9_999 + b"\n+++\nHi", "no TOML: maximum recursion depth"),
        (b"+++\nmade = [1999-12-31]\n+++\nHi", "made.0 in its front matter is a date"),
        (b"+++\nconfig = 1\n+++\nHi", "config is not a table"),
        (b"+++\n[config]\nweirdness = 3\n+++\nHi", r"config.json: weirdness must be at most 1"),
        (b"+++\n+++\n\n", "prompt.txt is empty"),
        (b"+++\n+++\n\xff", "not UTF-8 at byte 8"),
    ],
)
def test_a_damaged_document_is_told_in_a_sentence(document: bytes, sentence: str) -> None:
    with pytest.raises(CartridgeError, match=sentence):
        FORMAT.read(document, "clock.persona.md")
