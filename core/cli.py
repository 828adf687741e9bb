"""The command line: finds commands by entry point, lists them without importing any, loads one."""

from __future__ import annotations

import io
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whetstone.core.errors import PluginError, WhetstoneError, in_one_line, near
from whetstone.core.loading.blocking import blocked_names, plain
from whetstone.core.loading.command_help import summary
from whetstone.core.loading.entry_points import OURS, entry_points, owner

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem
    from importlib_metadata import EntryPoint

    from whetstone.core.host import Host

GROUP = "whetstone.commands"
PLUGINS = "whetstone"

_TOLD_ONCE = ("whetstone_prepare_turn", "whetstone_turn_done", "whetstone_persona_installed")


class Session:
    """What every command is given with `click.pass_obj`: the options before it, and the host on demand."""

    def __init__(self, home: Path | None = None, block: tuple[str, ...] = (), debug: bool = False) -> None:
        self.home = home
        self.block = block
        self.debug = debug

    @cached_property
    def host(self) -> Host:
        """The host of this command, opened at its first use and closed after the command."""
        from whetstone.core.host import Host

        return Host(self.home, block=self.block)

    def close(self) -> None:
        """Close the host, if there is one, and tell what failed in hooks that no later command will call."""
        if "host" in self.__dict__:
            self.host.close()
            for record in self.host.plugins.records:
                for fault in (record.error or "").split("; "):
                    if fault.startswith(_TOLD_ONCE):
                        told = f"Note: the plugin {record.name} of {record.distribution}: {fault}"
                        click.echo(in_one_line(told), err=True)


class Commands(click.Group):
    """The commands of all installed distributions, each imported when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands that are not blocked."""
        return sorted(self._entries(ctx))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import and return one command; `None` when there is none.

        Raises:
            PluginError: two distributions claim the name, or the command's import fails.
        """
        entries = self._entries(ctx).get(name, [])
        if not entries:
            return None
        if len(entries) > 1:
            raise PluginError(f"the command {name!r} is {_claimed(entries)}; block or uninstall one of them")
        try:
            command = entries[0].load()
        except (Exception, SystemExit) as error:
            raise PluginError(
                f"the command {name!r} of {owner(entries[0])} cannot be loaded: "
                f"{type(error).__name__}: {error}"
            ) from error
        if not isinstance(command, click.Command):
            raise PluginError(f"the command {name!r} of {owner(entries[0])} is no click command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begin with, naming near ones when there is none."""
        if args and not args[0].startswith("-") and args[0] not in self._entries(ctx):
            ctx.fail(f"no command is called {args[0]!r}{near(args[0], self._entries(ctx))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, with the first line of each one's documentation."""
        rows = []
        for name, entries in sorted(self._entries(ctx).items()):
            line = summary(entries[0].value)
            if len(entries) > 1:
                line = _claimed(entries)
            elif plain(owner(entries[0])) != OURS:
                line = f"{line} ({owner(entries[0])})".strip()
            rows.append((name, line))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin with `incomplete`, without importing a command."""
        from click.shell_completion import CompletionItem

        commands = [
            CompletionItem(name, help=summary(entries[0].value))
            for name, entries in sorted(self._entries(ctx).items())
            if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def _entries(self, ctx: click.Context) -> dict[str, list[EntryPoint]]:
        if "entries" not in ctx.meta:
            from whetstone.core.home import Home

            home = Home(ctx.params.get("home"))
            ctx.meta["entries"] = _found(blocked_names(home.settings, ctx.params.get("block") or ()))
        found: dict[str, list[EntryPoint]] = ctx.meta["entries"]
        return found


def _found(blocked: set[str]) -> dict[str, list[EntryPoint]]:
    """Return the entry points by name; ours stand alone where others claim one of our names.

    A command goes with the plugin in whose package it lies.
    """
    plugins = entry_points(PLUGINS).entries if blocked else []
    gone = [entry.module for entry in plugins if plain(entry.name) in blocked]
    found: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(GROUP).entries:
        names = {plain(owner(entry)), plain(entry.name)}
        if not names & blocked and not any(f"{entry.module}.".startswith(f"{module}.") for module in gone):
            found.setdefault(entry.name, []).append(entry)
    for name, entries in found.items():
        ours = [entry for entry in entries if plain(owner(entry)) == OURS]
        found[name] = ours or entries
    return found


def _claimed(entries: list[EntryPoint]) -> str:
    return "claimed by " + " and by ".join(sorted(owner(entry) for entry in entries))


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib_metadata import version

        click.echo(f"whetstone {version(OURS)}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    is_eager=True,
    help="Keep everything in this folder.",
)
@click.option(
    "--block", multiple=True, metavar="NAME", is_eager=True, help="Do not load this plugin or distribution."
)
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
@click.pass_context
def main(ctx: click.Context, home: Path | None, block: tuple[str, ...], debug: bool) -> None:
    """Talk with portable personas, and share them as one file."""
    ctx.obj = Session(home, block, debug)
    ctx.call_on_close(ctx.obj.close)


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    debug = "--debug" in (sys.argv if arguments is None else arguments)
    # pydantic would look for plugins of its own, and stop at the first distribution with broken metadata
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = main.main(args=arguments, prog_name="whetstone", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except WhetstoneError as error:
        code = _failed(str(error), error, debug, error.detail)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:
        hint = "" if debug else "; run it again with `whetstone --debug` to see where, and report it"
        code = _failed(f"unexpected {type(error).__name__}: {error}{hint}", error, debug)
    sys.exit(code if isinstance(code, int) else 0)


def _failed(sentence: str, error: Exception, debug: bool, detail: str | None = None) -> int:
    click.echo(f"Error: {in_one_line(sentence)}", err=True)
    if debug:
        import traceback

        if detail:
            click.echo(detail, err=True)
        click.echo("".join(traceback.format_exception(error)), err=True)
    return 1
