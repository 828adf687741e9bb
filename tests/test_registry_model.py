"""The registry against a model of it: whatever is done in whatever order, both say the same."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from cartridges import gardener
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from whetstone import Cartridge, Host
from whetstone.core.errors import PersonaConflict, PersonaNotFound
from whetstone.core.personas.overlays import Overlay, edited

IDS = ("ash", "socrates")
"""An id that nobody has, and one that stands in front of a bundled persona."""


class RegistryMachine(RuleBasedStateMachine):
    """`listed` is what should be installed, `removed` what should come back, each id's last one first."""

    contents = Bundle("contents")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.host = Host(self.folder / "home", block=["embedded_model", "litellm_models"])
        self.bundled = {persona.id: persona for persona in self.host.registry.personas()}
        self.listed: dict[str, Cartridge] = {}
        self.changes: dict[str, dict[str, Any]] = {}
        self.removed: list[tuple[str, Cartridge, dict[str, Any]]] = []

    def teardown(self) -> None:
        self.host.close()
        shutil.rmtree(self.folder)

    @rule(target=contents, prompt=st.sampled_from("abcd"), texts=st.integers(0, 2), signed=st.booleans())
    def make(self, prompt: str, texts: int, signed: bool) -> Cartridge:
        library = {f"{number}.txt": f"Text {number} of {prompt}." for number in range(texts)}
        config = {"mine": prompt} if signed else {}
        return gardener("ash", prompt=f"You are {prompt}.", library=library, config=config)

    @rule(cartridge=contents, persona_id=st.sampled_from(IDS), replace=st.booleans())
    def install(self, cartridge: Cartridge, persona_id: str, replace: bool) -> None:
        standing = self.listed.get(persona_id)
        same = standing is not None and standing.content_hash == cartridge.content_hash
        try:
            done = self.host.registry.install(cartridge, "imported", as_id=persona_id, replace=replace)
        except PersonaConflict:
            assert standing is not None
            assert not same
            assert not replace
            return
        assert done.outcome == ("unchanged" if same else "replaced" if standing else "installed")
        self.listed[persona_id] = cartridge

    @rule(cartridges=st.lists(contents, max_size=3), fails=st.booleans())
    def install_many(self, cartridges: list[Cartridge], fails: bool) -> None:
        try:
            with self.host.registry.batch("forged") as batch:
                for persona_id, cartridge in zip(IDS, cartridges, strict=False):
                    batch.add(cartridge, as_id=persona_id, replace=True)
                    self.listed[persona_id] = cartridge
                if fails:
                    raise InterruptedError
        except InterruptedError:
            assert fails

    @rule(persona_id=st.sampled_from(IDS))
    def remove(self, persona_id: str) -> None:
        try:
            self.host.registry.remove(persona_id)
        except PersonaNotFound:
            assert persona_id not in self.listed
            return
        self.removed = [entry for entry in self.removed if not self._stands(*entry)]  # swept away with it
        self.removed.append((persona_id, self.listed.pop(persona_id), self.changes.pop(persona_id, {})))

    def _stands(self, persona_id: str, cartridge: Cartridge, changes: dict[str, Any]) -> bool:
        """Whether a removal took away nothing that the home lacks now: such a one is none."""
        standing = self.listed.get(persona_id)
        same = standing is not None and standing.content_hash == cartridge.content_hash
        return same and changes == self.changes.get(persona_id, {})

    @rule(cartridge=contents, persona_id=st.sampled_from(IDS))
    def come_and_go(self, cartridge: Cartridge, persona_id: str) -> None:
        self.install(cartridge=cartridge, persona_id=persona_id, replace=True)
        self.remove(persona_id=persona_id)

    @rule(persona_id=st.sampled_from(IDS))
    def restore(self, persona_id: str) -> None:
        mine = [entry for entry in self.removed if entry[0] == persona_id]
        try:
            self.host.registry.restore(persona_id)
        except PersonaNotFound:
            assert all(self._stands(*entry) for entry in mine)
            return
        except PersonaConflict:
            assert persona_id in self.listed
            return
        self.removed.remove(mine[-1])
        _, self.listed[persona_id], changes = mine[-1]
        self.changes.pop(persona_id, None)
        if changes:
            self.changes[persona_id] = changes

    @rule(
        persona_id=st.sampled_from(IDS),
        name=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=9),
        weirdness=st.floats(0, 1) | st.none(),
    )
    def edit(self, persona_id: str, name: str, weirdness: float | None) -> None:
        values = {"name": json.dumps(name)}
        if weirdness is not None:
            values["config.weirdness"] = json.dumps(weirdness)

        def change(overlay: Overlay) -> Overlay:
            return edited(overlay, values, (), self.host.registry.contents(persona_id).config)

        try:
            self.host.registry.edit(persona_id, change)
        except PersonaNotFound:
            assert persona_id not in {*self.listed, *self.bundled}
            return
        changes = self.changes.setdefault(persona_id, {})
        changes["name"] = name
        if weirdness is not None:
            changes["config"] = {"weirdness": weirdness}

    @rule(persona_id=st.sampled_from(IDS))
    def take_edits_back(self, persona_id: str) -> None:
        if persona_id in {*self.listed, *self.bundled}:
            self.host.registry.edit(persona_id, lambda overlay: overlay, reset=True)
            self.changes.pop(persona_id, None)

    @rule()
    def lose_the_list(self) -> None:
        """What the install records tell is what was listed, as long as none of it is from before."""
        (self.folder / "home" / "personas.json").unlink(missing_ok=True)

    @invariant()
    def the_list_is_what_was_done(self) -> None:
        found = {persona.id: persona for persona in self.host.registry.personas()}
        assert found.keys() == {*self.bundled, *self.listed}
        for persona_id, persona in found.items():
            cartridge = self.listed.get(persona_id)
            expected = cartridge.content_hash if cartridge else self.bundled[persona_id].content_hash
            assert persona.content_hash == expected
            assert (persona.origin == "builtin") == (cartridge is None)
            assert (persona.hides is not None) == (cartridge is not None and persona_id in self.bundled)
            changes = self.changes.get(persona_id, {})
            plain = cartridge.name if cartridge else self.bundled[persona_id].name
            assert persona.name == changes.get("name", plain)
            assert self.host.registry.overlay(persona_id).config == changes.get("config", {})

    @invariant()
    def everything_listed_opens_and_lies_beside_its_record(self) -> None:
        for persona_id, cartridge in self.listed.items():
            persona = self.host.registry.get(persona_id)
            assert dict(self.host.registry.cartridge(persona).files) == dict(cartridge.files)
            folder = self.folder / "home" / persona.path
            record = json.loads(folder.with_name(f"{folder.name}.json").read_text())
            assert (record["id"], record["content_hash"]) == (persona_id, cartridge.content_hash)

    @invariant()
    def nothing_half_written_is_left(self) -> None:
        assert not [path for path in self.folder.rglob("*") if path.name.startswith(".")]


TestRegistry = RegistryMachine.TestCase
TestRegistry.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
