"""The panels that plugins show on a persona's page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request

from whetstone.core.additions import Additions, Panel, words_in
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Persona
from whetstone.plugins.webui.extending.joining import own_context, told
from whetstone.plugins.webui.rendering.templates import language_of
from whetstone.plugins.webui.site import Site


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel, filled in. `title` is text, `html` is what the plugin's template gave."""

    plugin: str
    title: str
    html: Markup


def panels(site: Site, request: Request, persona: Persona, cartridge: Cartridge) -> list[ShownPanel]:
    """Return the panels of a persona's page; one that raises is left out, and its record says why."""
    shown = []
    for added in site.additions:
        for panel in added.panels:
            try:
                html = _filled(site, request, added, panel, persona, cartridge)
            except (Exception, SystemExit) as error:
                added.record.blame(f"the panel {words_in(panel.title, 'en')!r} raised {told(error)}")
                continue
            if html is not None:
                title = words_in(panel.title, language_of(request))
                shown.append(ShownPanel(added.name, title, Markup(html)))
    return shown


def _filled(
    site: Site, request: Request, added: Additions, panel: Panel, persona: Persona, cartridge: Cartridge
) -> str | None:
    context = panel.context(persona, cartridge)
    if context is None:
        return None
    template = f"x/{added.name}/{panel.template}"
    return site.rendering.html(request, template, **own_context(added), **context)
