from pathlib import Path

import pytest
import whetstone_stoics

from whetstone import source_hash
from whetstone.testing import ScriptedModel, ask, temporary_host

PERSONAS = sorted((Path(whetstone_stoics.__file__).parent / "personas").iterdir())


@pytest.mark.parametrize("folder", PERSONAS, ids=lambda folder: folder.name)
def test_each_persona_passes_the_checks_of_an_import(folder: Path) -> None:
    with temporary_host([whetstone_stoics]) as host:
        persona = host.registry.get(folder.name)
        cartridge = host.registry.cartridge(persona)
    assert persona.origin == "builtin"
    assert len(cartridge.prompt.split()) >= 400
    assert cartridge.notes == ()
    texts = (text.read_bytes() for text in (folder / "library").iterdir())
    assert persona.source_hash == source_hash(texts), (
        "the library was changed: bring metadata.json up to date"
    )


def test_epictetus_draws_on_his_library() -> None:
    model = ScriptedModel(["Wait a little, impression."])
    with temporary_host([whetstone_stoics], model=model) as host:
        reply = ask(host, "epictetus", "Somebody insulted me. How do I keep my temper?")
    assert "judgments_and_impressions.txt" in [passage["source"] for passage in reply.passages]
    assert model.requests[0].messages[0].content.startswith("You are Epictetus")
