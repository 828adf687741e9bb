"""Jobs of the Forge: begun from uploads, found again, and what they made."""

from __future__ import annotations

from pathlib import Path

from whetstone.core.errors import JobNotFound
from whetstone.core.jobs.folder import JobFolder
from whetstone.core.values.persona import new_persona_id
from whetstone.plugins.webui.forging.shapes import ForgeWish
from whetstone.plugins.webui.site import Site
from whetstone.plugins.webui.working.runner import JobState

KIND = "forge"


def start(site: Site, wish: ForgeWish) -> JobState:
    """Begin to make the persona that is wished for.

    Raises:
        UploadNotFound: an upload is gone.
        SettingsError: the id is none.
        PersonaConflict: the id is taken, and may not be replaced.
        JobError: something that was asked for does not fit.
    """
    id = new_persona_id(wish.name, wish.id or None)
    uploads = [site.uploads.get(upload) for upload in dict.fromkeys(wish.uploads)]
    texts = [str(upload.path) for upload in sorted(uploads, key=lambda upload: upload.name)]
    if not wish.replace:
        site.host.registry.require_free(id)
    parameters = {
        "texts": texts,
        "name": wish.name,
        "id": id,
        "model": site.host.jobs.model_name(wish.model),
        "budget": wish.budget,
        "include": wish.include,
        "exclude": wish.exclude,
        "author": wish.author or None,
        "install": True,
        "replace": wish.replace,
    }
    given = {key: value for key, value in parameters.items() if value is not None}
    return site.jobs.start(KIND, given, title=wish.name)


def forge_jobs(site: Site) -> list[JobState]:
    """Return the jobs of the Forge, the latest first."""
    return [job for job in site.jobs.list() if job.kind == KIND]


def forge_job(site: Site, id: str) -> JobState:
    """Return a job of the Forge.

    Raises:
        JobNotFound: there is none.
    """
    job = site.jobs.state(id)
    if job.kind != KIND:
        raise JobNotFound(f"there is no job {id!r} of the Forge")
    return job


def packed(site: Site, job: JobState) -> Path | None:
    """Return the file of the persona that a job made, `None` where there is none."""
    id = str((job.result or {}).get("id", ""))
    folder = JobFolder(site.host.home, job.id).files
    found = [path for path in folder.glob("*") if path.is_file() and path.stem == id] if id else []
    return found[0] if found else None
