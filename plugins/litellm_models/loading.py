"""How litellm is brought in: late, silent, and without a word to the network."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from importlib import import_module
from types import ModuleType

_ENVIRONMENT = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LOGGING_EXECUTOR_MAX_THREADS": "2",
}
"""What litellm reads from the environment. The first three keep it from fetching lists of its own (the
second is looked at again with every request to Anthropic, so they stay set); without `LITELLM_MODE` it
loads the nearest `.env` file above its own folder into this process."""

_SETTINGS = {
    "suppress_debug_info": True,
    "disable_hf_tokenizer_download": True,
    "disable_aiohttp_transport": True,
    "disable_stop_sequence_limit": True,
    "telemetry": False,
    "REPEATED_STREAMING_CHUNK_LIMIT": 1_000_000,
}
"""What litellm reads from its own module. Without aiohttp all providers are reached by one library, httpx,
whose errors `failures` can tell apart; the last one would take a long ruled line in a reply for a model
that has lost its mind."""

_FIRST_CALL = ("openai.resources.chat.completions", "httpcore", "anyio._backends._asyncio")
"""What a first request imports beside litellm's own parts."""

_STOPPED = r"coroutine '\w+\.async_\w+' was never awaited"
"""What Python says of a call that is cancelled, by Ctrl-C for one, between two of litellm's threads."""

_LOGGERS = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

_loading = threading.Lock()
_warming = threading.Lock()
_warm = False


def load_litellm() -> ModuleType:
    """Return litellm, imported now if it was not yet (a few seconds), set to be silent and offline."""
    with _loading:
        os.environ.update(_ENVIRONMENT)
        _keep_loopback_from_proxies()
        import litellm

        for name, value in _SETTINGS.items():
            setattr(litellm, name, value)
        warnings.filterwarnings("ignore", _STOPPED, RuntimeWarning)
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return litellm


def warm_up() -> None:
    """Import what litellm would import during its first request (a second or two), once in a process.

    A made-up reply goes through litellm for that. Nothing is sent anywhere. Not for the event loop.
    """
    global _warm
    with _warming:
        if _warm:
            return
        litellm = load_litellm()
        for name in _FIRST_CALL:
            import_module(name)
        question = [{"role": "user", "content": "?"}]
        for _ in litellm.completion("openai/none", question, mock_response="!", stream=True, api_key="none"):
            pass
        _warm = True


def _keep_loopback_from_proxies() -> None:
    """Let what is said to this machine stay on it, whatever proxy the environment names."""
    known = [host for host in os.environ.get("no_proxy", os.environ.get("NO_PROXY", "")).split(",") if host]
    if "*" not in known:
        os.environ["no_proxy"] = os.environ["NO_PROXY"] = ",".join(dict.fromkeys([*known, *_LOOPBACK]))
