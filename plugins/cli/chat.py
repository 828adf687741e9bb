"""The command `chat`: one answer, or a conversation."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.core.errors import HistoryError
from whetstone.plugins.cli.output import json_option, print_json, say, spoken
from whetstone.plugins.cli.signatures import tell_revoked

if TYPE_CHECKING:
    from whetstone.core.conversations.conversation import Conversation
    from whetstone.core.host import Host
    from whetstone.core.values.model import Model
    from whetstone.core.values.turn import Record


@click.command()
@click.argument("persona_id", metavar="PERSONA")
@click.argument("message", nargs=-1)
@click.option("-m", "--model", metavar="NAME", help="The model that answers; `whetstone models` lists them.")
@click.option(
    "-c", "--continue", "go_on", is_flag=True, help="Go on with the latest conversation with this persona."
)
@click.option("--conversation", metavar="ID", help="Go on with this conversation.")
@click.option("--seed", type=int, help="Draw the same reply again, where the model can.")
@json_option
@click.pass_obj
def chat(
    session: Session,
    persona_id: str,
    message: tuple[str, ...],
    model: str | None,
    go_on: bool,
    conversation: str | None,
    seed: int | None,
    as_json: bool,
) -> None:
    """Talk with a persona; `ID@VERSION` or `ID@HASH` is an earlier content of it.

    With MESSAGE (or text on stdin) it answers once; without, a conversation begins.
    """
    from whetstone.core.told import caveat_once

    host = session.host
    if go_on or conversation:
        from whetstone.plugins.cli.indexing import Indexing

        host.history.progress = Indexing()
    if go_on and conversation is None:
        conversation = _latest(host, persona_id.partition("@")[0])
    text = " ".join(message).strip()
    if message and not text:
        raise click.UsageError("the message is empty")
    if not text and not sys.stdin.isatty():
        text = sys.stdin.buffer.read().decode("utf-8-sig", "replace").strip()
        if not text:
            raise click.UsageError("the message on stdin is empty")
    if not text and as_json:
        raise click.UsageError("--json needs a message")
    talk = host.converse(persona_id, model=model, conversation=conversation, seed=seed)
    if not talk.kept:
        say(f"Note: {host.home.root} cannot be written, so this conversation is not kept.")
    if caveat := caveat_once(host.home, talk.model):
        say(f"Note: {caveat}")
    tell_revoked(host, talk.persona)
    if text:
        _answer_once(host, talk, text, as_json)
    else:
        from whetstone.plugins.cli.repl import Repl

        Repl(host, talk).run()


def _answer_once(host: Host, talk: Conversation, text: str, as_json: bool) -> None:
    from whetstone.core.conversations.conversation import Ended, Spoke

    reply: Record | None = None
    with closing(host.loop.iterate(talk.say(text))) as events:
        for event in events:
            if isinstance(event, Spoke) and not as_json:
                click.echo(spoken(event.text), nl=False)
            elif isinstance(event, Ended):
                reply = event.reply
    if reply is None:
        return
    if as_json:
        print_json(
            {
                "reply": reply.text,
                "passages": [dict(passage) for passage in reply.passages],
                "model": reply.model,
                "usage": reply.usage,
                "conversation": talk.id,
                "persona": talk.persona.id,
                "first_token_ms": reply.first_token_ms,
            }
        )
    else:
        click.echo()
        cite(reply, talk.model)


def cite(reply: Record, model: Model) -> None:
    """Name the library texts that the model was given on a terminal, and a fallback that answered for it."""
    from whetstone.core.models import WithFallbacks

    if isinstance(model, WithFallbacks) and reply.model != model.name:
        say(f"Note: {model.name} did not answer, {reply.model} did.")
    sources: list[Any] = list(dict.fromkeys(passage["source"] for passage in reply.passages))
    if sources and sys.stderr.isatty():
        click.secho(f"— with {', '.join(sources)}", err=True, dim=True)


def _latest(host: Host, persona_id: str) -> str:
    if conversation := host.history.latest_with(persona_id):
        return conversation
    raise HistoryError(
        f"there is no conversation with {persona_id} to go on with; begin one without --continue"
    )
