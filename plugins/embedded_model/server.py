"""llama.cpp's server through its binding, with the guards that it was seen to need."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whetstone.core.errors import ModelUnavailable

BATCH_TOKENS = 64
"""Tokens of a prompt that are read at one go: between two batches a request can be cancelled.

On one core 64 are as fast as 256, and take a quarter of the time to give up."""

CACHE_MIB = 256
"""Memory for the prompts of conversations that are not at work now; llama.cpp would take 8 GiB."""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What a server is started with.

    `prompt_cache` is the folder for prompts that were read before, of at most `prompt_cache_bytes` (0 for
    none). The key keeps others on this machine away from the listener.
    """

    weights: Path
    context_tokens: int
    threads: int
    prompt_cache: Path
    prompt_cache_bytes: int = 0
    api_key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)


def spare_core() -> int:
    """Return the number of threads that leaves one core free, and is at least one.

    llama.cpp's threads wait for each other in a busy loop: with as many threads as cores, one other busy
    process makes it many times slower.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)


def start(options: ServerOptions) -> Any:
    """Load the weights and return an `xllamacpp.Server` that has answered once.

    Raises:
        ModelUnavailable: llama.cpp cannot load the file.
    """
    from xllamacpp import Server

    try:
        server = Server(parameters(options))
    except RuntimeError as error:
        raise ModelUnavailable(
            f"llama.cpp cannot load {options.weights}: it is damaged, or of a kind that is not known there"
        ) from error
    # A server that is destroyed before its first request can hang.
    touch(server)
    return server


def touch(server: Any) -> None:
    """Let the server answer with one token; it puts the conversation that it was at into its memory."""
    server.handle_chat_completions({"messages": [{"role": "user", "content": "."}], "max_tokens": 1})


def parameters(options: ServerOptions) -> Any:
    """Return the `xllamacpp.CommonParams` of `options`."""
    from xllamacpp import CommonParams

    params = CommonParams()
    params.model.path = str(options.weights)
    params.model_alias = {"embedded"}
    params.n_ctx = options.context_tokens
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options.threads
    params.cache_ram_mib = CACHE_MIB
    params.warmup = False
    params.verbosity = -1
    if options.prompt_cache_bytes:
        params.slot_save_path = f"{options.prompt_cache}{os.sep}"
    # The binding always listens on a free port of the loopback interface.
    params.api_keys = [options.api_key]
    params.ui = params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
    return params
