"""How commands show a job at work, and what they say when it is stopped."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.values.job import Progress
from whetstone.plugins.cli.output import say

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.jobs.record import Job

Tell = Callable[[Progress], None]


def run_job(host: Host, job: Job, as_json: bool) -> dict[str, Any]:
    """Run a job to its end, draw its progress on stderr, and return its result.

    Ctrl-C and SIGTERM leave it resumable: that is said, and the command ends with the exit code 130.

    Raises:
        JobCancelled, WhetstoneError: as of `Jobs.run`.
    """
    try:
        with _terminated_like_interrupted(), shown_progress(as_json) as tell:
            return host.jobs.run(job, tell)
    except KeyboardInterrupt:
        say(f"Stopped; go on with: whetstone jobs resume {job.id}")
        raise click.exceptions.Exit(130) from None


@contextmanager
def shown_progress(as_json: bool) -> Iterator[Tell]:
    """Yield what draws progress on stderr: JSON lines, a drawing at a terminal, else a line a phase."""
    if as_json:
        yield lambda progress: click.echo(json.dumps(asdict(progress)), err=True)
    elif sys.stderr.isatty():
        with _drawn() as tell:
            yield tell
    else:
        yield _PhaseByPhase()


class _PhaseByPhase:
    """Says each phase once, when it begins, and each trouble when it changes."""

    def __init__(self) -> None:
        self._told: set[str] = set()
        self._trouble = ""

    def __call__(self, progress: Progress) -> None:
        if progress.phase not in self._told:
            self._told.add(progress.phase)
            steps = f" ({progress.total:,} steps)" if (progress.total or 0) > 1 else ""
            say(f"{progress.phase}{steps}")
        if progress.trouble != self._trouble:
            self._trouble = progress.trouble
            if self._trouble:
                say(f"  {self._trouble}")


@contextmanager
def _drawn() -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Drawing

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[counts]}"),
        TextColumn("{task.fields[left]}", style="dim"),
        TextColumn("{task.fields[note]}", style="dim"),
    )
    with Drawing(*columns, console=Console(stderr=True)) as drawing:
        tasks: dict[str, Any] = {}

        def tell(progress: Progress) -> None:
            for phase, task in tasks.items():
                if phase != progress.phase:
                    drawing.update(task, left="", note="")
            if progress.phase not in tasks:
                tasks[progress.phase] = drawing.add_task(
                    progress.phase, total=progress.total, counts="", left="", note=""
                )
            drawing.update(
                tasks[progress.phase],
                completed=progress.done,
                total=progress.total,
                counts=counts(progress),
                left=time_left(progress.seconds_left),
                note=progress.trouble or progress.note,
            )

        yield tell


def counts(progress: Progress) -> str:
    """Return the steps of a phase in words: `12 of 40`, or `12` where their number is not known."""
    return f"{progress.done:,}" if progress.total is None else f"{progress.done:,} of {progress.total:,}"


def time_left(seconds: float | None) -> str:
    """Return how long a phase still takes in words, or nothing where that is not known or no matter."""
    if not seconds or seconds < 1:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min left"
    return f"{minutes} min {rest:02} s left" if minutes else f"{rest} s left"


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C meanwhile, so that the job ends in good order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
