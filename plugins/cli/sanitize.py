"""Show what a text looks like once it is sanitized, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from whetstone.plugins.cli.output import json_option, print_json, say, spoken, table

if TYPE_CHECKING:
    from whetstone.core.cli import Session


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@json_option
@click.option("--explain", is_flag=True, help="List what was found, with the original: on the screen alone.")
@click.pass_obj
def sanitize(session: Session, file: BinaryIO, as_json: bool, explain: bool) -> None:
    """Show a text without the personal data in it: FILE, or what comes on stdin.

    Each line is taken for a message, and who is addressed in one is known in all. Nothing is written to
    disk. What was found is counted on stderr, with what may have been missed.
    """
    from whetstone.core.sanitizing.explaining import explained

    done = explained(session.host.sanitizing, file.read().decode("utf-8", "replace"))
    looked = done.looked
    found = [asdict(one) for one in done.found] if explain else []
    if as_json:
        shown: dict[str, Any] = {
            "text": done.text,
            "counts": dict(sorted(done.counts.items())),
            "tier": looked.tier,
            "sanitizers": looked.sanitizers,
            "misses": looked.misses,
        }
        print_json({**shown, "found": found} if explain else shown)
        return
    click.echo(spoken(done.text), nl=not done.text.endswith("\n"))
    if explain:
        heads = ("start", "end", "type", "score", "sanitizers", "placeholder", "original")
        table(heads, (tuple(_cell(one[head]) for head in heads) for one in found))
    counts = ", ".join(f"{number} {type}" for type, number in sorted(done.counts.items()))
    say(f"Replaced: {counts or 'nothing'}. The tier {looked.tier} can miss {looked.misses}.")


def _cell(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else spoken(str(value))
