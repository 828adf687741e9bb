"""Fuzz the reader of cartridges, led by coverage (atheris); prints what ran and what was found.

    uv run --group dev --group fuzz python tools/fuzz.py [TARGET ...] [--seconds 60] [--keep FOLDER]

Each target of `tests/fuzzing/targets.py` gets the seconds. What was new for the coverage is kept in FOLDER,
and is where the next run begins; inputs that break a promise lie in FOLDER/TARGET/findings, with the promise
beside them. The exit code is 1 if there are any.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTRUMENTED = [
    "whetstone.plugins.zip_cartridge",
    "whetstone.core.checks",
    "whetstone.core.values",
    "zipfile",
]
LARGEST = 1 << 16
SECONDS_AN_INPUT = 10
MEGABYTES = 1_024


def main() -> int:
    """Run the targets one after another; return the exit code."""
    words = argparse.ArgumentParser(description="Fuzz the reader of cartridges.")
    words.add_argument("targets", nargs="*")
    words.add_argument("--seconds", type=int, default=60, help="for each target")
    words.add_argument("--keep", type=Path, help="the folder to begin from and to leave the corpus in")
    words.add_argument("--only", help=argparse.SUPPRESS)
    options = words.parse_args()
    sys.path.insert(0, str(ROOT / "tests"))
    if options.only:
        return fuzz(options.only, options.seconds, options.keep)
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        names = options.targets or ["archives", "json", "texts", "avatars", "names"]
        print(
            f"{'target':<10} {'executions':>11} {'accepted':>9} {'corpus':>7} {'coverage':>9} {'findings':>9}"
        )
        found = sum(in_a_process(name, options.seconds, keep / name) for name in names)
    return 1 if found else 0


def in_a_process(target: str, seconds: int, keep: Path) -> int:
    """Fuzz one target in a process of its own, print its row and return how much it found."""
    keep.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, "--only", target, "--seconds", str(seconds), "--keep", str(keep)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    (keep / "log").write_text(done.stderr)
    ran = re.findall(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    covered = re.findall(r"cov: (\d+)", done.stderr)
    findings = sorted((keep / "findings").glob("*.txt"))
    if not ran and not findings:
        print(done.stderr[-2_000:], file=sys.stderr)
        return 1
    accepted = (keep / "accepted").read_text() if (keep / "accepted").exists() else "?"
    corpus = len(list((keep / "corpus").iterdir()))
    executions, edges = (ran or ["?"])[-1], (covered or ["?"])[-1]
    row = f"{target:<10} {executions:>11} {accepted:>9} {corpus:>7} {edges:>9} {len(findings):>9}"
    print(row, flush=True)
    for finding in findings:
        print(f"    {finding}: {finding.read_text().strip().splitlines()[-1][:150]}")
    return len(findings)


def fuzz(name: str, seconds: int, keep: Path) -> int:
    """Fuzz one target in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        from fuzzing.targets import targets
    target = targets()[name]
    corpus, findings = keep / "corpus", keep / "findings"
    corpus.mkdir(exist_ok=True)
    findings.mkdir(exist_ok=True)
    for seed in target.seeds().values():
        (corpus / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    told: set[str] = set()
    counts = {"all": 0, "accepted": 0}

    def check(data: bytes) -> None:
        counts["all"] += 1
        try:
            counts["accepted"] += target.check(data)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            words = re.sub(r"[^a-z ]", "", str(error))[:60]
            kind = f"{type(error).__name__} {where.filename}:{where.lineno} {words}"
            if kind not in told:
                told.add(kind)
                place = findings / hashlib.sha1(data).hexdigest()[:12]
                place.write_bytes(data)
                place.with_suffix(".txt").write_text("".join(traceback.format_exception(error)))
        if counts["all"] % 1_000 == 0:
            (keep / "accepted").write_text(str(counts["accepted"]))

    def change(data: bytes, largest: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if rng.random() < 0.1:
            return bytes(atheris.Mutate(data, largest))
        return target.change(data, rng)[:largest]

    bounds = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", f"-timeout={SECONDS_AN_INPUT}"]
    bounds += [f"-rss_limit_mb={MEGABYTES}", f"-artifact_prefix={findings}/stopped-", "-print_final_stats=1"]
    atheris.Setup([__file__, *bounds, str(corpus)], check, custom_mutator=change)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
