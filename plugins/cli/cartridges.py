"""Commands on cartridge files: inspect, import, export, pack."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.core.errors import CartridgeError, HomeError, SettingsError, WhetstoneError
from whetstone.plugins.cli.output import json_option, print_json, say
from whetstone.plugins.cli.personas import print_facts

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.values.cartridge import Cartridge


@click.command()
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True)
)
@json_option
@click.pass_obj
def inspect(session: Session, paths: tuple[Path, ...], as_json: bool) -> None:
    """Show what is in cartridge files, without installing them."""
    shown, failed = [], False
    for path in paths:
        try:
            cartridge = _read(session.host, path)
        except WhetstoneError as error:
            failed = True
            shown.append({"file": str(path), "error": str(error)})
            say(f"Error: {error}")
            continue
        shown.append({"file": str(path), **_as_data(cartridge)})
        if not as_json:
            _print_cartridge(cartridge)
    if as_json:
        print_json(shown)
    sys.exit(1 if failed else 0)


@click.command("import")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True)
)
@click.option("--as", "as_id", metavar="ID", help="Install under this id.")
@click.option("--replace", is_flag=True, help="Take the place of another content under the same id.")
@json_option
@click.pass_obj
def import_(
    session: Session, paths: tuple[Path, ...], as_id: str | None, replace: bool, as_json: bool
) -> None:
    """Install personas from cartridge files, or from folders of them.

    A folder with a metadata.json is one unpacked cartridge; any other is searched for cartridge files.
    """
    files = list(_files(session.host, paths))
    if as_id and len(files) != 1:
        raise SettingsError(f"--as names one persona, and there are {len(files)} files to import")
    results = []
    with session.host.registry.batch("imported") as batch:
        for path in _with_progress(files):
            result: dict[str, Any] = {"file": str(path)}
            try:
                cartridge = _read(session.host, path)
                done = batch.add(cartridge, as_id=as_id, replace=replace)
            except WhetstoneError as error:
                result |= {"outcome": "failed", "error": str(error)}
                say(f"Error: {error}" if str(path) in str(error) else f"Error: {path}: {error}")
                if isinstance(error, HomeError):
                    results.append(result)
                    break
            else:
                persona = done.persona
                result |= {
                    "outcome": done.outcome,
                    "id": persona.id,
                    "name": persona.name,
                    "version": persona.version,
                    "content_hash": persona.content_hash,
                    "notes": list(cartridge.notes),
                }
                if not as_json:
                    _tell_imported(result, hides=persona.id in batch.bundled and done.outcome == "installed")
            results.append(result)
    if as_json:
        print_json(results)
    failed = sum(result["outcome"] == "failed" for result in results)
    if len(files) > 1:
        say(f"{len(results) - failed} of {len(files)} files imported.")
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("persona_id", metavar="ID")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="File, folder, or - for stdout."
)
@click.option("--format", "format_name", metavar="NAME", help="A cartridge format; .whetstone if not given.")
@json_option
@click.pass_obj
def export(
    session: Session, persona_id: str, output: Path | None, format_name: str | None, as_json: bool
) -> None:
    """Write a persona to a file that others can import."""
    registry = session.host.registry
    persona = registry.get(persona_id)
    _write(session.host, registry.cartridge(persona), persona.id, output, format_name, as_json)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="File, folder, or - for stdout."
)
@json_option
@click.pass_obj
def pack(session: Session, folder: Path, output: Path | None, as_json: bool) -> None:
    """Make a cartridge file from a folder with its files."""
    from whetstone.core.checks.cartridge import read_folder

    cartridge = read_folder(folder)
    for note in cartridge.notes:
        say(f"Note: {note}")
    _write(session.host, cartridge, cartridge.id, output, None, as_json)


def _write(
    host: Host,
    cartridge: Cartridge,
    persona_id: str,
    output: Path | None,
    format_name: str | None,
    as_json: bool,
) -> None:
    data, format = host.formats.write(cartridge, format_name)
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        return
    path = output or Path()
    if path.is_dir():
        path /= f"{persona_id}{format.suffixes[0]}"
    try:
        path.write_bytes(data)
    except OSError as error:
        raise HomeError(f"cannot write {path}: {error.strerror or error}") from error
    if as_json:
        print_json({"file": str(path), "bytes": len(data), "content_hash": cartridge.content_hash})
    else:
        click.echo(path)


def _read(host: Host, path: Path) -> Cartridge:
    from whetstone.core.checks.cartridge import read_folder

    if str(path) == "-":
        return host.formats.read(sys.stdin.buffer.read(), "stdin.whetstone")
    return read_folder(path) if path.is_dir() else host.formats.read_file(path)


def _files(host: Host, paths: tuple[Path, ...]) -> Iterator[Path]:
    suffixes = host.formats.suffixes()
    for path in paths:
        if not path.is_dir() or (path / "metadata.json").is_file():
            yield path
            continue
        inside = sorted(p for p in path.rglob("*") if p.name.lower().endswith(suffixes) and p.is_file())
        if not inside:
            raise CartridgeError(f"{path} holds no cartridge file ({', '.join(suffixes)})")
        yield from inside


def _with_progress(files: list[Path]) -> Iterator[Path]:
    if len(files) < 2 or not sys.stderr.isatty():
        yield from files
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(files, description="Importing", console=Console(stderr=True), transient=True)


def _tell_imported(result: dict[str, Any], hides: bool) -> None:
    words = {"installed": "Installed", "replaced": "Replaced", "unchanged": "Already here:"}
    hiding = " in front of the bundled one" if hides else ""
    click.echo(f"{words[result['outcome']]} {result['id']} ({result['name']} {result['version']}){hiding}")
    for note in result["notes"]:
        say(f"Note: {note}")


def _as_data(cartridge: Cartridge) -> dict[str, Any]:
    return {
        "id": cartridge.id,
        "name": cartridge.name,
        "type": cartridge.metadata.type,
        "content_hash": cartridge.content_hash,
        "metadata": cartridge.metadata.model_dump(mode="json", exclude_none=True),
        "prompt": cartridge.prompt,
        "config": cartridge.config.model_dump(mode="json"),
        "files": {name: len(data) for name, data in sorted(cartridge.files.items())},
        "notes": list(cartridge.notes),
    }


def _print_cartridge(cartridge: Cartridge) -> None:
    metadata = cartridge.metadata
    print_facts(
        {
            "id": cartridge.id,
            "name": cartridge.name,
            "type": metadata.type,
            "version": f"{metadata.version} by {metadata.author}",
            "about": metadata.description or "",
            "tags": ", ".join(metadata.tags),
            "content": cartridge.content_hash,
            "sources": metadata.source_hash,
        }
    )
    for name, data in sorted(cartridge.files.items()):
        click.echo(f"  {len(data):>10,}  {name}")
    for note in cartridge.notes:
        say(f"Note: {note}")
    click.echo("\n" + cartridge.prompt.rstrip() + "\n")
