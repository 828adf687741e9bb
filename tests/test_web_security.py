"""Who is let in: hostile requests, byte by byte, on every route that there is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from commandline import everything_in
from doors import Door
from fastapi import APIRouter
from web_routes import BODIED, Way, ways
from wires import Answer, Talk

from whetstone import Host, hookimpl
from whetstone.testing import served, temporary_host

Attacks = Iterator[tuple[bytes, set[int]]]
"""Requests, each with the statuses that it may be answered with."""


def extension() -> SimpleNamespace:
    """A plugin with pages and an API of its own: they lie behind the same gate."""
    pages, api = APIRouter(), APIRouter()

    @pages.get("/")
    def read() -> str:
        return "a page"

    @api.post("/notes")
    def write() -> str:
        return "written"

    @hookimpl
    def whetstone_ui(ui) -> None:  # type: ignore[no-untyped-def]
        ui.router(pages)
        ui.api(api)

    return SimpleNamespace(__name__="extension", whetstone_ui=whetstone_ui)


@pytest.fixture(scope="module")
def host(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    home = shutil.copytree(furnished, tmp_path_factory.mktemp("served") / "home")
    with temporary_host(home=home, plugins=[extension()]) as host:
        yield host


@pytest.fixture(scope="module")
def door(host: Host) -> Iterator[Door]:
    with served(host) as link:
        yield Door.of(link)


@pytest.fixture(scope="module")
def every_way(host: Host) -> list[Way]:
    (info, *_) = host.history.conversations(1)
    known = {"conversations": info.id, "personas": "gardener", "library": "bees.txt"}
    found = ways(host, known)
    assert {"/x/extension/", "/x/extension/api/notes", "/static/", "/", "/api/v1/personas"} <= {
        way.path for way in found
    }
    return found


def cookie_of(door: Door) -> str:
    """The cookie that the link is exchanged for."""
    arrived = door.ask("GET", f"/?token={door.token}", "Authorization:")
    assert (arrived.status, arrived.headers["location"]) == (303, "/")
    return arrived.headers["set-cookie"].partition(";")[0]


def foreign_hosts(door: Door, way: Way) -> Attacks:
    port = door.port
    for name in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1",
        "localhost",
        f"127.0.0.1:{port + 1}",
        f"127.0.0.1.:{port}",
        f"localhost.:{port}",
        f"127.0.0.1:{port}.",
        f"127.0.0.1:{port}@evil.example",
        f"127.0.0.1:{port},evil.example",
        f"0.0.0.0:{port}",
        f"127.1:{port}",
        f"2130706433:{port}",
        f"[::]:{port}",
        f"[::ffff:127.0.0.1]:{port}",
        f"127.0.0.1:0{port}",
        f"127.0.0.1:{port}#",
        f"{door.host}:80",
    ):
        yield door.request(way.method, way.address, f"Host: {name}"), {400}
    ours, theirs = f"Host: {door.host}", "Host: evil.example"
    for both in ((ours, theirs), (theirs, ours), (ours, ours)):
        yield door.request(way.method, way.address, *both), {400}
    yield door.request(way.method, way.address, theirs, f"X-Forwarded-Host: {door.host}"), {400}
    yield door.request(way.method, way.address, "Host:"), {400}
    yield door.request(way.method, f"{way.address} HTTP/1.0", "Host:"), {400}
    for whole in ("http://evil.example", f"http://{door.host}", "//evil.example", f"http:{door.host}"):
        yield door.request(way.method, f"{whole}{way.address}"), {400}


def foreign_origins(door: Door, way: Way) -> Attacks:
    for origin in (
        "http://evil.example",
        "null",
        "http://127.0.0.1",
        "http://localhost",
        f"http://127.0.0.1:{door.port + 1}",
        f"{door.origin}.evil.example",
        f"http://{door.host}@evil.example",
        f"http://evil.example/{door.host}",
        f"{door.origin}/",
        f"{door.origin} http://evil.example",
        f"file://{door.host}",
        f"http://evil.example:{door.port}",
    ):
        yield door.request(way.method, way.address, f"Origin: {origin}"), {403}
    for said in (
        ("cross-site", "cors", "empty"),
        ("same-site", "no-cors", "script"),
        ("same-site", "navigate", "iframe"),
        ("cross-site", "navigate", "embed"),
    ):
        names = ("Site", "Mode", "Dest")
        fetched = [f"Sec-Fetch-{name}: {value}" for name, value in zip(names, said, strict=True)]
        yield door.request(way.method, way.address, *fetched), {403}


def strangers(door: Door, way: Way) -> Attacks:
    cookie = cookie_of(door)
    name, _, value = cookie.partition("=")
    for headers in (
        ("Authorization:",),
        ("Authorization: Bearer",),
        (f"Authorization: Bearer {door.token[:-1]}",),
        (f"Authorization: Bearer {door.token}x",),
        (f"Authorization: Basic {door.token}",),
        (f"Authorization: Bearer {value}",),
        ("Authorization: Bearer \xff\xfe",),
        ("Authorization:", f"Cookie: {name}={value[:-1]}"),
        ("Authorization:", f"Cookie: {name}={door.token}"),
        ("Authorization:", f"Cookie: {name}x={value}"),
        ("Authorization:", f"Cookie: x{cookie}"),
        ("Authorization:", f"Cookie: {name}=; x={value}"),
        ("Authorization:", f"X-Token: {door.token}", f"Referer: {door.origin}/?token={door.token}"),
    ):
        yield door.request(way.method, way.address, *headers), {401}
    for query in ("token=", f"token={door.token[:-1]}", f"Token={door.token}", f"token={value}"):
        yield door.request(way.method, f"{way.address}?{query}", "Authorization:"), {401}
    if way.method in BODIED:
        yield door.request(way.method, way.address, "Authorization:", f"Cookie: {cookie}"), {403}
        yield door.request(way.method, f"{way.address}?token={door.token}", "Authorization:"), {401}


def crooked_paths(door: Door, way: Way) -> Attacks:
    address = way.address
    for crooked in (
        f"/x/..{address}",
        f"{address}/..",
        f"{address}/../../../../etc/passwd",
        f"/x/%2e%2e{address}",
        f"{address}/%2E%2e/%2e%2E/keys/web-token",
        f"{address}/.%2e/x",
        f"/.{address}",
        f"{address}/%2e",
        f"{address}%2f..%2fkeys",
        f"{address}%2F",
        f"{address}%5c..%5ckeys",
        f"{address}\\..\\keys",
        f"{address}%00",
        f"{address}%00.css",
        f"{address}%0d%0aSet-Cookie:%20x=y",
        f"/{address}",
        f"{address}//",
        f"{address}/{'a' * 3_000}",
    ):
        yield door.request(way.method, crooked), {400}
    for odd in (f"{address}/%252e%252e/keys", f"{address}/..%c0%af..", f"{address}/{'a' * 300}/x/y/z"):
        yield door.request(way.method, odd), {400, 404, 405}


def oversized(door: Door, way: Way) -> Attacks:
    length = f"Content-Length: {1 << 40}"
    yield door.request(way.method, way.address, length, "Connection: close"), {413}
    for length in ("9" * 30, "-1", "1e3", "0x10", "+5", "5, 6", "\xb2"):
        yield door.request(way.method, way.address, f"Content-Length: {length}"), {400}
    both = door.request(way.method, way.address, "Content-Length: 4", "Content-Length: 5", body=b"abcd")
    yield both, {400}


@pytest.mark.parametrize("attacks", [foreign_hosts, foreign_origins, strangers, crooked_paths, oversized])
def test_nothing_hostile_gets_through_to_any_route(attacks, door: Door, host: Host, every_way) -> None:  # type: ignore[no-untyped-def]
    before = everything_in(host.home.root)
    with Talk(door.port) as talk:
        for way in every_way:
            for request, expected in attacks(door, way):
                got = talk.send(request)
                assert got.status in expected, (got, request)
                assert_tells_nothing(got, door)
    assert everything_in(host.home.root) == before


def assert_tells_nothing(got: Answer, door: Door) -> None:
    assert door.token.encode() not in got.body
    assert b"Traceback" not in got.body
    assert "set-cookie" not in got.headers
    assert "server" not in got.headers


def test_every_route_is_open_to_whom_it_belongs_and_none_tells_the_token(
    door: Door, host: Host, every_way: list[Way]
) -> None:
    kept = {place: data for place, data in everything_in(host.home.root).items() if is_kept(place)}
    cookie = cookie_of(door)
    for way in every_way:
        if way.method in BODIED:
            continue
        for headers in (("Accept: */*",), ("Authorization:", f"Cookie: {cookie}", f"Origin: {door.origin}")):
            got = door.ask(way.method, way.address, *headers)
            assert got.status not in (0, 400, 401, 403, 405, 500), (way, got)
            assert door.token not in str(got.headers), way
            assert door.token.encode() not in got.body, way
            assert "script-src" not in got.headers["content-security-policy"]
            assert got.headers["content-security-policy"].startswith("default-src 'self'; ")
            assert got.headers["x-content-type-options"] == "nosniff"
            assert got.headers["cross-origin-resource-policy"] == "same-origin"
            assert "access-control-allow-origin" not in got.headers
    assert {place: data for place, data in everything_in(host.home.root).items() if is_kept(place)} == kept


def is_kept(place: str) -> bool:
    """Whether a file of the home is more than what can be had again."""
    return not place.startswith(("cache", "locks"))


def test_other_names_are_those_of_the_settings_as_browsers_write_them(home: Path) -> None:
    home.mkdir()
    (home / "whetstone.toml").write_text('[web]\nhosts = ["Personas.lan:443", "shelf.lan:8000"]\n')
    with temporary_host(home=home) as host, served(host) as link:
        door = Door.of(link)
        for name, origin, status in (
            ("personas.lan", "https://personas.lan", 200),
            ("personas.lan:443", "https://personas.lan", 200),
            ("PERSONAS.LAN", "https://PERSONAS.LAN", 200),
            ("shelf.lan:8000", "http://shelf.lan:8000", 200),
            ("shelf.lan", "http://shelf.lan:8000", 400),
            ("shelf.lan:8000", "http://shelf.lan", 403),
            ("personas.lan", "https://personas.lan:8443", 403),
            ("127.0.0.1", "https://personas.lan", 400),
        ):
            assert door.ask("GET", "/", f"Host: {name}", f"Origin: {origin}").status == status, name


def test_a_link_is_led_on_from_wherever_it_is_opened(door: Door) -> None:
    link = f"/settings?token={door.token}"
    arrived = door.ask("GET", link, "Authorization:", "Sec-Fetch-Site: none")
    assert (arrived.status, arrived.headers["location"]) == (303, "/settings")
    words = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    arrived = door.ask("GET", link, "Authorization:", *words)  # a redirect would lose the strict cookie
    assert (arrived.status, arrived.headers["referrer-policy"]) == (200, "no-referrer")
    assert 'content="0;url=/settings"' in arrived.text
    assert door.token not in arrived.text
    for header in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert header in arrived.headers["set-cookie"]
    assert door.token not in arrived.headers["set-cookie"]
    for elsewhere in ("//evil.example", "/%5Cevil.example", "/.//evil.example", "/%09//evil.example"):
        got = door.ask("GET", f"{elsewhere}?token={door.token}", "Authorization:")
        assert (got.status, "location" in got.headers) == (400, False), elsewhere


def test_cookies_that_others_of_this_host_set_keep_nobody_out(door: Door) -> None:
    cookie = cookie_of(door)
    name = cookie.partition("=")[0]
    for jar in (
        f'a={{"b": [1, "c"]}}; {cookie}',
        f"{name}=junk; {cookie}",
        f"{cookie}; {name}=junk",
        f'=; ;;a; b="; {cookie}; c=\\"',
        f'{cookie.replace("=", "=" + chr(34), 1)}"',
        f"\xff\xfe=\xff; {cookie}",
    ):
        got = door.ask("GET", "/api/v1/personas", "Authorization:", f"Cookie: {jar}")
        assert got.status == 200, jar
