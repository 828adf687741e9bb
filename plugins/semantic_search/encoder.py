"""From texts to their meaning: MiniLM run by onnxruntime, on as many threads as there are cores.

A text's embedding is the mean of the model's last states over its tokens (Reimers and Gurevych,
Sentence-BERT, EMNLP 2019), with length 1. Texts of like length go through the model together, so that
hardly any padding is computed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from whetstone.core.onnx import open_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whetstone.plugins.semantic_search.parts import Parts

DIMENSIONS = 384
"""The length of an embedding."""

WINDOW = 254
"""How many tokens the model reads at a time, beside the two that stand around them. A longer text is read
window by window, and its embedding is the mean over the tokens of all of them."""

BATCH_TOKENS = 1024
"""How many tokens go through the model in one call; more are no quicker and take more memory."""

SLICE = 4_096
"""How many texts are tokenized before they go through the model."""

MOST_THREADS = 8

_CLS, _SEP = 101, 102

Batch = tuple[list[int], list["NDArray[np.uint16]"]]
"""Some texts' places in the result, and the windows of tokens to be read: one for each of several texts,
or several of one text."""


class Encoder:
    """The model and its tokenizer. Safe to use from several threads."""

    def __init__(self, parts: Parts) -> None:
        self._session, self._tokenizer = open_model(parts.model, parts.tokenizer)

    def encode(self, message: str) -> NDArray[np.float32]:
        """Return the embedding of one message; of a very long one its beginning and its end are read."""
        import numpy as np

        windows = self._windows(message)
        if len(windows) > 1:
            whole = np.concatenate([window[1:-1] for window in windows])
            ends = np.concatenate([whole[: WINDOW // 2], whole[-WINDOW // 2 :]])
            windows = [np.array([_CLS, *ends, _SEP], np.uint16)]
        row: NDArray[np.float32] = self._run(([0], windows))[0]
        return row

    def encode_all(self, texts: Sequence[str]) -> Iterator[tuple[Sequence[int], NDArray[np.float32]]]:
        """Yield places in `texts` with a row for each, in no particular order, until all were yielded."""
        with ThreadPoolExecutor(min(MOST_THREADS, _cores())) as threads:
            for start in range(0, len(texts), SLICE):
                batches = self._batches(texts, start, min(start + SLICE, len(texts)))
                yield from zip(
                    (places for places, _ in batches), threads.map(self._run, batches), strict=True
                )

    def _batches(self, texts: Sequence[str], start: int, stop: int) -> list[Batch]:
        short: list[tuple[int, NDArray[np.uint16]]] = []
        batches: list[Batch] = []
        for place in range(start, stop):
            windows = self._windows(texts[place])
            if len(windows) == 1:
                short.append((place, windows[0]))
            else:
                batches.append(([place], windows))
        batch: Batch = ([], [])
        for place, window in sorted(short, key=lambda each: -len(each[1])):
            if batch[0] and (len(batch[0]) + 1) * len(batch[1][0]) > BATCH_TOKENS:
                batches.append(batch)
                batch = ([], [])
            batch[0].append(place)
            batch[1].append(window)
        return [*batches, batch] if batch[0] else batches

    def _windows(self, text: str) -> list[NDArray[np.uint16]]:
        import numpy as np

        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        tokens = self._tokenizer.encode(whole, add_special_tokens=False).ids
        return [
            np.array([_CLS, *tokens[start : start + WINDOW], _SEP], np.uint16)
            for start in range(0, max(1, len(tokens)), WINDOW)
        ]

    def _run(self, batch: Batch) -> NDArray[np.float32]:
        import numpy as np

        places, windows = batch
        if len(places) == len(windows):
            sums = self._sums(windows)
        else:
            sums = np.zeros((1, DIMENSIONS), np.float32)
            for start in range(0, len(windows), BATCH_TOKENS // (WINDOW + 2)):
                sums += self._sums(windows[start : start + BATCH_TOKENS // (WINDOW + 2)]).sum(axis=0)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        rows: NDArray[np.float32] = (sums / np.maximum(lengths, 1e-9)).astype(np.float32, copy=False)
        return rows

    def _sums(self, windows: Sequence[NDArray[np.uint16]]) -> NDArray[np.float32]:
        """Return for each window the sum of the model's last states; its direction is the mean's."""
        import numpy as np

        tokens = np.zeros((len(windows), max(map(len, windows))), np.int64)
        mask = np.zeros_like(tokens)
        for row, window in enumerate(windows):
            tokens[row, : len(window)] = window
            mask[row, : len(window)] = 1
        inputs = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        (states,) = self._session.run(["last_hidden_state"], inputs)
        sums: NDArray[np.float32] = np.einsum("wtd,wt->wd", states, mask.astype(np.float32))
        return sums


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
