"""Which sanitizers take part, and whether they can: a log is sanitized by all of them or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whetstone.core.errors import SanitizerError
from whetstone.core.sanitizing.checking import withheld
from whetstone.core.sanitizing.names.known import KNOWN, KnownNames
from whetstone.core.sanitizing.scrubbing import Scrubber
from whetstone.core.toml.models import SanitizerSettings
from whetstone.core.values.plugin import PluginRecord
from whetstone.core.values.sanitizing import Sanitizer, Tier

_HOOK = "whetstone_sanitizers"
_MISSES: dict[Tier, str] = {
    "rules": "names of people who neither speak in the log nor are addressed or introduced in it, places, "
    "employers told in unusual ways, and whatever only its sense makes personal; "
    'the tier "strong" finds more',
    "strong": "some names in unusual spellings or languages, and whatever only its sense makes personal",
}


@dataclass(frozen=True, slots=True)
class Looked:
    """What looked for personal data: for the screen and for reports.

    `tier` is the settings' tier, `sanitizers` the names of those that took part, and `misses` says in words
    what they can miss.
    """

    tier: Tier
    sanitizers: tuple[str, ...]
    misses: str


class Sanitizing:
    """The sanitizers of one host that the settings ask for, each with the record of its plugin."""

    def __init__(
        self,
        found: Sequence[tuple[PluginRecord, Sanitizer]],
        settings: SanitizerSettings,
        records: Sequence[PluginRecord],
    ) -> None:
        self._found = found
        self._settings = settings
        self._records = records

    @property
    def tier(self) -> Tier:
        """The tier that the settings name."""
        return self._settings.tier

    def looked(self, tier: Tier | None = None) -> Looked:
        """Return what takes part at `tier` (the settings' own when `None`).

        Raises:
            SanitizerError: as `open`.
        """
        chosen = self._chosen(tier or self.tier)
        names = (KNOWN, *(sanitizer.name for _, sanitizer in chosen))
        return Looked(tier or self.tier, names, _MISSES[tier or self.tier])

    def open(self, names: KnownNames | None = None, tier: Tier | None = None) -> Scrubber:
        """Return what sanitizes the texts of one log, whose `names` were learned before.

        `tier` is another than the settings name.

        Raises:
            SanitizerError: a plugin that the settings require is missing, blocked or broken, one that brings
                sanitizers failed at it, or the tier is `strong` and nothing of that tier can work here.
        """
        return Scrubber(self._chosen(tier or self.tier), names or KnownNames())

    def _chosen(self, tier: Tier) -> list[tuple[PluginRecord, Sanitizer]]:
        for name in self._settings.require:
            self._refuse_without(name)
        for record in self._records:
            if record.status == "loaded" and _HOOK in record.hooks and _HOOK in (record.error or ""):
                fault = next(f for f in (record.error or "").split("; ") if _HOOK in f)
                raise SanitizerError(
                    f"the log is withheld, since the plugin {record.name} of {record.distribution} failed: "
                    f"{fault}; update it, or leave it out with --block {record.name}"
                )
        if tier == "strong":
            self._refuse_weakness()
        return [(record, one) for record, one in self._found if tier == "strong" or one.tier == "rules"]

    def _refuse_without(self, name: str) -> None:
        record = next((record for record in self._records if record.name == name), None)
        if any(mine is record for mine, _ in self._found):
            return
        became = "is not installed" if record is None else f"of {record.distribution} "
        if record is not None:
            became += f"is {record.status}" if record.status != "loaded" else "brings no sanitizer"
        raise SanitizerError(
            f"the log is withheld, since the plugin {name} {became} and [sanitizer] require names it; "
            "let it take part, or take it out of sanitizer.require"
        )

    def _refuse_weakness(self) -> None:
        strong = [(record, sanitizer) for record, sanitizer in self._found if sanitizer.tier == "strong"]
        if not strong:
            raise SanitizerError(
                'the log is withheld, since [sanitizer] tier is "strong" and no plugin of that tier is '
                "loaded: pip install 'whetstone-personas[pii]'"
            )
        for record, sanitizer in strong:
            if lacking := _lacking(record, sanitizer):
                raise SanitizerError(
                    f'the log is withheld, since [sanitizer] tier is "strong" and {sanitizer.name} of the '
                    f"plugin {record.name} of {record.distribution} cannot work: {lacking}"
                )


def _lacking(record: PluginRecord, sanitizer: Sanitizer) -> str:
    """Return what an optional sanitizer says is missing; empty when nothing is."""
    ask = getattr(sanitizer, "unavailable", None)
    if ask is None:
        return ""
    try:
        return str(ask())
    except Exception as error:
        raise withheld(record, f"unavailable() of {sanitizer.name} raised {type(error).__name__}") from None
