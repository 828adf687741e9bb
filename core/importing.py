"""Importing cartridges, many in one batch, with an outcome for each: what commands and pages do alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from whetstone.core.errors import HomeError, WhetstoneError
from whetstone.core.personas.installs import Batch
from whetstone.core.registry import Registry
from whetstone.core.values.cartridge import Cartridge


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one cartridge.

    `outcome` is `installed`, `replaced`, `unchanged`, `repaired`, `signed`, `unsigned` (see `Installed`) or
    `failed`: then `error` is the sentence, `error_type` the type of the error, and the rest is empty. `hides`
    names the bundled persona that it stands in front of, `signed_by` its key; `notes` are to be told.
    """

    outcome: str
    id: str = ""
    name: str = ""
    version: str = ""
    content_hash: str = ""
    hides: str | None = None
    signed_by: str | None = None
    notes: tuple[str, ...] = ()
    error: str = ""
    error_type: str = ""


class Importing:
    """Imports that share one batch. `outcomes` are in the order of `add`; after the batch they are final.

    `error` is what the last of them failed with, `fault` what is wrong with the home.
    """

    def __init__(self, batch: Batch) -> None:
        self.outcomes: list[Imported] = []
        self.fault: HomeError | None = None
        self.error: WhetstoneError | None = None
        self._batch = batch

    def add(
        self,
        read: Callable[[], Cartridge],
        *,
        as_id: str | None = None,
        replace: bool = False,
        accept_signature: bool = False,
    ) -> Imported:
        """Import the cartridge that `read` returns; see `Batch.add`. What fails is an outcome as well.

        A fault of the home stops the batch: what is added after it fails with the same sentence.
        """
        self.outcomes.append(self._added(read, as_id, replace, accept_signature))
        return self.outcomes[-1]

    def _added(
        self, read: Callable[[], Cartridge], as_id: str | None, replace: bool, accept_signature: bool
    ) -> Imported:
        if self.fault is not None:
            return failed(self.fault)
        try:
            cartridge = read()
            done = self._batch.add(cartridge, as_id=as_id, replace=replace, accept_signature=accept_signature)
        except WhetstoneError as error:
            self.error = error
            if isinstance(error, HomeError):
                self.fault = error
            return failed(error)
        persona = done.persona
        return Imported(
            done.outcome,
            id=persona.id,
            name=persona.name,
            version=persona.version,
            content_hash=persona.content_hash,
            hides=done.hides,
            signed_by=persona.signed_by,
            notes=(*cartridge.notes, *done.notes),
        )

    def finish(self, fault: HomeError | None) -> None:
        """Mark as failed what was drafted and then, for a `fault` of the home, not listed."""
        self.fault = fault or self.fault
        if self.fault is None:
            return
        self.error = self.fault
        listed = {(persona.id, persona.content_hash) for persona in self._batch.listed}
        for place, done in enumerate(self.outcomes):
            drafted = done.outcome not in ("failed", "unchanged")
            if drafted and (done.id, done.content_hash) not in listed:
                error, kind = str(self.fault), type(self.fault).__name__
                self.outcomes[place] = replace(done, outcome="failed", error=error, error_type=kind)


@contextmanager
def importing(registry: Registry) -> Iterator[Importing]:
    """Import cartridges with one swap of the list at the end; a fault of the home is told as `fault`."""
    begun: Importing | None = None
    try:
        with registry.batch("imported") as batch:
            begun = Importing(batch)
            yield begun
    except HomeError as error:
        if begun is None:
            raise
        begun.finish(error)
    else:
        begun.finish(None)


def failed(error: WhetstoneError) -> Imported:
    """Return the outcome of an import that failed."""
    return Imported("failed", error=str(error), error_type=type(error).__name__)
