"""The host: opens a home with its plugins, and offers every service that faces build on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from whetstone.core.errors import ModelNotFound, PersonaNotFound
from whetstone.core.formats import Formats
from whetstone.core.history import History
from whetstone.core.home import Home
from whetstone.core.loading.blocking import blocked_names
from whetstone.core.loop import HostLoop
from whetstone.core.models import Models
from whetstone.core.personas.bundled import Bundled
from whetstone.core.plugin_manager import PluginManager
from whetstone.core.settings import Settings
from whetstone.core.shared import shared_property
from whetstone.core.values.cartridge_format import CartridgeFormat
from whetstone.core.values.chat import ChatFormat
from whetstone.core.values.model import Model, ModelBackend
from whetstone.core.values.passage import OptionalRetriever, Passage, Retriever
from whetstone.core.values.persona import Persona, PersonaShelf
from whetstone.core.values.plugin import PluginRecord, SettingsSection
from whetstone.core.values.sanitizing import Sanitizer
from whetstone.core.values.text import TextFormat
from whetstone.core.values.turn import FinishedTurn, TurnAdditions, TurnDraft

if TYPE_CHECKING:
    from importlib_metadata import EntryPoint

    from whetstone.core.additions import Additions
    from whetstone.core.chats.service import Chats
    from whetstone.core.conversations.conversation import Conversation
    from whetstone.core.jobs.jobs import Jobs
    from whetstone.core.library import Library
    from whetstone.core.registry import Registry
    from whetstone.core.sanitizing.service import Sanitizing
    from whetstone.core.texts.service import Texts

_REMEMBERED = 1_000
"""So many turns of an earlier conversation are read when it goes on; more where its persona looks further."""


class Host:
    """One home, its settings and its plugins. Use it as a context manager, or call `close`.

    Args:
        home: the home directory; `None` is `WHETSTONE_HOME` or the platform's place.
        block: names of plugins not to load, beside those that the environment and the settings block.
        found: the entry points to load instead of the installed ones.

    Raises:
        HomeError: a file stands where the home should be.
        SettingsError: `whetstone.toml` holds something that does not fit.
    """

    def __init__(
        self,
        home: Path | str | None = None,
        *,
        block: Iterable[str] = (),
        found: Iterable[EntryPoint] | None = None,
    ) -> None:
        self.home = Home(home)
        self.home.check()
        self.settings = Settings(self.home.settings)
        self.plugins = PluginManager(blocked_names(self.home.settings, block), found)
        self.loop = HostLoop()
        self._check_sections()

    def _check_sections(self) -> None:
        sections = self.plugins.collect("whetstone_settings", SettingsSection)
        self.settings.check_sections(sections, self.plugins.records)

    def register(self, plugin: object, name: str) -> PluginRecord:
        """Register a plugin object without an entry point; its hooks join in from now on."""
        record = self.plugins.register(plugin, name)
        self._check_sections()
        if "models" in self.__dict__:
            self.loop.run(self.models.close())
        for name_of, member in vars(Host).items():
            if isinstance(member, shared_property) and name_of not in ("history", "jobs"):
                self.__dict__.pop(name_of, None)
        return record

    @shared_property
    def formats(self) -> Formats:
        """The cartridge formats."""
        return Formats(
            self.plugins.collect("whetstone_cartridge_formats", CartridgeFormat),  # type: ignore[type-abstract]
            self.plugins.absent(),
        )

    @shared_property
    def additions(self) -> list[Additions]:
        """What plugins add to the pages of the web."""
        from whetstone.core.additions import additions_of

        return additions_of(self)

    @shared_property
    def texts(self) -> Texts:
        """The texts that personas are made of, and the formats that read them."""
        from whetstone.core.texts.service import Texts

        found = self.plugins.collect("whetstone_text_formats", TextFormat)  # type: ignore[type-abstract]
        return Texts(found, self.plugins.absent())

    @shared_property
    def sanitizing(self) -> Sanitizing:
        """What takes personal data out of a log before anything of it leaves."""
        from whetstone.core.sanitizing.service import Sanitizing

        found: list[tuple[PluginRecord, Sanitizer]] = self.plugins.collect(
            "whetstone_sanitizers",
            Sanitizer,  # type: ignore[type-abstract]
            settings=self.settings,
        )
        return Sanitizing(found, self.settings.core.sanitizer, self.plugins.records)

    @shared_property
    def chats(self) -> Chats:
        """The chats that are imported into the log, and the formats that read them."""
        from whetstone.core.chats.service import Chats

        found = self.plugins.collect("whetstone_chat_formats", ChatFormat)  # type: ignore[type-abstract]
        return Chats(found, self.plugins.absent(), self.history)

    @shared_property
    def registry(self) -> Registry:
        """The personas."""
        from whetstone.core.registry import Registry

        return Registry(self.home, self.bundled, self._tell_installed)

    @shared_property
    def bundled(self) -> Bundled:
        """The personas that plugins bring along."""
        return Bundled(lambda: self.plugins.collect("whetstone_personas", PersonaShelf))

    @shared_property
    def history(self) -> History:
        """The chat log."""
        return History(self.home)

    @shared_property
    def models(self) -> Models:
        """The models."""
        found: list[tuple[PluginRecord, ModelBackend]] = self.plugins.collect(
            "whetstone_model_backends",
            ModelBackend,  # type: ignore[type-abstract]
            settings=self.settings,
        )
        return Models(self.settings, lambda: found, self.plugins.absent)

    @shared_property
    def jobs(self) -> Jobs:
        """Long work."""
        from whetstone.core.jobs.jobs import Jobs

        return Jobs(self)

    @shared_property
    def library(self) -> Library:
        """The search in personas' libraries.

        Raises:
            PluginError: the settings name a retriever that no plugin brings, or one that cannot work here.
        """
        from whetstone.core.library import library_of

        found = self.plugins.collect("whetstone_retrievers", Retriever, settings=self.settings)  # type: ignore[type-abstract]
        wanted = self.settings.core.retrieval.retrievers
        return library_of(found, wanted, self.home.cache / "library", self.plugins.absent)

    def ask_all_plugins(self) -> None:
        """Call every hook that brings something, so that the plugins' records are complete."""
        _ = self.chats, self.formats, self.texts, self.bundled.personas(), self.models.known()
        _ = self.jobs.kinds(), self.jobs.executors(), self.sanitizing, self.additions
        found = self.plugins.collect("whetstone_retrievers", Retriever, settings=self.settings)  # type: ignore[type-abstract]
        for record, retriever in found:
            named = retriever.name in (self.settings.core.retrieval.retrievers or ())
            if named and isinstance(retriever, OptionalRetriever) and (lacking := retriever.unavailable()):
                record.blame(lacking)

    def model_for(self, persona: Persona, name: str | None = None) -> Model:
        """Open the model that answers for `persona`: `name`, else the one that `model_name` names.

        Raises:
            ModelError: it is not known or cannot be opened.
        """
        return self.models.open(name or self.model_name(persona.id))

    def model_name(self, persona_id: str | None = None) -> str:
        """Return the name of the model that answers for a persona where none is named: unopened, unchecked.

        It is `WHETSTONE_MODEL`, else the user's choice for this persona, else the settings' `model`.
        """
        import os

        of_persona = self.registry.overlay(persona_id).model if persona_id else None
        return os.environ.get("WHETSTONE_MODEL") or of_persona or self.settings.core.model

    def converse(
        self,
        persona_id: str | None = None,
        *,
        model: str | None = None,
        conversation: str | None = None,
        leaf: str | None = None,
        seed: int | None = None,
    ) -> Conversation:
        """Begin a conversation with a persona, or go on with the one that has the id `conversation`.

        It goes on behind the turn with the id `leaf`, else on the branch that is read.

        A reference (`ID@VERSION`, `ID@HASH`, `ID@previous`) talks with an earlier content of it. What is left
        out stays as it was: who spoke last, and the model that was chosen for the turn before, else the
        usual one, whose name is "" here.

        Raises:
            PersonaNotFound, CartridgeError: there is no such persona, its files are damaged, or none is named
                and none spoke yet.
            HistoryError: there is no such conversation.
            ModelError: the model is not known or cannot be opened.
        """
        from whetstone.core.conversations.conversation import Conversation, chosen_in, persona_in

        branch = self.history.branch(conversation, _REMEMBERED, leaf) if conversation else []
        persona_id = persona_id or persona_in(branch)
        if persona_id is None:
            raise PersonaNotFound("no persona spoke here yet: choose one to go on with")
        chosen = chosen_in(branch) if model is None else None
        try:
            cast = self._cast(persona_id, chosen or model or None)
        except ModelNotFound as error:
            if chosen is None:
                raise
            raise ModelNotFound(f"{error}; it was chosen in this conversation, so name another one") from None
        if conversation is None:
            return Conversation(**cast, seed=seed)
        wanted = 4 * cast["config"].context_limits.history_turns
        if wanted > _REMEMBERED:
            branch = self.history.branch(conversation, wanted, leaf)
        return Conversation(**cast, id=conversation, branch=branch, seed=seed)

    def recast(self, talk: Conversation, persona_id: str, model: str | None = None) -> None:
        """Go on with another persona, or the same one through another model."""
        for name, value in self._cast(persona_id, model).items():
            setattr(talk, name, value)

    def _cast(self, reference: str, model: str | None) -> dict[str, Any]:
        from whetstone.core.conversations.conversation import Services
        from whetstone.core.personas.overlays import changed_config

        persona = self.registry.find(reference)
        cartridge = self.registry.cartridge(persona)

        def keep() -> None:
            if self.history.kept:
                self.registry.versions.keepsakes.keep(persona, cartridge)

        def find(query: str, limit: int) -> Sequence[Passage]:
            if not cartridge.library or not limit:
                return ()
            return self.library.search(persona.content_hash, cartridge.library, query, limit)

        return {
            "persona": persona,
            "cartridge": cartridge,
            "config": changed_config(cartridge.config, self.registry.overlay(persona.id)),
            "model": self.model_for(persona, model),
            "chosen": None if model == self.model_name(persona.id) else model,
            "services": Services(self.history, keep, find, self._additions, self._tell_done),
        }

    def _additions(self, draft: TurnDraft) -> list[TurnAdditions]:
        return self.plugins.gather(
            "whetstone_prepare_turn", TurnAdditions, draft=draft, settings=self.settings
        )

    def _tell_done(self, turn: FinishedTurn) -> None:
        for _ in self.plugins.each("whetstone_turn_done", turn=turn, settings=self.settings):
            pass

    def _tell_installed(self, personas: Sequence[Persona]) -> None:
        hook = "whetstone_persona_installed"
        if not any(hook in record.hooks for record in self.plugins.records):
            return
        for persona in personas:
            cartridge = self.registry.cartridge(persona)
            for _ in self.plugins.each(hook, persona=persona, cartridge=cartridge, settings=self.settings):
                pass

    def close(self) -> None:
        """Close the chat log, the models and the event loop."""
        if "history" in self.__dict__:
            self.history.close()
        if "models" in self.__dict__:
            self.loop.run(self.models.close())
        self.loop.close()

    def __enter__(self) -> Host:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
