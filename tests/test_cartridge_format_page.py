"""docs/cartridge-format.md and the JSON Schema say what the code does."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from archives.sample import CONFIG, METADATA, MINIMAL

import whetstone
from whetstone.core.checks.schema import fields_table, limits_table, schema, with_tables
from whetstone.core.values.cartridge import Config, ContextLimits, Example, Metadata
from whetstone.plugins.zip_cartridge import whetstone_cartridge_formats

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "cartridge-format.md").read_text(encoding="utf-8")
[FORMAT] = whetstone_cartridge_formats()


def vector(name: str) -> str:
    """Return the code block that stands under a marker of the worked example."""
    found = re.search(rf"<!-- vector {name} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


FILES = {name: text.encode() for name, text in json.loads(vector("files")).items()}


def test_the_worked_example_gives_the_lines_and_the_content_hash_on_the_page() -> None:
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in FILES.items()]
    lines = sorted(
        (line for line in lines if "signature.json" not in line), key=lambda line: line[66:].encode()
    )
    assert "".join(lines) == vector("lines")
    assert f"sha256:{hashlib.sha256(vector('lines').encode()).hexdigest()}\n" == vector("hash")
    assert whetstone.read_files(FILES, stem="diogenes").content_hash == vector("hash").strip()


def test_the_worked_example_is_written_as_the_archive_on_the_page() -> None:
    written = FORMAT.write(whetstone.read_files(FILES, stem="diogenes"))
    assert hashlib.sha256(written).hexdigest() == vector("archive").strip()


def test_the_source_hash_on_the_page_is_the_one_that_is_made() -> None:
    assert whetstone.source_hash([b"Light.", b"Virtue."]) == vector("sources").strip()
    assert json.loads(FILES["metadata.json"])["source_hash"] == vector("sources").strip()


def test_a_signature_does_not_change_the_content_hash_and_any_other_byte_does() -> None:
    expected = whetstone.read_files(FILES, stem="x").content_hash
    signed = {**FILES, "signature.json": b'{"by": "someone else"}'}
    assert whetstone.read_files(signed, stem="x").content_hash == expected
    hashes = {
        whetstone.read_files({**FILES, name: FILES[name] + b"\n"}, stem="x").content_hash for name in FILES
    }
    assert len(hashes) == len(FILES)
    renamed = {name.replace("sun", "son"): data for name, data in FILES.items()}
    assert whetstone.read_files(renamed, stem="x").content_hash != expected


def test_the_tables_and_the_schema_are_the_generated_ones(tmp_path: Path) -> None:
    shutil.copy(DOCS / "cartridge-format.md", tmp_path)
    subprocess.run([sys.executable, "-m", "whetstone.core.checks.schema", str(tmp_path)], check=True)
    for name in ("cartridge-format.md", "cartridge.schema.json"):
        assert (tmp_path / name).read_text(encoding="utf-8") == (DOCS / name).read_text(encoding="utf-8")
    assert with_tables(PAGE) == PAGE
    for table in (*map(fields_table, (Metadata, Config, ContextLimits, Example)), limits_table()):
        assert table in PAGE


def test_every_field_says_what_it_means() -> None:
    for model in (Metadata, Config, ContextLimits, Example):
        assert all(field.description for field in model.model_fields.values()), model


VALUES: list[Any] = [
    None, True, 0, 1, 2, 0.5, -1, 64, 10**9, "", "1.0", "plato", "clone", "a\tb", "x" * 300, "y" * 5_000, [],
    ["a"],
    [1], ["t"] * 70, [{"user": "Hi", "reply": "Ho"}], [{"user": "Hi"}], {}, {"passages": 3}, {"passages": -1},
    {"reply_tokens": 1.5}, {"unknown": 1},
]  # fmt: skip


@pytest.mark.parametrize("model", [Metadata, Config], ids=["metadata.json", "config.json"])
def test_the_schema_and_the_reader_agree_on_every_field(model: type[Metadata] | type[Config]) -> None:
    file, base = ("metadata.json", METADATA) if model is Metadata else ("config.json", CONFIG)
    texts = {"metadata.json": METADATA, "prompt.txt": "Ask.", "config.json": CONFIG}
    validator = jsonschema.Draft202012Validator(schema())
    agreed = 0
    for key in [*model.model_fields, "unknown"]:
        for value in VALUES:
            if (key, value) == ("format", True):  # JSON Schema's Python library takes true for 1
                continue
            document = {**base, key: value}
            files = {**MINIMAL, file: json.dumps(document).encode()}
            assert validator.is_valid({**texts, file: document}) == is_read(files), (key, value)
            agreed += 1
    assert agreed > 100


def is_read(files: dict[str, bytes]) -> bool:
    try:
        return bool(whetstone.read_files(files, stem="plato"))
    except whetstone.CartridgeError:
        return False


def test_the_schema_is_valid_and_misses_what_is_missing() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    texts: dict[str, Any] = {"metadata.json": METADATA, "prompt.txt": "Ask.", "config.json": CONFIG}
    jsonschema.validate(texts, schema())
    for name in texts:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in texts.items() if key != name}, schema())
