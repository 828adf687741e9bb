"""Commands on the contents that a persona has had: versions, rollback, diff."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.core.errors import SettingsError
from whetstone.plugins.cli.naming import cartridge_called, is_file
from whetstone.plugins.cli.output import json_option, print_json, say, table
from whetstone.plugins.cli.personas import as_data
from whetstone.plugins.cli.signatures import trust_if_readable

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.personas.versions import Version
    from whetstone.core.values.cartridge import Cartridge

_PLACES = {"installed": "earlier", "bundled": "bundled", "trash": "in the trash", "talked": "talked with"}


@click.command()
@click.argument("persona_id", metavar="ID")
@json_option
@click.pass_obj
def versions(session: Session, persona_id: str, as_json: bool) -> None:
    """List the contents that a persona has had, the latest first.

    `ID@VERSION`, `ID@HASH` (six digits or more) and `ID@previous` name one of them in show, export, chat
    and diff.
    """
    found = session.host.registry.versions.of(persona_id)
    if as_json:
        print_json([_as_data(version) for version in found])
        return
    table(
        ("version", "content", "by", "from", "installed", "signed by", "state"),
        (
            (
                version.persona.version,
                version.persona.content_hash.removeprefix("sha256:")[:12],
                version.persona.author,
                version.persona.origin,
                (version.persona.installed_at or "")[:16].replace("T", " "),
                (version.persona.signed_by or "")[: len("ed25519:") + 8],
                ("current" if version.current else _PLACES[version.place])
                + (f", DAMAGED: {version.fault}" if version.fault else ""),
            )
            for version in found
        ),
    )


@click.command()
@click.argument("persona_id", metavar="ID")
@click.argument("to", metavar="[VERSION|HASH]", required=False)
@json_option
@click.pass_obj
def rollback(session: Session, persona_id: str, to: str | None, as_json: bool) -> None:
    """Make an earlier content of a persona current again, by default the one before.

    A second `rollback ID` takes the first one back. Your own changes to the persona stay.
    """
    from whetstone.core.personas.versions import PREVIOUS
    from whetstone.core.signing.facts import signature_facts
    from whetstone.core.values.persona import is_persona_id

    name, at, which = persona_id.partition("@")
    if at and is_persona_id(name):
        apart = name if which in ("", PREVIOUS) else f"{name} {which}"
        raise SettingsError(f"{persona_id} is no id; to go back to that, say `whetstone rollback {apart}`")
    registry = session.host.registry
    before, after = registry.versions.roll_back(persona_id, to)
    persona = registry.get(persona_id)
    if as_json:
        print_json(
            {
                **as_data(persona),
                "outcome": "unchanged" if before.persona == after.persona else "rolled back",
                "before": {
                    "version": before.persona.version,
                    "content_hash": before.persona.content_hash,
                },
            }
        )
    elif before.persona == after.persona:
        say(f"{persona_id} is at {after.known_as} already.")
    else:
        say(
            f"{persona_id} is back at {after.known_as}; before it was at {before.known_as}, "
            f"to which `whetstone rollback {persona_id}` returns."
        )
    signature = signature_facts(registry.cartridge(persona), trust_if_readable(session.host), persona)
    for note in signature.warnings(persona_id):
        say(f"Note: {note}.")


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False)
@json_option
@click.pass_obj
def diff(session: Session, before: str, after: str | None, as_json: bool) -> None:
    """Show what differs between two contents, each an ID, a reference to an earlier content, or a file.

    A file may be a folder, or - for stdin. `diff ID` compares the content before with the current one;
    `diff ID@VERSION` an earlier one with the current one; `diff FILE` what is installed under the file's
    id with the file.
    """
    from whetstone.core.differences import differences

    host = session.host
    found = differences(*_sides(host, before, after))
    if as_json:
        print_json({"same": found.same, **asdict(found)})
        return
    from whetstone.plugins.cli.telling_differences import tell_differences

    tell_differences(found)


def _sides(host: Host, one: str, other: str | None) -> tuple[Cartridge, Cartridge]:
    if other is not None:
        return cartridge_called(host, one), cartridge_called(host, other)
    if is_file(host, one):
        file = cartridge_called(host, one)
        return host.registry.contents(file.id), file
    persona_id, at, _ = one.partition("@")
    reference = one if at else f"{persona_id}@previous"
    current = host.registry.contents(persona_id)
    return cartridge_called(host, reference), current


def _as_data(version: Version) -> dict[str, Any]:
    shown = (
        "id",
        "name",
        "version",
        "content_hash",
        "author",
        "origin",
        "installed_at",
        "chosen_at",
        "signed_by",
        "path",
    )
    return {
        **version.persona.model_dump(mode="json", include=set(shown)),
        "place": version.place,
        "current": version.current,
        "damaged": version.fault,
    }
