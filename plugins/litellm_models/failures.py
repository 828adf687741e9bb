"""What a provider did wrong, as one of our errors in one sentence."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
from urllib.parse import urlsplit

from whetstone.core.errors import (
    ModelError,
    ModelInterrupted,
    ModelRateLimited,
    ModelRejected,
    ModelTimeout,
    ModelUnavailable,
)
from whetstone.core.values.model import ModelSpec
from whetstone.plugins.litellm_models.evidence import (
    chain,
    printable,
    provider_words,
    refused_parameter,
    retry_after,
    status_of,
)
from whetstone.plugins.litellm_models.providers import key_of
from whetstone.plugins.litellm_models.secrecy import public_address, scrubbed

_LONGEST_WORDS = 240
_LONGEST_DETAIL = 4_000
_TOO_LONG = re.compile(r"context[ _](length|size|window)|too many tokens|prompt is too long", re.IGNORECASE)
_NO_CREDIT = re.compile(r"insufficient_quota|exceeded your current quota|credit|billing", re.IGNORECASE)


class ParameterRefused(ModelRejected):
    """The model does not take `parameter`, which was sent to it."""

    def __init__(self, message: str, parameter: str, *, detail: str | None = None) -> None:
        super().__init__(message, detail=detail)
        self.parameter = parameter


class Failures:
    """Tells what went wrong with one model, without its secrets."""

    def __init__(self, spec: ModelSpec, provider: str) -> None:
        self._spec = spec
        self._provider = provider
        self._place = public_address(spec.api_base) if spec.api_base else provider
        self.subject = f"the model {spec.name} at {self._place}"

    def silent(self, begun: bool) -> ModelError:
        """Return the error of a model from which nothing came for longer than its `timeout`."""
        seconds = f"{self._spec.timeout:g} s"
        if begun:
            return ModelInterrupted(
                f"{self.subject} fell silent for {seconds} in its reply; ask again, or raise its timeout"
            )
        return ModelTimeout(
            f"{self.subject} did not answer within {seconds}; check the server, or raise its timeout"
        )

    def unfinished(self, begun: bool) -> ModelError:
        """Return the error of a stream that ended without saying that the reply is over."""
        if begun:
            return ModelInterrupted(f"{self.subject} broke off in the middle of its reply; ask again")
        return self._not_a_stream(None)

    def withheld(self, begun: bool) -> ModelError:
        """Return the error of a reply that the provider's content filter stopped."""
        if begun:
            return ModelInterrupted(
                f"{self.subject} broke off its reply, stopped by a content filter; rephrase"
            )
        return ModelRejected(f"{self.subject} gave no reply, withheld by a content filter; rephrase")

    def thought_only(self) -> ModelError:
        """Return the error of a model that reached its limit without a word of a reply."""
        return ModelRejected(
            f"{self.subject} used up the length of a reply without a word (its thinking counts too); raise "
            'reply_tokens in context_limits, or set reasoning_effort = "low" in its parameters'
        )

    def of(self, error: BaseException, begun: bool) -> ModelError:
        """Return `error` as one of ours; `begun` says whether a piece of the reply has arrived."""
        if isinstance(error, ModelError):
            return error
        if isinstance(error, TimeoutError):
            return self.silent(begun)
        error = getattr(error, "original_exception", None) or error
        detail = self._detail(error)
        broken = self._broken_connection(error, detail)
        if begun:
            words = "" if broken else self._words(error)
            said = f" ({words})" if words else ""
            return ModelInterrupted(
                f"{self.subject} broke off in the middle of its reply{said}; ask again", detail=detail
            )
        return broken or self._refusal(error, detail)

    def _broken_connection(self, error: BaseException, detail: str) -> ModelError | None:
        links = list(chain(error))
        names = {kind.__name__ for link in links for kind in type(link).__mro__}
        if any(isinstance(link, (json.JSONDecodeError, UnicodeDecodeError)) for link in links):
            return self._not_a_stream(detail)
        if any(isinstance(link, ConnectionRefusedError) for link in links):
            return self._unreachable(
                "the connection was refused", "start the server, or correct api_base", detail
            )
        if any(isinstance(link, socket.gaierror) for link in links):
            return self._unreachable(
                "its host is not known", "correct api_base, or check the network", detail
            )
        if any(isinstance(link, ssl.SSLError) for link in links):
            return self._unreachable("no secure connection came about", "check the certificate", detail)
        if names & {"TimeoutException", "APITimeoutError", "TimeoutError"}:
            return self.silent(begun=False)
        if names & {"RemoteProtocolError", "ReadError", "WriteError", "ConnectError"}:
            return self._unreachable("the connection broke", "check that api_base is a model server", detail)
        return None

    def _refusal(self, error: BaseException, detail: str) -> ModelError:
        status = status_of(error)
        said = f": {words}" if (words := self._words(error)) else ""
        whole = str(error)
        if status in {402, 429} and _NO_CREDIT.search(whole):
            return self._rejected(f"is out of credit ({status}); check the account", detail)
        if status == 429:
            return self._busy(error, detail)
        if status in {400, 413, 422} and _TOO_LONG.search(whole):
            return self._rejected(
                f"takes no prompt as long as this one ({status}); set its context_tokens, or lower "
                "prompt_tokens in context_limits",
                detail,
            )
        if status == 401:
            return self._key(detail)
        if status == 403:
            return self._rejected(f"does not allow this (403){said}; check what the key may use", detail)
        if status == 404:
            hint = " (most end in /v1)" if self._has_bare_base() else ""
            return self._rejected(f"was not found (404){said}; correct model or api_base{hint}", detail)
        if status in {400, 422} and (name := refused_parameter(error)):
            message = f"{self.subject} does not take {name} ({status}){said}; leave it out of its parameters"
            return ParameterRefused(message, name, detail=detail)
        if status is not None and 400 <= status < 500 and status != 408:
            return self._rejected(f"refused the request ({status}){said}; change its parameters", detail)
        number = f" ({status})" if status else ""
        return ModelUnavailable(f"{self.subject} failed{number}{said}; try again later", detail=detail)

    def _key(self, detail: str) -> ModelRejected:
        usual = None if self._spec.api_base else key_of(self._provider)
        named = self._spec.api_key.env if self._spec.api_key else usual
        if named and os.environ.get(named):
            return self._rejected(f"refused the key in {named} (401); check that key", detail)
        way = f"export {named}" if named else 'set api_key = { "$env" = "NAME" } for it'
        return self._rejected(f"wants a key (401); {way}", detail)

    def _busy(self, error: BaseException, detail: str) -> ModelRateLimited:
        wait = retry_after(error)
        when = "later" if wait is None else f"in {wait:.0f} seconds"
        message = f"{self.subject} asks to slow down (429); try again {when}"
        return ModelRateLimited(message, retry_after=wait, detail=detail)

    def _rejected(self, why: str, detail: str) -> ModelRejected:
        return ModelRejected(f"{self.subject} {why}", detail=detail)

    def _unreachable(self, why: str, advice: str, detail: str) -> ModelUnavailable:
        way = advice if self._spec.api_base else "check the network, or try again later"
        return ModelUnavailable(f"{self.subject} cannot be reached: {why}; {way}", detail=detail)

    def _not_a_stream(self, detail: str | None) -> ModelUnavailable:
        way = "check that api_base is the address of its API" if self._spec.api_base else "try again later"
        return ModelUnavailable(
            f"{self.subject} answered with something that is no streamed reply; {way}", detail=detail
        )

    def _has_bare_base(self) -> bool:
        return bool(self._spec.api_base) and urlsplit(self._spec.api_base or "").path in {"", "/"}

    def _words(self, error: BaseException) -> str:
        text = scrubbed(provider_words(error), self._spec)
        return (text if len(text) <= _LONGEST_WORDS else text[: _LONGEST_WORDS - 1] + "…").rstrip(".;: ")

    def _detail(self, error: BaseException) -> str:
        lines = dict.fromkeys(f"{type(link).__name__}: {link}" for link in chain(error))
        return scrubbed(printable("\n".join(lines)), self._spec)[:_LONGEST_DETAIL]
