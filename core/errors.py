"""What can go wrong, as types. Each message is one sentence: what, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_JOINERS = "\u200c\u200d"
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


class WhetstoneError(Exception):
    """Anything that Whetstone refuses or fails at, told in one sentence.

    `detail` holds more for `--debug`: several lines, never a secret.
    """

    def __init__(self, message: str, *, detail: str | None = None) -> None:
        super().__init__(message)
        self.detail = detail


class CartridgeError(WhetstoneError):
    """A cartridge is damaged, hostile or incomplete."""


class FormatError(WhetstoneError):
    """No installed plugin reads or writes this kind of file."""


class PersonaNotFound(WhetstoneError):
    """No persona has this id."""


class PersonaConflict(WhetstoneError):
    """Another content is installed under the same id."""


class SignatureError(WhetstoneError):
    """A signature is invalid, by a revoked key, or not by the key that a persona's id is bound to."""


class KeyNotFound(WhetstoneError):
    """No key, or more than one, is what was asked for."""


class SettingsError(WhetstoneError):
    """`whetstone.toml`, an overlay or an option holds something that does not fit."""


class SettingNotFound(SettingsError):
    """`whetstone.toml` has no such table or key."""


class HomeError(WhetstoneError):
    """The home directory cannot be read or written."""


class TextError(WhetstoneError):
    """A source text cannot be read, or holds no text."""


class ForgeError(WhetstoneError):
    """A persona cannot be made from what was given."""


class MirrorError(WhetstoneError):
    """A clone cannot be made of the chats that there are, or was not consented to."""


class LeakError(WhetstoneError):
    """What was about to be saved holds words of the log, or what was removed from it."""


class JobError(WhetstoneError):
    """A job is unknown, cannot be resumed, or where its steps should run cannot be reached."""


class JobNotFound(JobError):
    """There is no such job."""


class UploadNotFound(WhetstoneError):
    """Nothing that was uploaded has this id, or it was taken away since."""


class JobCancelled(WhetstoneError):
    """The job was cancelled; what it finished is kept."""


class SanitizerError(WhetstoneError):
    """A log cannot be sanitized as the settings want it, so that nothing of it may leave."""


class HistoryError(WhetstoneError):
    """The chat log does not hold what was asked for."""


class PluginError(WhetstoneError):
    """A plugin is missing, broken, or at odds with another one."""


class PromptTooLong(WhetstoneError):
    """The persona's prompt and the message do not fit the model's context."""


class ModelError(WhetstoneError):
    """A model could not answer."""


class ModelNotFound(ModelError):
    """No backend knows a model of this name."""


class ModelUnavailable(ModelError):
    """The model cannot be reached or loaded: weights missing, connection refused, server error."""


class ModelRejected(ModelError):
    """The provider refused the request: a wrong key, an unknown model, a bad parameter."""


class ModelRateLimited(ModelError):
    """The provider asks to slow down. `retry_after` is in seconds, where it said so."""

    def __init__(self, message: str, *, retry_after: float | None = None, detail: str | None = None) -> None:
        super().__init__(message, detail=detail)
        self.retry_after = retry_after


class ModelTimeout(ModelError):
    """The model did not answer within the configured time."""


class ModelInterrupted(ModelError):
    """The reply broke off in the middle; what had arrived is kept in the log."""


def near(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean …?)` for the known words closest to `word`, or an empty string."""
    close = get_close_matches(word, sorted(known), n=3, cutoff=0.5)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def in_one_line(text: str) -> str:
    """Return `text` with line ends and what a terminal would obey (from a file's name, say) escaped.

    What joins letters or emoji, or keeps letters apart, stays where it stands between two of them.
    """
    return "".join(
        c if c.isprintable() or (c in _JOINERS and _joins(text, at)) else c.encode("unicode_escape").decode()
        for at, c in enumerate(text)
    )


def _joins(text: str, at: int) -> bool:
    from unicodedata import category

    around = text[at - 1 : at], text[at + 1 : at + 2]
    return all(c and (category(c)[0] in "LM" or category(c) == "So" or c in _SKIN_TONES) for c in around)
