"""Providers that do not speak as OpenAI does: a good reply in the protocol of each, whole or cut short."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from servers.scripted import Client, by_name

PIECES = ("Know", " ", "thyself.")


def anthropic_events() -> list[dict[str, Any]]:
    """The events of `POST /v1/messages`."""
    usage = {"input_tokens": 11, "output_tokens": 1, "cache_read_input_tokens": 4}
    message = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": usage,
    }  # fmt: skip
    return [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
            for text in PIECES
        ),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
        {"type": "message_stop"},
    ]


def gemini_events() -> list[dict[str, Any]]:
    """The events of `:streamGenerateContent?alt=sse`."""
    usage = {"promptTokenCount": 11, "candidatesTokenCount": 2, "totalTokenCount": 13}
    events = [
        {"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}]}
        for text in PIECES
    ]
    events[-1]["candidates"][0]["finishReason"] = "STOP"
    events[-1]["usageMetadata"] = usage
    return events


def ollama_lines() -> list[dict[str, Any]]:
    """The lines of `POST /api/chat`."""
    common = {"model": "llama3", "created_at": "2026-01-01T00:00:00Z"}
    end = {"done": True, "done_reason": "stop", "prompt_eval_count": 11, "eval_count": 2}
    return [
        *(
            {**common, "message": {"role": "assistant", "content": text}, "done": False}
            for text in PIECES
        ),
        {**common, "message": {"role": "assistant", "content": ""}, **end},
    ]  # fmt: skip


async def _events(client: Client, events: Sequence[dict[str, Any]]) -> None:
    await client.begin()
    for event in events:
        name = f"event: {event['type']}\n".encode() if "type" in event else b""
        await client.send(name + b"data: " + json.dumps(event).encode() + b"\n\n")


async def _lines(client: Client, lines: Sequence[dict[str, Any]]) -> None:
    await client.begin("application/x-ndjson")
    for line in lines:
        await client.send(json.dumps(line).encode() + b"\n")


async def anthropic(client: Client) -> None:
    """A good reply of Claude."""
    await _events(client, anthropic_events())


async def anthropic_cut(client: Client) -> None:
    """Claude, cut off after its second piece."""
    await _events(client, anthropic_events()[:5])


async def anthropic_overloaded(client: Client) -> None:
    """Claude, overloaded after its second piece."""
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    await _events(client, [*anthropic_events()[:5], error])


async def gemini(client: Client) -> None:
    """A good reply of Gemini."""
    await _events(client, gemini_events())


async def gemini_cut(client: Client) -> None:
    """Gemini, cut off after its second piece; its body is in chunks, of which the last never comes."""
    await client.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    for event in gemini_events()[:2]:
        data = b"data: " + json.dumps(event).encode() + b"\n\n"
        await client.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")


async def ollama(client: Client) -> None:
    """A good reply of Ollama's own protocol."""
    await _lines(client, ollama_lines())


async def ollama_cut(client: Client) -> None:
    """Ollama, cut off after its second piece."""
    await _lines(client, ollama_lines()[:2])


DIALECTS = by_name(anthropic, anthropic_cut, anthropic_overloaded, gemini, gemini_cut, ollama, ollama_cut)
