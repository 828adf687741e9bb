"""What distilling takes and gives: groups of passages, and claims that cite them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast

Facet = Literal["voice", "beliefs", "arguing", "images", "avoids", "interlocutor"]

FACETS: tuple[Facet, ...] = ("voice", "beliefs", "arguing", "images", "avoids", "interlocutor")
"""How they sound; what they hold, with its tensions; how they argue; what images and anecdotes they use;
what they avoid; how they stand towards the one they speak with."""


class Shown(Protocol):
    """A passage that a model is shown and a claim can cite; `whetstone.core.values.text.Excerpt` is one.

    Attributes:
        id: what claims cite.
        work: where it stands, in words: a work, a conversation.
        text: the passage, word for word.
    """

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def work(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Group:
    """Passages that belong together, best first. `words` name what they are about; there may be none."""

    words: tuple[str, ...]
    excerpts: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model wrote, before it is checked: `numbers` are those that it cites."""

    facet: Facet | None
    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence about the author in the third person, as a rule with their name for its subject.

    `cites` are the ids of the passages that show it, never none. `quotes` are the quotations in `text`;
    each stands word for word in a cited passage.
    """

    facet: Facet
    text: str
    cites: tuple[str, ...]
    quotes: tuple[str, ...] = ()


NO_ANSWER = "the model gave no answer"
"""Why nothing was taken where a call failed."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a model wrote and was not taken. `text` is how it begins, in a line; it is never prompted with."""

    reason: str
    text: str
    facet: Facet | None = None


@dataclass(frozen=True, slots=True)
class Distillation:
    """The claims that stood up to the checks, what did not with its reasons, and the calls this took."""

    claims: tuple[Claim, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    calls: int = 0

    @property
    def reasons(self) -> dict[str, int]:
        """How often each reason led to something being dropped, the most frequent first."""
        counted = Counter(dropped.reason for dropped in self.dropped)
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    def as_json(self) -> dict[str, Any]:
        """Return the distillation in plain JSON values."""
        return {
            "calls": self.calls,
            "claims": [
                {"facet": c.facet, "text": c.text, "cites": list(c.cites), "quotes": list(c.quotes)}
                for c in self.claims
            ],
            "dropped": [{"reason": d.reason, "facet": d.facet, "text": d.text} for d in self.dropped],
            "reasons": self.reasons,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Distillation:
        """Return the distillation that `as_json` told.

        Raises:
            KeyError: a value is missing.
        """
        return cls(
            tuple(
                Claim(cast(Facet, c["facet"]), c["text"], tuple(c["cites"]), tuple(c["quotes"]))
                for c in told["claims"]
            ),
            tuple(Dropped(d["reason"], d["text"], d["facet"]) for d in told["dropped"]),
            told["calls"],
        )
