"""The embeddings of words, summed over their tokens."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 256
"""The length of an embedding."""

_WEIGHTS = f"weights/l2_supercat_{DIMENSIONS}.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"


class Embedder:
    """wordllama's token embeddings and the tokenizer that goes with them.

    `name` says which they are. They are read as files, which never downloads anything: importing
    wordllama takes three times as long, and sets up the root logger.
    """

    def __init__(self, name: str, tokenizer: Any, weights: NDArray[np.float16]) -> None:
        self.name = name
        self._tokenizer = tokenizer
        self._weights = weights

    @classmethod
    def load(cls) -> Embedder:
        """Read the embeddings that lie in wordllama's package.

        Raises:
            FileNotFoundError: the package is not installed, or does not have them in their place.
        """
        from importlib.metadata import version

        from safetensors import safe_open
        from tokenizers import Tokenizer

        spec = importlib.util.find_spec("wordllama")
        if spec is None or spec.origin is None:
            raise FileNotFoundError(
                "the package wordllama, which brings the word embeddings, is not installed"
            )
        folder = Path(spec.origin).parent
        for name in (_TOKENIZER, _WEIGHTS):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"the installed wordllama has no {name}: install wordllama 0.4")
        with safe_open(str(folder / _WEIGHTS), framework="np") as tensors:
            weights = tensors.get_tensor("embedding.weight")
        tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        return cls(f"wordllama-{version('wordllama')}", tokenizer, weights)

    def sums(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each word: the sum of its tokens' embeddings.

        Words are encoded one by one: the tokenizer's batches start threads that do not survive a fork.
        """
        import numpy as np

        rows = np.zeros((len(words), DIMENSIONS), np.float32)
        for place, word in enumerate(words):
            tokens = self._tokenizer.encode(word, add_special_tokens=False).ids
            self._weights[tokens].sum(axis=0, dtype=np.float32, out=rows[place])
        return rows
