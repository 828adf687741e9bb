"""Homes that the doctor is called to, and what it says and does."""

from __future__ import annotations

import struct
from collections import Counter
from pathlib import Path
from typing import Any

from cartridges import gardener
from commandline import Said, everything_in, here
from homes import BUNDLED, done, edit, installed, packed

from whetstone.core.home import Home
from whetstone.core.signing.keys import OwnKeys
from whetstone.testing import ask, temporary_host

QUICK = ("--block", "static_embeddings", "--block", "semantic_search", "--block", "litellm_models")


def doctor(home: Path, *options: str, **env: str) -> Said:
    return here(*QUICK, "doctor", *options, home=home, **env)


def states(home: Path, *options: str, **env: str) -> dict[str, str]:
    """The state of each check."""
    return {
        check["check"]: check["state"] for check in doctor(home, "--json", *options, **env).json["checks"]
    }


def told(home: Path, check: str, *options: str, **env: str) -> list[dict[str, Any]]:
    """What one check says."""
    (found,) = (c for c in doctor(home, "--json", *options, **env).json["checks"] if c["check"] == check)
    return list(found["findings"])


def faulty(home: Path, **env: str) -> set[str]:
    """The checks that found something, beside blocked plugins."""
    return {check for check, state in states(home, **env).items() if state != "ok"} - {"plugins"}


def bytes_in(home: Path) -> Counter[bytes]:
    """The contents of all files of a home, wherever they lie, but for what can be had again."""
    files = (path for path in home.rglob("*") if path.is_file() and not path.is_symlink())
    return Counter(path.read_bytes() for path in files if path.parent != home / "cache")


def repaired(home: Path) -> list[str]:
    """Have a home mended: nothing is lost, and the second time there is nothing to do."""
    before = bytes_in(home)
    said = doctor(home, "--repair", "--json")
    assert said.code == 0, said.out
    assert not before - bytes_in(home)
    after = everything_in(home)
    again = doctor(home, "--repair", "--json")
    assert again.code == 0
    assert not any(check["repaired"] or check["failed"] for check in again.json["checks"])
    assert everything_in(home) == after
    return [sentence for check in said.json["checks"] for sentence in check["repaired"]]


def furnish(folder: Path) -> Path:
    """Make a home in `folder` with something of everything."""
    home = folder / "home"
    done(here("key", "new", home=home))
    for version in ("1", "2"):
        file = packed(folder / version, gardener(metadata={"version": version}))
        done(here("import", file, "--replace", home=home))
    signed = OwnKeys(Home(home)).choose(None, set()).sign(gardener("signed"))
    done(here("import", packed(folder, signed), home=home))
    for name in ("gone", "other"):
        done(here("import", packed(folder, gardener(name)), home=home))
    done(edit(home, "--set", "name=Rosa", "--set", "config.weirdness=0.5"))
    done(here("remove", "gone", home=home))
    (folder / "tiny.gguf").write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 0))
    done(here("config", "set", "embedded_model.weights", str(folder / "tiny.gguf"), home=home))
    with temporary_host(home=home, replies=["From what I saw, bees decide together."]) as host:
        ask(host, "gardener", "What of bees?")
        ask(host, BUNDLED, "What of courage?")
    done(here("history", "list", home=home))
    return home


def folder_of(home: Path, persona_id: str) -> Path:
    return home / installed(home)[persona_id]["path"]


def record_of(home: Path, persona_id: str) -> Path:
    folder = folder_of(home, persona_id)
    return folder.with_name(f"{folder.name}.json")
