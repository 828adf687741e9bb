"""From texts to a probability of each kind for each token: Rampart run by onnxruntime, on all cores.

Tokens of a text are read in windows that overlap; each token's probabilities are taken from the window in
which it stands farther from the edge. Windows of like length, from whichever texts, go through the model
together, so that hardly any padding is computed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.onnx import open_model
from whetstone.plugins.strong_sanitizer.labels import KINDS, LABELS
from whetstone.plugins.strong_sanitizer.words import readable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whetstone.plugins.strong_sanitizer.parts import Parts

WINDOW = 192
"""How many tokens the model reads at a time, beside the two that stand around them."""

OVERLAP = 64
"""How many tokens at a window's end are read again in the next."""

BATCH_TOKENS = 512
"""How many tokens go through the model in one call; more are no quicker and take more memory."""

SECTION = 20_000
"""How many characters are tokenized at a time. Sections end at white space, where tokens end too."""

SLICE = 2_048
"""How many windows are read before their results are put into place."""

MOST_THREADS = 8

_CLS, _SEP = 2, 3


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """The tokens of a text: where each starts and ends in characters (n), and how probable each of `KINDS` is
    for it (n by kinds, from 0 to 1)."""

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    probabilities: NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class _Window:
    """Tokens of the text number `text`, of which those from `first` to `last` are taken into its result."""

    text: int
    start: int
    first: int
    last: int
    tokens: NDArray[np.uint16]


class TokenModel:
    """The model and its tokenizer. Safe to use from several threads."""

    def __init__(self, parts: Parts) -> None:
        self._session, self._tokenizer = open_model(parts.model, parts.tokenizer)
        self._kinds = _label_matrix()

    def read(self, texts: Sequence[str]) -> list[Read]:
        """Return the tokens of each text. Memory grows with the texts' tokens: some forty bytes for each."""
        import numpy as np

        tokenized = [self._tokens(text) for text in texts]
        results = [
            Read(starts, ends, np.zeros((len(tokens), len(KINDS)), np.float16))
            for tokens, starts, ends in tokenized
        ]
        windows: list[_Window] = []
        with ThreadPoolExecutor(min(MOST_THREADS, _cores())) as threads:
            for number, (tokens, _, _) in enumerate(tokenized):
                for window in _windows(number, tokens):
                    windows.append(window)
                    if len(windows) == SLICE:
                        self._fill(windows, results, threads)
                        windows = []
            self._fill(windows, results, threads)
        return results

    def _tokens(self, text: str) -> tuple[NDArray[np.uint16], NDArray[np.int32], NDArray[np.int32]]:
        import numpy as np

        ids: list[NDArray[np.uint16]] = [np.zeros(0, np.uint16)]
        offsets: list[NDArray[np.int32]] = [np.zeros((0, 2), np.int32)]
        for start, section in _sections(readable(text)):
            encoding = self._tokenizer.encode(section, add_special_tokens=False)
            ids.append(np.array(encoding.ids, np.uint16))
            offsets.append(np.array(encoding.offsets, np.int32).reshape(-1, 2) + start)
        whole = np.concatenate(offsets)
        return np.concatenate(ids), whole[:, 0], whole[:, 1]

    def _fill(self, windows: list[_Window], results: list[Read], threads: ThreadPoolExecutor) -> None:
        batches = list(_batches(windows))
        for batch, probabilities in zip(batches, threads.map(self._run, batches), strict=True):
            for window, rows in zip(batch, probabilities, strict=True):
                taken = rows[window.first : window.last]
                begin = window.start + window.first
                results[window.text].probabilities[begin : begin + len(taken)] = taken

    def _run(self, batch: Sequence[_Window]) -> NDArray[np.float32]:
        """Return how probable each kind is for each token of each window, without the two around them."""
        import numpy as np

        tokens = np.zeros((len(batch), max(len(window.tokens) for window in batch) + 2), np.int64)
        mask = np.zeros_like(tokens)
        for row, window in enumerate(batch):
            tokens[row, : len(window.tokens) + 2] = (_CLS, *window.tokens, _SEP)
            mask[row, : len(window.tokens) + 2] = 1
        inputs = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        (logits,) = self._session.run(["logits"], inputs)
        odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
        odds /= odds.sum(axis=-1, keepdims=True)
        kinds: NDArray[np.float32] = (odds @ self._kinds)[:, 1:-1]
        return kinds


def _label_matrix() -> NDArray[np.float32]:
    """Return which of the model's outputs (rows) add up to which kind (columns)."""
    import numpy as np

    matrix = np.zeros((1 + 2 * len(LABELS), len(KINDS)), np.float32)
    for column, kind in enumerate(KINDS):
        for label in kind.labels:
            row = 1 + 2 * LABELS.index(label)
            matrix[row : row + 2, column] = 1
    return matrix


def _sections(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while len(text) - start > SECTION:
        blank = max(
            text.rfind(" ", start + SECTION // 2, start + SECTION),
            text.rfind("\n", start + SECTION // 2, start + SECTION),
        )
        end = blank if blank > start else start + SECTION
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _windows(number: int, tokens: NDArray[np.uint16]) -> Iterator[_Window]:
    start = 0
    while start == 0 or start + OVERLAP < len(tokens):
        window = tokens[start : start + WINDOW]
        first = OVERLAP // 2 if start else 0
        last = WINDOW - OVERLAP // 2 if start + WINDOW < len(tokens) else len(window)
        if len(window):
            yield _Window(number, start, first, last, window)
        start += WINDOW - OVERLAP


def _batches(windows: list[_Window]) -> Iterator[list[_Window]]:
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda each: -len(each.tokens)):
        if batch and (len(batch) + 1) * (len(batch[0].tokens) + 2) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
