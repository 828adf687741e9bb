"""What an exception out of litellm tells: its causes, its status, how long to wait, what was refused."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime

_PARAMETERS = "temperature|top_p|seed|stop|stream_options|max_tokens"
_REFUSAL = "unsupported|not support|unrecognized|unknown|not permitted|extra|unexpected|invalid"
_REFUSED = re.compile(
    rf"(?:{_REFUSAL}).{{0,80}}?\b({_PARAMETERS})\b|\b({_PARAMETERS})\b.{{0,40}}?(?:{_REFUSAL})",
    re.IGNORECASE | re.DOTALL,
)
_PREFIX = re.compile(r"^(?:[\w.]+(?:Error|Exception)\b\s*[:-]?\s*)+")
_SUFFIX = re.compile(r"\s*\. Handle with `litellm\.\w+`\.?\s*$")
_MESSAGE = re.compile(r'"message"\s*:\s*("(?:[^"\\]|\\.)*")')


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and all that led to it, the outermost first."""
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


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status of the provider's answer, where it was an error."""
    for link in chain(error):
        status = getattr(link, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return status
    return None


def retry_after(error: BaseException) -> float | None:
    """Return the seconds that `retry-after` asks for (RFC 9110, 10.2.3: seconds or a date)."""
    for link in chain(error):
        response = getattr(link, "response", None)
        headers = getattr(link, "litellm_response_headers", None) or getattr(response, "headers", None) or {}
        if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
            return max(milliseconds / 1000, 0.0)
        if (text := headers.get("retry-after")) is None:
            continue
        if (seconds := _number(text)) is not None:
            return max(seconds, 0.0)
        try:
            return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
        except ValueError:
            return None
    return None


def refused_parameter(error: BaseException) -> str | None:
    """Return the parameter of a request that the provider says it does not take."""
    match = _REFUSED.search(str(error))
    return (match[1] or match[2]).lower() if match else None


def provider_words(error: BaseException) -> str:
    """Return what the provider said, on one line; nothing where it sent a web page.

    Of an answer in JSON it is the `message`.
    """
    text = _SUFFIX.sub("", _PREFIX.sub("", str(getattr(error, "message", None) or error)))
    if match := _MESSAGE.search(text):
        with suppress(ValueError):
            text = json.loads(match[1])
    text = " ".join(printable(text).split())
    return "" if re.search(r"<\s*(!doctype|html|body)", text, re.IGNORECASE) else text


def printable(text: str) -> str:
    """Return `text` without characters that a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
