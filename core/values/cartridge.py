"""The cartridge: a persona as one value, whatever file format it came in."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

FORMAT: Final = 1
"""The version of the cartridge format that this code writes."""

_MUCH = 4 << 20

PersonaType = Literal["persona", "clone"]

ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
"""The pattern of a text on one line."""

VERSION = r"^[0-9A-Za-z][0-9A-Za-z.+_!~-]{0,63}$"
"""The pattern of a cartridge's version."""

ShortText = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE)]
Version = Annotated[str, StringConstraints(pattern=VERSION)]


class Metadata(BaseModel):
    """`metadata.json`: who made this persona, from what, in which version.

    Only `version`, `author` and `source_hash` are required; `id` and `name` default to the file's
    name. Keys that are not known here are kept.
    """

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    version: Version = Field(description="Free text, ordered as PEP 440 where it parses.")
    author: ShortText = Field(description="Who made the cartridge.")
    source_hash: ShortText = Field(
        description="`sha256:` over the sorted hashes of the source texts; other tools' values are kept."
    )
    format: Literal[1] = Field(default=FORMAT, description="The version of this file format.")
    id: str | None = Field(default=None, max_length=200, description="Lower-case letters, digits, hyphens.")
    name: ShortText | None = Field(default=None, description="The persona's name, for people.")
    type: PersonaType = Field(default="persona", description="`clone` is made from a person's own chats.")
    description: str | None = Field(default=None, max_length=2_000, description="One sentence or a few.")
    tags: tuple[ShortText, ...] = Field(
        default=(),
        max_length=64,
        strict=False,
        description="Words to find it by, 200 characters each at most.",
    )


class ContextLimits(BaseModel):
    """`context_limits` of `config.json`: what one turn may use."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    prompt_tokens: int = Field(
        default=6_000, ge=64, le=10_000_000, description="Tokens sent to the model in one turn, at the most."
    )
    history_turns: int = Field(
        default=24, ge=0, le=100_000, description="Earlier exchanges sent along, at the most."
    )
    passages: int = Field(
        default=3, ge=0, le=64, description="Library passages put into a turn, at the most."
    )
    reply_tokens: int = Field(default=600, ge=1, le=1_000_000, description="Length of a reply, at the most.")


class Example(BaseModel):
    """An exemplary exchange: what someone says, and how the persona answers."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    user: str = Field(min_length=1, max_length=20_000, description="What someone says.")
    reply: str = Field(min_length=1, max_length=20_000, description="How the persona answers.")


class Config(BaseModel):
    """`config.json`: the persona's default settings. Keys that are not known here are kept."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    voice: str | None = Field(
        default=None, max_length=4_000, description="How it speaks, in a line or a few; put into the prompt."
    )
    weirdness: float = Field(
        default=0.5, ge=0, le=1, description="From sober (0) to wild (1); sets the sampling."
    )
    context_limits: ContextLimits = Field(default_factory=ContextLimits, description="What one turn may use.")
    greeting: str | None = Field(
        default=None, max_length=20_000, description="What it says when it is opened."
    )
    examples: tuple[Example, ...] = Field(
        default=(), max_length=64, strict=False, description="Exemplary exchanges: objects, see below."
    )


@dataclass(frozen=True)
class Cartridge:
    """A persona with everything it needs, independent of any file format.

    `files` is the truth: every file's exact bytes under its canonical name (`metadata.json`,
    `library/republic.txt`, …), so that a cartridge leaves as it came. The other fields are what those
    files say; `library` maps file names without the folder to texts. `id` and `name` are the
    metadata's, or made from the file's name. `notes` tell what the reader skipped or changed.

    Make one with `whetstone.read_files` or `whetstone.build_cartridge`, which hold it to the format.
    """

    id: str
    name: str
    files: Mapping[str, bytes]
    metadata: Metadata
    prompt: str
    config: Config
    library: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def avatar(self) -> bytes | None:
        """The avatar's PNG bytes, where there is one."""
        return self.files.get("avatar.png")

    @property
    def report(self) -> dict[str, Any] | None:
        """The measured report, where there is one."""
        data = self.files.get("report.json")
        return None if data is None else json.loads(data.decode("utf-8-sig"))

    @cached_property
    def content_hash(self) -> str:
        """`sha256:` and a hex digest that names this content, whatever archive it came in."""
        return content_hash(self.files)


def content_hash(files: Mapping[str, bytes]) -> str:
    """Return the hash of a cartridge's content.

    It is the SHA-256 over one line per file, sorted by name as UTF-8 bytes: the file's own SHA-256 in
    hex, two spaces, its name, a line feed. `signature.json` is left out, since it signs this hash.
    """
    names = sorted((name for name in files if name != "signature.json"), key=lambda name: name.encode())
    digests = _digests([files[name] for name in names])
    lines = "".join(f"{digest}  {name}\n" for digest, name in zip(digests, names, strict=True))
    return "sha256:" + hashlib.sha256(lines.encode()).hexdigest()


def _digests(contents: Sequence[bytes]) -> list[str]:
    """Return the SHA-256 of each in hex; of much on several cores, for hashing lets other threads run."""
    if sum(map(len, contents)) < _MUCH:
        return [hashlib.sha256(content).hexdigest() for content in contents]
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        return list(pool.map(lambda content: hashlib.sha256(content).hexdigest(), contents))


def source_hash(sources: Iterable[bytes]) -> str:
    """Return `sha256:` over the sorted SHA-256 digests (hex, a line feed each) of the source texts."""
    return source_hash_of(hashlib.sha256(source).hexdigest() for source in sources)


def source_hash_of(digests: Iterable[str]) -> str:
    """Return the source hash of the texts whose SHA-256 digests (64 lower-case hex digits) these are."""
    lines = "".join(f"{digest}\n" for digest in sorted(digests))
    return "sha256:" + hashlib.sha256(lines.encode()).hexdigest()
