"""`trust.json`: the keys that this home trusts or no longer does, and the key that each id is bound to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.checks.shape import fit
from whetstone.core.checks.strict_json import read_object
from whetstone.core.errors import CartridgeError, HomeError, SignatureError
from whetstone.core.home import Home
from whetstone.core.signing.signature import Signature, brief, is_key_name
from whetstone.core.values.cartridge import ShortText
from whetstone.core.values.persona import Persona, is_persona_id


class TrustedKey(BaseModel):
    """What `trust.json` says of one key, but for the ids bound to it.

    `by` tells how it came to be trusted: at its first use, or by the user. Times are UTC in ISO 8601.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: ShortText | None = None
    since: ShortText
    by: Literal["first use", "you"]
    revoked: ShortText | None = None


class _Line(TrustedKey):
    personas: tuple[str, ...] = Field(default=(), strict=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a cartridge's signature means for the id that it is installed under.

    `signed_by` is the key that the installed persona is to have, `None` for one that counts as not signed.
    `follows` says that the installed content has the same key, which is trusted: a higher version may take
    its place unasked, where its own metadata name the id. `rebinds` says that the id is not bound to that key
    (or to none) yet. `notes` are to be told when the cartridge is installed.
    """

    signed_by: str | None = None
    follows: bool = False
    rebinds: bool = False
    notes: tuple[str, ...] = ()

    def passed_over(self) -> tuple[str, ...]:
        """Return what is to be told where the same content is bundled, which keeps no signature."""
        if self.signed_by is None:
            return ()
        return (
            f"it is signed by {brief(self.signed_by)}, and that is not kept, since the same content is "
            "bundled; --as NEW_ID imports it with its signature",
        )


@dataclass(slots=True)
class Trust:
    """The content of `trust.json`: what is known of each key, and the key that each id is bound to."""

    keys: dict[str, TrustedKey] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    changed: bool = False

    def revoked(self) -> set[str]:
        """Return the keys that were revoked."""
        return {key for key, about in self.keys.items() if about.revoked is not None}

    def called(self, key: str) -> str:
        """Return what a sentence calls `key`: the beginning of its name, and the user's name for it."""
        about = self.keys.get(key)
        return brief(key) + (f" ({about.name})" if about and about.name else "")

    def judge(
        self,
        persona_id: str,
        signature: Signature,
        present: Persona | None,
        *,
        accept: bool = False,
        known: Callable[[str], bool] = lambda key: False,
    ) -> Standing:
        """Return what a cartridge's `signature` means for installing it as `persona_id`.

        `present` is what is installed there, and `known` tells of a key that is not in `trust.json` whether
        an installed persona has it. With `accept`, an invalid signature counts as none, and the id may
        get another key or lose the one that it is bound to.

        Raises:
            SignatureError: it is invalid, by a revoked key, or not by the key that the id is bound to.
        """
        notes: list[str] = []
        if signature.state == "invalid":
            if not accept:
                raise SignatureError(
                    f"the signature of {persona_id} is invalid: {signature.fault}; get it from its maker "
                    "again, or import it as one that is not signed with --accept-signature"
                )
            notes.append(f"the signature is invalid ({signature.fault}), so it counts as not signed")
        key = signature.key
        about = self.keys.get(key or "")
        if key is not None and about is not None and about.revoked is not None:
            raise SignatureError(
                f"{persona_id} is signed by {self.called(key)}, which you revoked; if that is over, "
                f"`whetstone key trust {key}` takes it back"
            )
        bound = self.bound.get(persona_id) or (present.signed_by if present else None)
        if bound is not None and bound != key:
            if not accept:
                raise SignatureError(self._at_odds(persona_id, bound, key))
            notes.append(f"{persona_id} was bound to {self.called(bound)} and no longer is")
        if key is not None and about is None and not known(key):
            notes.append(f"signed by {brief(key)}, trusted from now on")
        follows = present is not None and key is not None and present.signed_by == key
        return Standing(key, follows, bound != key, tuple(notes))

    def bind(self, persona_id: str, key: str | None) -> None:
        """Bind an id to the key that its content is signed with, or to none; a new key is trusted with it."""
        if self.bound.get(persona_id) != key:
            self.changed = True
            self.bound.pop(persona_id, None)
        if key is not None:
            self.bound[persona_id] = key
            if key not in self.keys:
                self.changed = True
                self.keys[key] = TrustedKey(since=_now(), by="first use")

    def trust(self, key: str, name: str | None) -> TrustedKey:
        """Trust `key` from now on because the user says so, also one that was revoked."""
        earlier = self.keys.get(key)
        since = earlier.since if earlier and earlier.revoked is None else _now()
        name = name or (earlier.name if earlier else None)
        return self._put(key, TrustedKey(name=name, since=since, by="you"))

    def revoke(self, key: str) -> TrustedKey:
        """Trust `key` no more, also one that was never seen."""
        earlier = self.keys.get(key) or TrustedKey(since=_now(), by="you")
        return self._put(key, earlier.model_copy(update={"revoked": earlier.revoked or _now()}))

    def _put(self, key: str, about: TrustedKey) -> TrustedKey:
        self.changed = self.changed or self.keys.get(key) != about
        self.keys[key] = about
        return about

    def _at_odds(self, persona_id: str, bound: str, key: str | None) -> str:
        told = "not signed" if key is None else f"signed by {self.called(key)}"
        return (
            f"{persona_id} is bound to the key {self.called(bound)}, and this one is {told}; import it "
            "beside it with --as NEW_ID, or, if its maker told you why, in its place with --replace "
            "--accept-signature"
        )


class TrustFile:
    """`trust.json` of one home; it is written under the lock `personas`."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def read(self) -> Trust:
        """Return what it says; nothing is trusted where there is no such file.

        Raises:
            HomeError: it cannot be read or is damaged.
        """
        path = self._home.trust
        try:
            return _from_table(read_object(path.read_bytes(), str(path)), str(path))
        except FileNotFoundError:
            return Trust()
        except OSError as error:
            raise HomeError(f"cannot read {path}: {error.strerror or error}") from error
        except CartridgeError as error:
            raise HomeError(
                f"{error}; mend it, or move {path} away: the keys of what is installed stay trusted, but "
                "what you revoked is forgotten"
            ) from None

    def write(self, trust: Trust) -> None:
        """Replace the file by `trust`, if that was changed; the lock `personas` must be held.

        Raises:
            HomeError: the home cannot be written; the file is as it was.
        """
        if not trust.changed:
            return
        personas: dict[str, list[str]] = {key: [] for key in trust.keys}
        for persona_id, key in sorted(trust.bound.items()):
            personas[key].append(persona_id)
        table = {
            key: {**about.model_dump(mode="json", exclude_none=True), "personas": personas[key]}
            for key, about in sorted(trust.keys.items())
        }
        text = json.dumps({"version": 1, "keys": table}, indent=1, ensure_ascii=False) + "\n"
        self._home.replace(self._home.trust, text.encode())
        trust.changed = False

    @contextmanager
    def changing(self) -> Iterator[Trust]:
        """Yield what the file says, under the lock, and keep what is made of it.

        Raises:
            HomeError: it cannot be read or written, or is damaged.
        """
        with self._home.locked("personas"):
            trust = self.read()
            yield trust
            self.write(trust)


def _from_table(table: Mapping[str, Any], path: str) -> Trust:
    keys = table.get("keys")
    if table.get("version") != 1 or table.get("version") is True or not isinstance(keys, dict):
        raise CartridgeError(f"{path} is no list of keys of version 1")
    trust = Trust()
    for key, line in keys.items():
        where = f"{path} ({brief(key)})"
        if not is_key_name(key) or not isinstance(line, dict):
            raise CartridgeError(f"{where} is no entry of a key")
        about = fit(_Line, line, where)
        trust.keys[key] = TrustedKey(**about.model_dump(exclude={"personas"}))
        for persona_id in about.personas:
            if not is_persona_id(persona_id) or persona_id in trust.bound:
                raise CartridgeError(f"{where}: personas must be ids, each bound to one key")
            trust.bound[persona_id] = key
    return trust


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
