"""What the Mirror's pages call things: types, formats, languages and figures, in the reader's language."""

from __future__ import annotations

from whetstone.core.distilling.languages import language_name
from whetstone.plugins.webui.rendering import language


class Wording:
    """The words for what the core names, in one language; what the catalogue does not know is as it is."""

    def __init__(self, spoken: str) -> None:
        self._spoken = spoken

    def type(self, name: str) -> str:
        """Return what a type of personal data is called."""
        return self._known("type", name, name.replace("_", " ").lower())

    def format(self, name: str) -> str:
        """Return what a chat format, or the log itself, is called."""
        return self._known("format", name, name)

    def skipped(self, reason: str) -> str:
        """Return what was skipped, in words."""
        return self._known("skipped", reason, reason)

    def language(self, code: str) -> str:
        """Return what a language is called."""
        return self._known("language", code, language_name(code) or code)

    def number(self, value: float, digits: int = 0, *, signed: bool = False) -> str:
        """Return a number with its decimal separator."""
        text = f"{value:{'+' if signed else ''},.{digits}f}"
        return text.translate({44: ".", 46: ","}) if self._spoken == "de" else text

    def hundredths(self, share: float) -> str:
        """Return `share` of 100, with a digit behind the point near the ends, where it makes a difference."""
        return self.number(100 * share, 1 if 0.95 <= share < 1 else 0)

    def change(self, share: float) -> str:
        """Return a change of `share`, in hundredths, with its sign."""
        return self.number(100 * share, 1, signed=True) if round(100 * share, 1) else "0"

    def _known(self, kind: str, name: str, otherwise: str) -> str:
        found = language.catalogue(self._spoken).get(f"mirroring.{kind} {name}", otherwise)
        return found if isinstance(found, str) else otherwise
