from collections.abc import Iterator
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


def browser(link: str) -> httpx.Client:
    """A client that opened the link, and so has the cookie."""
    parts = urlsplit(link)
    client = httpx.Client(base_url=f"{parts.scheme}://{parts.netloc}", follow_redirects=True)
    client.get(link)
    return client


def test_the_page_shows_the_days_on_which_there_was_talk(host: Host) -> None:
    with served(host) as link, browser(link) as client:
        page = client.get("/x/chronicle/")
        assert page.status_code == 200
        assert '<span class="soft">1</span>' in page.text
        assert 'href="/x/chronicle/"' in client.get("/").text, "it is in the navigation"


def test_the_api_counts_the_conversations_with_one_persona(host: Host) -> None:
    with served(host) as link, browser(link) as client:
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
