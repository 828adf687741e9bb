"""What a provider did wrong, as one of our errors in one sentence."""

from __future__ import annotations

import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from whetstone.core.errors import (
    ModelError,
    ModelInterrupted,
    ModelRateLimited,
    ModelRejected,
    ModelTimeout,
    ModelUnavailable,
)
from whetstone.core.values.model import ModelSpec
from whetstone.plugins.litellm_models.providers import key_of
from whetstone.plugins.litellm_models.secrecy import public_address, scrubbed

_OUR_WORDS = 240
_TOO_LONG = re.compile(r"context[ _](length|size|window)|too many tokens|prompt is too long", re.IGNORECASE)
_NO_CREDIT = re.compile(r"insufficient_quota|exceeded your current quota|credit balance|billing", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:litellm\.)?(?:\w+(?:Error|Exception)\s*[:-]\s*)+")


class Failures:
    """Tells what went wrong with one model, without its secrets."""

    def __init__(self, spec: ModelSpec, provider: str) -> None:
        self._spec = spec
        self._provider = provider

    @property
    def subject(self) -> str:
        """The model and its address, as a sentence begins with it."""
        if self._spec.api_base:
            return f"the model {self._spec.name} at {public_address(self._spec.api_base)}"
        return f"the model {self._spec.name} at {self._provider}"

    def timeout(self, begun: bool) -> ModelError:
        """Return the error of a model that was silent for longer than its `timeout`."""
        if begun:
            return ModelInterrupted(
                f"{self.subject} fell silent in the middle of its reply for {self._spec.timeout:g} seconds; "
                "ask again, or raise its timeout"
            )
        return ModelTimeout(
            f"{self.subject} did not answer within {self._spec.timeout:g} seconds; raise its timeout, or check "
            "the server"
        )

    def unfinished(self, begun: bool) -> ModelError:
        """Return the error of a stream that ended without saying that the reply is over."""
        if begun:
            return ModelInterrupted(f"{self.subject} broke off in the middle of its reply; ask again")
        return self._not_a_stream(None)

    def withheld(self, begun: bool) -> ModelError:
        """Return the error of a reply that the provider's content filter stopped."""
        if begun:
            return ModelInterrupted(f"{self.subject} broke off its reply: the provider's content filter stopped it")
        return ModelRejected(f"{self.subject} gave no reply: the provider's content filter withheld it")

    def of(self, error: BaseException, begun: bool) -> ModelError:
        """Return `error` as one of ours; `begun` says whether a piece of the reply has arrived."""
        if isinstance(error, ModelError):
            return error
        error = getattr(error, "original_exception", None) or error
        detail = self._detail(error)
        if begun:
            words = self._words(error)
            return ModelInterrupted(
                f"{self.subject} broke off in the middle of its reply{f' ({words})' if words else ''}; ask again",
                detail=detail,
            )
        return self._broken_connection(error, detail) or self._refusal(error, detail)

    def _broken_connection(self, error: BaseException, detail: str) -> ModelError | None:
        chain = list(_chain(error))
        names = {kind.__name__ for link in chain for kind in type(link).__mro__}
        if any(isinstance(link, (json.JSONDecodeError, UnicodeDecodeError)) for link in chain):
            return self._not_a_stream(detail)
        if any(isinstance(link, ConnectionRefusedError) for link in chain):
            return ModelUnavailable(
                f"{self.subject} cannot be reached: the connection was refused; start the server, or correct "
                "api_base",
                detail=detail,
            )
        if any(isinstance(link, socket.gaierror) for link in chain):
            return ModelUnavailable(
                f"{self.subject} cannot be reached: its host name is not known; correct api_base, or check the "
                "network",
                detail=detail,
            )
        if any(isinstance(link, ssl.SSLError) for link in chain):
            return ModelUnavailable(
                f"{self.subject} cannot be reached: no secure connection could be made; check api_base and the "
                "certificate",
                detail=detail,
            )
        if names & {"TimeoutException", "APITimeoutError", "TimeoutError"}:
            return self.timeout(begun=False)
        if names & {"RemoteProtocolError", "ReadError", "WriteError", "ConnectError"}:
            return ModelUnavailable(
                f"{self.subject} broke the connection before it answered; check that api_base is a model server",
                detail=detail,
            )
        return None

    def _refusal(self, error: BaseException, detail: str) -> ModelError:
        status = _status(error)
        words = self._words(error)
        said = f": {words}" if words else ""
        whole = str(error)
        if status in {402, 429} and _NO_CREDIT.search(whole):
            return ModelRejected(f"{self.subject} is out of credit ({status}); check the account", detail=detail)
        if status == 429:
            return self._busy(error, detail)
        if status in {400, 413, 422} and _TOO_LONG.search(whole):
            return ModelRejected(
                f"the prompt is longer than {self.subject} takes ({status}); set context_tokens for this model, "
                "or lower context_limits.prompt_tokens",
                detail=detail,
            )
        if status == 401:
            return self._key(detail)
        if status == 403:
            return ModelRejected(
                f"{self.subject} does not allow this (403){said}; check what the key may use", detail=detail
            )
        if status == 404:
            return ModelRejected(
                f"{self.subject} was not found there (404){said}; correct model or api_base", detail=detail
            )
        if status is not None and 400 <= status < 500 and status != 408:
            return ModelRejected(
                f"{self.subject} refused the request ({status}){said}; change its parameters", detail=detail
            )
        number = f" ({status})" if status else ""
        return ModelUnavailable(f"{self.subject} failed{number}{said}; try again later", detail=detail)

    def _key(self, detail: str) -> ModelRejected:
        key = self._spec.api_key.env if self._spec.api_key else key_of(self._provider)
        if self._spec.api_key or (key and not self._spec.api_base and _is_set(key)):
            return ModelRejected(f"{self.subject} refused the key in {key} (401); check that key", detail=detail)
        way = f"export {key}" if key and not self._spec.api_base else 'set api_key = { "$env" = "NAME" } for it'
        return ModelRejected(f"{self.subject} needs a key (401); {way}", detail=detail)

    def _busy(self, error: BaseException, detail: str) -> ModelRateLimited:
        wait = _retry_after(error)
        when = f"again in {wait:g} seconds" if wait is not None else "again later"
        return ModelRateLimited(
            f"{self.subject} asks to slow down (429); try {when}", retry_after=wait, detail=detail
        )

    def _not_a_stream(self, detail: str | None) -> ModelUnavailable:
        return ModelUnavailable(
            f"{self.subject} answered with something that is not a streamed reply; check that api_base is the "
            "address of an OpenAI-compatible API",
            detail=detail,
        )

    def _words(self, error: BaseException) -> str:
        """What the provider said, on one line; nothing where it sent a web page."""
        text = _PREFIX.sub("", str(getattr(error, "message", None) or error))
        text = scrubbed(" ".join(_printable(text).split()), self._spec)
        if not text or re.search(r"<\s*(!doctype|html|body)", text, re.IGNORECASE):
            return ""
        return (text if len(text) <= _OUR_WORDS else text[: _OUR_WORDS - 1] + "…").rstrip(".;: ")

    def _detail(self, error: BaseException) -> str:
        lines = (f"{type(link).__name__}: {link}" for link in _chain(error))
        return scrubbed(_printable("\n".join(dict.fromkeys(lines))), self._spec)[:4_000]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and what led to it, the outermost first."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        link = waiting.pop()
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        if isinstance(link, BaseExceptionGroup):
            waiting.extend(link.exceptions)
        waiting.extend(cause for cause in (link.__context__, link.__cause__) if cause is not None)


def _status(error: BaseException) -> int | None:
    for link in _chain(error):
        status = getattr(link, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return status
    return None


def _retry_after(error: BaseException) -> float | None:
    """Return the seconds in the `retry-after` header (RFC 9110, 10.2.3: seconds or a date), where there is one."""
    for link in _chain(error):
        headers = getattr(link, "litellm_response_headers", None) or getattr(
            getattr(link, "response", None), "headers", {}
        )
        if milliseconds := _number(headers.get("retry-after-ms")):
            return milliseconds / 1000
        text = headers.get("retry-after")
        if (seconds := _number(text)) is not None:
            return max(seconds, 0.0)
        if text:
            try:
                return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
            except ValueError:
                return None
    return None


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def _is_set(variable: str) -> bool:
    import os

    return bool(os.environ.get(variable))
