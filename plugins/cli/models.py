"""Commands on models: list, pull, test, detect."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.output import json_option, print_json, say, table

if TYPE_CHECKING:
    from collections.abc import Callable


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def models(ctx: click.Context, as_json: bool) -> None:
    """List, fetch, find and try models."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_, as_json=as_json)


@models.command("list")
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """List the models that are set up."""
    default = session.host.settings.core.model
    infos = session.host.models.known()
    if as_json:
        print_json([{**asdict(info), "default": info.name == default} for info in infos])
        return
    table(
        ("model", "backend", "", "note"),
        (
            (
                info.name + (" (default)" if info.name == default else ""),
                info.backend,
                "ready" if info.ready else "not ready",
                info.note,
            )
            for info in infos
        ),
    )
    say("Any litellm model string works as well, for example --model openai/gpt-4o with OPENAI_API_KEY set.")


@models.command()
@click.argument("backend", default="embedded", required=False)
@json_option
@click.pass_obj
def pull(session: Session, backend: str, as_json: bool) -> None:
    """Fetch the weights of the embedded model, once for all homes."""
    pulling = session.host.models.weights_of(backend)
    with _Progress() as progress:
        place = pulling.pull(progress.tell)
    if as_json:
        print_json({"backend": backend, "weights": str(place)})
    else:
        click.echo(place)


@models.command()
@click.argument("name")
@json_option
@click.pass_obj
def test(session: Session, name: str, as_json: bool) -> None:
    """Ask one question of a model, and show how it answers."""
    from whetstone.core.probe import probe

    host = session.host
    answered = host.loop.run(probe(host.models.open(name)))
    if as_json:
        print_json(asdict(answered))
        return
    click.echo(answered.reply)
    say(
        f"{answered.model}: first word after {answered.first_token_ms:.0f} ms, "
        f"{answered.total_ms:.0f} ms in all"
    )


@models.command()
@click.option("--save", is_flag=True, help="Write what is found into whetstone.toml.")
@json_option
@click.pass_obj
def detect(session: Session, save: bool, as_json: bool) -> None:
    """Look for model servers on this machine and keys in the environment."""
    from whetstone.core.toml.file import put, rendered

    host = session.host
    found = host.models.detected()
    tables = {model.name: dict(model.settings) for model in found}
    if as_json:
        print_json([{"name": m.name, "where": m.where, "settings": dict(m.settings)} for m in found])
    elif found:
        for model in found:
            say(f"{model.name}: {model.where}")
        click.echo(rendered({"models": tables}), nl=False)
    if not found:
        say(
            "No model server answers on this machine's usual ports, and no provider's key is in the "
            "environment."
        )
    if save and found:
        taken = host.settings.core.models
        new: dict[tuple[str, ...], Any] = {
            ("models", name): table for name, table in tables.items() if name not in taken
        }
        put(host.home, new)
        kept = f" ({len(tables) - len(new)} were there already)" if len(new) < len(tables) else ""
        say(f"Wrote {len(new)} models to {host.home.settings}{kept}. Use one with --model NAME.")


class _Progress:
    """A bar on stderr while bytes come in; words at the end where there is no terminal."""

    def __enter__(self) -> _Progress:
        self._bar: Any = None
        self.tell: Callable[[int, int | None], None] = lambda done, total: None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

            self._bar = Progress(
                "Fetching weights",
                BarColumn(),
                DownloadColumn(),
                TransferSpeedColumn(),
                console=Console(stderr=True),
            )
            task = self._bar.add_task("", total=None)
            self.tell = lambda done, total: self._bar.update(task, completed=done, total=total)
            self._bar.start()
        else:
            say("Fetching the weights of the embedded model (93 MB) …")
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
