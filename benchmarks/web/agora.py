"""What the Agora costs: its first page and its search among a crowd, and all that a fresh home's page loads.

    python -m benchmarks.web.agora [PERSONAS [HOME]]

`whetstone serve` runs as a process of its own and is asked over HTTP, with compression, by one client. Times
are those of whole requests, seen from the client; beside them stands the processor time that the server took
for one, which other work on the machine does not lengthen. HOME, where it is given, is filled once and used
again. The requests of the first page are those that a browser makes; sizes are of bodies as they were sent.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx

from benchmarks.crowd import WORDS, fill

ROUNDS = 20


def main(crowd: int, home: Path | None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = home or folder / "crowd"
        if not (place / "personas.json").exists():
            fill(place, crowd)
        print(f"in a home of {crowd:,} personas")
        with _serving(place) as (link, pid), _client(link) as client:
            _crowd(client, pid)
        print("\nin a fresh home")
        with _serving(folder / "fresh") as (link, _), _client(link) as client:
            _fresh(client, link)


def _crowd(client: httpx.Client, pid: int) -> None:
    def asked(name: str, paths: Sequence[str], limit: str = "") -> None:
        before = _processor_seconds(pid)
        times = [_seconds(client, path) for path in paths]
        _line(name, times, (_processor_seconds(pid) - before) / len(paths), limit)

    asked("first page, while it starts", ["/"])
    asked("first page, then", ["/"] * ROUNDS, "100 ms are asked for")
    page = client.get("/")
    print(f"{'  its HTML, uncompressed':<34} {len(page.content) / 1000:>8.1f} kB   (60 kB are asked for)")
    print(f"{'  its HTML, compressed':<34} {page.num_bytes_downloaded / 1000:>8.1f} kB")
    sheet = page.text.partition('href="/agora/avatars')[2].partition('"')[0]
    asked("its 24 avatars, in one picture", [f"/agora/avatars{sheet}"] * 3)
    for name, queries in _searches().items():
        asked(f"search: {name}", [f"/agora/cards?q={quote(query)}" for query in queries], "50 ms")
    some = WORDS[:ROUNDS]
    asked("filter by tag, newest first", [f"/agora/cards?tag={word}&sort=newest" for word in some], "50 ms")
    asked("API: 50 that hold a word", [f"/api/v1/personas?q={word}" for word in some])
    asked("Ctrl+K", [f"/find?q={word}" for word in some], "50 ms")


def _searches() -> dict[str, list[str]]:
    typed = "number 4321"
    return {
        "as it is typed": [typed[:end] for end in range(1, len(typed) + 1)],
        "a word that many have": [f"{word}" for word in WORDS[:ROUNDS]],
        "two words": [f"{one} {other}" for one, other in zip(WORDS[:ROUNDS], WORDS[20:], strict=False)],
        "nothing found": [f"qx{number}" for number in range(ROUNDS)],
    }


def _fresh(client: httpx.Client, link: str) -> None:
    total = 0
    paths = _requests(link)
    for path in paths:
        response = client.get(path)
        total += response.num_bytes_downloaded
        print(f"  {response.num_bytes_downloaded:>6,} bytes  {path[:80]}")
    print(f"{'requests of the first page':<34} {len(paths):>8}      (6 are asked for)")
    print(f"{'  all of them, compressed':<34} {total / 1000:>8.1f} kB   (15 kB are asked for)")


def _requests(link: str) -> list[str]:
    """Return what a browser asks for that has been nowhere before."""
    from playwright.sync_api import sync_playwright

    address, _, token = link.partition("?token=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(extra_http_headers={"Authorization": f"Bearer {token}"})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        browser.close()
    parts = (urlsplit(url) for url in asked)
    return [part.path + (f"?{part.query}" if part.query else "") for part in parts]


@contextmanager
def _serving(home: Path) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "whetstone", "--home", home, "serve", "--port", "0", "--no-open"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line[line.index("http") :].strip(), process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _client(link: str) -> Iterator[httpx.Client]:
    parts = urlsplit(link)
    token = parts.query.removeprefix("token=")
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
    with httpx.Client(base_url=f"{parts.scheme}://{parts.netloc}", headers=headers, timeout=60) as client:
        yield client


def _seconds(client: httpx.Client, path: str) -> float:
    start = time.perf_counter()
    client.get(path).raise_for_status()
    return time.perf_counter() - start


def _processor_seconds(pid: int) -> float:
    """Return the processor's time that a process took so far (Linux tells it in hundredths)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _line(name: str, seconds: list[float], processor: float, limit: str) -> None:
    told = f"{statistics.median(seconds) * 1000:>8.1f} ms   worst {max(seconds) * 1000:>6.1f}"
    print(f"{name:<34} {told}   processor {processor * 1000:>5.1f}" + (f"   ({limit})" if limit else ""))


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 10_000,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
