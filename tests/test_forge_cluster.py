"""A whole forge on a real Dask cluster whose workers are killed, beside the same forge on this machine."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import shelf as shelves
from clusters import Cluster, cluster
from commandline import SCRIPT, environment
from far_reader import reader_in
from long_work import noted


def forge(texts: Path, output: Path) -> list[str | Path]:
    return ["forge", texts, "--name", shelves.NAME, "--model", "far", "--budget", "16", "-o", output]


def begun(command: list[str | Path], home: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [SCRIPT, *command, "--json"],
        env=environment(home, **env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def killing(dask: Cluster, running: subprocess.Popen[bytes], calls: Path) -> None:
    """Watch a forge; kill a worker once passages are measured, put another in its place, and kill one that
    answers the model's questions.
    """
    with running:
        assert running.stderr is not None
        first, second = dask.workers
        for line in running.stderr:
            assert line.startswith(b"{"), line + running.stderr.read()
            if first.returncode is None and json.loads(line)["phase"] == "measuring":
                first.kill()
                first.wait()
                dask.add_worker()
            if second.returncode is None and str(second.pid) in noted(calls, "answered"):
                second.kill()
                second.wait()
    assert running.returncode == 0
    assert first.returncode is not None
    assert second.returncode is not None


def test_a_cluster_whose_workers_are_killed_forges_the_same_bytes(tmp_path):
    texts = shelves.shelf(tmp_path / "texts", "zhuangzi")
    env = reader_in(tmp_path)
    here, there = tmp_path / "here.whetstone", tmp_path / "there.whetstone"
    alone = begun(forge(texts, here), tmp_path / "home", env)
    home = tmp_path / "other"
    home.mkdir()
    calls = tmp_path / "there.log"
    mine = {**env, "LONG_WORK_LOG": str(calls)}
    with cluster(tmp_path / "cluster", 2, **mine) as dask:
        _, said = alone.communicate()
        assert alone.returncode == 0, said
        (home / "whetstone.toml").write_text(f'[executor]\ndask = "{dask.address}"\n')
        killing(dask, begun(forge(texts, there), home, mine), calls)
    assert there.read_bytes() == here.read_bytes()
