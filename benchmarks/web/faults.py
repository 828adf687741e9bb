"""What becomes of streams when their readers vanish, the server is ended or killed, and the disk is full.

    python -m benchmarks.web.faults [STREAMS]

Each time so many conversations stream at once. The full disk is a file system of its own in memory, which
takes root; without that, this part is left out and said so.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.web.server import Served, serving

SLOW = {"PACED_TOKENS": "2000", "PACED_RATE": "20"}


def main(streams: int) -> None:
    """Print what was found."""
    for part in (vanished, ended, killed, disk_full, deaf):
        with tempfile.TemporaryDirectory(prefix="whetstone-faults-") as name:
            part(Path(name), streams)


def vanished(folder: Path, streams: int) -> None:
    """Close all connections, and see in the model's journal when each call was stopped."""
    journal = folder / "journal"
    with serving(folder, PACED_JOURNAL=str(journal), **SLOW) as server:
        wires = _streaming(server, streams)
        gone = time.monotonic_ns()
        for wire in wires:
            wire.close()
        while not journal.exists() or len(journal.read_text().splitlines()) < streams:
            time.sleep(0.05)
        stops = [(int(line.split()[1]) - gone) / 1e6 for line in journal.read_text().splitlines()]
    _line("readers vanish: their models stop after, at most", f"{max(stops):.0f} ms")


def ended(folder: Path, streams: int) -> None:
    """End the server, and look at what readers were told and at the log."""
    with serving(folder, **SLOW) as server:
        wires = _streaming(server, streams)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        told = [_rest(wire) for wire in wires]
        code = server.process.wait()
        took = time.monotonic() - began
    _line("SIGTERM: readers who are told", f"{sum('the server was ended' in rest for rest in told)}")
    _line("  replies in the log", f"{_in_log(folder, 'assistant')}")
    _line("  ended with code", f"{code} after {took:.1f} s")


def killed(folder: Path, streams: int) -> None:
    """Kill the server, and ask another one for what was acknowledged."""
    with serving(folder, **SLOW) as server:
        _streaming(server, streams)
        server.process.kill()
        server.process.wait()
    began = time.monotonic()
    with serving(folder, **SLOW) as again:
        up = time.monotonic() - began
        found = again.ask("GET", f"/api/v1/conversations?limit={streams}")["conversations"]
    _line("kill -9: acknowledged messages that are there again", f"{len(found)} of {streams}")
    _line("  another server is up after", f"{up:.1f} s")


def disk_full(folder: Path, streams: int) -> None:
    """Fill the disk of the home while replies stream, and see what can be read."""
    place = folder / "full"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        _line("full disk", "left out: it takes root and mount")
        return
    try:
        with serving(place, PACED_TOKENS="60", PACED_RATE="20") as server:
            wires = _streaming(server, streams)
            ballast = place / "ballast"
            with ballast.open("wb", buffering=0) as file:
                try:
                    while True:
                        file.write(b"x" * 4096)
                except OSError:
                    pass
            told = [_rest(wire) for wire in wires]
            _line("full disk: readers told that their reply is not kept", f"{sum(_says(r) for r in told)}")
            reads = [
                "/",
                "/conversations",
                "/mirror",
                "/settings",
                "/api/v1/personas",
                "/api/v1/conversations",
            ]
            _line("  pages that are served all the same", f"{sum(map(server.reads, reads))} of {len(reads)}")
            ballast.unlink()
            server.ask("POST", "/api/v1/conversations", {"persona": "socrates", "model": "paced"})
            for wire in _streaming(server, 1):
                ended = _rest(wire)
            _line("  with room again, a turn", "is kept" if "event: ended" in ended else "fails")
    finally:
        subprocess.run(["umount", str(place)], check=True)


def deaf(folder: Path, streams: int) -> None:
    """Read nothing of some replies, and see what the server holds for them, and when it lets go."""
    journal = folder / "journal"
    flood = {"PACED_TOKENS": "2000000", "PACED_RATE": "20000", "PACED_JOURNAL": str(journal)}
    with serving(folder, **flood) as server:
        before = _resident(server)
        wires = _streaming(server, min(streams, 5), small=True)
        began = time.monotonic()
        most = before
        while not journal.exists() or len(journal.read_text().splitlines()) < len(wires):
            most = max(most, _resident(server))
            assert server.reads("/api/v1/personas")
            time.sleep(0.2)
        _line("readers who read nothing: let go after", f"{time.monotonic() - began:.0f} s")
        _line("  memory for each, at most", f"{(most - before) / len(wires) / 1e6:.1f} MB")
        server.process.kill()


def _streaming(server: Served, streams: int, small: bool = False) -> list[socket.socket]:
    """Return connections on each of which a reply has begun."""
    wires = []
    for place in range(streams):
        wire = socket.create_connection(("127.0.0.1", server.port))
        if small:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.sendall(server.turn(server.begin(), f"What is virtue? {place}").encode())
        wires.append(wire)
    for wire in wires:
        seen = b""
        while b"event: spoke" not in seen:
            piece = wire.recv(4096)
            assert piece, seen
            seen += piece
    return wires


def _rest(wire: socket.socket) -> str:
    pieces = []
    while piece := wire.recv(65536):
        pieces.append(piece)
    wire.close()
    return b"".join(pieces).decode()


def _says(rest: str) -> bool:
    return "event: failed" in rest and "cannot write" in rest


def _in_log(folder: Path, role: str) -> int:
    lines = (folder / "home" / "chat_history.log").read_bytes().splitlines()
    return sum(json.loads(line).get("role") == role for line in lines)


def _resident(server: Served) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def _line(title: str, value: str) -> None:
    print(f"{title:<56} {value:>24}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
