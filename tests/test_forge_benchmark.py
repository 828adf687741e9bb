"""`python -m benchmarks.forge`: the job itself is what is timed, whatever it consists of."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from shelf import NAME, shelf

import whetstone

ROOT = Path(whetstone.__file__).parent


def test_the_whole_job_is_timed_and_all_that_was_read_counts(tmp_path: Path) -> None:
    texts = shelf(tmp_path / "shelf")
    command = [sys.executable, "-m", "benchmarks.forge", str(texts), "--name", NAME, "--one"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    assert list(told["seconds"]) == ["read", "measure", "choose", "pack"]
    assert all(seconds > 0 for seconds in told["seconds"].values())
    read = sum(len(path.read_text(encoding="utf-8")) for path in texts.iterdir())
    assert 0.9 * read < 1e6 * told["megabytes"] <= read
    assert told["passages"] > 50
