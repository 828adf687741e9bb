"""How litellm is brought in: late, silent, and without a word to the network."""

from __future__ import annotations

import logging
import os
import threading
from types import ModuleType

_QUIET = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LOGGING_EXECUTOR_MAX_THREADS": "2",
}
"""What litellm reads from the environment. The first three keep it from fetching lists (the second one
is looked at with every request to Anthropic, so all of them stay set); without the fourth it loads the
next `.env` file above its own folder into this process."""

_LOGGERS = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy")

_lock = threading.Lock()


def load_litellm() -> ModuleType:
    """Return litellm, imported now if it was not yet (a few seconds), set to be silent and offline."""
    with _lock:
        os.environ.update(_QUIET)
        import litellm

        litellm.suppress_debug_info = True
        litellm.disable_hf_tokenizer_download = True
        litellm.disable_aiohttp_transport = True
        litellm.drop_params = True
        litellm.turn_off_message_logging = True
        litellm.telemetry = False
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return litellm
