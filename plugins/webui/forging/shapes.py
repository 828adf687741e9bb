"""What the API of the Forge takes and gives."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from whetstone.core.importing import Imported
from whetstone.core.signing.facts import SignatureFacts
from whetstone.plugins.webui.forging.looking import Kind, Outlook

UploadId = Annotated[str, StringConstraints(max_length=40)]
Line = Annotated[str, StringConstraints(max_length=400)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Wanted(BaseModel):
    """A body of a request; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid")


class Contents(BaseModel):
    """What an upload is: a `cartridge`, `texts`, or `neither`, for a `reason`.

    `texts` are the files in it that can be read, `passed_over` those that cannot, each with the reason.
    """

    upload: str
    name: str
    kind: Kind
    reason: str = ""
    texts: list[str] = []
    passed_over: dict[str, str] = {}


class CartridgeTold(BaseModel):
    """What is in a cartridge that was uploaded, and what importing it would come to.

    `files` are all files with their sizes in bytes. `signature` is what is known of it, `signature_words`
    says so; `warnings` are what a reader should know before. `installed_as` is the id under which this very
    content is there already.
    """

    upload: str
    id: str
    name: str
    type: str
    content_hash: str
    metadata: dict[str, Any]
    prompt: str
    config: dict[str, Any]
    files: dict[str, int]
    notes: list[str]
    report: dict[str, Any] | None
    signature: SignatureFacts
    signature_words: str
    warnings: list[str]
    outlook: Outlook
    installed_as: str | None


class ImportWish(Wanted):
    """A cartridge to be imported, from an upload.

    `as_id` imports it under another id, `replace` in the place of another content under its id.
    `accept_signature` takes an invalid signature for none, and another key, or none, for the one that the id
    is bound to.
    """

    upload: UploadId
    as_id: Line | None = None
    replace: bool = False
    accept_signature: bool = False


class BatchWish(Wanted):
    """Cartridges to be imported in one batch."""

    cartridges: list[ImportWish] = Field(min_length=1, max_length=1_000)


class ImportTold(BaseModel):
    """What became of one cartridge; `failed` has an `error` in one sentence, and the rest is empty."""

    upload: str
    result: Imported


class ForgeWish(Wanted):
    """A persona to be made of texts that were uploaded.

    `model` is a model's name, or `none` to measure only; without one it is the model of the settings.
    `budget` is the number of calls that it may get. `include` and `exclude` are patterns for names of files
    and sections.
    """

    uploads: list[UploadId] = Field(min_length=1, max_length=20_000)
    name: Name
    id: Line | None = None
    model: Line | None = None
    budget: int | None = Field(default=None, ge=0, le=100_000)
    include: list[Line] = Field(default=[], max_length=100)
    exclude: list[Line] = Field(default=[], max_length=100)
    author: Line | None = None
    replace: bool = False
