"""The texts a persona is made of: which files there are, how each is read, what is the author's."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from whetstone.core.checks.plain_text import without_forbidden
from whetstone.core.errors import TextError, WhetstoneError
from whetstone.core.texts.finding import Walk
from whetstone.core.texts.patterns import Patterns
from whetstone.core.texts.reading import Reading
from whetstone.core.values.plugin import PluginRecord
from whetstone.core.values.text import TextBlock, TextFormat

HEAD = 4096
"""Bytes that formats are shown to recognise a file."""

_SPOOL = 16 * 2**20
_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, KeyError, EOFError)


@dataclass(frozen=True, slots=True)
class Source:
    """One file among those that were found.

    `number` counts from 0 in the order of reading. `path_shown` is its path from what the user named.
    `format` is the name of the format that reads it, and `size` its bytes. `skipped` says why it is not read
    (another kind of file, excluded, the same as another); empty where it is.
    """

    number: int
    path_shown: str
    size: int
    format: str = ""
    skipped: str = ""
    path: Path = Path()
    inside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path_shown.rpartition("/")[2]


class Found(list[Source]):
    """The sources, in the order of reading; `hidden` counts the files of the system that were passed over."""

    def __init__(self, sources: Sequence[Source], hidden: int = 0) -> None:
        super().__init__(sources)
        self.hidden = hidden


class Texts:
    """Finds files and reads them with the text formats of one host. It may be used in several threads."""

    def __init__(self, formats: Sequence[tuple[PluginRecord, TextFormat]], absent: str = "") -> None:
        self._formats = formats
        self._absent = absent

    def find(
        self, paths: Sequence[Path | str], include: Sequence[str] = (), exclude: Sequence[str] = ()
    ) -> Found:
        """Return every file in `paths` and the folders and archives among them, sorted, each once.

        Files that are no texts, cannot be read, are excluded or have the bytes of another are there too, with
        the reason.
        """
        walk = Walk()
        wanted, unwanted = Patterns(include), Patterns(exclude)
        sources = []
        for number, place in enumerate(walk.places(paths)):
            source = Source(number, place.shown, place.size, "", place.problem, place.path, place.inside)
            names = (source.path_shown, source.name)
            if not source.skipped and unwanted.match(names) and not wanted.match(names):
                source = replace(source, skipped="excluded by --exclude")
            sources.append(source if source.skipped else self._examined(source, wanted.match(names)))
        return Found(self._each_once(sources), walk.hidden.total())

    def read(
        self, source: Source, author: str, include: Sequence[str] = (), exclude: Sequence[str] = ()
    ) -> Reading:
        """Return what is in `source`, piece by piece: each `Stretch` and `LeftOut` once it is complete.

        `author` is whose words are looked for. `include` and `exclude` are patterns for names of files, works
        and sections; what `include` names is taken in whatever else is said of it.

        Raises:
            TextError: it cannot be read (also later, while it is iterated over): one sentence with its name.
        """
        return Reading(self._blocks(source), source, author, Patterns(include), Patterns(exclude))

    def sha256(self, source: Source) -> str:
        """Return the SHA-256 of the file's bytes, in hexadecimal.

        Raises:
            TextError: it cannot be read.
        """
        digest = hashlib.sha256()
        with self.open(source) as file:
            while piece := file.read(2**20):
                digest.update(piece)
        return digest.hexdigest()

    @contextmanager
    def open(self, source: Source) -> Iterator[BinaryIO]:
        """Open the file at its start; a member of an archive is unpacked to a temporary one.

        What is no file, as a pipe or a device, is not opened: it may never end.

        Raises:
            TextError: it cannot be read.
        """
        try:
            if not source.path.is_file():
                raise TextError(f"{source.path_shown} cannot be read: it is no file, or no more there")
            with ExitStack() as stack:
                file: BinaryIO = stack.enter_context(source.path.open("rb"))
                for name in source.inside:
                    file = stack.enter_context(_unpacked(file, name))
                yield file
        except _UNREADABLE as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise TextError(f"{source.path_shown} cannot be read: {said}") from error

    def _examined(self, source: Source, named: bool) -> Source:
        """Say which format reads a file; one that the user `named` is plain text where none knows it."""
        try:
            head = self._head(source)
        except TextError as error:
            return replace(source, skipped=f"it {str(error).removeprefix(f'{source.path_shown} ')}")
        if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
            return replace(source, skipped="there is nothing in it")
        found = self._format_of(head, source.name) or (self._format_of(head, "text.txt") if named else None)
        if found is None:
            return replace(source, skipped=self._unread(source.name))
        return replace(source, format=found[1].name)

    def _head(self, source: Source) -> bytes:
        """Return the first bytes of a file; of a member of an archive, no more is unpacked than these."""
        *outer, last = source.inside or ("",)
        with self.open(replace(source, inside=tuple(outer))) as file:
            if not last:
                return file.read(HEAD)
            with zipfile.ZipFile(file) as archive, archive.open(last) as member:
                return member.read(HEAD)

    def _unread(self, name: str) -> str:
        """Return why no format takes a file of this name."""
        for _, format in self._formats:
            if name.lower().endswith(format.suffixes):
                return f"its bytes are not those of a {format.name} file, whatever its name says"
        known = ", ".join(dict.fromkeys(format.name for _, format in self._formats))
        return f"no installed text format reads it; formats: {known}{self._absent}"

    def _format_of(self, head: bytes, name: str) -> tuple[PluginRecord, TextFormat] | None:
        for record, format in self._formats:
            try:
                if format.recognises(head, name):
                    return record, format
            except Exception as error:
                record.blame(
                    f"recognises() of the format {format.name} raised {type(error).__name__}: {error}"
                )
        return None

    def _blocks(self, source: Source) -> Iterator[TextBlock]:
        with self.open(source) as file:
            found = next((one for one in self._formats if one[1].name == source.format), None)
            if found is None:
                raise TextError(f"no installed text format reads {source.path_shown}{self._absent}")
            record, format = found
            try:
                for block in format.read(file, source.name):
                    text = without_forbidden(block.text)
                    yield block if text is block.text else replace(block, text=text)
            except TextError as error:
                raise TextError(
                    f"{source.path_shown} cannot be read: {error}", detail=error.detail
                ) from error
            except (WhetstoneError, MemoryError, GeneratorExit):
                raise
            except Exception as error:
                fault = f"read() of the format {format.name} raised {type(error).__name__}: {error}"
                record.blame(fault)
                raise TextError(f"{source.path_shown} cannot be read: {fault}") from error

    def _each_once(self, sources: list[Source]) -> list[Source]:
        """Mark those that have the bytes of an earlier one; only files of one size are compared."""
        sizes = Counter(source.size for source in sources if not source.skipped)
        first: dict[str, Source] = {}
        made = []
        for source in sources:
            if not source.skipped and sizes[source.size] > 1:
                same = first.setdefault(self.sha256(source), source)
                if same is not source:
                    source = replace(source, skipped=f"the same as {same.path_shown}")
            made.append(source)
        return made


@contextmanager
def _unpacked(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    with zipfile.ZipFile(file) as archive, tempfile.SpooledTemporaryFile(_SPOOL) as made:
        with archive.open(name) as member:
            shutil.copyfileobj(member, made, 2**20)
        made.seek(0)
        yield cast(BinaryIO, made)
