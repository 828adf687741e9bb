"""Commands on whetstone.toml: show, get, set, unset, path."""

from __future__ import annotations

import json
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import click

from whetstone.core.cli import Session
from whetstone.core.errors import SettingsError
from whetstone.plugins.cli.output import json_option, print_json, say


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def config(ctx: click.Context, as_json: bool) -> None:
    """Show and change the settings in whetstone.toml."""
    if ctx.invoked_subcommand is None:
        session: Session = ctx.obj
        effective = session.host.settings.effective()
        if as_json:
            print_json(effective)
        else:
            from whetstone.core.settings_file import rendered

            say(f"# {session.host.home.settings}")
            click.echo(rendered(effective), nl=False)


@config.command()
@click.pass_obj
def path(session: Session) -> None:
    """Print the place of whetstone.toml."""
    from whetstone.core.home import Home

    click.echo(Home(session.home).settings)


@config.command()
@click.argument("key")
@json_option
@click.pass_obj
def get(session: Session, key: str, as_json: bool) -> None:
    """Print one setting, for example models.local.api_base."""
    value: Any = session.host.settings.effective()
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            raise SettingsError(f"{key!r} is not set")
        value = value[part]
    print_json(value) if as_json or isinstance(value, dict | list) else click.echo(value)


@config.command("set")
@click.argument("key")
@click.argument("value")
@click.pass_obj
def set_(session: Session, key: str, value: str) -> None:
    """Change one setting; VALUE is TOML, or plain text."""
    _change(session, key, _value(value))


@config.command()
@click.argument("key")
@click.pass_obj
def unset(session: Session, key: str) -> None:
    """Take one setting out, so that its default holds."""
    _change(session, key, None)


def _change(session: Session, key: str, value: Any) -> None:
    """Try the change on a copy, with every plugin's checks, before the file is touched."""
    from whetstone.core.home import Home
    from whetstone.core.host import Host
    from whetstone.core.settings_file import put

    home = Home(session.home)
    with tempfile.TemporaryDirectory() as trial_root:
        trial = Home(Path(trial_root))
        if home.settings.exists():
            with home.reading(home.settings):
                trial.settings.write_bytes(home.settings.read_bytes())
        put(trial, {tuple(key.split(".")): value})
        try:
            Host(trial.root, block=session.block).close()
        except SettingsError as error:
            raise SettingsError(str(error).replace(str(trial.settings), str(home.settings))) from None
    put(home, {tuple(key.split(".")): value})
    say(f"{key} = {json.dumps(value)}" if value is not None else f"{key} is back at its default")


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
