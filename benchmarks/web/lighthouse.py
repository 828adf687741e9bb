"""What Lighthouse says of each page.

    python -m benchmarks.web.lighthouse [PAGE...]

The pages of `tools.screenshots`, of a home that `tools/demo_home.py` furnishes, in headless Chromium as
Lighthouse 12 runs it by default (a slow phone on a slow network); npm's `npx` fetches Lighthouse.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tools.demo_home import furnish
from tools.screenshots import pages_of
from whetstone import Host
from whetstone.testing import served

LIGHTHOUSE = ("npx", "--yes", "lighthouse@12")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def main(wanted: list[str]) -> None:
    """Print the scores of the pages that are `wanted`, of all without any, and what cost points."""
    print(f"{'page':<14}" + "".join(f"{name:>16}" for name in CATEGORIES))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        furnish(home)
        with Host(home) as host, served(host) as link:
            pages = pages_of(host)
            for name in wanted or pages:
                _tell(name, _judged(link, pages[name], Path(folder)))


def _judged(link: str, path: str, folder: Path) -> dict[str, dict[str, dict[str, object]]]:
    """Return Lighthouse's report of the page at `path`, into which the token of `link` lets it."""
    token = parse_qs(urlsplit(link).query)["token"][0]
    headers, report = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps({"Authorization": f"Bearer {token}"}))
    command = [*LIGHTHOUSE, link.partition("/?")[0] + path, "--quiet", "--output", "json"]
    command += ["--output-path", str(report), "--extra-headers", str(headers)]
    command += ["--chrome-flags=--headless=new --no-sandbox"]
    chromium = shutil.which("chromium")
    subprocess.run(command, check=True, env={**os.environ, **({"CHROME_PATH": chromium} if chromium else {})})
    found: dict[str, dict[str, dict[str, object]]] = json.loads(report.read_text())
    return found


def _tell(name: str, report: dict[str, dict[str, dict[str, object]]]) -> None:
    scores = (report["categories"][category]["score"] for category in CATEGORIES)
    print(f"{name:<14}" + "".join(f"{float(str(score)) * 100:>16.0f}" for score in scores), flush=True)
    for audit in report["audits"].values():
        if audit["score"] == 0 and audit["scoreDisplayMode"] == "binary":
            print(f"    {audit['title']}")


if __name__ == "__main__":
    main(sys.argv[1:])
