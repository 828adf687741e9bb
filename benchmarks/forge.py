"""How fast texts become a persona, in how much memory, and how often a model is asked.

    python -m benchmarks.forge TEXTS… --name NAME [--megabytes N …] [--calls N …] [--rounds N]

The first table runs the whole job `forge` without a model: reading (and telling the author's words from
others'), gathering, measuring, choosing, writing the prompt, packing a cartridge. First come TEXTS
themselves, then corpora of N megabytes (100 and 1,000 without the option) that are made of their sentences,
shuffled, with a quarter of the words replaced, so that they are as varied as a corpus of that size; they are
written to a temporary folder and deleted. Each corpus has a process of its own, and all seconds from its
start to its end count. Megabytes are a million characters of the texts that were read, what was left out of
them included, markup not. `cpu s` are the seconds of processor time of the process and its workers, which
hang less on what else the machine does. Memory is the peak resident size of the process and its workers
together, sampled ten times a second (Linux only). Where TEXTS are folders of .txt files, forge_peer.py runs
on them too, if what it needs is there (the dependency group `peers`).

The second table runs the job with a model that answers at once, and counts what it was asked (1, 10 and 100
megabytes, a budget of 60 calls).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.forge_model import Reader
from benchmarks.peak import peak
from benchmarks.varied_text import sentences_of, write_corpus
from whetstone.core.values.job import Progress
from whetstone.core.values.text import Stretch
from whetstone.testing import ScriptedModel, temporary_host

COLUMNS = ("read", "measure", "choose", "pack")
_COLUMN_OF = {
    "measuring": "measure",
    "measuring style": "measure",
    "choosing passages": "choose",
    "packing": "pack",
}
"""The column that each phase begins; what is before belongs to reading, which gathers as it goes."""

ALL_TEXTS = Path(__file__).resolve().parent.parent / "philosophy_library"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("texts", nargs="*", type=Path, default=[ALL_TEXTS])
    parser.add_argument("--name", default="Plato")
    parser.add_argument("--megabytes", nargs="*", type=int, default=[100, 1_000])
    parser.add_argument("--calls", nargs="*", type=int, default=[1, 10, 100])
    parser.add_argument("--budget", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--one", action="store_true", help="run the job on TEXTS here and print JSON")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(forged(options.texts, options.name)))
        return
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print_speed(options.texts, options.name, options.megabytes, options.rounds)
    if options.calls:
        print_calls(options.texts, options.name, options.calls, options.budget)


def print_speed(texts: Sequence[Path], name: str, sizes: Sequence[int], rounds: int) -> None:
    """Print how fast `texts`, and corpora of some sizes in megabytes, become a persona."""
    columns = "".join(f"{f'{column} s':>11}" for column in (*COLUMNS, "all"))
    columns += f"{'cpu s':>9}{'MB/s':>8}{'peak MB':>9}"
    print(f"{'corpus':<14}{'text MB':>9}{'words':>13}{'passages':>10}{columns}")
    first = _row("TEXTS", texts, name, rounds)
    _print_peer(texts)
    for size in sizes:
        with varied(texts, name, size) as folder:
            speed = _row(f"{size:,} MB", [folder], name, rounds)
        print(f"{'':<14}throughput is {speed / first:.2f} times that of TEXTS")


def print_calls(texts: Sequence[Path], name: str, sizes: Sequence[int], budget: int) -> None:
    """Print how often a model is asked for corpora of some sizes in megabytes."""
    print(f"\n{'corpus':<14}{'passages':>10}{'budget':>8}{'calls':>7}{'longest request, characters':>29}")
    for size in sizes:
        model = Reader(name)
        with varied(texts, name, size) as folder:
            told = forged([folder], name, model, budget)
        longest = max(sum(len(message.content) for message in request.messages) for request in model.requests)
        print(f"{f'{size:,} MB':<14}{told['passages']:>10,}{budget:>8}{len(model.requests):>7}{longest:>29,}")


def forged(
    texts: Sequence[Path], name: str, model: ScriptedModel | None = None, budget: int = 0
) -> dict[str, Any]:
    """Run the job, and return what it made and how long each part took."""
    begun = {"read": time.perf_counter()}

    def tell(progress: Progress) -> None:
        if column := _COLUMN_OF.get(progress.phase):
            begun.setdefault(column, time.perf_counter())

    with (
        tempfile.TemporaryDirectory(prefix="whetstone-benchmark-") as folder,
        temporary_host(model=model) as host,
    ):
        output = Path(folder) / "forged.whetstone"
        wanted = {"texts": [str(path.resolve()) for path in texts], "name": name, "id": "forged"}
        wanted |= {"model": model.name if model else "none", "budget": budget, "output": str(output)}
        host.jobs.run(host.jobs.start("forge", wanted), tell)
        ends = [*(begun[column] for column in COLUMNS[1:]), time.perf_counter()]
        with zipfile.ZipFile(output) as archive:
            report = json.loads(archive.read("report.json"))
    made_from = report["made_from"]
    own = sum(source["characters"] for source in made_from["sources"])
    return {
        "megabytes": (own + sum(made_from["left_out_characters_by_reason"].values())) / 1e6,
        "words": report["profile"]["measured"]["words"],
        "passages": sum(work["passages"] for work in made_from["works"]),
        "seconds": {column: end - begun[column] for column, end in zip(COLUMNS, ends, strict=True)},
    }


@contextmanager
def varied(texts: Sequence[Path], name: str, megabytes: int) -> Iterator[Path]:
    """Write a corpus of varied text for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="whetstone-benchmark-") as folder:
        with temporary_host() as host:
            sources = [source for source in host.texts.find(texts) if not source.skipped]
            parts = [part for source in sources for part in host.texts.read(source, name)]
        own = (part.text for part in parts if isinstance(part, Stretch))
        write_corpus(Path(folder), sentences_of(own), megabytes * 1_000_000)
        yield Path(folder)


def _row(corpus: str, texts: Sequence[Path], name: str, rounds: int) -> float:
    found = [_run("benchmarks.forge", *map(str, texts), "--name", name, "--one") for _ in range(rounds)]
    best = min(found, key=lambda run: run.seconds)
    told = best.told
    print(f"{corpus:<14}{told['megabytes']:>9.1f}{told['words']:>13,}{told['passages']:>10,}", end="")
    phases = "".join(f"{told['seconds'][column]:>11.2f}" for column in COLUMNS)
    print(phases + best.row(told["megabytes"]), flush=True)
    return float(told["megabytes"] / best.seconds)


def _print_peer(texts: Sequence[Path]) -> None:
    size = sum(len(path.read_text("utf-8")) for folder in texts for path in folder.rglob("*.txt")) / 1e6
    if not size:
        return
    if not all(map(find_spec, ("datasketch", "sklearn"))):
        print(f"{'':<14}datasketch and scikit-learn are not installed (uv sync --group peers)")
        return
    run = _run("benchmarks.forge_peer", *map(str, texts))
    print(f"{'peer':<14}{size:>9.1f}{'':>13}{run.told['passages']:>10,}{'':>44}{run.row(size)}", end="")
    print("   repetitions and themes alone", flush=True)


@dataclass(frozen=True)
class _Run:
    """What a process printed, the seconds from its start to its end and of processors, its peak memory."""

    told: dict[str, Any]
    seconds: float
    processors: float
    memory: int

    def row(self, megabytes: float) -> str:
        speed = megabytes / self.seconds
        return f"{self.seconds:>11.2f}{self.processors:>9.2f}{speed:>8.2f}{self.memory / 1e6:>9.0f}"


def _run(module: str, *arguments: str) -> _Run:
    """Run a module in a process of its own."""
    began, spent = time.perf_counter(), _processors()
    child = subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True)
    with peak(child.pid) as memory:
        said, _ = child.communicate()
    seconds = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(child.returncode)
    return _Run(json.loads(said), seconds, _processors() - spent, memory[0])


def _processors() -> float:
    """Return the seconds of processor time of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
