"""The command `whetstone glossary`."""

from __future__ import annotations

import json

import click

from whetstone import Progress, Session


@click.command()
@click.argument("persona")
@click.option("--model", help="The model that explains.")
@click.option("--words", type=click.IntRange(0, 100), default=5, show_default=True, help="How many words.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def glossary(session: Session, persona: str, model: str | None, words: int, as_json: bool) -> None:
    """Explain the long words of a persona's library."""
    jobs = session.host.jobs
    parameters = {"persona": persona, "model": jobs.model_name(model), "words": words}
    job = jobs.start("glossary", parameters, title=persona)
    try:
        result = jobs.run(job, tell)
    except KeyboardInterrupt:
        click.echo(f"Go on with: whetstone jobs resume {job.id}", err=True)
        raise
    if as_json:
        click.echo(json.dumps(result["glossary"], ensure_ascii=False, indent=2))
        return
    for word, meaning in result["glossary"].items():
        click.echo(f"{word}: {meaning}")


def tell(progress: Progress) -> None:
    """Say how far it is, at the end of each phase."""
    if progress.done == progress.total:
        click.echo(f"{progress.phase}: {progress.done}", err=True)
