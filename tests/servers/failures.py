"""Every way in which a provider that speaks OpenAI's protocol fails."""

from __future__ import annotations

import json
import time
from email.utils import formatdate

from servers.replies import well
from servers.scripted import Client, by_name, piece


async def wrong_key(client: Client) -> None:
    """401, with the whole key and a shortened one in the message."""
    key = client.request.headers.get("authorization", "").removeprefix("Bearer ")
    await client.refuse("401 Unauthorized", f"Incorrect API key provided: {key} ({key[:8]}***{key[-4:]}).")


async def forbidden(client: Client) -> None:
    """403."""
    await client.refuse("403 Forbidden", "Your plan does not include this model.")


async def unknown_model(client: Client) -> None:
    """404."""
    await client.refuse("404 Not Found", f"The model {client.request.body['model']!r} does not exist.")


async def bad_request(client: Client) -> None:
    """400."""
    await client.refuse("400 Bad Request", "The first message must be of the user.")


async def too_long(client: Client) -> None:
    """400, in OpenAI's words for a prompt that is too long."""
    message = "This model's maximum context length is 4096 tokens. However, your messages have 9000 tokens."
    error = {
        "message": message,
        "type": "invalid_request_error",
        "param": "messages",
        "code": "context_length_exceeded",
    }
    await client.answer("400 Bad Request", json.dumps({"error": error}).encode())


async def picky(client: Client) -> None:
    """400 as long as a temperature or a seed is sent, one complaint at a time, then a good reply."""
    for name in ("temperature", "seed"):
        if name in client.request.body:
            return await client.refuse(
                "400 Bad Request", f"Unsupported parameter: '{name}' is not supported."
            )
    return await well(client)


async def out_of_credit(client: Client) -> None:
    """429 that no patience helps against, in OpenAI's words."""
    message = "You exceeded your current quota, please check your plan and billing details."
    await client.refuse("429 Too Many Requests", message)


async def busy_once(client: Client) -> None:
    """429 with a short `retry-after`, then a good reply."""
    if client.count == 1:
        return await client.refuse("429 Too Many Requests", "Slow down.", {"Retry-After": "0.2"})
    return await well(client)


async def busy_forever(client: Client) -> None:
    """429, always, with a `retry-after` far away."""
    await client.refuse("429 Too Many Requests", "Slow down.", {"Retry-After": "30"})


async def busy_until_a_date(client: Client) -> None:
    """429, always, with a `retry-after` that is a date in an hour."""
    date = formatdate(time.time() + 3600, usegmt=True)
    await client.refuse("429 Too Many Requests", "Slow down.", {"Retry-After": date})


async def busy_without_a_word(client: Client) -> None:
    """429, always, without `retry-after`."""
    await client.refuse("429 Too Many Requests", "Slow down.")


async def broken_once(client: Client) -> None:
    """500, then a good reply."""
    if client.count == 1:
        return await client.refuse("500 Internal Server Error", "Oops.")
    return await well(client)


async def broken_forever(client: Client) -> None:
    """500, always."""
    await client.refuse("500 Internal Server Error", "Oops.")


async def hang_before_headers(client: Client) -> None:
    """Not a byte, until the client gives up."""


async def hang_in_the_middle(client: Client) -> None:
    """One piece, then nothing more, until the client gives up."""
    await client.begin()
    await client.say("Courage is")


async def silent_after_headers(client: Client) -> None:
    """Headers and a keep-alive comment, and no piece."""
    await client.begin()
    await client.send(b": still here\n\n")


async def dies_with_a_reset(client: Client) -> None:
    """One piece, then a TCP reset."""
    await client.begin()
    await client.say("Courage is")
    client.reset()


async def dies_quietly(client: Client) -> None:
    """One piece, then an orderly end of the connection without a finish."""
    await client.begin()
    await client.say("Courage is")


async def dies_in_a_chunk(client: Client) -> None:
    """One piece in chunked encoding, whose last chunk never comes whole."""
    await client.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    data = b"data: " + json.dumps(piece({"content": "Courage is"}, None)).encode() + b"\n\n"
    await client.send(f"{len(data):x}\r\n".encode() + data + b"\r\n" + b"400\r\nhalf")


async def error_in_the_stream(client: Client) -> None:
    """One piece, then an error as an event, as vLLM and OpenRouter send it."""
    await client.begin()
    await client.say("Courage is")
    await client.event({"error": {"message": "The worker ran out of memory.", "code": 500}})


async def not_json(client: Client) -> None:
    """An event stream whose data is not JSON."""
    await client.begin()
    await client.event(b'{"id": "chatcmpl-1", "choices": [{"delta": {"content": "Cour')
    await client.event(b"[DONE]")


async def not_json_later(client: Client) -> None:
    """A good piece, then data that is not JSON."""
    await client.begin()
    await client.say("Courage is")
    await client.event(b'{"choices": [{"delta"')


async def not_events(client: Client) -> None:
    """Lines of text that are no server-sent events."""
    await client.begin()
    await client.send(b"hello, this is a plain text answer\nin two lines\n\n")


async def wrong_shape(client: Client) -> None:
    """JSON that is no chat completion."""
    await client.begin()
    await client.event({"result": ["ok"]})
    await client.event(b"[DONE]")


async def html_page(client: Client) -> None:
    """A login page of some proxy, with status 200."""
    await client.answer("200 OK", b"<!doctype html><title>Sign in</title><p>Welcome</p>", kind="text/html")


async def empty_body(client: Client) -> None:
    """200 and nothing."""
    await client.answer("200 OK", b"", kind="text/event-stream")


async def only_done(client: Client) -> None:
    """A stream that says only that it is done."""
    await client.begin()
    await client.event(b"[DONE]")


async def not_http(client: Client) -> None:
    """Something that does not speak HTTP."""
    await client.send(b"220 mail.example.org ESMTP ready\r\n")


async def not_utf8(client: Client) -> None:
    """A piece with bytes that are not UTF-8."""
    await client.begin()
    await client.event(
        b'{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":'
        b'[{"index":0,"delta":{"content":"caf\xe9 \xff\xfe"},"finish_reason":null}]}'
    )
    await client.finish()


FAILURES = by_name(
    wrong_key,
    forbidden,
    unknown_model,
    bad_request,
    too_long,
    picky,
    out_of_credit,
    busy_once,
    busy_forever,
    busy_until_a_date,
    busy_without_a_word,
    broken_once,
    broken_forever,
    hang_before_headers,
    hang_in_the_middle,
    silent_after_headers,
    dies_with_a_reset,
    dies_quietly,
    dies_in_a_chunk,
    error_in_the_stream,
    not_json,
    not_json_later,
    not_events,
    wrong_shape,
    html_page,
    empty_body,
    only_done,
    not_http,
    not_utf8,
)
