"""Several steps as one call, for a worker that is far away in milliseconds."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from whetstone.core.errors import JobError

_MOST = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """The results of some steps, the error of the one after them if there was one, and their seconds."""

    results: list[Any]
    error: Exception | None
    seconds: float


def compute(function: Callable[[Any], Any], inputs: Sequence[Any]) -> Batch:
    """Return `function(input)` for each, up to the first that raises."""
    began = time.perf_counter()
    results: list[Any] = []
    error: Exception | None = None
    for value in inputs:
        try:
            results.append(function(value))
        except Exception as raised:
            error = raised
            break
    return Batch(results, error and _portable(error), time.perf_counter() - began)


def fitting(steps: int, seconds: float, wanted: float) -> int:
    """Return how many steps take as long as is `wanted`, in seconds, when `steps` took `seconds`."""
    return max(1, min(_MOST, int(wanted * steps / seconds) if seconds > 0 else _MOST))


def _portable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return JobError(f"a step raised {type(error).__name__}: {error}")
    return error
