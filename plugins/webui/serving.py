"""The command `serve`: the pages of a home, on this machine alone."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click

from whetstone.core.cli import Session


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 takes any free one.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.pass_obj
def serve(session: Session, port: int | None, no_open: bool) -> None:
    """Show the personas of this home in a browser, on this machine alone.

    The address that is printed holds a token; who has it may do all that you may.
    """
    from whetstone.plugins.webui.opening import open_page
    from whetstone.plugins.webui.server import WebServer

    server = WebServer(session.host, port)
    click.echo(f"Whetstone is at {server.link}")
    click.echo("Ctrl+C ends it.", err=True)
    with _signals(server.end):
        if not no_open:
            open_page(server.link_for_once())
        server.run()
    if server.was_forced:
        raise SystemExit(130)


@contextmanager
def _signals(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` for Ctrl-C and SIGTERM: the server runs in a thread that hears no signals."""

    def heard(number: int, frame: FrameType | None) -> None:
        end()

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
