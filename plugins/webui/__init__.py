"""The web: pages in a browser, and the HTTP API under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.hookspecs import hookimpl

if TYPE_CHECKING:
    from whetstone.core.values.job import JobKind
    from whetstone.core.values.plugin import SettingsSection


@hookimpl
def whetstone_settings() -> list[SettingsSection]:
    """Bring the table `[web]`."""
    from whetstone.core.values.plugin import SettingsSection
    from whetstone.plugins.webui.settings import WebSettings

    return [SettingsSection("web", WebSettings)]


@hookimpl
def whetstone_job_kinds() -> list[JobKind]:
    """Bring the job kind `import`."""
    from whetstone.plugins.webui.mirroring.importing import ImportChats

    return [ImportChats()]
