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
from doors import Door
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st

from whetstone import Host
from whetstone.testing import ask, served, temporary_host

EXAMPLES = int(os.environ.get("WHETSTONE_API_EXAMPLES", "2"))
"""Requests for each operation, as many that fit as that do not; a few hundred find more, by hand."""

ELSEWHERE = {
    ("POST", "/api/v1/models/pull"): "fetches weights from the network",
    ("POST", "/api/v1/models/detect"): "looks for servers on this machine's ports",
    ("POST", "/api/v1/settings/token/renew"): "lets nobody in any more who has the earlier token",
}
"""Operations that are not asked here, and why; each has a test of its own."""


@dataclass
class Api:
    """The API of a home that is served: its description, and what is asked of it."""

    door: Door
    schema: Any
    host: Host

    def asked(self, case: schemathesis.Case) -> Any:
        """Ask, and return the answer."""
        return case.call(headers={"Authorization": f"Bearer {self.door.token}"}, timeout=60)

    def operations(self) -> list[Any]:
        """Every operation; those that delete come last, so that something is there for the others."""
        found = [one.ok() for one in self.schema.get_all_operations()]
        wanted = [one for one in found if (one.method.upper(), one.path) not in ELSEWHERE]
        return sorted(wanted, key=lambda one: one.method.upper() == "DELETE")

    def known(self, kind: str) -> list[str]:
        """Ids that are there, by the part of the address before them."""
        if kind == "uploads":
            body = b"From what I saw, bees decide together.\n" * 40
            upload = json.loads(self.door.ask("POST", "/api/v1/uploads?name=bees.txt", body=body).body)
            return [upload["id"]]
        if kind == "conversations":
            said = ask(self.host, "socrates", "What of bees?", model="scripted")
            return [said.conversation, *(info.id for info in self.host.history.conversations(5))]
        if kind == "jobs":
            return [job.id for job in self.host.jobs.list()]
        return KNOWN.get(kind, [])


KNOWN = {
    "personas": ["socrates", "gardener", "other", "gardener@1", "gardener@previous"],
    "models": ["scripted", "embedded"],
}


@pytest.fixture(scope="module")
def api(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    home = shutil.copytree(furnished, tmp_path_factory.mktemp("api") / "home")
    with temporary_host(home=home) as host, served(host) as link:
        door = Door.of(link)
        schema = schemathesis.openapi.from_url(
            f"{door.origin}/api/v1/openapi.json", headers={"Authorization": f"Bearer {door.token}"}
        )
        yield Api(door, schema, host)


def test_whatever_is_asked_nothing_breaks(api: Api) -> None:
    failed: list[str] = []
    asked = 0
    for operation in api.operations():
        failed += _broken_by(api, operation, schemathesis.GenerationMode.POSITIVE)
        if operation.body or operation.query:  # any text fits into an address
            failed += _broken_by(api, operation, schemathesis.GenerationMode.NEGATIVE)
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


def _fill_in(case: schemathesis.Case, known: dict[str, list[str]], kind: str, data: st.DataObject) -> None:
    """Let an address and the fields of a body name what is there."""
    if case.path_parameters and known[kind]:
        case.path_parameters[next(iter(case.path_parameters))] = data.draw(st.sampled_from(known[kind]))
    if not isinstance(case.body, dict):
        return
    if case.path.endswith("/turns") and data.draw(st.booleans()):
        case.body = {"text": data.draw(st.text(min_size=1, max_size=50))}
    for name, value in case.body.items():
        if name in NAMED and isinstance(value, str | list | None):
            one = data.draw(st.sampled_from(known[NAMED[name]]))
            case.body[name] = [one] if isinstance(value, list) else one


def _broken_by(api: Api, operation: Any, mode: schemathesis.GenerationMode) -> list[str]:
    """Ask one operation at random, and return what broke."""
    failed: dict[str, str] = {}
    kind = operation.path.removeprefix("/api/v1/").partition("/")[0]
    known = {one: api.known(one) for one in (kind, *NAMED.values())}

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        derandomize=EXAMPLES < 10,
    )
    @hypothesis.given(operation.as_strategy(generation_mode=mode), st.data())
    def ask_once(case: schemathesis.Case, data: st.DataObject) -> None:
        if data.draw(st.booleans()):
            _fill_in(case, known, kind, data)
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

    ask_once()
    return list(failed.values())
