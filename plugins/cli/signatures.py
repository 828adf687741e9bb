"""What commands say about a cartridge's signature, and how they sign one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from whetstone.core.errors import FormatError, HomeError
from whetstone.plugins.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from whetstone.core.host import Host
    from whetstone.core.signing.trust import Trust
    from whetstone.core.values.cartridge import Cartridge
    from whetstone.core.values.persona import Persona


def sign_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options `--sign` and `--key`."""
    about = "Sign with this key of yours, and not with `default`."
    command = click.option("--key", "key_name", metavar="NAME", help=about)(command)
    return click.option("--sign", is_flag=True, help="Sign it with your key (see `whetstone key`).")(command)


def signed_with_own(host: Host, cartridge: Cartridge, sign: bool, key_name: str | None) -> Cartridge:
    """Return `cartridge`, signed with an own key if it is to be.

    Raises:
        KeyNotFound, SignatureError, HomeError: there is no such key that can be used.
    """
    from whetstone.core.signing.keys import OwnKeys
    from whetstone.core.signing.trust import TrustFile

    if not sign:
        if key_name is not None:
            raise click.UsageError("--key chooses what to sign with; give --sign as well")
        return cartridge
    key = OwnKeys(host.home).choose(key_name, TrustFile(host.home).read().revoked())
    if cartridge.metadata.id != cartridge.id:
        say(
            "Note: its id is not signed, since metadata.json has none: it can be imported under any name, "
            'and takes the place of no earlier version unasked; put an "id" into metadata.json.'
        )
    return key.sign(cartridge)


def check_still_signed(host: Host, data: bytes, filename: str) -> None:
    """Hold a file that was just written to its signature, which not every format can carry.

    Raises:
        FormatError: the format has no place for it.
    """
    from whetstone.core.signing.signature import verify

    if verify(host.formats.read(data, filename).files).state != "valid":
        raise FormatError(f"{filename} would not be signed: only .whetstone files carry a signature")


def trust_if_readable(host: Host) -> Trust | None:
    """Return what `trust.json` says; `None` where it cannot be read, which is said.

    It is for commands that only show: what changes anything, and asks whom to trust, refuses instead.
    """
    from whetstone.core.signing.trust import TrustFile

    try:
        return TrustFile(host.home).read()
    except HomeError as error:
        say(f"Note: which keys you revoked is not known, since trust.json cannot be read ({error}).")
        return None


def signature_data(
    cartridge: Cartridge, trust: Trust | None, persona: Persona | None = None
) -> dict[str, Any]:
    """Return what `--json` shows of a signature: what it is worth, and what is known of its key.

    `persona` is what `cartridge` is installed as; a key that it was installed with counts as trusted, but
    where `trust` is `None`, since `trust.json` cannot be read.
    """
    from whetstone.core.signing.signature import verify

    signature = verify(cartridge.files)
    about = trust.keys.get(signature.key or "") if trust else None
    mine = persona is not None and signature.key is not None and persona.signed_by == signature.key
    installed_as = persona.id if persona else cartridge.id
    bound = (trust.bound.get(installed_as) if trust else None) or (persona.signed_by if persona else None)
    known: dict[str, Any] = {"since": persona.installed_at} if persona and mine else {}
    if about:
        known = about.model_dump(mode="json")
    standing = "revoked" if about and about.revoked else "trusted" if known else "unknown"
    if trust is None:
        standing = "unreadable"
    return {
        **asdict(signature),
        "fault": signature.fault or None,
        "trust": standing if signature.key else None,
        **{name: known.get(name) for name in ("name", "since", "by", "revoked")},
        "bound_to": bound,
    }


def signature_words(data: Mapping[str, Any]) -> str:
    """Return in words what `signature_data` says of the signature, and of another key that the id has."""
    bound = data["bound_to"]
    return _worth(data) + (f"; the id is bound to {bound}" if bound not in (None, data["key"]) else "")


def _worth(data: Mapping[str, Any]) -> str:
    if data["state"] == "none":
        return "none"
    if data["state"] == "invalid":
        return f"INVALID: {data['fault']}"
    named = f" ({data['name']})" if data["name"] else ""
    told = {
        "revoked": f"which you revoked on {_day(data['revoked'])}",
        "trusted": f"trusted since {_day(data['since'])}{_how(data['by'])}",
        "unknown": "a key that is new here",
        "unreadable": "and whether you revoked it is not known",
    }
    return f"by {data['key']}{named}, {told[data['trust']]}"


def signature_notes(persona_id: str, data: Mapping[str, Any]) -> list[str]:
    """Return what a reader should be warned of."""
    notes = []
    if data["state"] == "invalid":
        notes.append(f"the signature is invalid: {data['fault']}")
    if data["trust"] == "revoked":
        notes.append(f"it is signed by {data['key']}, which you revoked on {_day(data['revoked'])}")
    if data["bound_to"] not in (None, data["key"]):
        notes.append(f"{persona_id} is bound to the key {data['bound_to']} here, which did not sign this")
    return notes


def tell_revoked(host: Host, persona: Persona) -> None:
    """Say so when `persona` was installed with the signature of a key that is revoked by now."""
    if persona.signed_by is None:
        return
    trust = trust_if_readable(host)
    about = trust.keys.get(persona.signed_by) if trust else None
    if about and about.revoked:
        when = _day(about.revoked)
        say(f"Note: {persona.id} is signed by {persona.signed_by}, which you revoked on {when}.")


def _how(by: str | None) -> str:
    return {"first use": ", when it was first seen", "you": " by your own word"}.get(by or "", "")


def _day(at: str | None) -> str:
    return (at or "an unknown day")[:10]
