"""Microsoft's presidio with a medium spaCy model, where both are installed: what sanitizing is held to."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.sanitizer_types import canonical

if TYPE_CHECKING:
    from benchmarks.sanitizer import Row


class Presidio:
    """presidio-analyzer with its own rules and `en_core_web_md`."""

    name = "presidio, en_core_web_md"

    def __init__(self) -> None:
        begun = time.perf_counter()
        try:
            import spacy.util
            from presidio_analyzer import AnalyzerEngine
            from presidio_analyzer.nlp_engine import NlpEngineProvider
        except ImportError as error:
            raise SystemExit(f"{error.name} is not installed: pip install presidio-analyzer") from error
        if not spacy.util.is_package("en_core_web_md"):
            raise SystemExit("en_core_web_md is not installed: python -m spacy download en_core_web_md")
        models = [{"lang_code": "en", "model_name": "en_core_web_md"}]
        provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
        self._engine: Any = AnalyzerEngine(nlp_engine=provider.create_engine())
        self._engine.analyze("Write to ada@example.org.", language="en")
        self.ready = time.perf_counter() - begun

    def find(self, rows: Sequence[Row]) -> list[list[tuple[int, int, str]]]:
        """Return what is found; where two findings overlap, the surer and longer one stays."""
        return [self._of(row.text) for row in rows]

    def _of(self, text: str) -> list[tuple[int, int, str]]:
        found = sorted(self._engine.analyze(text, language="en"), key=lambda r: (-r.score, r.start - r.end))
        kept: list[tuple[int, int, str]] = []
        for one in found:
            if all(one.end <= start or end <= one.start for start, end, _ in kept):
                kept.append((one.start, one.end, canonical(one.entity_type)))
        return kept
