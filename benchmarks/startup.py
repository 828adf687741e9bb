"""How long `--help` takes, beside tools that people know.

    python -m benchmarks.startup [RUNS]

Builds a fresh environment with Whetstone and its peers in it, so that all of them see the same packages,
and runs them in turn. Prints the median of each and the ratio to ours.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEERS = {
    "pip --version": ["pip", "--version"],
    "llm --help": ["llm", "--help"],
    "datasette --help": ["datasette", "--help"],
}
OURS = {"whetstone --help": ["whetstone", "--help"]}


def main(runs: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "venv"
        root = Path(__file__).resolve().parent.parent
        subprocess.run(["uv", "venv", "-q", "--python", sys.executable, environment], check=True)
        install = ["uv", "pip", "install", "-q", "--no-config", "--compile-bytecode", "--python", environment]
        subprocess.run([*install, root, "pip", "llm", "datasette"], check=True, cwd=folder)
        times = _measure({**OURS, **PEERS}, environment / "bin", runs)
    ours = statistics.median(times["whetstone --help"])
    print(f"{'command':<20} {'median':>9} {'ratio to ours':>14}   ({runs} runs each, taken in turn)")
    for name, seconds in times.items():
        median = statistics.median(seconds)
        print(f"{name:<20} {median * 1000:>6.0f} ms {median / ours:>14.2f}")


def _measure(commands: dict[str, list[str]], folder: Path, runs: int) -> dict[str, list[float]]:
    """Return the seconds of each run; the first one, which compiles and warms, is left out."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    for number in range(runs + 1):
        for name, (program, *arguments) in commands.items():
            start = time.perf_counter()
            subprocess.run(
                [folder / program, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment
            )
            if number:
                times[name].append(time.perf_counter() - start)
    return times


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
