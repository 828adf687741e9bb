"""The command that makes a persona from texts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from whetstone.core.host import Host


_PATH = click.Path(readable=False, path_type=Path)
"""What cannot be read is told of each file; the rest goes on."""


@click.command()
@click.argument("texts", metavar="TEXTS...", nargs=-1, required=True, type=_PATH)
@click.option("--name", required=True, help="Whose texts these are; the persona's name.")
@click.option("--id", "persona_id", metavar="ID", help="The persona's id, if not made from its name.")
@click.option("--model", metavar="NAME", help="The model that reads them, or `none` to measure only.")
@click.option(
    "--budget", metavar="CALLS", type=click.IntRange(0, 100_000), help="Calls of the model at most."
)
@click.option("--include", metavar="PATTERN", multiple=True, help="Take in what would be left out.")
@click.option("--exclude", metavar="PATTERN", multiple=True, help="Leave out files and sections so named.")
@click.option("--author", metavar="WHO", help="Who makes this cartridge.")
@click.option("-o", "--output", metavar="PATH", help="The file or folder to write to.")
@click.option("--install", is_flag=True, help="Install the persona here.")
@click.option("--replace", is_flag=True, help="Take the place of another content under the same id.")
@json_option
@click.pass_obj
def forge(
    session: Session,
    texts: tuple[Path, ...],
    name: str,
    persona_id: str | None,
    model: str | None,
    budget: int | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    author: str | None,
    output: str | None,
    install: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Make a persona from somebody's texts: files, folders and zips of them.

    Reads txt, md, html, epub, pdf and docx, leaves out what others wrote around them, measures the style,
    lets a model say what it finds in chosen passages, checks each word of that, and tries the result.
    Without -o and --install, a file is written here.
    """
    from whetstone.core.values.persona import new_persona_id
    from whetstone.plugins.cli.progress import run_job

    host = session.host
    chosen = new_persona_id(name, persona_id)
    given: dict[str, Any] = {
        "texts": [str(path.absolute()) for path in texts],
        "name": name,
        "id": chosen,
        "model": host.jobs.model_name(model),
        "budget": budget,
        "include": include,
        "exclude": exclude,
        "author": author,
        "output": _output(host, output, chosen, install),
        "install": install,
        "replace": replace,
    }
    parameters = {key: value for key, value in given.items() if value is not None}
    job = host.jobs.start("forge", parameters, title=name)
    result = run_job(host, job, as_json)
    if as_json:
        print_json(result)
    else:
        _tell(result)


def _output(host: Host, output: str | None, persona_id: str, install: bool) -> str | None:
    """Return the absolute path of the file to write, if one is wanted."""
    if output is None and install:
        return None
    path = Path(output or ".").absolute()
    if path.is_dir() or (output or "").endswith(("/", os.sep)):
        path /= f"{persona_id}{host.formats.suffixes()[0]}"
    return str(path)


def _tell(result: Mapping[str, Any]) -> None:
    from whetstone.core.values.persona import tells_its_name

    for note in result["notes"]:
        say(f"Note: {note}")
    click.echo(result["summary"])
    if result.get("file"):
        click.echo(f"Written to {result['file']}; look at it with: whetstone report {result['file']}")
    if result.get("installed"):
        click.echo(f"Installed as {result['id']}; talk with it: whetstone chat {result['id']}")
    if not tells_its_name(result["id"], result["name"]):
        click.echo(f"{result['name']} has the id {result['id']}; forge it again with --id for another one.")
