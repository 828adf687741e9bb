"""What is known of a cartridge's signature and of its key, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from whetstone.core.signing.signature import SignatureState, verify
from whetstone.core.signing.trust import Trust
from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.persona import Persona

KeyStanding = Literal["revoked", "trusted", "unknown", "unreadable"]


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What a signature is worth, and what this home knows of its key.

    `trust` is `None` where there is no key; `unreadable` where `trust.json` cannot be read. `name`, `since`,
    `by` and `revoked` are what `trust.json` says of the key. `bound_to` is the key that the id is bound to.
    """

    state: SignatureState
    key: str | None
    fault: str | None
    trust: KeyStanding | None
    name: str | None
    since: str | None
    by: str | None
    revoked: str | None
    bound_to: str | None

    @property
    def bound_elsewhere(self) -> bool:
        """Whether the id is bound to another key than the one that signed."""
        return self.bound_to not in (None, self.key)

    def in_words(self) -> str:
        """Return the facts as the end of a line that begins with "signature"."""
        bound = f"; the id is bound to {self.bound_to}" if self.bound_elsewhere else ""
        return self._worth() + bound

    def warnings(self, persona_id: str) -> list[str]:
        """Return what a reader should be warned of, each as a sentence without its end."""
        told = []
        if self.state == "invalid":
            told.append(f"the signature is invalid: {self.fault}")
        if self.trust == "revoked":
            told.append(f"it is signed by {self.key}, which you revoked on {day(self.revoked)}")
        if self.bound_elsewhere:
            told.append(f"{persona_id} is bound to the key {self.bound_to} here, which did not sign this")
        return told

    def _worth(self) -> str:
        if self.state == "none" or self.trust is None:
            return f"INVALID: {self.fault}" if self.state == "invalid" else "none"
        named = f" ({self.name})" if self.name else ""
        told = {
            "revoked": f"which you revoked on {day(self.revoked)}",
            "trusted": f"trusted since {day(self.since)}{_how(self.by)}",
            "unknown": "a key that is new here",
            "unreadable": "and whether you revoked it is not known",
        }
        return f"by {self.key}{named}, {told[self.trust]}"


def signature_facts(
    cartridge: Cartridge, trust: Trust | None, persona: Persona | None = None
) -> SignatureFacts:
    """Return what the signature of `cartridge` is worth, and what is known of its key.

    `persona` is what `cartridge` is installed as; a key that it was installed with counts as trusted, but
    where `trust` is `None`, since `trust.json` cannot be read.
    """
    signature = verify(cartridge.files)
    about = trust.keys.get(signature.key or "") if trust else None
    mine = persona is not None and signature.key is not None and persona.signed_by == signature.key
    installed_as = persona.id if persona else cartridge.id
    bound = (trust.bound.get(installed_as) if trust else None) or (persona.signed_by if persona else None)
    known: dict[str, Any] = {"since": persona.installed_at} if persona and mine else {}
    if about:
        known = about.model_dump(mode="json")
    standing: KeyStanding = "revoked" if about and about.revoked else "trusted" if known else "unknown"
    if trust is None:
        standing = "unreadable"
    return SignatureFacts(
        signature.state,
        signature.key,
        signature.fault or None,
        standing if signature.key else None,
        **{name: known.get(name) for name in ("name", "since", "by", "revoked")},
        bound_to=bound,
    )


def day(at: str | None) -> str:
    """Return the day of a moment in ISO 8601."""
    return (at or "an unknown day")[:10]


def _how(by: str | None) -> str:
    return {"first use": ", when it was first seen", "you": " by your own word"}.get(by or "", "")
