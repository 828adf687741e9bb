"""What model servers on one's own machine answer when they are asked for their models, and what others do."""

from __future__ import annotations

import json
from typing import Any

from servers.scripted import Client, by_name


async def _serve(client: Client, pages: dict[str, Any]) -> None:
    path = client.request.path.removeprefix(f"/{client.request.behaviour}")
    if path in pages:
        await client.answer("200 OK", json.dumps(pages[path]).encode())
    else:
        await client.answer("404 Not Found", b'{"error": "not found"}')


async def ollama_server(client: Client) -> None:
    """Ollama with a model to talk with, and two for embeddings."""
    models = [
        {"name": "llama3.2:3b", "details": {"family": "llama", "families": ["llama"]}},
        {"name": "nomic-embed-text:latest", "details": {"family": "nomic-bert", "families": ["nomic-bert"]}},
        {"name": "all-minilm:latest", "details": {"family": "bert", "families": ["bert"]}},
        {"name": "Mistral:latest", "details": {"family": "llama", "families": None}},
    ]
    await _serve(client, {"/api/tags": {"models": models}, "/v1/models": {"data": []}})


async def lm_studio_server(client: Client) -> None:
    """LM Studio with a loaded model, one that can see, and one for embeddings."""
    models = [
        {"id": "openai/gpt-oss-20b", "type": "llm", "state": "loaded", "loaded_context_length": 8192},
        {"id": "qwen2-vl-7b-instruct", "type": "vlm", "state": "not-loaded", "max_context_length": 32768},
        {"id": "text-embedding-nomic-embed-text-v1.5", "type": "embeddings", "state": "not-loaded"},
    ]
    await _serve(client, {"/api/v0/models": {"data": models}, "/v1/models": {"data": models}})


async def vllm_server(client: Client) -> None:
    """vLLM with one model."""
    models = [{"id": "Qwen/Qwen2.5-7B-Instruct", "owned_by": "vllm", "max_model_len": 32768}]
    await _serve(client, {"/v1/models": {"object": "list", "data": models}})


async def other_server(client: Client) -> None:
    """A server that lists models as OpenAI does, and says no more; some of its names make no sense."""
    models = [{"id": "my-model"}, {"id": "my-model"}, {"id": ""}, {"id": "a\x1b[31mb"}, {"id": "x" * 500}, 7]
    await _serve(client, {"/v1/models": {"data": models}})


async def locked_server(client: Client) -> None:
    """A model server that wants a key."""
    await client.answer("401 Unauthorized", b'{"error": "no key"}')


async def web_site(client: Client) -> None:
    """A web site that has a page for every path."""
    await client.answer("200 OK", b"<!doctype html><h1>It works!</h1>", kind="text/html")


async def odd_json(client: Client) -> None:
    """A service that answers everything in JSON of other shapes."""
    bodies = [b"[]", b'{"models": 3, "data": {"a": 1}}', b'{"data": [null, "x", []]}']
    await client.answer("200 OK", bodies[client.count % 3])


async def deep_json(client: Client) -> None:
    """A service that answers with JSON as deep as a well."""
    await client.answer("200 OK", b"[" * 100_000)


async def elsewhere(client: Client) -> None:
    """A service that sends everyone to another address."""
    port = client.writer.get_extra_info("sockname")[1]
    target = {"Location": f"http://127.0.0.1:{port}/vllm-server/v1/models"}
    await client.answer("302 Found", b"", extra=target)


async def never(client: Client) -> None:
    """Not a byte."""


LOCAL_SERVERS = by_name(
    ollama_server,
    lm_studio_server,
    vllm_server,
    other_server,
    locked_server,
    web_site,
    odd_json,
    deep_json,
    elsewhere,
    never,
)
