"""Commands on whetstone.toml: show, get, set, unset, path."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import click

from whetstone.core.cli import Session
from whetstone.core.errors import SettingsError, near
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
            from whetstone.core.toml.file import rendered

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
    from whetstone.core.toml.places import key_path

    effective = session.host.settings.effective()
    value: Any = effective
    for part in key_path(key):
        if not isinstance(value, dict) or part not in value:
            raise SettingsError(f"{key} is not set{near(key, _keys(effective))}")
        value = value[part]
    if isinstance(value, str) and not as_json:
        click.echo(value)
    else:
        print_json(value)


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
    from whetstone.core.changing import change
    from whetstone.core.home import Home
    from whetstone.core.toml.places import key_path

    change(Home(session.home), {key_path(key): value}, session.block)
    told = json.dumps(value, ensure_ascii=False, default=str)
    say(f"{key} is at its default." if value is None else f"{key} = {told}")


def _value(text: str) -> Any:
    try:
        table = tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
    return table["value"] if len(table) == 1 else text


def _keys(table: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the key paths of `table` and the tables in it."""
    from whetstone.core.toml.places import dotted

    for name, inner in table.items():
        yield dotted((*above, name))
        if isinstance(inner, dict):
            yield from _keys(inner, (*above, name))
