"""Commands that read cartridge files: inspect, import."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.core.errors import CartridgeError, SettingsError, WhetstoneError
from whetstone.plugins.cli.output import complain, json_option, print_json, say
from whetstone.plugins.cli.personas import print_facts
from whetstone.plugins.cli.signatures import trust_if_readable

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.importing import Imported
    from whetstone.core.values.cartridge import Cartridge

_Found = tuple[Path, WhetstoneError | None]


@click.command()
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True)
)
@json_option
@click.pass_obj
def inspect(session: Session, paths: tuple[Path, ...], as_json: bool) -> None:
    """Show what is in cartridge files, without installing them."""
    from whetstone.core.signing.facts import signature_facts

    shown: list[dict[str, Any]] = []
    failed = False
    trust = trust_if_readable(session.host)
    for path in paths:
        try:
            cartridge = read_cartridge(session.host, path)
        except WhetstoneError as error:
            failed = True
            shown.append({"file": str(path), "error": str(error)})
            complain(error, path)
            continue
        signature = signature_facts(cartridge, trust)
        shown.append({"file": str(path), **_as_data(cartridge), "signature": asdict(signature)})
        if not as_json:
            _print_cartridge(cartridge, signature.in_words())
        for note in signature.warnings(cartridge.id):
            say(f"Note: {note}")
    if as_json:
        print_json(shown)
    sys.exit(1 if failed else 0)


@click.command("import")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True)
)
@click.option("--as", "as_id", metavar="ID", help="Install under this id.")
@click.option("--replace", is_flag=True, help="Take the place of another content under the same id.")
@click.option(
    "--accept-signature",
    is_flag=True,
    help="Take a signature that is invalid, missing, or by another key than before.",
)
@json_option
@click.pass_obj
def import_(
    session: Session,
    paths: tuple[Path, ...],
    as_id: str | None,
    replace: bool,
    accept_signature: bool,
    as_json: bool,
) -> None:
    """Install personas from cartridge files, or from folders of them.

    A folder with a metadata.json is one unpacked cartridge; any other is searched for both.
    """
    from whetstone.core.importing import importing

    host = session.host
    files = [file for path in paths for file in _files(host, path)]
    if as_id is not None and len(files) != 1:
        raise SettingsError(f"--as names one persona, and there are {len(files)} files to import")
    files.sort(key=lambda file: str(file[0]) != "-")  # read before others are kept waiting for a lock
    tried: list[Path] = []
    with importing(host.registry) as batch:
        for path, fault in _with_progress(files):
            tried.append(path)
            done = batch.add(
                partial(_read, host, path, fault),
                as_id=as_id,
                replace=replace,
                accept_signature=accept_signature,
            )
            if done.outcome == "failed":
                complain(done.error, path)
            if batch.fault is not None:
                break
        stopped = batch.fault
    if batch.fault is not stopped:
        complain(str(batch.fault))
    results = [_told(path, done) for path, done in zip(tried, batch.outcomes, strict=True)]
    if as_json:
        print_json(results)
    else:
        _tell_imported(results)
    failed = sum(result["outcome"] == "failed" for result in results)
    if len(files) > 1:
        say(f"{len(results) - failed} of {len(files)} files imported.")
    sys.exit(1 if failed else 0)


def _read(host: Host, path: Path, fault: WhetstoneError | None) -> Cartridge:
    if fault:
        raise fault
    return read_cartridge(host, path)


def read_cartridge(host: Host, path: Path) -> Cartridge:
    """Return the cartridge in a file, in a folder, or on stdin (`-`).

    Raises:
        CartridgeError, FormatError: it cannot be read, or is no cartridge.
    """
    from whetstone.core.checks.cartridge import read_folder
    from whetstone.core.formats import read_capped

    if str(path) == "-":
        return host.formats.read(read_capped(sys.stdin.buffer, "stdin"), "stdin")
    return read_folder(path) if _is_folder(path) else host.formats.read_file(path)


def _files(host: Host, path: Path) -> Iterator[_Found]:
    """Yield `path`, or the cartridges in it when it is a folder of them, with what stopped the search.

    The home, which holds cartridges too, is passed over when it lies inside that folder.
    """
    if not _is_folder(path):
        yield path, None
        return
    home = host.home.root.resolve()
    faults: list[OSError] = []
    suffixes = host.formats.suffixes()
    found = False
    for folder, inner, names in os.walk(path, onerror=faults.append):
        here = Path(folder)
        if "metadata.json" in names:
            inner.clear()
            names = [""]
        inner[:] = sorted(
            name for name in inner if not name.startswith(".") and (here / name).resolve() != home
        )
        for name in sorted(names):
            if not name or (name.lower().endswith(suffixes) and not name.startswith(".")):
                found = True
                yield here / name, None
    for fault in faults:
        where = Path(str(fault.filename))
        yield where, CartridgeError(f"cannot read the folder {where}: {fault.strerror}; check its rights")
    if not found and not faults:
        known = ", ".join(suffixes)
        yield path, CartridgeError(f"{path} holds no cartridge ({known}, or a folder with a metadata.json)")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _with_progress(files: list[_Found]) -> Iterator[_Found]:
    if len(files) < 2 or not sys.stderr.isatty():
        yield from files
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(files, description="Importing", console=Console(stderr=True), transient=True)


def _told(path: Path, done: Imported) -> dict[str, Any]:
    told = asdict(done)
    del told["error_type"]
    if done.outcome != "failed":
        del told["error"]
    elif not done.id:
        told = {"outcome": "failed", "error": done.error}
    return {"file": str(path), **told}


def _tell_imported(results: list[dict[str, Any]]) -> None:
    words = {
        "installed": "Installed",
        "replaced": "Replaced",
        "unchanged": "Already here:",
        "repaired": "Repaired",
        "signed": "Kept the signature of",
        "unsigned": "Dropped the signature of",
    }
    for result in results:
        if result["outcome"] == "failed":
            continue
        hiding = " in front of the bundled one" if result["hides"] else ""
        click.echo(
            f"{words[result['outcome']]} {result['id']} ({result['name']} {result['version']}){hiding}"
        )
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


def _print_cartridge(cartridge: Cartridge, signature: str) -> None:
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
            "signature": signature,
        }
    )
    for name, data in sorted(cartridge.files.items()):
        click.echo(f"  {len(data):>10,}  {name}")
    for note in cartridge.notes:
        say(f"Note: {note}")
    click.echo("\n" + cartridge.prompt.rstrip() + "\n")
