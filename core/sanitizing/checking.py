"""One sanitizer asked, and held to what it promised. Nothing that it was given gets into an error."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from whetstone.core.errors import SanitizerError
from whetstone.core.values.plugin import PluginRecord
from whetstone.core.values.sanitizing import Sanitizer, Span

_TYPE = re.compile(r"[A-Z][A-Z0-9_]{0,39}")


def spans_of(record: PluginRecord, sanitizer: Sanitizer, texts: Sequence[str]) -> list[list[Span]]:
    """Return what `sanitizer` of the plugin `record` finds in each of `texts`.

    Raises:
        SanitizerError: it raises, or returns what is no list of spans that fit: sorted or not, inside of
            their text, without overlaps. The error quotes neither a text nor what the plugin said.
    """
    fault, answer = "", None
    try:
        answer = [list(spans) for spans in sanitizer.find(tuple(texts))]
    except Exception as error:
        fault = f"raised {type(error).__name__} ({_where(error)})"
    if answer is not None and len(answer) != len(texts):
        fault = f"returned spans for {len(answer)} texts and was given {len(texts)}"
    for text, spans in zip(texts, answer or (), strict=False):
        fault = fault or _fault(spans, len(text))
    if fault or answer is None:
        raise withheld(record, f"the sanitizer {sanitizer.name} {fault}")
    return answer


def withheld(record: PluginRecord, fault: str) -> SanitizerError:
    """Blame the plugin for `fault`, and return the error that withholds the log."""
    record.blame(f"whetstone_sanitizers: {fault}")
    return SanitizerError(
        f"the log is withheld, since of the plugin {record.name} of {record.distribution} {fault}; "
        f"update the plugin, or leave it out with --block {record.name}"
    )


def _fault(spans: Sequence[object], length: int) -> str:
    """Say what is wrong with the spans of a text of `length` characters, if anything is."""
    checked: list[Span] = []
    for span in spans:
        if not isinstance(span, Span):
            return f"returned an object of the type {type(span).__name__} where a Span is expected"
        if not (type(span.start) is int and type(span.end) is int and 0 <= span.start < span.end <= length):
            return f"returned a span from {_number(span.start)} to {_number(span.end)} in {length} characters"
        if not (isinstance(span.type, str) and _TYPE.fullmatch(span.type)):
            return "returned a span whose type is no name in capitals"
        if type(span.score) not in (int, float) or not 0 < span.score <= 1:
            return "returned a span whose score is not above 0 and at most 1"
        checked.append(span)
    ordered = sorted(checked, key=lambda span: span.start)
    for before, after in pairwise(ordered):
        if after.start < before.end:
            return f"returned spans that overlap, from {after.start} on"
    return ""


def _number(value: object) -> str:
    return str(value) if type(value) is int else f"a {type(value).__name__}"


def _where(error: Exception) -> str:
    """Return where it was raised: a file's name and a line, which hold nothing of the text."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{PurePath(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "no place"
