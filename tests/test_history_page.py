"""docs/history.md names every field of a record, and a log written from the page alone is read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from commandline import here
from homes import done
from pydantic import TypeAdapter, ValidationError

from whetstone.core.log.lines import header, is_header
from whetstone.core.values.turn import Record

PAGE = (Path(__file__).parents[1] / "docs" / "history.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
SAMPLES: dict[str, Any] = {
    "1": 1,
    "string": "x",
    "number": 1.5,
    "list of objects": [{"source": "x"}],
    "object of integers": {"prompt_tokens": 1},
    '"user"': "user",
    '"assistant"': "assistant",
    "true": True,
    "false": False,
    "null": None,
}
NEEDED = {"id": "x", "conversation": "c", "at": "2026-11-23T07:00:00.000+00:00"}


def _is_one(value: Any, told: str) -> bool:
    return (isinstance(value, str) and "string" in told) or (type(value) is int and "number" in told)


def types_of(told: str) -> set[str]:
    return {word.strip("`") for word in told.split(" or ")}


def test_every_field_is_on_the_page_in_its_order_with_its_default():
    assert [name for name, *_ in ROWS] == list(Record.model_fields)
    plain = Record(**NEEDED).model_dump(mode="json")
    for name, _, default, _ in ROWS:
        if name in NEEDED:
            assert default == "required"
            with pytest.raises(ValidationError):
                Record.model_validate({key: value for key, value in NEEDED.items() if key != name})
        else:
            assert json.loads(default.strip("`")) == plain[name], name


@pytest.mark.parametrize(("name", "told"), [row[:2] for row in ROWS])
def test_a_field_has_the_types_that_the_page_says_and_no_others(name, told):
    field = Record.model_fields[name]
    takes: TypeAdapter[Any] = TypeAdapter(field.annotation)
    allowed = [json.dumps(SAMPLES[word]) for word in types_of(told)]
    for value in SAMPLES.values():
        written = json.dumps(value)
        if written in allowed:
            takes.validate_json(written, strict=True)
        elif not any(value == json.loads(one) for one in allowed) and not _is_one(value, told):
            with pytest.raises(ValidationError):
                takes.validate_json(written, strict=True)


def test_the_first_line_is_as_the_page_shows_it():
    shown = re.search(r"The first line is `(.*)`:", PAGE)
    assert shown
    assert is_header(shown[1].encode())
    ours, theirs = json.loads(header()), json.loads(shown[1])
    assert [(key, len(str(value))) for key, value in ours.items()] == [
        (key, len(str(value))) for key, value in theirs.items()
    ]
    assert json.dumps(theirs) == shown[1]
    known_by = re.search(r"first (\d+)\s+bytes, `(.*)`\)", PAGE)
    assert known_by
    assert len(known_by[2]) == int(known_by[1])
    assert is_header(known_by[2].encode())
    assert not is_header(known_by[2][:-1].encode())


def test_a_log_that_is_written_from_the_page_is_read(tmp_path):
    (block,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "chat_history.log").touch(0o600)
    (home / "chat_history.log").write_text(block, "utf-8")
    assert [one["id"] for one in done(here("history", "list", "--json", home=home)).json] == ["c1"]
    shown = done(here("history", "show", "c1", home=home)).out
    assert "What is courage?" in shown
    assert "What do the brave know" in shown
    counted = done(here("history", "count", "--json", home=home)).json
    assert (counted["answered"], counted["damaged"]) == (1, 0)
    checks = here("doctor", "--json", home=home).json["checks"]
    (log,) = (check for check in checks if check["check"] == "log")
    assert [finding["told"] for finding in log["findings"]] == ["2 records, every line whole"]
