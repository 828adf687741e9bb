"""The whole contract between Whetstone and its plugins.

A plugin is a module (or any object) that a package names under the entry-point group `whetstone`:

    [project.entry-points.whetstone]
    stoics = "whetstone_stoics"

and that implements any of the functions below, marked with `whetstone.hookimpl`. All hooks are
synchronous, may be implemented by any number of plugins, and take only the arguments they ask for by
name, so arguments added in a later version do no harm. The hooks that bring something return
**objects with a name**; two plugins that bring the same name are an error that names both
distributions, and the first keeps it (built-in ones first, then by distribution name).

Calling is guarded plugin by plugin. One that raises, or returns what the hook does not take, is left
out; `whetstone plugins` shows its error, and everything else goes on. Hook wrappers are not supported:
a wrapper would stand between the host and every other plugin.

Plugins are trusted code: they run with all rights of the user who installs them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import pluggy

from whetstone.core.values.cartridge import Cartridge
from whetstone.core.values.cartridge_format import CartridgeFormat
from whetstone.core.values.chat import ChatFormat
from whetstone.core.values.cloning import ClonePrompt
from whetstone.core.values.job import ExecutorProvider, JobKind
from whetstone.core.values.model import ModelBackend
from whetstone.core.values.passage import Retriever
from whetstone.core.values.persona import Persona, PersonaShelf
from whetstone.core.values.plugin import SettingsSection
from whetstone.core.values.sanitizing import Sanitizer
from whetstone.core.values.text import TextFormat
from whetstone.core.values.turn import FinishedTurn, TurnAdditions, TurnDraft
from whetstone.core.values.ui import Ui

HOOK_API_VERSION = "1.3"
"""The version of this contract. Its first number changes when a plugin must change.

A plugin that needs a range says so with a module attribute: `whetstone_api = ">=1.0,<2"` (a PEP 440
specifier). Outside its range it is skipped, and `whetstone plugins` says why.
"""

hookspec = pluggy.HookspecMarker("whetstone")
hookimpl = pluggy.HookimplMarker("whetstone")


class SettingsReader(Protocol):
    """What a plugin sees of `whetstone.toml`: the sections that plugins declared."""

    def section(self, name: str) -> Any:
        """Return the section `[name]` as the model declared for it, with its defaults where it is absent.

        The type is the plugin's own: `mine: AlmanacSettings = settings.section("almanac")`.

        Raises:
            KeyError: no plugin declared a section of this name.
        """


@hookspec
def whetstone_cartridge_formats() -> Iterable[CartridgeFormat]:  # type: ignore[empty-body]
    """Bring file formats that hold a persona.

    Called when a file is inspected, imported or exported. The formats are asked with `recognises` which
    of them reads a file; the first that says yes reads it. What `read` returns went through the same
    checks as every cartridge (`whetstone.build_cartridge` holds it to them).

    ```python
    class MarkdownFormat:
        name = "markdown"
        suffixes = (".persona.md",)
        writes = False

        def recognises(self, data: bytes, filename: str) -> bool:
            return filename.endswith(self.suffixes)

        def read(self, data: bytes, filename: str) -> Cartridge:
            return build_cartridge(
                {"version": "1", "author": "me", "source_hash": source_hash([data])},
                prompt=data.decode(),
                config={},
                stem=filename.removesuffix(".persona.md"),
            )

        def write(self, cartridge: Cartridge) -> bytes:
            raise FormatError("markdown holds a prompt only, so nothing is exported to it")

    @hookimpl
    def whetstone_cartridge_formats():
        return [MarkdownFormat()]
    ```
    """


@hookspec
def whetstone_personas() -> Iterable[PersonaShelf]:  # type: ignore[empty-body]
    """Bring bundled personas: folders of unpacked cartridges inside the plugin's package.

    Called whenever personas are listed or opened. Each subfolder of `PersonaShelf.folder` is one
    persona; the subfolder's name is its id. They are held to the same checks as an import and are read
    where they lie. A persona that the user installed under the same id stands in front of a bundled one.

    ```python
    @hookimpl
    def whetstone_personas():
        return [PersonaShelf("stoics", Path(__file__).parent / "personas")]
    ```
    """


@hookspec
def whetstone_model_backends(settings: SettingsReader) -> Iterable[ModelBackend]:  # type: ignore[empty-body]
    """Bring a way to reach models.

    Called when a model is opened or models are listed. The backends are asked with `claims` whether a
    model string is theirs, in the plugins' order with litellm (which takes any string it knows) last;
    `backend = "NAME"` in the settings picks one. Import what is heavy in `open`, not before.

    ```python
    class EchoBackend:
        name = "echo"

        def models(self) -> list[ModelInfo]:
            return [ModelInfo("echo", backend="echo", ready=True, note="says what you said")]

        def claims(self, model: str) -> bool:
            return model == "echo"

        def open(self, spec: ModelSpec) -> Model:
            return EchoModel(spec.name)

    class EchoModel:
        context_tokens = reply_tokens = None
        caveat = ""

        def __init__(self, name: str) -> None:
            self.name = name

        def count_tokens(self, text: str) -> int:
            return len(text.split())

        async def prewarm(self, messages: Sequence[Message]) -> None:
            pass

        async def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
            yield Chunk(request.messages[-1].content)
            yield Chunk(finish="stop")

        async def close(self) -> None:
            pass

    @hookimpl
    def whetstone_model_backends():
        return [EchoBackend()]
    ```
    """


@hookspec
def whetstone_retrievers(settings: SettingsReader) -> Iterable[Retriever]:  # type: ignore[empty-body]
    """Bring a way to find passages in a persona's library.

    Called when a persona with a library is opened. The retrievers named by `[retrieval] retrievers` in
    the settings (default: every one that is installed and not optional) each rank the passages, and the
    rankings are fused by reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009). One that also has
    `unavailable() -> str` is optional: it takes part only where the settings name it, and where it returns
    a sentence that says what is missing, that sentence is the error.

    ```python
    class LongPassages:
        name = "long"

        def open(self, shelf: Shelf) -> PassageIndex:
            return LongestFirst(shelf.passages)

    class LongestFirst:
        def __init__(self, passages: Sequence[Passage]) -> None:
            self.ranking = sorted(range(len(passages)), key=lambda place: -len(passages[place].text))

        def search(self, query: str, limit: int) -> Sequence[int]:
            return self.ranking[:limit]

    @hookimpl
    def whetstone_retrievers():
        return [LongPassages()]
    ```
    """


@hookspec
def whetstone_text_formats() -> Iterable[TextFormat]:  # type: ignore[empty-body]
    """Bring kinds of files that texts are read from, to make a persona of.

    Called when texts are read. The formats are asked with `recognises`; the first that says yes reads the
    file, built-in ones last, so a plugin can read a kind better than Whetstone does. A format says what a
    block is where the file tells it (`role`); recognising an introduction by another hand or a licence from
    the words alone is done afterwards, for all formats alike.

    ```python
    class SubtitleFormat:
        name = "subtitles"
        suffixes = (".srt",)

        def recognises(self, head: bytes, filename: str) -> bool:
            return filename.lower().endswith(self.suffixes)

        def read(self, file: BinaryIO, filename: str) -> Iterator[TextBlock]:
            for line in io.TextIOWrapper(file, "utf-8", errors="replace"):
                if line.strip() and not line.strip().isdigit() and "-->" not in line:
                    yield TextBlock(line.strip())

    @hookimpl
    def whetstone_text_formats():
        return [SubtitleFormat()]
    ```
    """


@hookspec
def whetstone_sanitizers(settings: SettingsReader) -> Iterable[Sanitizer]:  # type: ignore[empty-body]
    """Bring what finds personal data, to be taken out of a log before anything of it leaves.

    Called when a log is sanitized. All sanitizers are asked; what several of them find is merged, and
    replaced by placeholders that agree within the log. This one fails closed: where the hook raises or
    brings what does not fit, where `find` raises, or returns spans that overlap or lie outside of their
    text, nothing of the log is given out, and the error names the plugin.

    ```python
    class StaffNumbers:
        name = "staff-numbers"
        tier = "rules"

        def find(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
            return [
                [Span(*match.span(), "STAFF_NUMBER") for match in re.finditer(r"EMP-[0-9]{5}", text)]
                for text in texts
            ]

    @hookimpl
    def whetstone_sanitizers():
        return [StaffNumbers()]
    ```
    """


@hookspec
def whetstone_chat_formats() -> Iterable[ChatFormat]:  # type: ignore[empty-body]
    """Bring kinds of chat exports, whose messages go into the log.

    Called when chats are imported. The formats are asked with `recognises`; the first that says yes reads the
    file, built-in ones last, so a plugin can read a kind better than Whetstone does. What is read is held to
    nothing but its types: who the user is, and what is in the log already, is seen to for all formats alike.

    ```python
    class TranscriptFormat:
        name = "transcript"

        def recognises(self, head: bytes, filename: str) -> bool:
            return head.startswith(b"TRANSCRIPT")

        def read(self, file: BinaryIO, filename: str) -> Iterator[ChatPiece]:
            for number, line in enumerate(file, 1):
                speaker, colon, text = line.decode("utf-8", "replace").strip().partition(": ")
                if colon:
                    yield ChatMessage(speaker, text)
                elif number > 1:
                    yield Skipped("lines without a speaker", number)

    @hookimpl
    def whetstone_chat_formats():
        return [TranscriptFormat()]
    ```
    """


@hookspec
def whetstone_job_kinds() -> Iterable[JobKind]:  # type: ignore[empty-body]
    """Bring kinds of long work, which can be cancelled and resumed.

    Called when a job is started, resumed or shown. A job keeps its parameters; run again after an
    interruption, it finds what the model answered before, and comes to the same result.

    ```python
    class CountParameters(BaseModel):
        texts: list[str]

    class CountWords:
        name = "count-words"
        parameters = CountParameters

        def run(self, work: Work, parameters: CountParameters) -> Mapping[str, Any]:
            counts = work.map("counting", count_words, parameters.texts)
            return {"words": sum(counts)}

    def count_words(text: str) -> int:
        return len(text.split())

    @hookimpl
    def whetstone_job_kinds():
        return [CountWords()]
    ```
    """


@hookspec
def whetstone_executors(settings: SettingsReader) -> Iterable[ExecutorProvider]:  # type: ignore[empty-body]
    """Bring a place where the steps of jobs run, other than this machine.

    Called when a job starts. Return it only where the user's settings ask for it; without any, steps run
    in threads and processes here. Two at a time are an error.

    ```python
    class OneAfterTheOther:
        name = "one-thread"

        def open(self) -> Executor:
            return ThreadPoolExecutor(max_workers=1)

    @hookimpl
    def whetstone_executors(settings):
        return [OneAfterTheOther()]
    ```
    """


@hookspec
def whetstone_clone_prompt(prompt: ClonePrompt, settings: SettingsReader) -> ClonePrompt | None:
    """Change what a model is told when it analyses a person's chats for a clone.

    Called once for each clone that is made with a model, after the chats were sanitized. The plugins are
    asked in turn, and the first answer that is not `None` is taken; `prompt.text` is what would be said
    without it, so a plugin can put something before it, after it or in its place. A very small model
    (the embedded one) is not told anything at length, and this is not used for it.

    ```python
    @hookimpl
    def whetstone_clone_prompt(prompt):
        return replace(prompt, text=f"{prompt.text} Say above all how {prompt.name} jokes.")
    ```
    """


@hookspec
def whetstone_prepare_turn(draft: TurnDraft, settings: SettingsReader) -> TurnAdditions | None:
    """Add passages or notes to a turn before the model is asked.

    Called once for each turn, after the library was searched and after the user's message is on disk.
    Every plugin sees the same draft; none can take anything away. Return `None` to add nothing.

    ```python
    @hookimpl
    def whetstone_prepare_turn(draft):
        return TurnAdditions("today", notes=(f"Today is {date.today():%A, %d %B %Y}.",))
    ```
    """


@hookspec
def whetstone_turn_done(turn: FinishedTurn, settings: SettingsReader) -> None:
    """Learn of a turn whose reply is on disk, also one that was stopped or failed.

    Called once for each turn. The log belongs to the user: what leaves it should be sanitized first.

    ```python
    @hookimpl
    def whetstone_turn_done(turn):
        print(f"{turn.persona.name}: {turn.reply.usage}", file=sys.stderr)
    ```
    """


@hookspec
def whetstone_persona_installed(persona: Persona, cartridge: Cartridge, settings: SettingsReader) -> None:
    """Learn of a persona that was installed, once it is listed in `personas.json`.

    Called for each new content of an id (not for one that was there already, so not for a rollback),
    whatever made it.

    ```python
    @hookimpl
    def whetstone_persona_installed(persona, cartridge):
        print(f"{persona.name} brings {len(cartridge.library)} texts", file=sys.stderr)
    ```
    """


@hookspec
def whetstone_settings() -> Iterable[SettingsSection]:  # type: ignore[empty-body]
    """Bring tables of `whetstone.toml` that this plugin reads.

    Called once, when the settings are checked. A section's name is the plugin's to choose and should be
    its entry-point name. Read it with `settings.section(name)` in the hooks that are given `settings`.

    ```python
    class AlmanacSettings(BaseModel):
        model_config = ConfigDict(extra="forbid")
        weekday: bool = True

    @hookimpl
    def whetstone_settings():
        return [SettingsSection("almanac", AlmanacSettings)]

    @hookimpl
    def whetstone_prepare_turn(settings):
        mine: AlmanacSettings = settings.section("almanac")
        today = f"{date.today():%A, %d %B %Y}" if mine.weekday else f"{date.today():%d %B %Y}"
        return TurnAdditions("almanac", notes=(f"Today is {today}.",))
    ```
    """


@hookspec
def whetstone_ui(ui: Ui) -> None:
    """Add to the pages of the web: pages, entries of the navigation, panels on the persona page, an HTTP API.

    Called once for each host, when its pages are served or its plugins are listed. Every plugin is given a
    `ui` of its own, and all that it serves lies under `/x/NAME/`, NAME being the plugin's. Of one that
    raises, or names a file that is not there, nothing is taken.

    ```python
    @hookimpl
    def whetstone_ui(ui):
        from fastapi import APIRouter, Request

        router = APIRouter()

        @router.get("/")
        def today(request: Request):
            return ui.page(request, "today.html", today=date.today())

        ui.router(router)
        ui.templates(Path(__file__).parent / "templates")
        ui.navigation("Almanac")
    ```
    """
