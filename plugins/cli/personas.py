"""Commands on personas: list, show, edit, remove, restore."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.core.errors import SettingsError, WhetstoneError
from whetstone.plugins.cli.output import complain, json_option, print_json, say, table

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.values.cartridge import PersonaType
    from whetstone.core.values.persona import Persona


@click.command("list")
@click.option("--type", "kind", type=click.Choice(["persona", "clone"]), help="Only this type.")
@click.option("--tag", help="Only personas with this tag.")
@json_option
@click.pass_obj
def list_(session: Session, kind: PersonaType | None, tag: str | None, as_json: bool) -> None:
    """List the personas that you can talk with."""
    from whetstone.core.personas.finding import Wanted

    wanted = Wanted(type=kind, tag=tag)
    personas = [persona for persona in session.host.registry.personas() if wanted.admits(persona)]
    if as_json:
        print_json(_with_signatures(session.host, personas))
        return
    table(
        ("id", "name", "from", "version", "about"),
        (
            (
                ("★ " if persona.favourite else "") + persona.id,
                persona.name,
                persona.origin
                + (", a clone" * (persona.type == "clone"))
                + (", hides a builtin" if persona.hides else ""),
                persona.version,
                persona.description or ", ".join(persona.tags),
            )
            for persona in personas
        ),
        one_line=True,
    )
    if not personas:
        which = "of that type and tag" if kind or tag else "here"
        say(f"No persona is {which}. Import one with `whetstone import FILE`.")


@click.command()
@click.argument("reference", metavar="ID")
@click.option("--prompt", is_flag=True, help="Print the system prompt alone.")
@json_option
@click.pass_obj
def show(session: Session, reference: str, prompt: bool, as_json: bool) -> None:
    """Show all about one persona: prompt, settings, library.

    `ID@VERSION`, `ID@HASH` and `ID@previous` are earlier contents; see `whetstone versions`.
    """
    from whetstone.core.personas.overlays import changed_config
    from whetstone.core.signing.facts import signature_facts
    from whetstone.plugins.cli.signatures import trust_if_readable

    registry = session.host.registry
    persona = registry.find(reference)
    cartridge = registry.cartridge(persona)
    overlay = registry.overlay(persona.id)
    config = changed_config(cartridge.config, overlay).model_dump(mode="json")
    if prompt:
        click.echo(cartridge.prompt.rstrip())
        return
    signature = signature_facts(cartridge, trust_if_readable(session.host), persona)
    for note in signature.warnings(persona.id):
        say(f"Note: {note}")
    if as_json:
        print_json(
            {
                **as_data(persona),
                "metadata": cartridge.metadata.model_dump(mode="json", exclude_none=True),
                "prompt": cartridge.prompt,
                "config": config,
                "overlay": overlay.model_dump(mode="json", exclude_defaults=True),
                "library": {name: len(text) for name, text in cartridge.library.items()},
                "signature": asdict(signature),
            }
        )
        return
    facts = {
        "id": persona.id,
        "name": persona.name,
        "type": persona.type,
        "origin": persona.origin + (f", hides the bundled {persona.hides}" if persona.hides else ""),
        "version": f"{persona.version} by {persona.author}",
        "about": persona.description or "",
        "tags": ", ".join(persona.tags),
        "content": persona.content_hash,
        "sources": persona.source_hash,
        "signature": signature.in_words(),
        "changed by you": ", ".join(overlay.model_dump(exclude_defaults=True)),
        "library": f"{len(cartridge.library)} texts: {', '.join(cartridge.library)}"
        if cartridge.library
        else "",
    }
    print_facts(facts)
    click.echo("\n" + cartridge.prompt.rstrip() + "\n")
    click.echo(json.dumps(config, indent=2, ensure_ascii=False))


@click.command()
@click.argument("persona_id", metavar="ID")
@click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE", help="For example config.weirdness=0.4."
)
@click.option("--unset", multiple=True, metavar="KEY", help="Take one change back.")
@click.option("--reset", is_flag=True, help="Take all changes back.")
@json_option
@click.pass_obj
def edit(
    session: Session,
    persona_id: str,
    changes: tuple[str, ...],
    unset: tuple[str, ...],
    reset: bool,
    as_json: bool,
) -> None:
    """Change a persona for yourself: name, tags, favourite, model, config.

    The cartridge stays as it came; your changes are kept beside it.
    """
    from whetstone.core.personas.overlays import Overlay, edited

    registry = session.host.registry
    values = dict(_pair(change) for change in changes)

    def change(overlay: Overlay) -> Overlay:
        if not values and not unset:
            return overlay
        return edited(overlay, values, unset, registry.contents(persona_id).config)

    if values or unset or reset:
        overlay = registry.edit(persona_id, change, reset=reset)
    else:
        registry.get(persona_id)
        overlay = registry.overlay(persona_id)
    current = overlay.model_dump(mode="json", exclude_defaults=True)
    if as_json:
        print_json(current)
    elif current:
        click.echo(json.dumps(current, indent=2, ensure_ascii=False))
    else:
        say(f"{persona_id} is as its cartridge says.")


@click.command()
@click.argument("persona_ids", metavar="ID...", nargs=-1, required=True)
@json_option
@click.pass_obj
def remove(session: Session, persona_ids: tuple[str, ...], as_json: bool) -> None:
    """Remove installed personas; `restore` brings them back."""
    removed, failed = [], False
    for persona_id in dict.fromkeys(persona_ids):
        try:
            persona = session.host.registry.remove(persona_id)
        except WhetstoneError as error:
            failed = True
            complain(error)
            continue
        removed.append(as_data(persona))
        say(f"Removed {persona.id} ({persona.name}). `whetstone restore {persona.id}` brings it back.")
    if as_json:
        print_json(removed)
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("persona_id", metavar="[ID]", required=False)
@json_option
@click.pass_obj
def restore(session: Session, persona_id: str | None, as_json: bool) -> None:
    """Bring a removed persona back; without ID, list the removed ones."""
    from whetstone.plugins.cli.signatures import tell_revoked

    registry = session.host.registry
    if persona_id is None:
        ids = registry.trash.ids()
        print_json(ids) if as_json else click.echo("\n".join(ids)) if ids else say("Nothing was removed.")
        return
    persona = registry.restore(persona_id)
    say(f"{persona.id} ({persona.name}) is back.")
    if as_json:
        print_json(as_data(persona))
    tell_revoked(session.host, persona)


def _with_signatures(host: Host, personas: list[Persona]) -> list[dict[str, Any]]:
    """Return personas as `--json` shows them, each with the standing of the key that signed it."""
    from whetstone.core.signing.trust import Trust
    from whetstone.plugins.cli.signatures import trust_if_readable

    signed = any(persona.signed_by for persona in personas)
    trust = trust_if_readable(host) if signed else Trust()
    revoked = trust.revoked() if trust else set()

    def standing(key: str | None) -> str:
        if key is None:
            return "none"
        return "unreadable" if trust is None else "revoked" if key in revoked else "trusted"

    return [{**as_data(persona), "signature": standing(persona.signed_by)} for persona in personas]


def as_data(persona: Persona) -> dict[str, Any]:
    """Return a persona as `--json` shows it."""
    return persona.model_dump(mode="json")


def print_facts(facts: dict[str, str]) -> None:
    """Print labelled lines, leaving out empty ones."""
    width = max(map(len, facts))
    for label, value in facts.items():
        if value:
            click.echo(f"{label:<{width}}  {value}")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise SettingsError(f"--set {text}: write KEY=VALUE, for example config.weirdness=0.4")
    return key.strip(), value
