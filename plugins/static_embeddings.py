"""Finds passages by meaning: wordllama's static token embeddings and cosine similarity, offline."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.hookspecs import hookimpl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whetstone.core.values.passage import PassageIndex, Retriever, Shelf

LAYOUT = "1"
"""Changes when embeddings are made differently, so that older ones are made anew."""

FLOOR = 0.2
"""A passage with a smaller cosine than this does not bear on the message."""

_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
_BATCH = 512


class StaticEmbeddings:
    """A retriever that ranks passages by the cosine of averaged token embeddings.

    The embeddings are read from wordllama's package as files: importing it takes longer than this, and
    sets up the root logger.
    """

    name = "static_embeddings"

    def __init__(self) -> None:
        self._embedder: Embedder | None = None
        self._lock = threading.Lock()

    def open(self, shelf: Shelf) -> PassageIndex:
        """Return the embeddings of `shelf`, from its cache where they are whole."""
        with self._lock:
            if self._embedder is None:
                self._embedder = Embedder.load()
        embedder = self._embedder
        path = shelf.cache / f"static_embeddings-{hashlib.sha256(f'{LAYOUT} {shelf.key}'.encode()).hexdigest()[:16]}.npy"
        vectors = _read(path, len(shelf.passages), embedder.size)
        if vectors is None:
            vectors = embedder.embed([f"{passage.title}. {passage.text}" for passage in shelf.passages])
            _write(path, vectors)
        return EmbeddingIndex(embedder, vectors)


class EmbeddingIndex:
    """One shelf's embeddings."""

    def __init__(self, embedder: Embedder, vectors: NDArray[np.float32]) -> None:
        self._embedder = embedder
        self._vectors = vectors

    def search(self, query: str, limit: int) -> Sequence[int]:
        """Return the passages nearest to `query`, none below `FLOOR`."""
        import numpy as np

        from whetstone.core.text.words import content_words

        if not content_words(query):
            return []
        cosines = self._vectors @ self._embedder.embed([query])[0]
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [int(place) for place in best if cosines[place] >= FLOOR]


class Embedder:
    """Token embeddings and the tokenizer that goes with them."""

    def __init__(self, tokenizer: Any, weights: NDArray[np.float16]) -> None:
        self._tokenizer = tokenizer
        self._weights = weights
        self.size = int(weights.shape[1])

    @classmethod
    def load(cls) -> Embedder:
        """Read the embeddings that lie in wordllama's package.

        Raises:
            FileNotFoundError: the package is missing, or does not have them where they were.
        """
        from safetensors import safe_open
        from tokenizers import Tokenizer

        spec = importlib.util.find_spec("wordllama")
        if spec is None or spec.origin is None:
            raise FileNotFoundError("the package wordllama is not installed")
        folder = Path(spec.origin).parent
        tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        with safe_open(str(folder / _WEIGHTS), framework="np") as tensors:
            return cls(tokenizer, tensors.get_tensor("embedding.weight"))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length 1 for each text; zeros for one without tokens."""
        import numpy as np

        rows = np.zeros((len(texts), self.size), np.float32)
        for first in range(0, len(texts), _BATCH):
            batch = list(texts[first : first + _BATCH])
            for row, encoded in enumerate(
                self._tokenizer.encode_batch_fast(batch, add_special_tokens=False), start=first
            ):
                if encoded.ids:
                    mean = self._weights[encoded.ids].mean(axis=0, dtype=np.float32)
                    rows[row] = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return rows


def _read(path: Path, rows: int, columns: int) -> NDArray[np.float32] | None:
    import numpy as np

    try:
        kept = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if kept.dtype != np.float16 or kept.shape != (rows, columns) or not np.isfinite(kept).all():
        return None
    return np.asarray(kept, np.float32)


def _write(path: Path, vectors: NDArray[np.float32]) -> None:
    """Keep the vectors beside their place and move them there; a folder that cannot be written is left alone."""
    import numpy as np

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            np.save(file, vectors.astype(np.float16), allow_pickle=False)
        Path(name).replace(path)
    except OSError:
        return


@hookimpl
def whetstone_retrievers() -> Iterable[Retriever]:
    """Bring search by static embeddings."""
    return [StaticEmbeddings()]
