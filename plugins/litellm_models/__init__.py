"""Models of any provider, routed by litellm; asked last, since it takes every string it knows."""

from __future__ import annotations

from collections.abc import Iterable

from whetstone.core.values.model import ModelBackend
from whetstone.hookspecs import SettingsReader, hookimpl


@hookimpl(trylast=True)
def whetstone_model_backends(settings: SettingsReader) -> Iterable[ModelBackend]:
    """Bring the backend `litellm`."""
    from whetstone.plugins.litellm_models.backend import LitellmBackend

    return [LitellmBackend()]
