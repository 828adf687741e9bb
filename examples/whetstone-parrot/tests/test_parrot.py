from pathlib import Path

import whetstone_parrot

from whetstone import build_cartridge, source_hash
from whetstone.testing import ask, temporary_host


def test_the_parrot_says_what_you_said() -> None:
    with temporary_host([whetstone_parrot]) as host:
        reply = ask(host, "socrates", "What is courage?", model="parrot")
    assert reply.text == "What is courage?"
    assert reply.model == "parrot"
    assert reply.usage is not None
    assert reply.usage["completion_tokens"] == 3


def test_settings_make_it_shout(tmp_path: Path) -> None:
    (tmp_path / "whetstone.toml").write_text("[parrot]\nshout = true\ntimes = 2\n")
    with temporary_host([whetstone_parrot], home=tmp_path) as host:
        assert ask(host, "socrates", "Pretty Polly", model="parrot").text == "PRETTY POLLY PRETTY POLLY"


def test_it_says_no_more_than_it_may() -> None:
    terse = build_cartridge(
        {"version": "1", "author": "me", "source_hash": source_hash([])},
        prompt="You are brief.",
        config={"context_limits": {"reply_tokens": 2}},
        stem="terse",
    )
    with temporary_host([whetstone_parrot]) as host:
        host.registry.install(terse, "imported")
        assert ask(host, "terse", "Polly wants a cracker", model="parrot").text == "Polly wants"


def test_it_is_listed_as_ready() -> None:
    with temporary_host([whetstone_parrot]) as host:
        (parrot,) = (info for info in host.models.known() if info.name == "parrot")
    assert parrot.ready
