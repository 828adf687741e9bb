"""How long a text is for a model; nothing is looked up anywhere."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib.resources import files
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

_VOCABULARIES = {
    "cl100k_base": "cl100k_base",
    "o200k_base": "o200k_base",
    "o200k_harmony": "o200k_base",
}
_ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"


def count_tokens(model: str, text: str) -> int:
    """Return the tokens of `text` for `model`.

    Exact for OpenAI's models, whose vocabularies litellm carries with it. For all others an upper
    estimate: a token for every three ASCII characters, and two for every three other UTF-8 bytes (in
    English tokenizers take more than four characters a token, but older ones two tokens for a Chinese
    character, which has three bytes).
    """
    encoding = _encoding(model.rpartition("/")[2])
    if encoding is None:
        size = len(text.encode("utf-8", "surrogatepass"))
        plain = len(text.encode("ascii", "ignore"))
        return ceil((plain + 2 * (size - plain)) / 3)
    return len(encoding.encode(text, disallowed_special=()))


@cache
def _encoding(name: str) -> Encoding | None:
    """Return the encoding of a model where its vocabulary is here; tiktoken would fetch any other."""
    import tiktoken

    try:
        encoding = tiktoken.encoding_name_for_model(name)
    except KeyError:
        return None
    if encoding not in _VOCABULARIES:
        return None
    folder = files("litellm") / "litellm_core_utils" / "tokenizers"
    address = _ADDRESS.format(_VOCABULARIES[encoding])
    if not (folder / hashlib.sha1(address.encode(), usedforsecurity=False).hexdigest()).is_file():
        return None
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    return tiktoken.get_encoding(encoding)
