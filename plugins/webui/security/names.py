"""The names that a server is reached by, as browsers write them."""

from __future__ import annotations

from collections.abc import Iterable

_USUAL = {"http": ":80", "https": ":443"}


def hosts_of(names: Iterable[str]) -> frozenset[str]:
    """Return what `Host` may say for names, each `NAME:PORT`; browsers leave out a usual port."""
    given = {name.lower() for name in names}
    return frozenset(given | {name.removesuffix(port) for name in given for port in _USUAL.values()})


def origins_of(names: Iterable[str]) -> frozenset[str]:
    """Return the origins of pages under these names; a proxy in front of the server may speak HTTPS."""
    given = {name.lower() for name in names}
    return frozenset(f"{way}://{name.removesuffix(port)}" for name in given for way, port in _USUAL.items())
