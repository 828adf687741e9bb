"""Write a picture of each page of the web, in light and in dark, to `docs/images/`.

    python -m tools.screenshots [PAGE...]

The pages are those of a home that `tools/demo_home.py` furnishes, served by `whetstone serve`, in Chromium.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.demo_home import furnish
from whetstone import Host
from whetstone.testing import served

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZE = (1200, 800)
COLOURS = 128


def main(wanted: list[str]) -> None:
    """Write the pictures of the pages that are `wanted`; of all without any."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        home.mkdir()
        furnish(home)
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with Host(home) as host, served(host) as link:
            pages = pages_of(host)
            for name in wanted or pages:
                for theme in ("light", "dark"):
                    _draw(chromium, link, pages[name], IMAGES / f"{name}-{theme}.png", theme)


def pages_of(host: Host) -> dict[str, str]:
    """Return the path of each page that is drawn, by the name of its picture."""
    return {
        "agora": "/",
        "persona": "/personas/the-handbook",
        "conversation": f"/conversations/{host.history.latest_with('socrates')}",
        "forge": f"/forge/{host.jobs.list()[0].id}",
        "mirror": "/mirror",
        "settings": "/settings",
    }


def _draw(browser: Browser, link: str, path: str, picture: Path, theme: str) -> None:
    context = browser.new_context(
        viewport={"width": SIZE[0], "height": SIZE[1]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page: Page = context.new_page()
    page.goto(link)
    page.goto(link.partition("/?")[0] + path)
    page.wait_for_load_state("networkidle")
    picture.parent.mkdir(parents=True, exist_ok=True)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
    print(f"{picture.name}: {picture.stat().st_size / 1000:.0f} kB")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
