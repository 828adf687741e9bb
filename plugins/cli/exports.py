"""Commands that write cartridge files: export, pack."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whetstone.core.cli import Session
from whetstone.core.errors import CartridgeError
from whetstone.core.files import write_file
from whetstone.plugins.cli.output import json_option, print_json, say
from whetstone.plugins.cli.signatures import check_still_signed, sign_options, signed_with_own

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.values.cartridge import Cartridge


@click.command()
@click.argument("reference", metavar="ID")
@click.option("-o", "--output", metavar="PATH", help="File, folder, or - for stdout.")
@click.option("--format", "format_name", metavar="NAME", help="A cartridge format; .whetstone if not given.")
@sign_options
@json_option
@click.pass_obj
def export(
    session: Session,
    reference: str,
    output: str | None,
    format_name: str | None,
    sign: bool,
    key_name: str | None,
    as_json: bool,
) -> None:
    """Write a persona to a file that others can import.

    `ID@VERSION`, `ID@HASH` and `ID@previous` are earlier contents; see `whetstone versions`.
    """
    registry = session.host.registry
    persona = registry.find(reference)
    cartridge = signed_with_own(session.host, registry.cartridge(persona), sign, key_name)
    _write(session.host, cartridge, persona.id, output, format_name, as_json, signed=sign)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="PATH", help="File, folder, or - for stdout.")
@sign_options
@json_option
@click.pass_obj
def pack(
    session: Session, folder: Path, output: str | None, sign: bool, key_name: str | None, as_json: bool
) -> None:
    """Make a cartridge file from a folder with its files."""
    from whetstone.core.checks.cartridge import read_folder

    cartridge = read_folder(folder)
    for note in cartridge.notes:
        say(f"Note: {note}")
    cartridge = signed_with_own(session.host, cartridge, sign, key_name)
    _write(session.host, cartridge, cartridge.id, output, None, as_json, outside=folder, signed=sign)


def _write(
    host: Host,
    cartridge: Cartridge,
    persona_id: str,
    output: str | None,
    format_name: str | None,
    as_json: bool,
    outside: Path | None = None,
    signed: bool = False,
) -> None:
    """Write `cartridge` to `output`, which must lie outside of the folder that it is made from."""
    from whetstone.core.signing.signature import verify

    data, format = host.formats.write(cartridge, format_name)
    signature = verify(cartridge.files)
    if signature.state == "invalid":
        say(f"Note: its signature is invalid: {signature.fault}; --sign puts yours in its place.")
    if signed:
        check_still_signed(host, data, f"{persona_id}{format.suffixes[0]}")
    if output == "-":
        if as_json:
            raise click.UsageError("with --json, the cartridge itself cannot go to stdout; give -o a file")
        if sys.stdout.isatty():
            raise click.UsageError("a cartridge on a terminal is no use; give -o a file, or send it on")
        sys.stdout.buffer.write(data)
        return
    path = Path(output or ".")
    if path.is_dir() or (output or "").endswith(("/", os.sep)):
        path /= f"{persona_id}{format.suffixes[0]}"
    if outside is not None and path.resolve().is_relative_to(outside.resolve()):
        raise CartridgeError(f"{path} would lie inside the cartridge's own folder; give -o another place")
    write_file(path, data)
    if as_json:
        print_json(
            {
                "file": str(path),
                "bytes": len(data),
                "content_hash": cartridge.content_hash,
                "signature": {"state": signature.state, "key": signature.key},
            }
        )
    else:
        click.echo(path)
