"""Replies in OpenAI's protocol that end as they should, or as the model decided."""

from __future__ import annotations

import asyncio

from servers.scripted import Client, by_name, piece


async def well(client: Client) -> None:
    """A good reply in three pieces."""
    await client.begin()
    for text in ("Know", " ", "thyself."):
        await client.say(text)
    await client.finish()


async def parrot(client: Client) -> None:
    """The user's own words, in the pieces that `|` divides them into."""
    await client.begin()
    for part in client.request.body["messages"][-1]["content"].split("|"):
        await client.say(part)
    await client.finish()


async def slow_drip(client: Client) -> None:
    """Ten pieces, each a while after the other."""
    await client.begin()
    for number in range(10):
        await asyncio.sleep(0.2)
        await client.say(f"{number} ")
    await client.finish()


async def thinks_aloud(client: Client) -> None:
    """Thoughts for a while, each piece soon after the other, then a reply."""
    await client.begin()
    for _ in range(10):
        await asyncio.sleep(0.2)
        await client.event(piece({"reasoning_content": "Hmm. "}, None))
    await client.say("Yes.")
    await client.finish()


async def huge(client: Client) -> None:
    """Two thousand pieces of a thousand letters."""
    await client.begin()
    for number in range(2_000):
        await client.say(f"{number:08d}" + "x" * 992)
    await client.finish()


async def endless(client: Client) -> None:
    """A reply without an end, which counts as it goes."""
    await client.begin()
    number = 0
    while not client.request.gone.done():
        await client.say(f"{number} ")
        number += 1
        await asyncio.sleep(0.01)


async def cut_at_length(client: Client) -> None:
    """A reply that reached `max_tokens`."""
    await client.begin()
    await client.say("Courage is")
    await client.say(None, "length")
    await client.event(b"[DONE]")


async def filtered(client: Client) -> None:
    """A reply that a content filter withheld."""
    await client.begin()
    await client.say(None, "content_filter")
    await client.event(b"[DONE]")


async def only_thinks(client: Client) -> None:
    """Thoughts up to the limit of a reply, and no word of it."""
    await client.begin()
    for _ in range(3):
        await client.event(piece({"reasoning_content": "Hmm, let me see. "}, None))
    await client.say(None, "length")
    await client.event(b"[DONE]")


REPLIES = by_name(
    well,
    parrot,
    slow_drip,
    thinks_aloud,
    huge,
    endless,
    cut_at_length,
    filtered,
    only_thinks,
)
