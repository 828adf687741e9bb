"""Two hundred conversations that stream at once, each at twenty pieces a second, and a page beside them.

    python -m benchmarks.web.load [STREAMS]

`whetstone serve`, the readers and the peer are processes of their own. A piece of a reply holds the moment at
which the model gave it. The peer in the same run is the least that streams over HTTP: see `peer.py`.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.peak import peak
from benchmarks.web.paced_model import TOKENS
from benchmarks.web.server import serving


def main(streams: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="whetstone-load-") as name:
        begun, gone_on = _ours(Path(name), streams)
        peer = _peer(streams)
    print(f"{streams} streams of {TOKENS} pieces, 20 a second")
    print(f"{'':<44} {'first turns':>12} {'second turns':>12} {'peer':>12}")
    for title, of in _ROWS:
        print(f"{title:<44} {of(begun):>12} {of(gone_on):>12} {of(peer):>12}")
    for seen in (begun, gone_on):
        assert seen["whole"] == streams, f"{streams - seen['whole']} streams broke"
        assert len(seen["late"]) == streams * TOKENS, "pieces were lost"


def _ours(folder: Path, streams: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what readers saw of conversations that begin, and of the same ones when they go on."""
    with serving(folder) as server:
        conversations = [server.begin() for _ in range(streams)]
        page = server.request("GET", "/")
        alone = _read(server.process.pid, server.port, [server.turn(server.begin(), "a first one")], page)

        def told(question: str) -> dict[str, Any]:
            asked = [server.turn(one, f"{question} {place}") for place, one in enumerate(conversations)]
            return {**_read(server.process.pid, server.port, asked, page), "alone": alone}

        return told("What is virtue?"), told("And courage?")


def _peer(streams: int) -> dict[str, Any]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.web.peer"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        head = "Host: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        request, page = f"POST /stream HTTP/1.1\r\n{head}", f"GET / HTTP/1.1\r\n{head}"
        alone = _read(process.pid, port, [request], page)
        return {**_read(process.pid, port, [request] * streams, page), "alone": alone}
    finally:
        process.kill()
        process.wait()


def _read(pid: int, port: int, streams: list[str], page: str) -> dict[str, Any]:
    """Let readers send requests, and return what they saw, and what the server took for it."""
    wanted = json.dumps({"port": port, "streams": streams, "page": page})
    before = _processor_seconds(pid)
    with peak(pid) as memory:
        time.sleep(0.2)
        idle = memory[0]
        command = [sys.executable, "-m", "benchmarks.web.client"]
        done = subprocess.run(command, input=wanted, capture_output=True, text=True, check=True)
    seen: dict[str, Any] = json.loads(done.stdout)
    seen["server"] = _processor_seconds(pid) - before
    return {**seen, "idle": idle, "peak": memory[0]}


def _processor_seconds(pid: int) -> float:
    fields = re.sub(r"^.*\) ", "", Path(f"/proc/{pid}/stat").read_text()).split()
    return (int(fields[11]) + int(fields[12])) / 100


def _percentile(key: str, percent: int) -> Callable[[dict[str, Any]], str]:
    def told(seen: dict[str, Any]) -> str:
        return f"{statistics.quantiles(seen[key], n=100)[percent - 1]:.1f} ms"

    return told


_ROWS: list[tuple[str, Callable[[dict[str, Any]], str]]] = [
    ("streams that came to their end", lambda seen: str(seen["whole"])),
    ("pieces that came", lambda seen: f"{len(seen['late']):,}"),
    ("added to a piece, p50", _percentile("late", 50)),
    ("added to a piece, p99 (50 ms is asked for)", _percentile("late", 99)),
    ("added to a piece, most", lambda seen: f"{max(seen['late']):.1f} ms"),
    ("first event after the request, p50", _percentile("first", 50)),
    ("first event after the request, most", lambda seen: f"{max(seen['first']):.0f} ms"),
    ("a page meanwhile, p50", lambda seen: f"{statistics.median(seen['pages']):.1f} ms"),
    ("a page meanwhile, most", lambda seen: f"{max(seen['pages']):.1f} ms"),
    ("a page beside one stream, p50", lambda seen: f"{statistics.median(seen['alone']['pages']):.1f} ms"),
    ("added to a piece beside nothing, p99", lambda seen: _percentile("late", 99)(seen["alone"])),
    ("processor time of the server", lambda seen: f"{seen['server']:.1f} s"),
    ("processor time of the readers", lambda seen: f"{seen['cpu']:.1f} s"),
    ("memory before", lambda seen: f"{seen['idle'] / 1e6:.0f} MB"),
    ("memory at most", lambda seen: f"{seen['peak'] / 1e6:.0f} MB"),
    (
        "memory for each stream",
        lambda seen: f"{(seen['peak'] - seen['idle']) / len(seen['first']) / 1e3:.0f} kB",
    ),
]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
