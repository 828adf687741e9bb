"""Opening a small model in the ONNX format, with the tokenizer that goes with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


def open_model(model: Path, tokenizer: Path) -> tuple[InferenceSession, Tokenizer]:
    """Return a session of one thread and a tokenizer that neither cuts nor pads.

    Threads of one call wait for each other, and crawl on a busy machine: let several calls run side by side.

    Raises:
        ImportError: `onnxruntime` or `tokenizers` is not installed.
    """
    import numpy  # noqa: F401 - first: in onnxruntime's own import Ctrl-C would become an ImportError
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    words = Tokenizer.from_file(str(tokenizer))
    words.no_truncation()
    words.no_padding()
    return session, words
