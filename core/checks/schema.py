"""The JSON Schema of a cartridge's JSON files, and the tables of docs/cartridge-format.md.

`python -m whetstone.core.checks.schema docs` writes both into the folder `docs` again.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from whetstone.core.checks import limits, names
from whetstone.core.values.cartridge import Config, ContextLimits, Example, Metadata

_MODELS: Mapping[str, type[BaseModel]] = {
    "metadata": Metadata,
    "config": Config,
    "context_limits": ContextLimits,
    "example": Example,
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an object that maps a cartridge's file names to their content."""
    _, definitions = models_json_schema([(Metadata, "validation"), (Config, "validation")])
    free = {"type": "object", "description": "Any JSON object."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A whetstone cartridge, format 1",
        "description": "The text files of a cartridge by name; the JSON files as objects.",
        "type": "object",
        "required": list(names.REQUIRED),
        "properties": {
            "metadata.json": {"$ref": "#/$defs/Metadata"},
            "prompt.txt": {"type": "string", "pattern": r"\S"},
            "config.json": {"$ref": "#/$defs/Config"},
            "report.json": free,
            "signature.json": free,
        },
        "patternProperties": {r"^library/[^/]+\.txt$": {"type": "string"}},
        **definitions,
    }


def fields_table(model: type[BaseModel]) -> str:
    """Return the Markdown table of a model's fields."""
    described = model.model_json_schema()
    rows = [
        f"| `{name}` | {_kind(field)} | {_default(name, field, described)} | {field.get('description', '')} |"
        for name, field in described["properties"].items()
    ]
    return "\n".join(["| Key | Value | Default | Meaning |", "| --- | --- | --- | --- |", *rows])


def limits_table() -> str:
    """Return the Markdown table of the sizes that a reader holds a cartridge to."""
    sizes = {
        **{f"`{name}`": size for name, size in limits.FILES.items()},
        "one text in `library/`": limits.LIBRARY_TEXT,
        "everything in `extra/`": limits.EXTRA,
        "all files together": limits.TOTAL,
        "the archive": limits.ARCHIVE,
    }
    rows = [f"| {what} | {limits.in_words(size)} |" for what, size in sizes.items()]
    rows += [
        f"| files, and folders | {limits.ENTRIES:,} of each |",
        f"| one part of a path | {limits.NAME} bytes of UTF-8 |",
        f"| a path | {limits.PATH} bytes of UTF-8 |",
        f"| width and height of `avatar.png` | {limits.AVATAR_SIDE:,} pixels |",
        f"| nesting of JSON | {limits.JSON_DEPTH} levels |",
        f"| digits of a number in JSON | {limits.JSON_DIGITS:,} |",
        f"| an entry | {limits.RATIO} × its compressed size + {limits.in_words(limits.RATIO_FREE)} |",
    ]
    return "\n".join(["| What | At most |", "| --- | --- |", *rows])


def tables() -> dict[str, str]:
    """Return the generated tables of the specification by the name in their markers."""
    return {**{name: fields_table(model) for name, model in _MODELS.items()}, "limits": limits_table()}


def with_tables(text: str) -> str:
    """Return the Markdown `text` with what stands between `<!-- NAME -->` markers written anew."""
    for name, table in tables().items():
        between = rf"(?<=<!-- {name} -->\n).*?(?=\n<!-- /{name} -->)"
        text = re.sub(between, table.replace("\\", r"\\"), text, flags=re.DOTALL)
    return text


def _kind(field: Mapping[str, Any]) -> str:
    options = field.get("anyOf", [field])
    words = [_one_kind(option) for option in options if option.get("type") != "null"]
    return " or ".join(words) + (" or null" if len(words) < len(options) else "")


def _one_kind(field: Mapping[str, Any]) -> str:
    if "const" in field or "enum" in field:
        return " or ".join(f"`{json.dumps(value)}`" for value in field.get("enum", [field.get("const")]))
    if "$ref" in field:
        return "object, see below"
    kind = {"string": "text", "integer": "whole number", "array": "list"}.get(field["type"], field["type"])
    if kind == "list":
        return f"list of at most {field['maxItems']}"
    if "minimum" in field:
        return f"{kind}, {field['minimum']:,} to {field['maximum']:,}"
    if "pattern" in field and "maxLength" not in field:
        return f"text that matches `{field['pattern'].replace('|', chr(92) + '|')}`"
    length = f"{field.get('minLength', 0)} to {field['maxLength']:,} characters"
    return f"{kind}, {length}" + (", no control characters" if "pattern" in field else "")


def _default(name: str, field: Mapping[str, Any], described: Mapping[str, Any]) -> str:
    if name in described.get("required", ()):
        return "**required**"
    return f"`{json.dumps(field['default'])}`" if "default" in field else "its defaults"


def main(docs: Path) -> None:
    """Write `cartridge.schema.json` and the tables of `cartridge-format.md` in the folder `docs` anew."""
    (docs / "cartridge.schema.json").write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
    page = docs / "cartridge-format.md"
    page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
