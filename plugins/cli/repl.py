"""A conversation at the prompt."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator
from contextlib import closing
from typing import TYPE_CHECKING

import click

from whetstone.core.errors import WhetstoneError
from whetstone.plugins.cli.chat import cite
from whetstone.plugins.cli.output import say, spoken
from whetstone.plugins.cli.signatures import tell_revoked

if TYPE_CHECKING:
    from whetstone.core.conversations.conversation import Conversation, Event
    from whetstone.core.host import Host

HELP = """\
/retry           ask for another reply to your last message
/edit TEXT       say TEXT in place of your last message
/persona ID      go on with another persona
/model NAME      go on through another model
/quit            leave (Ctrl-D too); Ctrl-C stops a reply"""


class Repl:
    """Reads messages and commands, and streams replies, until the user leaves."""

    def __init__(self, host: Host, talk: Conversation) -> None:
        self._host = host
        self._talk = talk

    def run(self) -> None:
        """Talk until `/quit` or the end of input."""
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory

        earlier = [record.text for record in self._talk.branch if record.role == "user"]
        session: PromptSession[str] = PromptSession(history=InMemoryHistory(earlier))
        self._open()
        while True:
            try:
                line = session.prompt("> ").strip()
            except KeyboardInterrupt:
                continue
            except EOFError:
                break
            if line == "/quit":
                break
            if line:
                self._take(line)
        if self._talk.branch and self._talk.kept:
            say(f"Go on later: whetstone chat {self._reference()} --conversation {self._talk.id}")

    def _open(self) -> None:
        persona, config = self._talk.persona, self._talk.config
        say(f"{persona.name} ({self._talk.model.name}). /help lists commands, Ctrl-D leaves.")
        if config.greeting and not self._talk.branch:
            click.echo(f"\n{config.greeting}\n")
        self._prewarm()

    def _prewarm(self) -> None:
        """Let the model read the prompt while the user is still typing; the first turn tells what fails."""

        def work() -> None:
            try:
                self._host.loop.run(self._talk.prewarm())
            except WhetstoneError:
                return

        threading.Thread(target=work, daemon=True, name="whetstone-prewarm").start()

    def _take(self, line: str) -> None:
        command, _, rest = line.partition(" ")
        rest = rest.strip()
        try:
            if not line.startswith("/"):
                self._stream(self._talk.say(line))
            elif command == "/help":
                _help()
            elif command == "/retry":
                self._stream(self._talk.retry())
            elif command == "/edit" and rest:
                self._edit(rest)
            elif command == "/persona" and rest:
                self._host.recast(self._talk, rest, self._talk.chosen)
                tell_revoked(self._host, self._talk.persona)
                self._open()
            elif command == "/model" and rest:
                self._host.recast(self._talk, self._reference(), rest)
                self._open()
            else:
                say(f"{command} is no command here.")
                _help()
        except WhetstoneError as error:
            say(f"Error: {error}")

    def _reference(self) -> str:
        """Return what names the content that is talked with: its id, where that is the current one."""
        persona = self._talk.persona
        versions = self._host.registry.versions
        current = versions.stands_for(persona.id) == persona.content_hash
        return persona.id if current else f"{persona.id}@{persona.content_hash[:19]}"

    def _edit(self, text: str) -> None:
        mine = [record.id for record in self._talk.branch if record.role == "user"]
        if mine:
            self._stream(self._talk.edit(mine[-1], text))
        else:
            say("There is no message of yours to edit yet.")

    def _stream(self, events: AsyncGenerator[Event]) -> None:
        from whetstone.core.conversations.conversation import Ended, Spoke

        click.echo()
        try:
            with closing(self._host.loop.iterate(events)) as told:
                for event in told:
                    if isinstance(event, Spoke):
                        click.echo(spoken(event.text), nl=False)
                    elif isinstance(event, Ended):
                        click.echo("\n")
                        cite(event.reply, self._talk.model)
        except KeyboardInterrupt:
            click.echo("\n")
            say("Stopped.")


def _help() -> None:
    for line in HELP.splitlines():
        say(line)
