"""The words of the pages: the same keys in every language, all used, none missing, each given its values."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest
from jinja2 import Environment, nodes

import whetstone
from whetstone.plugins.webui.rendering.language import DEFAULT, catalogue, chosen, languages, text

WEB = Path(whetstone.__file__).parent / "plugins" / "webui"
LANGUAGE = WEB / "language"
AREAS = sorted(path.stem for path in (LANGUAGE / DEFAULT).glob("*.json"))
OTHERS = [language for language in languages() if language != DEFAULT]
KEY = re.compile(rf"(?:{'|'.join(AREAS)})\.[A-Za-z0-9_ -]*")
FILE = re.compile(r"\.(?:js|css|html|json|py)$")


class Use(NamedTuple):
    """A place at which a text is asked for; one that ends with `*` stands for all keys that begin so.

    `values` are the names of what is put in; `None` where that cannot be told from the source.
    """

    key: str
    values: frozenset[str] | None
    where: str

    def spelt_out(self) -> list[str]:
        if not self.key.endswith("*"):
            return [self.key]
        return [key for key in catalogue(DEFAULT) if key.startswith(self.key[:-1])]


def in_templates() -> Iterator[Use]:
    for path in sorted((WEB / "templates").rglob("*.html")):
        tree = Environment().parse(path.read_text("utf-8"))
        within: set[int] = set()
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                values = None if call.dyn_kwargs else frozenset(pair.key for pair in call.kwargs)
                for key, constant in spelt(call.args[0]):
                    within.add(id(constant))
                    yield Use(key, values, path.name)
        for constant in tree.find_all(nodes.Const):
            if id(constant) not in within and is_key(constant.value):
                yield Use(whole_or_begun(constant.value), None, path.name)


def spelt(node: nodes.Expr) -> Iterator[tuple[str, nodes.Const]]:
    """Yield the keys that an expression of a template may be."""
    if isinstance(node, nodes.Const):
        yield node.value, node
    elif isinstance(node, nodes.Concat) and isinstance(node.nodes[0], nodes.Const):
        yield f"{node.nodes[0].value}*", node.nodes[0]
    elif isinstance(node, nodes.CondExpr):
        yield from spelt(node.expr1)
        if node.expr2 is not None:
            yield from spelt(node.expr2)


def is_key(value: Any) -> bool:
    return isinstance(value, str) and KEY.fullmatch(value) is not None and not FILE.search(value)


def whole_or_begun(key: str) -> str:
    return f"{key}*" if key[-1] in "._ " else key


def in_python() -> Iterator[Use]:
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and is_key(node.value):
                yield Use(whole_or_begun(node.value), None, path.name)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun = node.values[0].value
                if is_key(begun):
                    yield Use(f"{begun}*", None, path.name)


def in_modules() -> Iterator[Use]:
    for path in sorted((WEB / "static" / "js").glob("*.js")):
        for key in re.findall(r"\btext\(\"([^\"]+)\"", path.read_text("utf-8")):
            yield Use(f"script.{key}", None, path.name)


USES = [use for use in (*in_templates(), *in_python(), *in_modules()) if use.key not in ("", "*")]


def forms(said: Any) -> list[str]:
    return list(said.values()) if isinstance(said, dict) else [said]


def placeholders(said: Any) -> set[str]:
    return {name for form in forms(said) for _, name, _, _ in Formatter().parse(form) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_all_that_english_says(language: str) -> None:
    assert sorted(path.name for path in (LANGUAGE / language).iterdir()) == [f"{area}.json" for area in AREAS]
    ours, theirs = catalogue(DEFAULT), catalogue(language)
    assert [key for key in ours if key not in theirs] == [], f"missing in {language}"
    assert [key for key in theirs if key not in ours] == [], f"in {language} alone"
    assert [key for key in ours if placeholders(ours[key]) != placeholders(theirs[key])] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_was_left_in_english(language: str) -> None:
    ours, theirs = catalogue(DEFAULT), catalogue(language)
    same = [key for key in ours if ours[key] == theirs[key] and len(str(ours[key]).split()) > 2]
    assert same == []


@pytest.mark.parametrize("path", sorted(LANGUAGE.rglob("*.json")), ids=lambda path: path.stem)
def test_a_catalogue_is_plain_texts_each_once(path: Path) -> None:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(found)) == len(found), f"a key stands twice: {[key for key, _ in found]}"
        return dict(found)

    for key, said in json.loads(path.read_text("utf-8"), object_pairs_hook=pairs).items():
        assert key.isprintable(), key
        assert key.strip(" .") == key != "", key
        assert isinstance(said, str) or set(said) == {"one", "other"}, key
        assert all(form.strip() == form and form and "<" not in form for form in forms(said)), key
        for form in forms(said):
            assert all(not name or name.isidentifier() for _, name, _, _ in Formatter().parse(form)), key


def faults_of(use: Use) -> Iterator[str]:
    keys = use.spelt_out()
    if not keys or any(key not in catalogue(DEFAULT) for key in keys):
        yield f"{use.where} asks for {use.key}, which is nowhere"
        return
    for key in keys if use.values is not None and not use.key.endswith("*") else ():
        said = catalogue(DEFAULT)[key]
        wanted = placeholders(said) | ({"n"} if isinstance(said, dict) else set())
        if lacking := wanted - (use.values or set()):
            yield f"{use.where} gives {key} no {', '.join(sorted(lacking))}"


def test_a_text_that_is_asked_for_is_there_and_given_its_values() -> None:
    assert [fault for use in USES for fault in faults_of(use)] == []


def test_every_text_is_used() -> None:
    used = {key for use in USES for key in use.spelt_out()}
    assert sorted(set(catalogue(DEFAULT)) - used) == []


def test_what_the_server_says_for_the_settings_modules_is_on_the_page() -> None:
    asked = {
        key
        for path in (WEB / "static" / "js").glob("settings*.js")
        for key in re.findall(r"\bsaid\(\"([^\"]+)\"", path.read_text("utf-8"))
    }
    pages = "".join(path.read_text("utf-8") for path in (WEB / "templates" / "setup").glob("*.html"))
    assert asked == set(re.findall(r'data-said="([^"]+)"', pages))


@pytest.mark.parametrize(
    ("cookie", "accepted", "shown"),
    [
        (None, "", "en"),
        (None, "de-AT,de;q=0.9,en;q=0.5", "de"),
        (None, "fr, en;q=0.4, de;q=0.8", "de"),
        (None, "xx;q=nonsense, *", "en"),
        ("de", "en", "de"),
        ("../de", "en", "en"),
    ],
)
def test_a_reader_is_shown_the_language_of_the_cookie_or_the_browser(
    cookie: str | None, accepted: str, shown: str
) -> None:
    assert chosen(cookie, accepted) == shown


def test_numbers_and_plurals_are_written_as_the_language_writes_them() -> None:
    assert text("en", "setup.ours", n=1) == "One that comes with Whetstone"
    assert text("en", "setup.ours", n=12_345) == "12,345 that come with Whetstone"
    assert text("de", "setup.ours", n=12_345).startswith("12.345, die")
