"""The made-up personal data of `benchmarks/`, for tests: its folder stands beside this one."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from benchmarks.sanitizer.sentences import ORDINARY, SECRETIVE
from benchmarks.sanitizer.tokens import SECRETS
from benchmarks.sanitizer.values import Maker
from benchmarks.sanitizer.workplaces import HELD_OUT_TALK

__all__ = ["HELD_OUT_TALK", "ORDINARY", "SECRETIVE", "SECRETS", "Maker"]
