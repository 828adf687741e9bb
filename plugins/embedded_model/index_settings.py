"""Which package indexes this machine is set up for, as pip and uv are told."""

from __future__ import annotations

import configparser
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PYPI = "https://pypi.org/simple"


@dataclass(frozen=True, slots=True)
class PackageSources:
    """Where packages come from: the simple API of `indexes`, and the folders or pages of `links`.

    `certificates` is the file of certificate authorities to trust, where one is set.
    """

    indexes: tuple[str, ...]
    links: tuple[str, ...]
    certificates: str | None


def configured_sources() -> PackageSources:
    """Return what the environment, pip's and uv's configuration files say, and PyPI where they say nothing.

    A main index takes PyPI's place; every further one is asked after it. Files that cannot be read
    are passed over here, as their own tool will complain about them.
    """
    pip, uv = _pip_settings(), _uv_settings()
    indexes = [*uv["index"], *pip["index-url"]]
    if not indexes and not pip["no-index"]:
        indexes = [PYPI]
    if not pip["no-index"]:
        indexes += [*uv["extra"], *pip["extra-index-url"]]
    named = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
    certificates = [*(os.environ.get(name, "") for name in named), *pip["cert"]]
    return PackageSources(
        indexes=tuple(dict.fromkeys(indexes)) if not pip["no-index"] else (),
        links=tuple(dict.fromkeys([*uv["find-links"], *pip["find-links"]])),
        certificates=next((path for path in certificates if path and Path(path).is_file()), None),
    )


def _pip_settings() -> dict[str, list[str]]:
    """Return pip's options by name; its environment variables stand in for its files, option by option."""
    options: dict[str, list[str]] = {}
    for name in ("index-url", "extra-index-url", "find-links", "no-index", "cert"):
        variable = os.environ.get("PIP_" + name.upper().replace("-", "_"))
        options[name] = variable.split() if variable else []
    for path in _pip_files():
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue
        for name, values in options.items():
            for section in ("download", "install", "global"):
                if not values and parser.has_option(section, name):
                    values += parser.get(section, name).split()
    options["no-index"] = [
        value for value in options["no-index"] if value.lower() in ("1", "true", "yes", "on")
    ]
    return options


def _pip_files() -> Iterator[Path]:
    """Yield the files that pip reads, the strongest first."""
    home = Path.home()
    name = "pip.ini" if os.name == "nt" else "pip.conf"
    if named := os.environ.get("PIP_CONFIG_FILE"):
        if named != os.devnull:
            yield Path(named)
        return
    yield Path(sys.prefix) / name
    if os.name == "nt":
        yield Path(os.environ.get("APPDATA", home)) / "pip" / name
        yield home / "pip" / name
        yield Path(os.environ.get("PROGRAMDATA", "C:\\ProgramData")) / "pip" / name
        return
    if sys.platform == "darwin":
        yield home / "Library" / "Application Support" / "pip" / name
    yield Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / name
    yield home / ".pip" / name
    for folder in (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep):
        yield Path(folder) / "pip" / name
    if sys.platform == "darwin":
        yield Path("/Library/Application Support/pip") / name
    yield Path("/etc") / name


def _uv_settings() -> dict[str, list[str]]:
    """Return uv's main index, further ones and links, from its variables and its files."""
    environ = os.environ
    main = [url for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL") if (url := environ.get(name, ""))]
    extra = f"{environ.get('UV_INDEX', '')} {environ.get('UV_EXTRA_INDEX_URL', '')}".split()
    links = environ.get("UV_FIND_LINKS", "").replace(",", " ").split()
    for table in _uv_tables():
        named = [entry for entry in table.get("index", []) if isinstance(entry.get("url"), str)]
        main = main or [entry["url"] for entry in named if entry.get("default")]
        main = main or [url for url in (table.get("index-url"),) if url]
        extra += [entry["url"] for entry in named if not entry.get("default")]
        extra += table.get("extra-index-url", [])
        links += table.get("find-links", [])
    return {
        "index": [_unnamed(url) for url in main],
        "extra": [_unnamed(url) for url in extra],
        "find-links": links,
    }


def _uv_tables() -> Iterator[Mapping[str, Any]]:
    if named := os.environ.get("UV_CONFIG_FILE"):
        files = [Path(named)]
    elif os.name == "nt":
        files = [Path(os.environ.get("APPDATA", Path.home())) / "uv" / "uv.toml"]
    else:
        user = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        files = [user / "uv" / "uv.toml", Path("/etc/uv/uv.toml")]
    for path in files:
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        yield table
        if isinstance(table.get("pip"), dict):
            yield table["pip"]


def _unnamed(url: str) -> str:
    """Return the address of an index that uv writes as `NAME=URL`."""
    name, separator, address = url.partition("=")
    return address if separator and "/" not in name else url
