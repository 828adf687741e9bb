"""A persona's prompt that was read once is kept on disk: the next process need not read it again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from whetstone import ChatRequest, Message, ModelSpec, Sampling, Usage
from whetstone.core.errors import ModelRejected
from whetstone.plugins.embedded_model.backend import EmbeddedBackend
from whetstone.plugins.embedded_model.model import EmbeddedModel

PERSONA = Message("system", "You are Epictetus, and you speak of what is up to us. " * 5)
OTHER = Message("system", "You are Zhuangzi, and you speak of butterflies and trees. " * 5)
ROOM = 10**9


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give each test a cache of its own, to which the weights of the test environment do not belong."""
    monkeypatch.setenv("WHETSTONE_CACHE", str(tmp_path))
    return tmp_path / "prompts"


class Session:
    """A model that was just loaded, as a new process would."""

    def __init__(self, room: int = ROOM, **spec: int) -> None:
        model = EmbeddedBackend(prompt_cache_bytes=room).open(ModelSpec("embedded", "embedded", **spec))  # type: ignore[arg-type]
        assert isinstance(model, EmbeddedModel)
        self.model = model

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run(self.model.close())

    def prewarm(self, *messages: Message) -> None:
        asyncio.run(self.model.prewarm(messages))

    def ask(self, *messages: Message) -> tuple[str, Usage]:
        request = ChatRequest((*messages, Message("user", "Why?")), 8, Sampling(temperature=0))

        async def heard() -> tuple[str, Usage]:
            chunks = [chunk async for chunk in self.model.stream(request)]
            assert chunks[-1].usage is not None
            return "".join(chunk.text for chunk in chunks), chunks[-1].usage

        return asyncio.run(heard())


def read(usage: Usage) -> int:
    """Return how many tokens of the prompt were computed for this reply."""
    return usage.prompt_tokens - usage.cached_tokens


def test_a_prompt_that_was_prewarmed_once_is_not_read_again_and_gives_the_same_reply(cache: Path) -> None:
    with Session() as first:
        first.prewarm(PERSONA)
        said, _ = first.ask(PERSONA)
    with Session() as second:
        second.prewarm(PERSONA)
        again, usage = second.ask(PERSONA)
    assert read(usage) < 20 < usage.prompt_tokens
    assert again == said
    (kept,) = cache.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert cache.stat().st_mode & 0o077 == 0


def test_another_prompt_is_another_file(cache: Path) -> None:
    with Session() as first:
        first.prewarm(PERSONA)
        first.prewarm(OTHER)
    assert len(list(cache.iterdir())) == 2
    with Session() as second:
        second.prewarm(OTHER)
        assert read(second.ask(OTHER)[1]) < 20


def test_loading_a_prompt_does_not_push_out_the_conversation_before(cache: Path) -> None:
    with Session() as first:
        first.prewarm(PERSONA)
    with Session() as second:
        second.ask(OTHER)
        second.prewarm(PERSONA)
        second.ask(PERSONA)
        assert read(second.ask(OTHER)[1]) < 20


def test_who_goes_on_talking_in_turn_with_others_waits_for_no_prompt(cache: Path) -> None:
    with Session() as first:
        first.prewarm(PERSONA)
        first.prewarm(OTHER)
        said = {persona: first.ask(persona)[0] for persona in (PERSONA, OTHER)}
    with Session() as second:
        for persona in (PERSONA, OTHER, PERSONA, OTHER):
            talk = (persona, Message("user", "Why?"), Message("assistant", said[persona]))
            second.prewarm(persona)
            assert read(second.ask(*talk)[1]) < 40


def test_what_somebody_says_is_not_kept(cache: Path) -> None:
    with Session() as talking:
        talking.ask(PERSONA)
    assert not cache.exists()


def test_without_room_nothing_is_kept(cache: Path) -> None:
    with Session(room=0) as none:
        none.prewarm(PERSONA)
        assert read(none.ask(PERSONA)[1]) < 20
    assert not cache.exists()


def test_what_was_used_longest_ago_leaves_when_room_is_short(cache: Path) -> None:
    with Session() as first:
        first.prewarm(PERSONA)
        (kept,) = cache.iterdir()
    with Session(room=kept.stat().st_size * 3 // 2) as second:
        second.prewarm(OTHER)
    (left,) = cache.iterdir()
    assert left != kept


@pytest.mark.parametrize("damage", ["empty", "torn", "noise"])
def test_a_damaged_file_is_replaced_and_the_prompt_read(damage: str, cache: Path) -> None:
    with Session() as first:
        first.prewarm(PERSONA)
        said, _ = first.ask(PERSONA)
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes({"empty": b"", "torn": whole[: len(whole) // 2], "noise": whole[::-1]}[damage])
    with Session() as second:
        second.prewarm(PERSONA)
        again, usage = second.ask(PERSONA)
    assert (again, read(usage) < 20) == (said, True)
    assert kept.read_bytes()[:64] == whole[:64]
    assert kept.stat().st_size == len(whole)


def test_a_folder_that_cannot_be_written_does_no_harm(cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    with Session() as session:
        session.prewarm(PERSONA)
        assert read(session.ask(PERSONA)[1]) < 20


def test_a_prompt_that_is_too_long_is_refused_and_not_kept(cache: Path) -> None:
    with Session(context_tokens=512) as session:
        long = Message("system", PERSONA.content * 12)
        with pytest.raises(ModelRejected, match="tokens and the model embedded takes 512"):
            session.prewarm(long)
    assert not cache.exists()
