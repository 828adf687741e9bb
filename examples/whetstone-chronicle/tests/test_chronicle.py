from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest
import whetstone_chronicle

from whetstone import Host
from whetstone.testing import ask, served, temporary_host


@pytest.fixture
def host() -> Iterator[Host]:
    with temporary_host([whetstone_chronicle]) as opened:
        ask(opened, "socrates", "Hello?")
        yield opened


@contextmanager
def browser(host: Host) -> Iterator[httpx.Client]:
    """A client that opened the link of the pages, and so has the cookie."""
    with served(host) as link, httpx.Client(follow_redirects=True, timeout=60) as client:
        parts = urlsplit(link)
        client.base_url = f"{parts.scheme}://{parts.netloc}"
        client.get(link)
        yield client


def test_the_page_shows_the_days_on_which_there_was_talk(host: Host) -> None:
    with browser(host) as client:
        page = client.get("/x/chronicle/")
        assert page.status_code == 200
        assert '<span class="soft">1 conversation</span>' in page.text
        assert 'href="/x/chronicle/"' in client.get("/").text, "it is in the navigation"


def test_the_api_counts_the_conversations_with_one_persona(host: Host) -> None:
    with browser(host) as client:
        ((day,), none) = (
            client.get("/x/chronicle/api/days", params={"persona": persona}).json()
            for persona in ("socrates", "zhuangzi")
        )
        assert (day["conversations"], none) == (1, [])
        assert "/x/chronicle/api/days" in client.get("/api/v1/openapi.json").json()["paths"]


def test_nothing_is_wrong_with_it(host: Host) -> None:
    host.ask_all_plugins()
    (record,) = [record for record in host.plugins.records if record.name.endswith("chronicle")]
    assert (record.status, record.error) == ("loaded", None)
