"""The made-up personal data of `benchmarks/`, for tests: its folder stands beside this one."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from benchmarks.sanitizer_sentences import ORDINARY, SECRETIVE
from benchmarks.sanitizer_tokens import SECRETS
from benchmarks.sanitizer_values import Maker

__all__ = ["ORDINARY", "SECRETIVE", "SECRETS", "Maker"]
