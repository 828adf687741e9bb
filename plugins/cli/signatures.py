"""What commands say about a cartridge's signature, and how they sign one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from whetstone.core.errors import FormatError, HomeError
from whetstone.plugins.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Callable

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


def tell_revoked(host: Host, persona: Persona) -> None:
    """Say so when `persona` was installed with the signature of a key that is revoked by now."""
    from whetstone.core.signing.doubts import doubt_of

    if doubt := doubt_of(host.home, persona):
        say(f"Note: {doubt}.")
