"""Looks for model servers on this machine and for keys in the environment."""

from __future__ import annotations

import os
from collections.abc import Sequence

from whetstone.core.values.model import FoundModel
from whetstone.plugins.litellm_models.providers import PROVIDERS


def found_models() -> Sequence[FoundModel]:
    """Return the providers whose key is in the environment."""
    return [
        FoundModel(
            name=provider.name,
            where=f"the key in {provider.env}",
            settings={"model": provider.model, "api_key": {"$env": provider.env}},
        )
        for provider in PROVIDERS
        if os.environ.get(provider.env)
    ]
