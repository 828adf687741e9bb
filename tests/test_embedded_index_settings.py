"""Which package indexes this machine is set up for, as the files and variables of pip and uv say it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from whetstone.plugins.embedded_model.index_settings import PYPI, configured_sources


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give each test a machine on which nothing is set up, with a home of its own."""
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_")) or name in ("UV", "NETRC"):
            monkeypatch.delenv(name)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("UV_CONFIG_FILE", os.devnull)
    (tmp_path / "home").mkdir()


def test_without_any_setting_it_is_pypi() -> None:
    sources = configured_sources()
    assert (sources.indexes, sources.links) == ((PYPI,), ())


def test_the_files_of_pip_and_uv_are_read_and_the_environment_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip, uv = tmp_path / "pip.conf", tmp_path / "uv.toml"
    pip.write_text(
        "[global]\nindex-url = https://a.test/%(no)s/simple\nextra-index-url =\n  https://b.test\n  https://c.test\n"
        "[install]\nfind-links = /wheels\n"
    )
    uv.write_text(
        'find-links = ["/more"]\n[[index]]\nname = "in"\nurl = "https://d.test"\n'
        '[[index]]\nurl = "https://e.test"\ndefault = true\n'
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(pip))
    monkeypatch.setenv("UV_CONFIG_FILE", str(uv))
    sources = configured_sources()
    assert sources.indexes == (
        "https://e.test",
        "https://a.test/%(no)s/simple",
        "https://d.test",
        "https://b.test",
        "https://c.test",
    )
    assert sources.links == ("/more", "/wheels")
    monkeypatch.setenv("PIP_INDEX_URL", "https://f.test")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "main=https://g.test")
    assert configured_sources().indexes[:2] == ("https://g.test", "https://f.test")
    monkeypatch.setenv("PIP_NO_INDEX", "true")
    assert configured_sources().indexes == ()


def test_the_files_lie_where_pip_and_uv_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_CONFIG_FILE")
    monkeypatch.delenv("UV_CONFIG_FILE")
    for tool, name, text in (
        ("pip", "pip.conf", "[global]\nindex-url = https://a.test\n"),
        ("uv", "uv.toml", 'index-url = "https://b.test"\n'),
    ):
        (tmp_path / "home" / tool).mkdir()
        (tmp_path / "home" / tool / name).write_text(text)
    assert configured_sources().indexes[:2] == ("https://b.test", "https://a.test")


def test_a_broken_file_of_theirs_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("PIP_CONFIG_FILE", "UV_CONFIG_FILE"):
        (tmp_path / variable).write_bytes(b"[[[ \xff")
        monkeypatch.setenv(variable, str(tmp_path / variable))
    assert configured_sources().indexes == (PYPI,)
