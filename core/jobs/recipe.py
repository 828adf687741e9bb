"""How a model is reached, in words that another process can read: a small `whetstone.toml`."""

from __future__ import annotations

from typing import Any

from whetstone.core.jobs.answering import Hosting


def recipe(host: Hosting, name: str) -> str:
    """Return the text of a `whetstone.toml` with what the model `name` and its fallbacks need, and no more.

    Secrets stand in it by the names of their environment variables.

    Raises:
        ModelError: the model is not known.
    """
    import tomlkit

    settings = host.settings.effective()
    names = [name, *host.settings.model_spec(name).fallbacks]
    models: dict[str, Any] = settings["models"]
    blocked = [record.name for record in host.plugins.records if record.status == "blocked"]
    needed: dict[str, Any] = {"plugins": {"block": blocked}}
    needed |= {
        section: settings[section] for section in map(host.models.plugin_of, names) if section in settings
    }
    needed["models"] = {one: models[one] for one in names if one in models}
    return tomlkit.dumps(needed)
