"""The HTTP API, asked at random by its own description: whatever is asked, nothing breaks."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st
from wires import Door

from whetstone import Host
from whetstone.testing import served, temporary_host

EXAMPLES = int(os.environ.get("WHETSTONE_API_EXAMPLES", "4"))
"""Requests for each operation; a few hundred find more, by hand."""

ELSEWHERE = {
    ("POST", "/api/v1/models/pull"): "fetches weights from the network",
    ("POST", "/api/v1/models/detect"): "looks for servers on this machine's ports",
    ("POST", "/api/v1/settings/token/renew"): "lets nobody in any more who has the earlier token",
}
"""Operations that are not asked here, and why; each has a test of its own."""


@dataclass
class Api:
    """The API of a home that is served: its description, and ids that are there."""

    door: Door
    schema: Any
    known: dict[str, list[str]]

    def asked(self, case: schemathesis.Case) -> Any:
        """Ask, and return the answer."""
        return case.call(headers={"Authorization": f"Bearer {self.door.token}"}, timeout=60)


@pytest.fixture(scope="module")
def api(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    home = shutil.copytree(furnished, tmp_path_factory.mktemp("api") / "home")
    with temporary_host(home=home) as host, served(host) as link:
        door = Door.of(link)
        schema = schemathesis.openapi.from_url(
            f"{door.origin}/api/v1/openapi.json", headers={"Authorization": f"Bearer {door.token}"}
        )
        yield Api(door, schema, _known(host, door))


def _known(host: Host, door: Door) -> dict[str, list[str]]:
    """Ids by the part of the address before them."""
    text = b"From what I saw, bees decide together.\n" * 40
    uploads = [
        json.loads(door.ask("POST", f"/api/v1/uploads?name={name}", body=text).body)
        for name in ("bees.txt", "chat.txt")
    ]
    return {
        "personas": ["socrates", "gardener", "other", "gardener@1", "gardener@previous"],
        "conversations": [info.id for info in host.history.conversations(5)],
        "uploads": [upload["id"] for upload in uploads],
        "models": ["scripted", "embedded"],
        "removed": ["gone"],
    }


def test_whatever_is_asked_nothing_breaks(api: Api) -> None:
    failed: list[str] = []
    asked = 0
    for found in api.schema.get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) in ELSEWHERE:
            continue
        failed += _broken_by(api, operation)
        asked += 1
    assert asked > 30
    assert not failed, "\n".join(failed)


NAMED = {
    "persona": "personas",
    "id": "personas",
    "upload": "uploads",
    "uploads": "uploads",
    "model": "models",
}
"""What ids a field of a body holds."""


def _fill_in(body: dict[str, Any], api: Api, data: st.DataObject) -> None:
    """Let the fields of a body name what is there."""
    for name, value in body.items():
        if name in NAMED and isinstance(value, str | list | None):
            known = data.draw(st.sampled_from(api.known[NAMED[name]]))
            body[name] = [known] if isinstance(value, list) else known


def _broken_by(api: Api, operation: Any) -> list[str]:
    """Ask one operation at random, and return what broke."""
    failed: dict[str, str] = {}
    segment = operation.path.removeprefix("/api/v1/").partition("/")[0]

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        derandomize=EXAMPLES < 10,
    )
    @hypothesis.given(operation.as_strategy(), st.data())
    def ask(case: schemathesis.Case, data: st.DataObject) -> None:
        known = api.known.get(segment, [])
        if case.path_parameters and known and data.draw(st.booleans()):
            name = next(iter(case.path_parameters))
            case.path_parameters[name] = data.draw(st.sampled_from(known))
        if isinstance(case.body, dict) and data.draw(st.booleans()):
            _fill_in(case.body, api, data)
        try:
            response = api.asked(case)
            broke = response.status_code == 500 or (
                response.status_code >= 500 and b'"error"' not in response.content
            )
            told = response.text[:300] if broke else ""
        except Exception as error:
            broke, told = True, f"{type(error).__name__}: {error}"
        if broke:
            failed.setdefault(told, f"{case.as_curl_command()[:1500]}\n  {told}")

    ask()
    return list(failed.values())
