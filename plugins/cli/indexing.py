"""Says that a command waits for the index of the chat log."""

from __future__ import annotations

import sys
import time

import click

_SOON = 2.0
"""Seconds of waiting after which one would like to know why."""


class Indexing:
    """What `History.progress` is told, for people: a share that grows at a terminal, else one line."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._said = False

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is; the line is wiped out at the end."""
        if sys.stderr.isatty():
            if done < total:
                click.echo(f"\rIndexing the chat log: {done * 100 // total} %", err=True, nl=False)
                self._said = True
            elif self._said:
                click.echo("\r\033[K", err=True, nl=False)
        elif done < total and not self._said and time.monotonic() - self._began > _SOON:
            click.echo("Indexing the chat log, which takes a while.", err=True)
            self._said = True
