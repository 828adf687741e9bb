"""The command `key`: your own keys, and those that you trust."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.cli import Session
from whetstone.core.errors import HomeError, SettingsError, SignatureError
from whetstone.plugins.cli.output import complain, json_option, print_json, say, table

if TYPE_CHECKING:
    from whetstone.core.host import Host
    from whetstone.core.signing.keys import OwnKey, OwnKeys
    from whetstone.core.signing.trust import Trust


@click.group()
def key() -> None:
    """Make keys to sign personas with, and say whose keys you trust."""


@key.command()
@click.argument("name", default="default")
@json_option
@click.pass_obj
def new(session: Session, name: str, as_json: bool) -> None:
    """Make a key to sign with; it is kept in your home, for you alone."""
    from whetstone.core.signing.keys import OwnKeys
    from whetstone.core.signing.trust import TrustFile

    keys = OwnKeys(session.host.home)
    with TrustFile(session.host.home).changing() as trust:
        _refuse_taken(name, _names(trust, []), None)
        found = _unknown(keys, name, trust)
        made = found or keys.make(name)
        trust.trust(made.key, name)
    told = (
        f"The key {name} was there already, in {made.path}"
        if found
        else f"Made the key {name} in {made.path}"
    )
    say(f"{told}. Keep a copy of that file, and show it to nobody.")
    if as_json:
        print_json(_row(made.key, trust, own=made, personas=[]))
    else:
        click.echo(made.key)


@key.command("list")
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """List your own keys, those that you trust and those that you revoked."""
    host = session.host
    own, damaged = _own(host)
    rows = _rows(host, own)
    if as_json:
        print_json(rows)
    else:
        table(
            ("name", "key", "standing", "since", "by", "personas"),
            (
                (
                    row["name"] or "",
                    row["key"],
                    row["state"] + (", yours" if row["own"] else ""),
                    (row["revoked"] or row["since"] or "")[:10],
                    row["by"],
                    ", ".join(row["personas"]),
                )
                for row in rows
            ),
        )
        if not rows and not damaged:
            say("There are no keys yet. `whetstone key new` makes one to sign with.")
    for error in damaged:
        complain(error)
    sys.exit(1 if damaged else 0)


@key.command()
@click.argument("which", metavar="KEY|FILE")
@click.option("--name", metavar="NAME", help="Call the key by this name from now on.")
@json_option
@click.pass_obj
def trust(session: Session, which: str, name: str | None, as_json: bool) -> None:
    """Trust a key, or the key that a cartridge file is signed with; also takes back `revoke`.

    KEY is a name, a whole key (ed25519:…), or 8 or more of the hex digits that a known one begins with.
    """
    from whetstone.core.signing.keys import check_key_label
    from whetstone.core.signing.trust import TrustFile

    if name is not None:
        check_key_label(name)
    host = session.host
    own, _ = _own(host)
    chosen = _meant(host, which, own, files=True)
    with TrustFile(host.home).changing() as known:
        if name is not None:
            _refuse_taken(name, _names(known, own), chosen)
        known.trust(chosen, name)
    say(f"{chosen} is trusted.")
    _tell(host, chosen, as_json)


@key.command()
@click.argument("which", metavar="KEY")
@json_option
@click.pass_obj
def revoke(session: Session, which: str, as_json: bool) -> None:
    """Trust a key no more: what it signed is refused from now on.

    KEY is a name, a whole key (ed25519:…), or 8 or more of the hex digits that a known one begins with.
    """
    from whetstone.core.signing.trust import TrustFile

    host = session.host
    own, _ = _own(host)
    chosen = _meant(host, which, own, files=False)
    with TrustFile(host.home).changing() as known:
        known.revoke(chosen)
    say(f"{chosen} is revoked. `whetstone key trust {chosen}` takes that back.")
    _tell(host, chosen, as_json)


def _unknown(keys: OwnKeys, name: str, trust: Trust) -> OwnKey | None:
    """Return the key called `name` that `trust.json` does not know.

    Either the process that made it was stopped before it could write that down, or the file was lost.
    """
    made = keys.get(name) if name in keys.names() else None
    return None if made is None or made.key in trust.keys else made


def _own(host: Host) -> tuple[list[OwnKey], list[HomeError]]:
    """Return the own keys that can be read, and what is wrong with the others."""
    from whetstone.core.signing.keys import OwnKeys

    keys, found, damaged = OwnKeys(host.home), [], []
    for name in keys.names():
        try:
            found.append(keys.get(name))
        except HomeError as error:
            damaged.append(error)
    return found, damaged


def _names(trust: Trust, own: list[OwnKey]) -> dict[str, set[str]]:
    """Return the keys that are known, with their names."""
    names = {key: {about.name} if about.name else set() for key, about in trust.keys.items()}
    for mine in own:
        names.setdefault(mine.key, set()).add(mine.name)
    return names


def _refuse_taken(name: str, names: dict[str, set[str]], but: str | None) -> None:
    for key, its_names in names.items():
        if name in its_names and key != but:
            raise SettingsError(f"{key} is called {name} already; choose another name")


def _meant(host: Host, which: str, own: list[OwnKey], *, files: bool) -> str:
    """Return the key that the word `which` means, or the one that a file of this name is signed with.

    Plugins may be asked, so that no lock may be held.
    """
    from whetstone.core.signing.choosing import key_called, no_such_key
    from whetstone.core.signing.signature import verify
    from whetstone.core.signing.trust import TrustFile
    from whetstone.plugins.cli.cartridges import read_cartridge

    names = _names(TrustFile(host.home).read(), own)
    for persona in host.registry.personas():
        if persona.signed_by is not None:
            names.setdefault(persona.signed_by, set())
    chosen = key_called(which, names)
    if chosen is not None:
        return chosen
    if not files or not Path(which).exists():
        raise no_such_key(which, names)
    signature = verify(read_cartridge(host, Path(which)).files)
    if signature.key is None:
        told = "is not signed" if signature.state == "none" else f"has no valid signature: {signature.fault}"
        raise SignatureError(f"{which} {told}; ask its maker for the key itself")
    return signature.key


def _rows(host: Host, own: list[OwnKey]) -> list[dict[str, Any]]:
    from whetstone.core.signing.trust import TrustFile

    trust = TrustFile(host.home).read()
    mine = {key.key: key for key in own}
    installed: dict[str, list[str]] = {}
    since: dict[str, str] = {}
    for persona in host.registry.personas():
        if persona.signed_by is not None:
            installed.setdefault(persona.signed_by, []).append(persona.id)
            since[persona.signed_by] = min(
                persona.installed_at or "", since.get(persona.signed_by, persona.installed_at or "")
            )
    for persona_id, key in trust.bound.items():
        installed.setdefault(key, []).append(persona_id)
    rows = [
        _row(key, trust, own=mine.get(key), personas=installed.get(key, []), since=since.get(key))
        for key in {**mine, **trust.keys, **installed}
    ]
    return sorted(
        rows, key=lambda row: (not row["own"], row["state"] != "trusted", row["name"] or "~", row["key"])
    )


def _row(
    key: str, trust: Trust, *, own: OwnKey | None, personas: list[str], since: str | None = None
) -> dict[str, Any]:
    about = trust.keys.get(key)
    return {
        "key": key,
        "name": own.name if own else about.name if about else None,
        "own": own is not None,
        "state": "revoked" if about and about.revoked else "trusted",
        "since": about.since if about else own.made_at if own else since,
        "by": about.by if about else "you" if own else "first use",
        "revoked": about.revoked if about else None,
        "personas": sorted(set(personas)),
    }


def _tell(host: Host, chosen: str, as_json: bool) -> None:
    """Print the row of one key, or name the installed personas that it signed."""
    own, _ = _own(host)
    [row] = [row for row in _rows(host, own) if row["key"] == chosen]
    if as_json:
        print_json(row)
    elif row["personas"]:
        say(f"It signed {', '.join(row['personas'])}.")
