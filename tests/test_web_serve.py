"""The command `serve`: what it prints, and what it opens where there is a screen."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from commandline import SCRIPT, environment


@contextmanager
def serving(home: Path, *options: str, **changes: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `whetstone serve`, and yield the process and the link that it prints."""
    process = subprocess.Popen(
        [SCRIPT, "serve", "--port", "0", *options],
        env=environment(home, **changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"Whetstone is at (http://127\.0\.0\.1:\d+/\?token=[\w-]{43})\n", line)
        assert found, line
        yield process, found[1]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate()
    return process.returncode, out, err


def answers(link: str) -> None:
    assert httpx.get(link, follow_redirects=True, timeout=60).status_code == 200


@pytest.fixture
def screen(tmp_path: Path) -> dict[str, str]:
    """An environment with a program that opens pages: it writes down which, and complains."""
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(
        f'#!/bin/sh\necho "no such thing" >&2\necho "$1" > {tmp_path}/opened.part\n'
        f"mv {tmp_path}/opened.part {tmp_path}/opened\n"
    )
    opener.chmod(0o755)
    path = os.pathsep.join((str(opener.parent), os.environ["PATH"]))
    return {"PATH": path, "DISPLAY": "", "WAYLAND_DISPLAY": "", "WSL_DISTRO_NAME": ""}


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="these open pages in a way of their own")
def test_without_a_screen_the_link_is_printed_and_nothing_else_happens(
    tmp_path: Path, screen: dict[str, str]
) -> None:
    with serving(tmp_path / "home", **screen) as (process, link):
        answers(link)
        assert ended(process) == (0, "", "Ctrl+C ends it.\n")
    assert not (tmp_path / "opened").exists()


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="these open pages in a way of their own")
def test_with_a_screen_a_browser_is_let_in_by_a_link_that_serves_once(
    tmp_path: Path, screen: dict[str, str]
) -> None:
    with serving(tmp_path / "home", **screen | {"DISPLAY": ":0"}) as (process, link):
        while not (tmp_path / "opened").exists():
            answers(link)
        opened = (tmp_path / "opened").read_text().strip()
        assert opened != link
        answers(opened)
        assert httpx.get(opened, follow_redirects=True, timeout=60).status_code == 401
        assert ended(process) == (0, "", "Ctrl+C ends it.\n")


def test_in_a_home_without_anything_the_pages_say_what_to_do(tmp_path: Path) -> None:
    nothing = {"WHETSTONE_BLOCK": "builtin_personas,embedded_model,litellm_models"}
    with (
        serving(tmp_path / "home", "--no-open", **nothing) as (_, link),
        httpx.Client(follow_redirects=True, timeout=60) as browser,
    ):
        assert "/forge" in browser.get(link).text, "nobody is here: make somebody"
        origin = link.partition("/?")[0]
        for page in ("conversations", "forge", "mirror", "settings"):
            assert browser.get(f"{origin}/{page}").status_code == 200, page
        assert "No model can answer yet" in browser.get(f"{origin}/settings").text
