"""The API of models, plugins and settings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.convertors import Convertor, register_url_convertor

from whetstone.plugins.webui.refused import BY_MODELS, refusals
from whetstone.plugins.webui.setup import about, models
from whetstone.plugins.webui.setup.about import Health, PluginLine, SettingsInfo, TokenInfo
from whetstone.plugins.webui.setup.asking import Tested, tested
from whetstone.plugins.webui.setup.models import FoundLine, ModelEntry, ModelLine
from whetstone.plugins.webui.setup.pulling import HerePulling, PullState
from whetstone.plugins.webui.site import Here


class ModelName(Convertor[str]):
    """A model's name in an address: slashes are part of it, but nothing that is encoded twice or wrongly."""

    regex = r"[^%\\\x00-\x1f\x7f\ufffd]{1,300}"

    def convert(self, value: str) -> str:
        """Return the name as it stands in the address."""
        return value

    def to_string(self, value: str) -> str:
        """Return the name as it is put into an address."""
        return value


register_url_convertor("model", ModelName())

_FAULTS = refusals(
    {
        404: "There is no such model in the settings.",
        409: "A plugin stands in the way.",
        422: "The request does not fit, or no model has that name.",
    }
)
_MODEL_FAULTS = refusals(BY_MODELS)

router = APIRouter(responses=_FAULTS)

Name = Annotated[str, Path(description="A model's name, slashes included.")]


class Wanted(BaseModel):
    """Names of models that `POST /models/detect` found."""

    model_config = ConfigDict(extra="forbid")

    names: list[Annotated[str, Field(max_length=300)]] = Field(max_length=200)


class Chosen(BaseModel):
    """The model that answers where nothing else is named."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")


class Backend(BaseModel):
    """The backend whose weights are fetched."""

    model_config = ConfigDict(extra="forbid")

    backend: str = Field("embedded", max_length=200)


@router.get("/models", tags=["models"])
def list_models(site: Here) -> list[ModelLine]:
    """List the models that are set up or come with a plugin, the default first."""
    return models.lines(site.host)


@router.post("/models/detect", tags=["models"])
def detect(site: Here) -> list[FoundLine]:
    """Look for model servers at this machine's usual ports, and for keys in the environment."""
    return models.detected(site.host)


@router.post("/models/adopt", tags=["models"], responses=_MODEL_FAULTS)
def adopt(site: Here, wanted: Wanted) -> list[FoundLine]:
    """Write models that are found on this machine into the settings."""
    return models.adopt(site.host, wanted.names)


@router.get("/models/pull", tags=["models"])
def pulled(pulling: HerePulling) -> PullState:
    """Tell how far the weights are that are being fetched."""
    return pulling.state()


@router.post("/models/pull", tags=["models"], status_code=202, responses=_MODEL_FAULTS)
def pull(site: Here, pulling: HerePulling, wanted: Backend) -> PullState:
    """Fetch the weights of a backend, once for all homes; `GET /models/pull` tells how far that is."""
    return pulling.begin(wanted.backend, site.host.models.weights_of(wanted.backend))


@router.post("/models/{name:model}/test", tags=["models"], responses=_MODEL_FAULTS)
async def test(request: Request, site: Here, name: Name) -> Tested:
    """Ask a model one short question, and tell its reply and how long that took.

    It need not be set up: any name that a conversation could be had with will do.
    """
    return await tested(request, site, name)


@router.put("/models/{name:model}", tags=["models"])
def put_model(site: Here, name: Name, entry: ModelEntry) -> ModelLine:
    """Set a model up under this name, or change how it is."""
    models.put_entry(site.host, name, entry)
    return models.line(site.host, name)


@router.delete("/models/{name:model}", tags=["models"], status_code=204)
def remove_model(site: Here, name: Name) -> None:
    """Take a model out of the settings."""
    models.remove_entry(site.host, name)


@router.get("/settings", tags=["settings"])
def settings(site: Here) -> SettingsInfo:
    """Tell what this server works with."""
    return about.settings(site.host)


@router.put("/settings/model", tags=["settings"])
def choose(site: Here, chosen: Chosen) -> SettingsInfo:
    """Choose the model that answers where nothing else is named.

    The environment variable `WHETSTONE_MODEL`, where the server was started with it, goes before.
    """
    models.choose(site.host, chosen.name)
    return about.settings(site.host)


@router.get("/settings/health", tags=["settings"])
def health(site: Here) -> Health:
    """Look the home over, as `whetstone doctor` does; every file of it is read, and nothing is changed."""
    return about.health(site.host)


@router.post("/settings/token", tags=["settings"])
def token(site: Here) -> TokenInfo:
    """Tell the token, and the link that lets another browser in.

    It is asked for by POST, which no other site's page and no link can do.
    """
    return about.token(site)


@router.post("/settings/token/renew", tags=["settings"])
def renew(site: Here, response: Response) -> TokenInfo:
    """Make another token. Every other browser and program is let out; who asked gets the new cookie."""
    site.token.renew()
    site.cookie.give(response)
    return about.token(site)


@router.get("/plugins", tags=["plugins"])
def plugins(site: Here) -> list[PluginLine]:
    """List the plugins and what became of each."""
    return about.plugins(site.host)
