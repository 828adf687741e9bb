"""`whetstone serve` as a process of its own, with the paced model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

_ROOT = Path(__file__).parents[2]


@dataclass
class Served:
    """A server that is up."""

    process: subprocess.Popen[str]
    port: int
    token: str

    def request(self, method: str, path: str, body: object = None) -> str:
        """Return a request as text."""
        data = "" if body is None else json.dumps(body)
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Authorization: Bearer {self.token}",
            "Content-Type: application/json",
            f"Content-Length: {len(data)}",
            "Connection: close",
        ]
        return "\r\n".join([*head, "", data])

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask the API and return what it answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"null")

    def reads(self, path: str) -> bool:
        """Return whether a page is served."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {self.token}"}
        )
        try:
            with urllib.request.urlopen(asked) as answer:
                return bool(answer.status == 200 and answer.read())
        except urllib.error.HTTPError:
            return False

    def begin(self) -> str:
        """Begin a conversation, and return its id."""
        return str(self.ask("POST", "/api/v1/conversations", {"persona": "socrates", "model": "paced"})["id"])

    def turn(self, conversation: str, text: str) -> str:
        """Return the request that says `text` in a conversation."""
        return self.request("POST", f"/api/v1/conversations/{conversation}/turns", {"text": text})


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[Served]:
    """Serve the home `folder/home` with the paced model; ended in good order, if it has not ended before."""
    plugin = folder / "paced-1.0.dist-info"
    if not plugin.exists():
        plugin.mkdir(parents=True)
        (plugin / "METADATA").write_text("Metadata-Version: 2.1\nName: paced\nVersion: 1.0\n")
        (plugin / "entry_points.txt").write_text("[whetstone]\npaced = benchmarks.web.paced_model\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "whetstone", "--home", folder / "home", "serve", "--port", "0", "--no-open"],
        stdout=subprocess.PIPE,
        stderr=(folder / "stderr").open("a"),
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder}:{_ROOT}", "PYTHONUNBUFFERED": "1", **environment},
    )
    try:
        assert process.stdout is not None
        link = urlsplit(process.stdout.readline().split()[-1])
        yield Served(process, link.port or 0, parse_qs(link.query)["token"][0])
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait()
