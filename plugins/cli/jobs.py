"""Commands on long work: list, show, resume, cancel, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from whetstone.core.cli import Session
from whetstone.plugins.cli.output import json_option, print_json, say, table
from whetstone.plugins.cli.progress import counts, run_job

if TYPE_CHECKING:
    from whetstone.core.jobs.record import Job


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def jobs(ctx: click.Context, as_json: bool) -> None:
    """List, show, resume, cancel and remove long work.

    Without a command, the jobs are listed.
    """
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, as_json)


@jobs.command("list")
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """List the jobs, the latest first."""
    _list(session, as_json)


def _list(session: Session, as_json: bool) -> None:
    found = session.host.jobs.list()
    if as_json:
        print_json([job.model_dump(mode="json") for job in found])
        return
    table(
        ("id", "status", "begun", "of", "progress"),
        (
            (job.id, job.status, job.created_at[:16].replace("T", " "), job.title, _state(job))
            for job in found
        ),
    )
    if not found:
        say("No long work was begun yet.")


def _state(job: Job) -> str:
    """Return what matters of a job in a line: why it failed, or how far it is."""
    if job.error and job.status == "failed":
        return job.error
    if job.progress is None or job.status == "done":
        return ""
    return f"{job.progress.phase}, {counts(job.progress)}"


@jobs.command()
@click.argument("id")
@json_option
@click.pass_obj
def show(session: Session, id: str, as_json: bool) -> None:
    """Show what a job was asked to do, how far it is, and what it came to."""
    job = session.host.jobs.get(id)
    if as_json:
        print_json(job.model_dump(mode="json"))
        return
    rows = [("id", job.id), ("kind", job.kind), ("of", job.title), ("status", job.status)]
    rows += [("begun", job.created_at), ("last change", job.updated_at), ("progress", _state(job))]
    rows += [("error", job.error or "")]
    rows += [(f"parameter {name}", _plain(value)) for name, value in job.parameters.items()]
    rows += [(f"result {name}", _plain(value)) for name, value in (job.result or {}).items()]
    table(("what", "value"), [row for row in rows if row[1]])


def _plain(value: object) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@jobs.command()
@click.argument("id")
@json_option
@click.pass_obj
def resume(session: Session, id: str, as_json: bool) -> None:
    """Go on with a job that was interrupted, cancelled or failed, and print its result."""
    result = run_job(session.host, session.host.jobs.get(id), as_json)
    if as_json:
        print_json(result)
    elif summary := result.get("summary"):
        for note in result.get("notes", ()):
            say(f"Note: {note}")
        click.echo(summary)
    else:
        table(("what", "value"), ((name, _plain(value)) for name, value in result.items()))


@jobs.command()
@click.argument("id")
@json_option
@click.pass_obj
def cancel(session: Session, id: str, as_json: bool) -> None:
    """Stop a job, in whichever process it runs; what it finished is kept."""
    job = session.host.jobs.cancel(id)
    if as_json:
        print_json(job.model_dump(mode="json"))
    elif job.status == "running":
        say(f"Asked {id} to stop.")
    else:
        say(f"Cancelled {id}.")


@jobs.command()
@click.argument("id")
@json_option
@click.pass_obj
def remove(session: Session, id: str, as_json: bool) -> None:
    """Delete a job that is not running, for good."""
    session.host.jobs.remove(id)
    if as_json:
        print_json({"removed": id})
    else:
        say(f"Removed {id}.")
